"""From a record of the demo to the document of its piece, with names that are the same at each loading. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID, uuid5

from newsroom.links import resolve_links
from newsroom.text import clean_paragraphs, clean_rich

from ..document import Answer, Citation, Credited, Document, Event, Lead, QuestionRef, Section
from .dates import Calendar
from .records import PieceRecord, SourceRecord

NAMES = UUID("6f1d2a52-6f3c-4f0e-9a5e-0d2c3f7f9b11")
"""Namespace of the UUIDs of all that is the demo's."""


def name_of(*parts: str | int) -> UUID:
    """The lasting UUID of a piece (kind, id) or of a part of one (kind, id, list, place or key)."""
    return uuid5(NAMES, "/".join(map(str, parts)))


@dataclass(frozen=True)
class Surroundings:
    """UUIDs of what documents name: outlets and topics and people by name, articles by piece and key. ``pictures``
    are leads without words, by the name of the drawing."""

    calendar: Calendar
    outlets: Mapping[str, UUID]
    topics: Mapping[str, UUID]
    people: Mapping[str, UUID]
    articles: Mapping[tuple[str, str], UUID]
    homepages: Mapping[str, str]
    pictures: Mapping[str, Lead] = field(default_factory=dict)

    def url(self, source: SourceRecord) -> str:
        """The address of a source, its outlet's home page before a mere path; empty for print."""
        if source.url is None or source.url.startswith("http"):
            return source.url or ""
        return self.homepages[source.outlet].rstrip("/") + source.url


def build(kind: Literal["story", "question"], record: PieceRecord, around: Surroundings) -> Document:
    """The document of the record as it stands. KeyError for a name that nothing in the content has."""
    record = record.in_words(around.calendar)

    def uid(part: str, place: str | int) -> UUID:
        return name_of(kind, record.id, part, place)

    def rich(html: str) -> str:
        return resolve_links(
            clean_rich(html), lambda target, ref: f"newsroom:{target}/{_uid_of(target, ref, around)}"
        )

    return Document(
        kind=kind,
        headline=record.headline,
        standfirst=record.standfirst,
        credit=record.credit,
        lead=_lead(record, around),
        byline=[Credited(person=around.people[name], name=name) for name in record.byline],
        sections=[
            Section(uid=uid("section", place), kind=part.kind, heading=part.heading, html=rich(part.html))
            for place, part in enumerate(record.sections)
        ],
        answers=[
            Answer(uid=uid("answer", place), question=part.question, html=rich(part.html), keys=part.sources)
            for place, part in enumerate(record.answers)
        ],
        citations=[
            Citation(
                uid=uid("citation", part.key),
                key=part.key,
                outlet=around.outlets[part.outlet],
                outlet_name=part.outlet,
                article=around.articles[record.id, part.key],
                title=part.title,
                byline=part.byline,
                published_on=around.calendar.day(part.published_on),
                accessed_on=around.calendar.day(part.accessed_on) if part.accessed_on else None,
                url=around.url(part),
                paraphrase=part.paraphrase,
                quote=part.quote,
                language=part.language,
            )
            for part in record.sources
        ],
        events=_events(record, around, kind),
        questions=[
            QuestionRef(question=name_of("question", ref.id), teaser=ref.teaser) for ref in record.questions
        ],
    )


def _lead(record: PieceRecord, around: Surroundings) -> Lead | None:
    if record.picture is None:
        return None
    words = record.picture.model_dump(exclude={"drawing"})
    return around.pictures[record.picture.drawing].model_copy(update=words)


def _events(record: PieceRecord, around: Surroundings, kind: str) -> list[Event]:
    events = []
    for place, part in enumerate(record.timeline):
        span = around.calendar.span(part.date)
        events.append(
            Event(
                uid=name_of(kind, record.id, "event", place),
                start=_stored(span.start),
                end=_stored(span.end) if span.end else None,
                precision=span.precision,
                circa=span.circa,
                html=clean_paragraphs(part.html),
                keys=part.sources,
            )
        )
    return sorted(events, key=lambda event: event.start)


def _stored(value: date) -> datetime:
    """Days, months and years are stored as their first moment in UTC."""
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)


def _uid_of(target: str, ref: str, around: Surroundings) -> UUID:
    return around.topics[ref] if target == "topic" else name_of(target, ref)
