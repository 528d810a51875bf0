"""The record of the interchange format, version 1: its shape, cleaned while it is read. Pure.

``read_record`` gives a record whose every text is safe and tidy, or raises BadRecord with the fields at fault.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from newsroom.languages import check_language
from newsroom.text import clean_paragraphs, markers_in

from ..document import Key
from .fields import (
    ENTRIES_MAX,
    Address,
    Bounded,
    Day,
    End,
    Id,
    Keys,
    Language,
    PublishedAt,
    RichHTML,
    Slug,
    Start,
    html,
    line,
    lines,
    short,
)

FORMAT = "newsroom-story"
VERSION = 1


class BadRecord(ValueError):
    """A record cannot be taken in. ``faults`` are pairs of a field's path and the reason, a sentence."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in self.faults))


class Part(BaseModel):
    """What may be null may be left out, but not ``published_at``: whether a story goes live is said."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OutletRecord(Part):
    name: Annotated[str, line(200, needed=True)]
    homepage: Address | None = None


class SourceRecord(Part):
    key: Key
    outlet: OutletRecord
    url: Address | None = None
    title: Annotated[str, line(1000)]
    byline: Annotated[str, line(500)] = ""
    published_on: Day = None
    accessed_on: Day = None
    archive_url: Address | None = None
    paraphrase: Annotated[str, lines(5000)] = ""
    quote: Annotated[str, lines(2000)] = ""
    language: Annotated[str, AfterValidator(check_language)] | None = None


class SectionRecord(Part):
    id: Id | None = None
    kind: Literal["whats_happened", "behind_the_headline", "papers_say", "how_we_got_here", "other"]
    heading: Annotated[str, line(300)] | None = None
    html: RichHTML


class EventRecord(Part):
    """``start`` and ``end`` are in UTC, days, months and years as their first moment."""

    id: Id | None = None
    precision: Literal["year", "month", "day", "minute"]
    start: Start
    end: End = None
    circa: bool = False
    html: Annotated[str, html(clean_paragraphs, rich=False)]
    sources: Keys = []


class AnswerRecord(Part):
    id: Id | None = None
    question: Annotated[str, line(300, needed=True)]
    html: RichHTML
    sources: Keys = []


class QuestionRecord(Part):
    """``sources`` None: its keys name the story's."""

    id: Id
    title: Annotated[str, line(300, needed=True)]
    intro: Annotated[str, lines(2000)]
    teaser: Annotated[str, lines(2000)] | None = None
    sources: Annotated[list[SourceRecord], Bounded] | None = None
    answers: Annotated[list[AnswerRecord], Bounded]


class TopicRecord(Part):
    name: Annotated[str, line(200, needed=True)]
    kind: Literal["person", "place", "organisation", "event", "theme"] | None = None
    parent: Annotated[str, line(200, needed=True)] | None = None


class StoryRecord(Part):
    format: Literal["newsroom-story"]
    version: Literal[1]
    id: Id
    headline: Annotated[str, line(300, needed=True)]
    slug: Slug | None = None
    standfirst: Annotated[str, lines(2000)] | None = None
    language: Language
    published_at: PublishedAt
    byline: Annotated[list[Annotated[str, line(200, needed=True)]], Bounded]
    credit: Annotated[str, lines(1000)]
    topics: Annotated[list[TopicRecord], Bounded]
    sections: Annotated[list[SectionRecord], Bounded]
    sources: Annotated[list[SourceRecord], Bounded]
    timeline: Annotated[list[EventRecord], Bounded]
    questions: Annotated[list[QuestionRecord], Bounded]


def read_record(value: Any, own_hosts: frozenset[str] = frozenset()) -> StoryRecord:
    """The record of a parsed line, every text sanitised. Raises BadRecord with each field at fault."""
    if not isinstance(value, dict):
        raise BadRecord([("record", "is no object: a line is {…}")])
    try:
        record = StoryRecord.model_validate(value, context=own_hosts)
    except ValidationError as error:
        raise BadRecord([_fault(detail) for detail in error.errors(include_url=False)]) from error
    if faults := list(_inconsistent(record)):
        raise BadRecord(faults)
    return record


def _inconsistent(record: StoryRecord) -> Iterator[tuple[str, str]]:
    """What only shows when fields are held against each other."""
    yield from _twice("sources", (source.key for source in record.sources), "key")
    yield from _twice("sections", (part.id for part in record.sections), "id")
    yield from _twice("timeline", (part.id for part in record.timeline), "id")
    yield from _twice("questions", (part.id for part in record.questions), "id")
    known = {source.key for source in record.sources}
    for place, section in enumerate(record.sections):
        yield from _unsourced(f"sections[{place}]", section.html, [], known)
        if section.kind == "other" and not section.heading:
            yield f"sections[{place}].heading", "a section of the kind other needs a heading of its own"
    for place, event in enumerate(record.timeline):
        yield from _unsourced(f"timeline[{place}]", event.html, event.sources, known)
    for place, question in enumerate(record.questions):
        at = f"questions[{place}]"
        yield from _twice(f"{at}.answers", (part.id for part in question.answers), "id")
        keys = known
        if question.sources is not None:
            yield from _twice(f"{at}.sources", (source.key for source in question.sources), "key")
            keys = {source.key for source in question.sources}
        for answer_place, answer in enumerate(question.answers):
            yield from _unsourced(f"{at}.answers[{answer_place}]", answer.html, answer.sources, keys)


def _twice(field: str, names: Iterable[str | None], word: str) -> Iterator[tuple[str, str]]:
    for name, times in Counter(names).items():
        if name is not None and times > 1:
            yield field, f"{times} of them have the {word} “{name}”"


def _unsourced(field: str, html: str, keys: list[str], known: set[str]) -> Iterator[tuple[str, str]]:
    for key in dict.fromkeys(markers_in(html)):
        if key not in known:
            yield f"{field}.html", f"the marker [^{key}] has no source"
    for key in dict.fromkeys(keys):
        if key not in known:
            yield f"{field}.sources", f"“{key}” is the key of no source"


REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no field of this format",
    "string_type": "is no text",
    "bool_type": "is neither true nor false",
    "list_type": "is no list",
    "model_type": "is no object",
    "dict_type": "is no object",
}


def _fault(detail: ErrorDetails) -> tuple[str, str]:
    """The path and the sentence of one of pydantic's errors."""
    field = ""
    for step in detail["loc"]:
        field += f"[{step}]" if isinstance(step, int) else f".{step}" if field else step
    kind = detail["type"]
    if kind == "value_error":
        return field, str(detail["ctx"]["error"])
    if kind == "too_long":
        return field, f"has {len(detail['input']):,} entries; at most {ENTRIES_MAX:,} fit"
    if kind == "literal_error":
        return field, f"“{short(detail['input'])}” is not {detail['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return field, f"“{short(detail['input'])}” is no key: small letters, digits and hyphens, at most 64"
    return field, REASONS.get(kind, detail["msg"])
