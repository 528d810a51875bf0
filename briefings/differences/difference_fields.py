"""What of a document is compared, field by field, as texts. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from newsroom.canonical import host_of
from newsroom.date_labels import label
from newsroom.markup import MARKER, map_text

from ..document import Answer, Citation, Document, Event, QuestionRef, Section
from ..pages.page_words import day
from ..words import SectionKind
from .wording_html import SourceNames

PartKind = Literal["section", "source", "event", "answer", "question"]
Part = Section | Citation | Event | Answer | QuestionRef
Form = Literal["plain", "rich", "paragraphs"]

FIELD_LABELS = {
    "headline": _("headline"),
    "standfirst": _("standfirst"),
    "language": _("language"),
    "credit": _("credit"),
    "byline": _("byline"),
    "image": _("lead image"),
    "caption": _("caption of the image"),
    "image_credit": _("credit of the image"),
    "kind": _("kind of section"),
    "heading": _("heading"),
    "text": _("text"),
    "question": _("question"),
    "date": _("date"),
    "keys": _("sources beside the text"),
    "key": _("key"),
    "outlet": _("outlet"),
    "title": _("title"),
    "author": _("author as cited"),
    "published": _("published"),
    "accessed": _("read"),
    "url": _("address"),
    "archive": _("archived copy"),
    "paraphrase": _("what it says"),
    "quote": _("quotation"),
    "teaser": _("teaser"),
}


class Field(NamedTuple):
    """`refers_to` is what a name stands for: another one under the same name is a change too."""

    name: str
    text: str
    form: Form = "plain"
    refers_to: tuple[UUID, ...] = ()


def piece_fields(document: Document) -> list[Field]:
    """The texts of a document that are no parts. The image stands in the words that describe it."""
    byline, lead = document.byline, document.lead
    return [
        Field("headline", document.headline),
        Field("standfirst", document.standfirst),
        Field("byline", ", ".join(c.name for c in byline), refers_to=tuple(c.person for c in byline)),
        Field("language", document.language),
        Field("credit", document.credit),
        Field("image", lead.alt if lead else "", refers_to=(lead.picture,) if lead else ()),
        Field("caption", lead.caption if lead else ""),
        Field("image_credit", lead.credit if lead else ""),
    ]


def parts_of(document: Document) -> dict[PartKind, Sequence[Part]]:
    """The parts of a document in the order of the page."""
    return {
        "section": document.sections,
        "answer": document.answers,
        "source": document.citations,
        "event": document.events,
        "question": document.questions,
    }


def part_uid(part: Part) -> UUID:
    return part.question if isinstance(part, QuestionRef) else part.uid


def part_name(part: Part, question_titles: Mapping[UUID, str]) -> str:
    """What people call the part; empty for a common question whose title was not given."""
    match part:
        case Section():
            return part.heading if part.kind == "other" else str(SectionKind(part.kind).label)
        case Answer():
            return part.question
        case Event():
            return label(part.start, part.end, part.precision, part.circa)
        case Citation():
            title = part.title or (host_of(part.url) if part.url else "")
            return f"{part.outlet_name}, “{title}”" if title else part.outlet_name
        case QuestionRef():
            return question_titles.get(part.question, "")


def part_fields(part: Part, names: Mapping[str, str]) -> list[Field]:
    """The fields of a part, always the same ones of the same kind. `names` are those of the sources, by key."""

    def beside(keys: Sequence[str]) -> Field:
        return Field("keys", ", ".join(names.get(key, key) for key in keys))

    match part:
        case Section():
            kind = str(SectionKind(part.kind).label)
            return [Field("kind", kind), Field("heading", part.heading), Field("text", part.html, "rich")]
        case Answer():
            return [
                Field("question", part.question),
                Field("text", part.html, "rich"),
                beside(part.keys),
            ]
        case Event():
            return [
                Field("date", label(part.start, part.end, part.precision, part.circa)),
                Field("text", part.html, "paragraphs"),
                beside(part.keys),
            ]
        case Citation():
            return [
                Field("outlet", part.outlet_name, refers_to=(part.outlet,)),
                Field("title", part.title),
                Field("language", part.language),
                Field("author", part.byline),
                Field("published", day(part.published_on) if part.published_on else ""),
                Field("accessed", day(part.accessed_on) if part.accessed_on else ""),
                Field("paraphrase", part.paraphrase),
                Field("quote", part.quote),
                Field("url", part.url, refers_to=(part.article,)),
                Field("archive", part.archive_url),
                Field("key", part.key),
            ]
        case QuestionRef():
            return [Field("teaser", part.teaser)]


def names_of_sources(old: Document, new: Document) -> SourceNames:
    """The sources by their outlets, numbered where several are one outlet's: numbers of markers come and go with
    each edition, and keys are the desk's own. The keys are those of the texts that ``with_keys_of`` gives."""
    outlets = {source.uid: source.outlet_name for source in (*old.citations, *new.citations)}
    times, numbers = Counter(outlets.values()), Counter[str]()
    names = {}
    for uid, outlet in outlets.items():
        numbers[outlet] += 1
        names[uid] = f"{outlet} {numbers[outlet]}" if times[outlet] > 1 else outlet
    renamed = renamed_keys(old, new)
    return SourceNames(
        {renamed.get(source.key, source.key): names[source.uid] for source in old.citations},
        {source.key: names[source.uid] for source in new.citations},
    )


def renamed_keys(old: Document, new: Document) -> dict[str, str]:
    """New keys by old ones, of the sources that both documents have."""
    today = {citation.uid: citation.key for citation in new.citations}
    renamed = {
        citation.key: today[citation.uid]
        for citation in old.citations
        if today.get(citation.uid, citation.key) != citation.key
    }
    # A key that another source had would let markers of that source pass for unchanged.
    staying = {citation.key for citation in old.citations} - renamed.keys()
    return {key: other for key, other in renamed.items() if other not in staying}


def with_keys_of(old: Document, new: Document) -> Document:
    """The old document, citing what both have by the keys of the new one.

    Readers see numbers, never keys: a key that was renamed with its markers changes no word of a text.
    """
    renamed = renamed_keys(old, new)
    if not renamed:
        return old

    def in_text(html: str) -> str:
        return map_text(
            html, lambda text: MARKER.sub(lambda found: f"[^{renamed.get(found[1], found[1])}]", text)
        )

    def beside(keys: list[str]) -> list[str]:
        return [renamed.get(key, key) for key in keys]

    return old.model_copy(
        update={
            "sections": [s.model_copy(update={"html": in_text(s.html)}) for s in old.sections],
            "answers": [
                a.model_copy(update={"html": in_text(a.html), "keys": beside(a.keys)}) for a in old.answers
            ],
            "events": [
                e.model_copy(update={"html": in_text(e.html), "keys": beside(e.keys)}) for e in old.events
            ],
        }
    )
