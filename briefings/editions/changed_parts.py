"""In which edition each part of a piece last got other words: what a reader who comes back has not read. Pure.

A part is a section or an answer, by the UUID that lasts; the timeline and the coverage stand in a section of theirs
and count with it. New words are told, another form or another source behind the same words is not.
"""

from collections.abc import Hashable, Iterable, Mapping

from newsroom.markup import text_of

from ..document import Document
from ..pages.rendering import part_anchor, section_anchors
from ..words import EditionKind, SectionKind

Changed = Mapping[str, int]
"""The number of an edition by part; of what still reads as in the first edition nothing is said."""

TIMELINE, COVERAGE = "timeline", "coverage"
HOMES: dict[str, str] = {SectionKind.PAPERS_SAY.value: COVERAGE, SectionKind.HOW_WE_GOT_HERE.value: TIMELINE}
"""The kind of section in which each stands, where there is one."""


def words_of_parts(document: Document) -> dict[str, Hashable]:
    """What readers read of each part."""
    told: dict[str, Hashable] = {
        str(section.uid): (section.heading, text_of(section.html)) for section in document.sections
    }
    told |= {str(answer.uid): (answer.question, text_of(answer.html)) for answer in document.answers}
    told[TIMELINE] = tuple(
        (event.start, event.end, event.precision, event.circa, text_of(event.html))
        for event in document.events
    )
    told[COVERAGE] = tuple(
        (citation.outlet_name, citation.title, citation.paraphrase, citation.quote)
        for citation in document.citations
    )
    return told


def changed_in(new: Document, *, number: int, kind: EditionKind, old: Document, before: Changed) -> Changed:
    """What changed when, once edition ``number`` of this kind followed ``old``, of which ``before`` was known.

    A small change, such as a misspelling, is no news: its parts keep their numbers.
    """
    was, now = words_of_parts(old), words_of_parts(new)
    found = {}
    for part, words in now.items():
        if was.get(part) == words or (kind == EditionKind.MINOR and part in was):
            if part in before:
                found[part] = before[part]
        elif words:
            found[part] = number
    return found


def changed_over(editions: Iterable[tuple[int, EditionKind, Document]]) -> Changed:
    """The same from all editions of a piece that have words, oldest first."""
    found: Changed = {}
    old: Document | None = None
    for number, kind, document in editions:
        if old is not None:
            found = changed_in(document, number=number, kind=kind, old=old, before=found)
        old = document
    return found


def by_anchor(document: Document, changed: Changed) -> dict[str, int]:
    """The numbers by the part's address within the page."""
    found: dict[str, int] = {}
    homes = {TIMELINE: TIMELINE, COVERAGE: COVERAGE}

    def note(anchor: str, part: str) -> None:
        if part in changed:
            found[anchor] = max(found.get(anchor, 0), changed[part])

    for section, anchor in zip(document.sections, section_anchors(document), strict=True):
        note(anchor, str(section.uid))
        if section.kind in HOMES and text_of(section.html):
            homes[HOMES[section.kind]] = anchor
    for answer in document.answers:
        note(part_anchor("answer", answer.uid), str(answer.uid))
    if document.kind == "story":
        for part, anchor in homes.items():
            note(anchor, part)
    return found
