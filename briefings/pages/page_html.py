"""The HTML of a piece's own words: sections, coverage, timeline, answers, sources. Pure.

It is made from the page's data (``rendering.render``) in the active language and kept beside the edition. What
applies at once, addresses and facts of outlets, is left open in it, and ``fill`` puts that in for a reader.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from newsroom import dates

from ..words import SectionKind
from .page_words import capfirst, day_label, escape, in_language, quotation
from .sidenotes import Notes, notes_on

Source = Mapping[str, Any]

AUTO = ' dir="auto"'

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


def outlet_name(source: Source) -> str:
    """The outlet's name as cited, in an open place that may become a link."""
    return f"\x02{source['outlet']}\x1f{escape(source['outlet_name'])}\x03"


# The body


def story_body(page: Mapping[str, Any]) -> str:
    """Sections in their order; coverage and timeline within those that are theirs, or else in blocks of their own."""
    notes, ours = notes_on(page["sources"], page["language"]), in_language(page["language"])
    coverage, events = coverage_html(page["sources"], ours), timeline_html(page["timeline"], notes, ours)
    parts: list[str] = []
    has_papers = has_past = False
    for section in page["sections"]:
        if section["kind"] == SectionKind.PAPERS_SAY:
            parts.append(section_html(section, notes, coverage, ours=ours))
            has_papers = True
        elif section["kind"] == SectionKind.HOW_WE_GOT_HERE:
            if coverage and not has_papers:
                parts.append(coverage_band(coverage))
                has_papers = True
            parts.append(section_html(section, notes, events, ours=ours, dated=bool(events)))
            has_past = True
        else:
            parts.append(section_html(section, notes, ours=ours))
    if coverage and not has_papers:
        parts.append(coverage_band(coverage))
    if events and not has_past:
        title = escape(_("How we got here"))
        parts.append(
            '<section class="band band-dated" id="timeline">\n'
            f'<h2 class="over">{title}</h2>\n{events}</section>\n'
        )
    return "".join(parts)


def question_body(page: Mapping[str, Any]) -> str:
    """The answers in their order."""
    notes, ours = notes_on(page["sources"], page["language"]), in_language(page["language"])
    return "".join(
        f'<section class="band answer" id="{escape(answer["anchor"])}">\n'
        f"<h2{ours or AUTO}>{escape(answer['question'])}</h2>\n"
        f'<div class="prose"{ours}>{notes.beside(answer["html"])}</div>\n'
        f"{report_place(answer['anchor'], answer['question'])}</section>\n"
        for answer in page["answers"]
    )


def heading(section: Mapping[str, Any]) -> str:
    """The section's own heading, or the house's for its kind."""
    return section["heading"] or str(SectionKind(section["kind"]).label)


def section_html(
    section: Mapping[str, Any], notes: Notes, below: str = "", *, ours: str = "", dated: bool = False
) -> str:
    """A section; ``ours`` are the attributes of words in the piece's language, where it is not the page's."""
    kind = escape(section["kind"]) + (" band-dated" if dated else "")
    return (
        f'<section class="band section-{kind}" id="{escape(section["anchor"])}">\n'
        f"<h2{(ours if section['heading'] else '') or AUTO}>{escape(heading(section))}</h2>\n"
        f'<div class="prose"{ours}>{notes.beside(section["html"])}</div>\n{below}'
        f"{report_place(section['anchor'], heading(section))}</section>\n"
    )


# What the papers say


def coverage_band(coverage: str) -> str:
    title = escape(_("What the papers say"))
    return f'<section class="band" id="coverage">\n<h2>{title}</h2>\n{coverage}</section>\n'


def coverage_html(sources: Iterable[Source], ours: str = "") -> str:
    """The sources side by side, one notice per outlet in the order of first citation; nothing without sources."""
    notices: dict[str, list[Source]] = {}
    for source in sources:
        notices.setdefault(source["outlet_name"], []).append(source)
    if not notices:
        return ""
    told = _("source %(n)s"), escape(_("archived copy")), ours
    return f'<ul class="coverage wide">\n{"".join(notice_html(items, *told) for items in notices.values())}</ul>\n'


def notice_html(items: list[Source], source_n: str, archived: str, ours: str) -> str:
    lines = "".join(coverage_item(item, source_n, archived, ours) for item in items)
    return (
        f'<li>\n<h3 class="outlet-name caps" dir="auto">{outlet_name(items[0])}</h3>\n'
        f"\x02{items[0]['outlet']}\x03<ul>\n{lines}</ul>\n</li>\n"
    )


