"""The HTML of a piece's body: sections with coverage and timeline, answers. Pure.

It is made from the page's data (``rendering.render``) in the active language and kept beside the edition. What
applies at once, addresses and facts of outlets, is left open in it (``open_places``).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..words import SectionKind
from .open_places import report_place
from .page_words import AUTO, escape, in_language
from .sidenotes import Notes, notes_on
from .sources_html import coverage_band, coverage_html
from .timeline_html import timeline_html


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
