"""Addresses of this site's pages by what they are of and its slug, for lists that need many at once."""

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

SAFE = "/~:@!$&'()*+,;="
"""What Django's ``reverse`` leaves as it is (RFC 3986)."""


def path_of(name: str, slug: str) -> str:
    """``reverse(name, args=[slug])`` for an address that ends in its slug and a slash: "story", "topic", "outlet", …"""
    before = _before(name, get_script_prefix())
    return f"{before}{slug if slug.isascii() else quote(slug, safe=SAFE)}/"


@lru_cache(64)
def _before(name: str, script_prefix: str) -> str:
    return reverse(name, args=["0"]).removesuffix("0/")
