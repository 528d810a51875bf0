"""Dates of events and sources: read as people write them, and written so that they can be read back.

What a date is: date_values.py. One moment of it: date_points.py. In readers' words: date_labels.py. In records of
programs: date_interchange.py. All that others need is named here too.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from newsroom.date_interchange import format_interchange, parse_interchange
from newsroom.date_labels import label
from newsroom.date_points import DAY, MONTH, TIME, YEAR, Point, point, short
from newsroom.date_values import (
    MONTHS,
    PRECISIONS,
    DateError,
    Precision,
    UnreadableDate,
    as_precise,
    check_order,
    edited,
    iso,
)
from newsroom.date_words import date_in_english

__all__ = [
    "MONTHS",
    "PRECISIONS",
    "DateError",
    "ParsedDate",
    "Precision",
    "as_precise",
    "check_order",
    "format",
    "format_interchange",
    "iso",
    "label",
    "parse",
    "parse_interchange",
]

HINT = gettext_lazy("write 21 Nov 2025, 2025-11-21, Nov 2025, 1998, c. 1998 or 3–7 March 2020")

PRECISION_NAMES = {
    "year": gettext_lazy("year"),
    "month": gettext_lazy("month"),
    "day": gettext_lazy("day"),
    "minute": gettext_lazy("minute"),
}


@dataclass(frozen=True)
class ParsedDate:
    start: dt.date  # a datetime in UTC with precision minute, else a plain date
    end: dt.date | None  # of a range: its last year, month, day or minute, in the form of start
    precision: Precision
    circa: bool


_CIRCA = re.compile(r"(?:c\.|ca\.|c\s|ca\s|circa\s|about\s|around\s|~)\s*", re.IGNORECASE)
_DASH = re.compile(r"\s*[–—−]\s*|\s+-\s+|\s+(?:to|until)\s+|(?<=\w)/(?=\d{4})", re.IGNORECASE)
_TIGHT_DASH = re.compile(r"-")
# What may be left out before the dash of a range because it stands behind it.
_DAYS_MONTH_FIRST = re.compile(rf"{MONTH}\s+{DAY}", re.IGNORECASE)
_DAY_YEAR = re.compile(rf"{DAY},?\s+{YEAR}", re.IGNORECASE)
_CLOCK = re.compile(TIME, re.IGNORECASE)


def parse(text: str, tz: dt.tzinfo = dt.UTC) -> ParsedDate:
    """The date that a person wrote; DateError with a sentence where it is none, or could be two.

    `tz` is the zone of times that name none. Words are English, or of the active language (date_words.py).
    """
    written = " ".join(text.split())
    if not written:
        raise DateError(_("A date is missing: %(hint)s.") % {"hint": HINT})
    for told in (written, date_in_english(written)):
        found = _CIRCA.match(told)
        bare = told[found.end() :] if found else told
        one = point(bare, tz, written)
        ends = (one, one) if one is not None else _range(bare, tz, written)
        if ends is not None:
            return _parsed(*ends, circa=found is not None, written=written)
    raise UnreadableDate(
        _("“%(written)s” cannot be read as a date: %(hint)s.") % {"written": short(written), "hint": HINT}
    )


def _parsed(first: Point, last: Point, *, circa: bool, written: str) -> ParsedDate:
    if first.precision != last.precision:
        raise DateError(
            _(
                "“%(written)s” begins with a %(first)s and ends with a %(last)s:"
                " write both ends equally exactly."
            )
            % {
                "written": short(written),
                "first": PRECISION_NAMES[first.precision],
                "last": PRECISION_NAMES[last.precision],
            }
        )
    check_order(first.value, last.value, first.precision)
    end = None if first.value == last.value else last.value
    return ParsedDate(first.value, end, first.precision, circa)


def format(start: dt.date, end: dt.date | None, precision: Precision, circa: bool) -> str:
    """The date as it is edited, short and in UTC; `parse` reads it back as it was."""
    text = edited(start, precision)
    if end is not None:
        text = f"{text} – {edited(end, precision)}"
    return pgettext("date as edited", "c. %(date)s") % {"date": text} if circa else text


def _range(text: str, tz: dt.tzinfo, written: str) -> tuple[Point, Point] | None:
    for dash in (*_DASH.finditer(text), *_TIGHT_DASH.finditer(text)):
        left, right = text[: dash.start()].strip(), text[dash.end() :].strip()
        last = point(right, tz, written)
        if last is not None:
            first = point(left, tz, written) or _completed(left, last, tz, written)
            if first is not None:
                return first, last
            continue
        first = point(left, tz, written)
        month_first, day_year = _DAYS_MONTH_FIRST.fullmatch(left), _DAY_YEAR.fullmatch(right)
        if month_first and day_year:  # March 3–7, 2020
            month, year = month_first["month"], day_year["year"]
            first = point(f"{month_first['day']} {month} {year}", tz, written)
            last = point(f"{day_year['day']} {month} {year}", tz, written)
        elif first is not None and first.precision == "minute" and _CLOCK.fullmatch(right):
            # 21 Nov 2025 14:05–16:30: the same day, in the zone of the first time unless it names one.
            stated = _CLOCK.search(left)
            zone = (stated["zone"] or "") if stated else ""
            day = left[: stated.start()].rstrip(" ,T") if stated else left
            own_zone = re.search(r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\Z", right, re.IGNORECASE)
            if own_zone and not zone:
                first = point(f"{left} {own_zone[0]}", tz, written)
            last = point(f"{day} {right}{'' if own_zone else ' ' + zone}".strip(), tz, written)
        if first is not None and last is not None:
            return first, last
    return None


def _completed(left: str, last: Point, tz: dt.tzinfo, written: str) -> Point | None:
    """The first end of a range that leaves out what the last says: 3–7 March 2020, Mar 3 – Apr 7, 2020."""
    year = f"{last.value.year:04}"
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", left, re.IGNORECASE) and last.precision == "day":
        return point(f"{left} {MONTHS[last.value.month - 1]} {year}", tz, written)
    if last.precision in ("day", "month") and not re.search(r"\d{3}", left):
        return point(f"{left} {year}", tz, written)
    return None
