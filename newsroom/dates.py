"""Dates of events and sources: read as people write them, and written so that they can be read back.

What a date is: date_values.py. In readers' words: date_labels.py. Both are named here too.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from newsroom.date_labels import label, month_words
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
    short_day,
)
from newsroom.date_words import date_in_english, day_comes_first

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


@dataclass(frozen=True)
class _Point:
    value: dt.date
    precision: Precision


_NAMES = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_NAMES |= {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NAMES, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{3,4})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_FORMS = [
    re.compile(form + rf"(?:(?:T|,?\s+){_TIME})?" if "day" in form else form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})",
        rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
        _YEAR,
    )
]
_CIRCA = re.compile(r"(?:c\.|ca\.|c\s|ca\s|circa\s|about\s|around\s|~)\s*", re.IGNORECASE)
_NUMBERS = re.compile(r"(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>\d{4})")
_DASH = re.compile(r"\s*[–—−]\s*|\s+-\s+|\s+(?:to|until)\s+|(?<=\w)/(?=\d{4})", re.IGNORECASE)
_TIGHT_DASH = re.compile(r"-")
# What may be left out before the dash of a range because it stands behind it.
_DAYS_MONTH_FIRST = re.compile(rf"{_MONTH}\s+{_DAY}", re.IGNORECASE)
_DAY_YEAR = re.compile(rf"{_DAY},?\s+{_YEAR}", re.IGNORECASE)
_CLOCK = re.compile(_TIME, re.IGNORECASE)


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
        point = _point(bare, tz, written)
        ends = (point, point) if point is not None else _range(bare, tz, written)
        if ends is not None:
            return _parsed(*ends, circa=found is not None, written=written)
    raise UnreadableDate(
        _("“%(written)s” cannot be read as a date: %(hint)s.") % {"written": _short(written), "hint": HINT}
    )


def _parsed(first: _Point, last: _Point, *, circa: bool, written: str) -> ParsedDate:
    if first.precision != last.precision:
        raise DateError(
            _(
                "“%(written)s” begins with a %(first)s and ends with a %(last)s:"
                " write both ends equally exactly."
            )
            % {
                "written": _short(written),
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


def parse_interchange(value: str, precision: Precision) -> dt.date:
    """The date of an interchange record: YYYY-MM-DD, or YYYY-MM-DDTHH:MMZ (a datetime in UTC) for a minute.

    For a year or a month the first day is returned whatever day is given. DateError where it is no date.
    """
    form, example = (
        (r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})Z", "2025-11-21T14:05Z")
        if precision == "minute"
        else (r"(\d{4})-(\d{2})-(\d{2})", "2025-11-21")
    )
    found = re.fullmatch(form, value, re.ASCII)
    if found is None:
        raise DateError(
            _("“%(written)s” is no date of the form %(example)s.")
            % {"written": _short(value), "example": example}
        )
    year, month, day, *clock = (int(group) for group in found.groups())
    return _build(year, month, day, clock, dt.UTC, precision, value)


def format_interchange(start: dt.date, precision: Precision) -> str:
    """The inverse of parse_interchange."""
    return iso(start, precision if precision == "minute" else "day")


def _range(text: str, tz: dt.tzinfo, written: str) -> tuple[_Point, _Point] | None:
    for dash in (*_DASH.finditer(text), *_TIGHT_DASH.finditer(text)):
        left, right = text[: dash.start()].strip(), text[dash.end() :].strip()
        last = _point(right, tz, written)
        if last is not None:
            first = _point(left, tz, written) or _completed(left, last, tz, written)
            if first is not None:
                return first, last
            continue
        first = _point(left, tz, written)
        month_first, day_year = _DAYS_MONTH_FIRST.fullmatch(left), _DAY_YEAR.fullmatch(right)
        if month_first and day_year:  # March 3–7, 2020
            month, year = month_first["month"], day_year["year"]
            first = _point(f"{month_first['day']} {month} {year}", tz, written)
            last = _point(f"{day_year['day']} {month} {year}", tz, written)
        elif first is not None and first.precision == "minute" and _CLOCK.fullmatch(right):
            # 21 Nov 2025 14:05–16:30: the same day, in the zone of the first time unless it names one.
            stated = _CLOCK.search(left)
            zone = (stated["zone"] or "") if stated else ""
            day = left[: stated.start()].rstrip(" ,T") if stated else left
            own_zone = re.search(r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\Z", right, re.IGNORECASE)
            if own_zone and not zone:
                first = _point(f"{left} {own_zone[0]}", tz, written)
            last = _point(f"{day} {right}{'' if own_zone else ' ' + zone}".strip(), tz, written)
        if first is not None and last is not None:
            return first, last
    return None


def _completed(left: str, last: _Point, tz: dt.tzinfo, written: str) -> _Point | None:
    """The first end of a range that leaves out what the last says: 3–7 March 2020, Mar 3 – Apr 7, 2020."""
    year = f"{last.value.year:04}"
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", left, re.IGNORECASE) and last.precision == "day":
        return _point(f"{left} {MONTHS[last.value.month - 1]} {year}", tz, written)
    if last.precision in ("day", "month") and not re.search(r"\d{3}", left):
        return _point(f"{left} {year}", tz, written)
    return None


def _point(text: str, tz: dt.tzinfo, written: str) -> _Point | None:
    for form in _FORMS:
        found = form.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        month = parts.get("month")
        number = 1 if month is None else int(month) if month.isdecimal() else _NAMES[month.lower()]
        clock = [int(parts["hour"]), int(parts["minute"])] if parts.get("hour") else []
        precision: Precision = (
            "minute" if clock else "day" if parts.get("day") else "month" if month else "year"
        )
        zone = _zone(parts["zone"], written) if parts.get("zone") else tz
        value = _build(
            int(parts["year"]), number, int(parts.get("day") or 1), clock, zone, precision, written
        )
        return _Point(value, precision)
    return _by_numbers(text)


def _by_numbers(text: str) -> _Point | None:
    """21/11/2025 has one reading; 03/04/2020 has two, and is refused; 03.04.2020 has one where it is usual."""
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    day_first = "/" not in text and day_comes_first()
    if one <= 12 and two <= 12 and one != two and one and two and year and not day_first:
        by_day, by_month = dt.date(year, two, one), dt.date(year, one, two)
        raise DateError(
            _("“%(written)s” can be %(by_day)s or %(by_month)s: write %(by_day)s, or %(iso)s.")
            % {
                "written": text,
                "by_day": short_day(by_day),
                "by_month": short_day(by_month),
                "iso": by_day.isoformat(),
            }
        )
    day, month = (one, two) if two <= 12 or day_first else (two, one)
    return _Point(_build(year, month, day, [], dt.UTC, "day", text), "day")


def _build(
    year: int, month: int, day: int, clock: list[int], zone: dt.tzinfo, precision: Precision, written: str
) -> dt.date:
    shown = {"written": _short(written)}
    if not 1 <= year <= 9999:
        raise DateError(_("“%(written)s” is no date: years run from 1 to 9999.") % shown)
    if not 1 <= month <= 12:
        raise DateError(
            _("“%(written)s” is no date: there is no month %(month)s.") % {**shown, "month": month}
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateError(
            _("“%(written)s” is no date: %(month)s has %(days)s days.")
            % {**shown, "month": month_words(dt.date(year, month, 1)), "days": last}
        )
    if not clock:
        return dt.date(year, 1 if precision == "year" else month, day if precision == "day" else 1)
    if clock[0] > 23 or clock[1] > 59:
        raise DateError(
            _("“%(written)s” is no date: there is no time %(time)s.")
            % {**shown, "time": f"{clock[0]:02}:{clock[1]:02}"}
        )
    try:
        return dt.datetime(year, month, day, clock[0], clock[1], tzinfo=zone).astimezone(dt.UTC)
    except OverflowError as overflow:
        raise DateError(_("“%(written)s” is no date: years run from 1 to 9999.") % shown) from overflow


def _zone(written: str, text: str) -> dt.tzinfo:
    if written.upper() in ("Z", "UTC", "GMT"):
        return dt.UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 14 or minutes > 59:
        raise DateError(
            _("“%(written)s” is no date: there is no time zone %(zone)s.")
            % {"written": _short(text), "zone": written}
        )
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-offset if written[0] == "-" else offset)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
