"""One moment as people write it: a year, a month, a day or a minute, in one of the usual forms."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.date_labels import month_words
from newsroom.date_values import MONTHS, DateError, Precision, short_day
from newsroom.date_words import day_comes_first

_NAMES = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_NAMES |= {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)} | {"sept": 9}
MONTH = rf"(?P<month>{'|'.join(sorted(_NAMES, key=len, reverse=True))})\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>\d{3,4})"
TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_FORMS = [
    re.compile(form + rf"(?:(?:T|,?\s+){TIME})?" if "day" in form else form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})",
        rf"{DAY}\s+{MONTH},?\s+{YEAR}",
        rf"{MONTH}\s+{DAY},?\s+{YEAR}",
        rf"{MONTH},?\s+{YEAR}",
        YEAR,
    )
]
_NUMBERS = re.compile(r"(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>\d{4})")


@dataclass(frozen=True)
class Point:
    value: dt.date
    precision: Precision


def point(text: str, tz: dt.tzinfo, written: str) -> Point | None:
    """What `text` says, times without a zone in `tz`; None where it has no form of a date. DateError
    quotes `written`."""
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
        value = build(int(parts["year"]), number, int(parts.get("day") or 1), clock, zone, precision, written)
        return Point(value, precision)
    return _by_numbers(text)


def _by_numbers(text: str) -> Point | None:
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
    return Point(build(year, month, day, [], dt.UTC, "day", text), "day")


def build(
    year: int, month: int, day: int, clock: list[int], zone: dt.tzinfo, precision: Precision, written: str
) -> dt.date:
    """The date of these numbers, a datetime in UTC with a `clock`; DateError with a sentence where there is none."""
    shown = {"written": short(written)}
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
            % {"written": short(text), "zone": written}
        )
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-offset if written[0] == "-" else offset)


def short(text: str) -> str:
    """What a sentence quotes of what was written."""
    return text if len(text) <= 60 else text[:59] + "…"