def coverage_item(item: Source, source_n: str, archived: str, ours: str) -> str:
    """One source: what it says in our words, its quotation, its headline, its facts."""
    parts = ["<li>\n"]
    if item["paraphrase"]:
        parts.append(f"<p{ours or AUTO}>{escape(item['paraphrase'])}</p>\n")
    if item["quote"]:
        parts.append(f"{quotation(item['quote'], item['language'])}\n")
    if title := source_title(item):
        parts.append(f'<p class="coverage-title">{title}</p>\n')
    facts = source_facts(item)
    facts.append(f'<a href="#source-{item["number"]}">{escape(source_n % {"n": item["number"]})}</a>')
    if item["archive_url"]:
        facts.append(f'<a href="{escape(item["archive_url"])}" rel="external">{archived}</a>')
    parts.append(f'<p class="label facts">{" ".join(facts)}</p>\n</li>\n')
    return "".join(parts)


# Sources


def sources_html(sources: Iterable[Source]) -> str:
    """The list at the end, by number, each leading back to where it is cited; nothing without sources."""
    words = SourceWords(
        _("read %(date)s"), escape(_("archived copy")), escape(_("cited at")), _("Back to citation %(n)s")
    )
    lines = "".join(source_html(source, words) for source in sources)
    if not lines:
        return ""
    how = _(
        "Numbered in the order of first citation. An outlet counts once, however many of its articles are cited, "
        "and so does its country."
    )
    title = escape(_("Sources"))
    return (
        f'<section class="band" id="sources">\n<h2>{title}</h2>\n'
        f'<p class="label">{escape(how)}</p>\n<ol class="sources">\n{lines}</ol>\n</section>\n'
    )


class SourceWords(NamedTuple):
    """The words of the list, looked up once."""

    read: str
    archived: str
    cited_at: str
    back: str


def source_html(source: Source, words: SourceWords) -> str:
    facts = source_facts(source)
    if accessed := day_label(source["accessed_on"]):
        facts.append(f"<span>{escape(words.read % {'date': accessed})}</span>")
    if source["archive_url"]:
        facts.append(f'<a href="{escape(source["archive_url"])}" rel="external">{words.archived}</a>')
    if refs := source["refs"]:
        facts.append(f'<span class="sources-back">{words.cited_at}{back_links(refs, words.back)}</span>')
    return (
        f'<li id="{escape(source["anchor"])}">\n<span class="sources-number">{source["number"]}</span>\n<div>\n'
        f'<p><span class="caps" dir="auto">{outlet_name(source)}</span> {source_title(source)}</p>\n'
        f'<p class="label facts">{" ".join(facts)}</p>\n</div>\n</li>\n'
    )


def back_links(refs: list[str], label: str) -> str:
    """An arrow to each place that cites the source, numbered where there are several."""
    several = len(refs) > 1
    return "".join(
        f' <a href="#{escape(ref)}" aria-label="{escape(label % {"n": n})}">↑{n if several else ""}</a>'
        for n, ref in enumerate(refs, start=1)
    )


def source_title(source: Source) -> str:
    """The headline as a link to the article, or as a title where it has no address."""
    attributes = in_language(source["language"], auto=True)
    if source["url"]:
        words = escape(source["title"] or source["host"])
        return f'<a href="{escape(source["url"])}" rel="external"{attributes}>{words}</a>'
    return f"<cite{attributes}>{escape(source['title'])}</cite>" if source["title"] else ""


def source_facts(source: Source) -> list[str]:
    """Who wrote it, and when it was published, as far as known."""
    facts = [f"<span><bdi>{escape(source['byline'])}</bdi></span>"] if source["byline"] else []
    if published := day_label(source["published_on"]):
        facts.append(f"<span>{escape(published)}</span>")
    return facts


# How we got here


def timeline_html(events: Iterable[Mapping[str, Any]], notes: Notes, ours: str = "") -> str:
    """Entries by date, with an address within the page each; nothing without events."""
    lines: list[str] = []
    year = None
    told: set[str] = set()
    for event in events:
        start = datetime.fromisoformat(event["start"])
        end = datetime.fromisoformat(event["end"]) if event["end"] else None
        lines.append(
            event_html(
                dates.iso(start, event["precision"]),
                dates.label(start, end, event["precision"], event["circa"]),
                notes.beside(event["html"], told),
                anchor=event["anchor"],
                new_year=start.year != year,
                ours=ours,
            )
        )
        year = start.year
    return f'<ol class="timeline full">\n{"".join(lines)}</ol>\n' if lines else ""


def event_html(
    iso: str,
    label: str,
    html: str,
    *,
    anchor: str = "",
    new_year: bool = False,
    below: str = "",
    ours: str = "",
) -> str:
    """One entry: its date in words over its text."""
    place = (f' id="{escape(anchor)}"' if anchor else "") + (' class="new-year"' if new_year else "")
    return (
        f'<li{place}>\n<p class="timeline-date"><time datetime="{escape(iso)}">{escape(label)}</time></p>\n'
        f'<div class="prose"{ours}>{html}</div>\n{below}</li>\n'
    )
