"""What a page says of sources whose originals are gone, put into the HTML that is kept ready. Pure.

Health applies at once and is no part of an edition. Most pages have no such source, and then nothing is done here.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from newsroom.canonical import canonical_url

from .page_words import day, escape

# The same addresses are asked for at each view of a page.
_canonical = lru_cache(16_384)(canonical_url)

END_OF_SOURCE = "</div>\n</li>\n"
"""How ``sources_html.source_html`` ends an entry."""


def addresses_of(sources: Iterable[Mapping[str, Any]]) -> list[str]:
    """The canonical addresses of a page's sources, as the health of links knows them."""
    return [_canonical(source["url"]) for source in sources if source["url"]]


def with_notes(html: str, sources: Iterable[Mapping[str, Any]], gone: Mapping[str, datetime | None]) -> str:
    """The list of sources with a note at each that is gone; ``gone`` has the time when each canonical address was
    last reached, or None where it never was."""
    for source in sources:
        if not source["url"] or _canonical(source["url"]) not in gone:
            continue
        start = html.find(f'<li id="source-{source["number"]}">')
        end = html.find(END_OF_SOURCE, start)
        if start >= 0 and end >= 0:
            html = html[:end] + note_html(source, gone[_canonical(source["url"])]) + html[end:]
    return html


def note_html(source: Mapping[str, Any], reached_at: datetime | None) -> str:
    """“The original can no longer be reached; it was last seen on 3 May 2026. Read its archived copy”."""
    if reached_at is None:
        told = _("The original can no longer be reached.")
    else:
        told = _("The original can no longer be reached; it was last seen on %(date)s.") % {
            "date": day(reached_at)
        }
    copy = ""
    if source["archive_url"]:
        words = escape(_("Read its archived copy"))
        copy = f' <a href="{escape(source["archive_url"])}" rel="external">{words}</a>'
    return f'<p class="label source-gone">{escape(told)}{copy}</p>\n'
