"""Which hosts are the house's own, so that links to others can say so."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from newsroom.text import clean_rich


@cache
def own_hosts() -> frozenset[str]:
    """Host names of the site, lower case."""
    host = urlsplit(settings.SITE_URL).hostname
    return frozenset({host} if host else ())


def clean_own(html: str) -> str:
    """``clean_rich`` with the house's own hosts."""
    return clean_rich(html, own_hosts())
