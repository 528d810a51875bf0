"""The record of the interchange format, version 1: its shape, cleaned while it is read. Pure.

``read_record`` gives a record whose every text is safe and tidy, or raises BadRecord with the fields at fault.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ValidationInfo

from newsroom.canonical import canonical_url
from newsroom.clock import now
from newsroom.dates import check_order, parse_interchange
from newsroom.languages import check_language
from newsroom.markup import UNWANTED
from newsroom.text import clean_paragraphs, clean_plain, clean_plain_lines, clean_rich, markers_in

from ..document import Key

FORMAT = "newsroom-story"
VERSION = 1
HTML_MAX = 100_000
ENTRIES_MAX = 2_000
"""Entries of a list at most: more than a form of the desk takes, and a page that a browser can still show."""

SLUG = re.compile(r"[-\w]{1,100}")
LANGUAGE = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
MINUTES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class BadRecord(ValueError):
    """A record cannot be taken in. ``faults`` are pairs of a field's path and the reason, a sentence."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in self.faults))


# What stands in a field


def _fitting(text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(f"has {len(text):,} characters; at most {limit:,} fit")
    return text


def _line(limit: int, *, needed: bool = False) -> AfterValidator:
    """One line of plain text."""

    def tidy(value: str) -> str:
        if value := value and clean_plain(value):
            return _fitting(value, limit)
        if needed:
            raise ValueError("is empty")
        return ""

    return AfterValidator(tidy)


def _lines(limit: int) -> AfterValidator:
    """Plain text in paragraphs."""
    return AfterValidator(lambda value: value and _fitting(clean_plain_lines(value), limit))


def _html(clean: Callable[..., str], *, rich: bool) -> AfterValidator:
    def tidy(value: str, info: ValidationInfo) -> str:
        return _fitting(clean(value, info.context) if rich else clean(value), HTML_MAX)

    return AfterValidator(tidy)


def _named(value: str) -> str:
    """An id of the origin, kept as it is, so that it is the same on the way back."""
    if not value or value != " ".join(value.split()) or UNWANTED.search(value):
        raise ValueError("is no id: it is empty, or holds control characters or stray white space")
    return _fitting(value, 300)


def _slug(value: str) -> str:
    if SLUG.fullmatch(value) is None:
        raise ValueError("is no slug: letters, digits, hyphens and underscores, at most 100")
    return value


def _language(value: str) -> str:
    if LANGUAGE.fullmatch(value) is None:
        raise ValueError("is no language tag, such as en or pt-BR")
    return value


def _day(value: Any) -> Any:
    if value is None:
        return None
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"“{value}” is no date: {error}") from error
    raise ValueError(f"“{_short(value)}” is no date of the form 2025-11-21")


AHEAD = timedelta(hours=1)
"""Clocks may differ by so much before a time of publication counts as one in the future."""


