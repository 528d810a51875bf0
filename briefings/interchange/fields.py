"""What stands in a field of the interchange format: read strictly, cleaned, refused with a sentence. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core.core_schema import ValidationInfo

from newsroom.canonical import canonical_url
from newsroom.clock import now
from newsroom.dates import check_order, parse_interchange
from newsroom.markup import UNWANTED
from newsroom.text import clean_plain, clean_plain_lines, clean_rich

from ..document import Key

HTML_MAX = 100_000
ENTRIES_MAX = 2_000
"""Entries of a list at most: more than a form of the desk takes, and a page that a browser can still show."""

SLUG = re.compile(r"[-\w]{1,100}")
LANGUAGE = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
MINUTES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def short(value: Any) -> str:
    text = clean_plain(value if isinstance(value, str) else repr(value))
    return text if len(text) <= 60 else text[:59] + "…"


def _fitting(text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(f"has {len(text):,} characters; at most {limit:,} fit")
    return text


def line(limit: int, *, needed: bool = False) -> AfterValidator:
    """One line of plain text."""

    def tidy(value: str) -> str:
        if value := value and clean_plain(value):
            return _fitting(value, limit)
        if needed:
            raise ValueError("is empty")
        return ""

    return AfterValidator(tidy)


def lines(limit: int) -> AfterValidator:
    """Plain text in paragraphs."""
    return AfterValidator(lambda value: value and _fitting(clean_plain_lines(value), limit))


def html(clean: Callable[..., str], *, rich: bool) -> AfterValidator:
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
    raise ValueError(f"“{short(value)}” is no date of the form 2025-11-21")


AHEAD = timedelta(hours=1)
"""Clocks may differ by so much before a time of publication counts as one in the future."""


def _moment(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or MINUTES.fullmatch(value) is None:
        raise ValueError(
            f"“{short(value)}” is no time with its zone, such as 2025-11-21T14:05:00Z, and not null"
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
        raise ValueError(f"“{short(value)}” is no date")
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
RichHTML = Annotated[str, html(clean_rich, rich=True)]
Slug = Annotated[str, AfterValidator(_slug)]
Language = Annotated[str, AfterValidator(_language)]
PublishedAt = Annotated[datetime | None, BeforeValidator(_moment), AfterValidator(_past)]
Start = Annotated[datetime, BeforeValidator(_start)]
End = Annotated[datetime | None, BeforeValidator(_end)]
