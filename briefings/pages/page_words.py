"""Dates, counts and signs as pages write them. Pure: no rows, no request; language and zone are the active ones."""

import html
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import get_language, get_language_bidi, ngettext

from newsroom.date_labels import day_words, moment_words
from newsroom.languages import direction

if TYPE_CHECKING:
    from django.db.models import Choices

# \x02 and \x03 mark the places that rendering leaves open; no text holds them, and none may bring them.
_MARKS = str.maketrans("", "", "\x02\x03")

AUTO = ' dir="auto"'
"""The attribute of words whose direction is told by themselves."""


def escape(words: Any) -> str:
    """Words as HTML, in a text or in an attribute."""
    escaped = html.escape(str(words))
    return escaped.translate(_MARKS) if "\x02" in escaped or "\x03" in escaped else escaped


def day(moment: date) -> str:
    """“21 November 2025”; of a moment, the day in the active zone."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return _day(moment, get_language())


@lru_cache(4_096)
def _day(day: date, _language: str | None) -> str:
    return day_words(day)


def clock(moment: datetime) -> str:
    """“14:05” in the active zone."""
    return f"{timezone.localtime(moment):%H:%M}"


def moment_label(moment: datetime) -> str:
    """“21 November 2025, 14:05 CET” in the active zone."""
    return moment_words(timezone.localtime(moment))


def iso(moment: datetime) -> str:
    """ISO 8601 with the offset of the active zone, to the second: ``<time>`` takes no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def day_label(iso_day: str | None) -> str:
    """The words of a day written YYYY-MM-DD, nothing for none."""
    return day(date.fromisoformat(iso_day)) if iso_day else ""


def number(count: int) -> str:
    """A whole number with its thousands grouped as the language does."""
    return str(count) if count < 1000 else formats.number_format(count, 0, force_grouping=True)


def counts(sources: int, outlets: int, countries: int = 0) -> str:
    """“9 sources, 6 outlets, 4 countries”; of outlets and countries none is not told."""
    return _counts(sources, outlets, countries, get_language())


@lru_cache(4_096)
def _counts(sources: int, outlets: int, countries: int, _language: str | None) -> str:
    told = [ngettext("%(n)s source", "%(n)s sources", sources) % {"n": sources}]
    if outlets:
        told.append(ngettext("%(n)s outlet", "%(n)s outlets", outlets) % {"n": outlets})
    if countries:
        told.append(ngettext("%(n)s country", "%(n)s countries", countries) % {"n": countries})
    return ", ".join(told)


def label(kinds: "type[Choices]", value: Any) -> str:
    """What a kind is called in the active language; nothing for a value that is none."""
    return _labels(kinds, get_language() or "").get(value, "")


@lru_cache(64)
def _labels(kinds: "type[Choices]", _language: str) -> dict[Any, str]:
    return {value: str(words) for value, words in kinds.choices}


def in_language(language: str, *, auto: bool = False, within: str = "") -> str:
    """The attributes of an element whose words are in this language: none where it is that of what is around it.

    That is the page's own language, or ``within``. With ``auto``, for a single line, a direction is always told: that
    of the words where the language says none.
    """
    if not language or language == (within or get_language()):
        return AUTO if auto else ""
    return f' lang="{escape(language)}" dir="{direction(language)}"'


def quotation(words: str, language: str) -> str:
    """Quoted words as a paragraph. The marks around them are those of the page's language, the words their own."""
    told = in_language(language, auto=True)
    lang, _space, way = told.rpartition(" ")
    return f"<p {way}><q{lang}>{escape(words)}</q></p>"


def runs(language: str) -> str:
    """The attribute of a piece whose language runs the other way than the page: all of it is laid out its way."""
    own = direction(language) if language else "auto"
    return f' dir="{own}"' if own == ("ltr" if get_language_bidi() else "rtl") else ""


def capfirst(words: str) -> str:
    return words[:1].upper() + words[1:]