def _moment(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or MINUTES.fullmatch(value) is None:
        raise ValueError(
            f"“{_short(value)}” is no time with its zone, such as 2025-11-21T14:05:00Z, and not null"
        )
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{value}” is no time: {error}") from error


def _past(value: datetime | None) -> datetime | None:
    """Refused rather than kept back: an import publishes, and would lead every list until that day."""
    if value is not None and value > now() + AHEAD:
        raise ValueError(
            f"“{value:%Y-%m-%dT%H:%M}Z” lies in the future; null imports a draft, which can be scheduled"
        )
    return value


@lru_cache(8192)
def _event_date(value: str, precision: Any) -> datetime:
    read = parse_interchange(value, precision)
    return read if isinstance(read, datetime) else datetime(read.year, read.month, read.day, tzinfo=UTC)


def _start(value: Any, info: ValidationInfo) -> Any:
    # Without a known precision the fault is that field's, and this one cannot be judged.
    precision = info.data.get("precision", "day")
    if not isinstance(value, str):
        raise ValueError(f"“{_short(value)}” is no date")
    return _event_date(value, precision)


def _end(value: Any, info: ValidationInfo) -> Any:
    if value is None:
        return None
    end = _start(value, info)
    if "start" in info.data:
        check_order(info.data["start"], end, info.data.get("precision", "day"))
    return end


canonical = lru_cache(16_384)(canonical_url)
"""``canonical_url``, which raises ValueError for what is no address of the web."""


def _address(value: str) -> str:
    value = value.strip()
    canonical(value)
    return value


Address = Annotated[str, AfterValidator(_address)]
Day = Annotated[date | None, BeforeValidator(_day)]
Id = Annotated[str, AfterValidator(_named)]
Bounded = Field(max_length=ENTRIES_MAX)
Keys = Annotated[list[Key], Bounded]
RichHTML = Annotated[str, _html(clean_rich, rich=True)]


class Part(BaseModel):
    """What may be null may be left out, but not ``published_at``: whether a story goes live is said."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OutletRecord(Part):
    name: Annotated[str, _line(200, needed=True)]
    homepage: Address | None = None


class SourceRecord(Part):
    key: Key
    outlet: OutletRecord
    url: Address | None = None
    title: Annotated[str, _line(1000)]
    byline: Annotated[str, _line(500)] = ""
    published_on: Day = None
    accessed_on: Day = None
    archive_url: Address | None = None
    paraphrase: Annotated[str, _lines(5000)] = ""
    quote: Annotated[str, _lines(2000)] = ""
    language: Annotated[str, AfterValidator(check_language)] | None = None


class SectionRecord(Part):
    id: Id | None = None
    kind: Literal["whats_happened", "behind_the_headline", "papers_say", "how_we_got_here", "other"]
    heading: Annotated[str, _line(300)] | None = None
    html: RichHTML


class EventRecord(Part):
    """``start`` and ``end`` are in UTC, days, months and years as their first moment."""

    id: Id | None = None
    precision: Literal["year", "month", "day", "minute"]
    start: Annotated[datetime, BeforeValidator(_start)]
    end: Annotated[datetime | None, BeforeValidator(_end)] = None
    circa: bool = False
    html: Annotated[str, _html(clean_paragraphs, rich=False)]
    sources: Keys = []


class AnswerRecord(Part):
    id: Id | None = None
    question: Annotated[str, _line(300, needed=True)]
    html: RichHTML
    sources: Keys = []


class QuestionRecord(Part):
    """``sources`` None: its keys name the story's."""

    id: Id
    title: Annotated[str, _line(300, needed=True)]
    intro: Annotated[str, _lines(2000)]
    teaser: Annotated[str, _lines(2000)] | None = None
    sources: Annotated[list[SourceRecord], Bounded] | None = None
    answers: Annotated[list[AnswerRecord], Bounded]


class TopicRecord(Part):
    name: Annotated[str, _line(200, needed=True)]
    kind: Literal["person", "place", "organisation", "event", "theme"] | None = None
    parent: Annotated[str, _line(200, needed=True)] | None = None


class StoryRecord(Part):
    format: Literal["newsroom-story"]
    version: Literal[1]
    id: Id
    headline: Annotated[str, _line(300, needed=True)]
    slug: Annotated[str, AfterValidator(_slug)] | None = None
    standfirst: Annotated[str, _lines(2000)] | None = None
    language: Annotated[str, AfterValidator(_language)]
    published_at: Annotated[datetime | None, BeforeValidator(_moment), AfterValidator(_past)]
    byline: Annotated[list[Annotated[str, _line(200, needed=True)]], Bounded]
    credit: Annotated[str, _lines(1000)]
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
        return field, f"“{_short(detail['input'])}” is not {detail['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return field, f"“{_short(detail['input'])}” is no key: small letters, digits and hyphens, at most 64"
    return field, REASONS.get(kind, detail["msg"])


def _short(value: Any) -> str:
    text = clean_plain(value if isinstance(value, str) else repr(value))
    return text if len(text) <= 60 else text[:59] + "…"
