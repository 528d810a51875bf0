"""Places that the kept HTML of a piece leaves open for what applies at once, and filling them for a reader. Pure.

Addresses and facts of outlets change without an edition, and so does where readers report problems.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .page_words import capfirst, escape

OPEN = re.compile("\x02([0-9a-f-]{36})(?:\x1f([^\x02\x03]*))?\x03")
"""A place left open: the UUID of an outlet, and the words that become a link where it has a page."""


class OutletFacts(NamedTuple):
    """What applies at once of an outlet: its address on this site, its country and kind in words."""

    url: str
    country: str
    kind: str


REPORT = re.compile("\x02report:([^\x02\x03\x1f]*)\x1f([^\x02\x03]*)\x1f([^\x02\x03]*)\x03\n")
"""An open line at the foot of a part: its anchor, the words of the link, and what it is called in full."""


def fill(html: str, outlets: Mapping[str, OutletFacts], reports_at: str = "") -> str:
    """``html`` with its open places filled; outlets that are not given are named without a link.

    ``reports_at`` is the path below which readers report problems of a part; without one there is no link to it.
    """

    def put(place: re.Match[str]) -> str:
        facts, name = outlets.get(place[1]), place[2]
        if name is not None:
            return f'<a href="{escape(facts.url)}">{name}</a>' if facts and facts.url else name
        return facts_html(facts) if facts else ""

    return REPORT.sub(partial(report_line, reports_at), OPEN.sub(put, html))


def report_line(reports_at: str, place: re.Match[str]) -> str:
    """The foot of a part: a link to where readers say what is wrong with it, or nothing."""
    if not reports_at:
        return ""
    anchor, words, full = place.groups()
    link = f'<a href="{escape(reports_at)}{anchor}/" rel="nofollow" aria-label="{full}">{words}</a>'
    return f'<p class="section-foot label screen">{link}</p>\n'


def report_place(anchor: str, name: str) -> str:
    """The open line at the foot of a part of this name."""
    words = _("Report a problem")
    return f"\x02report:{escape(anchor)}\x1f{escape(words)}\x1f{escape(words)}: {escape(name)}\x03\n"


def facts_html(facts: OutletFacts) -> str:
    """“JP, newspaper” under the name of an outlet, or nothing."""
    words = ", ".join(filter(None, (facts.country, facts.kind))) if facts.country else capfirst(facts.kind)
    return f'<p class="label">{escape(words)}</p>\n' if words else ""


def outlet_name(source: Mapping[str, Any]) -> str:
    """The outlet's name as cited, in an open place that may become a link."""
    return f"\x02{source['outlet']}\x1f{escape(source['outlet_name'])}\x03"


def facts_place(source: Mapping[str, Any]) -> str:
    """An open place for what ``facts_html`` says of the source's outlet."""
    return f"\x02{source['outlet']}\x03"
