"""Dates counted back from a moment, so that a story written once is always of this week. Pure.

A point in time is one of these, the precision following from what is given:

    -40min  -2h              so long before the moment of loading (minute)
    -2d  -2d 07:40           so many days before the day of loading (day; minute)
    -3wd  -3wd 07:40         so many working days before it, Saturdays and Sundays not counted
    -1w sun  -1w sun 15:00   that day of the week, so many weeks before the week of loading
    -3m  -3m 14  -3m 14 09:30        the month so many before; a day of it, or its last where it is shorter
    -2y  -2y 06  -2y 06-14           the year so many before; a month, a day of it
    1974  1974-06  1974-06-14        as written

``A .. B`` is a range and ``c. A`` circa. With ``+`` in place of ``-`` a point lies ahead; only words and
the time of what is scheduled may name one. Times are in the house's time zone. In words a point stands in braces
after the form that it takes:
``{weekday -2d}`` Tuesday, ``{date -3m 14}`` 14 August, ``{month -3m}`` August, ``{year -2y}`` 2024; date and
month name the year where it is not that of loading.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import ClassVar

from newsroom.dates import MONTHS, ParsedDate, Precision, check_order

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIME = r"(?: (?P<hour>\d\d):(?P<minute>\d\d))?"
SIGNED = r"(?P<sign>[-+])(?P<count>\d+)"
FORMS = {
    "clock": re.compile(rf"{SIGNED}(?P<unit>min|h)"),
    "days": re.compile(rf"{SIGNED}(?P<unit>d|wd){TIME}"),
    "week": re.compile(rf"{SIGNED}w (?P<weekday>mon|tue|wed|thu|fri|sat|sun){TIME}"),
    "month": re.compile(rf"{SIGNED}m(?: (?P<day>\d\d){TIME})?"),
    "year": re.compile(rf"{SIGNED}y(?: (?P<month>\d\d)(?:-(?P<day>\d\d){TIME})?)?"),
    "absolute": re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"),
}
IN_WORDS = re.compile(r"\{(?P<form>weekday|date|month|year) (?P<point>[^{}]+)\}")


class DemoDateError(ValueError):
    """A date of the demo's content cannot be read, or lies ahead where it must not."""


@dataclass(frozen=True)
class Point:
    """A date, or for minutes a moment in UTC."""

    value: date
    precision: Precision


@dataclass(frozen=True)
class Calendar:
    """The dates of the content as they are when it is loaded at ``loaded_at`` (aware) by a house in ``zone``."""

    loaded_at: datetime
    zone: tzinfo = UTC

    @property
    def today(self) -> date:
        return self.loaded_at.astimezone(self.zone).date()

    def moment(self, text: str) -> datetime:
        """A past moment in UTC. DemoDateError for a date without a time, or one ahead."""
        value = self.past(text).value
        if not isinstance(value, datetime):
            raise DemoDateError(f"“{text}” has no time.")
        return value

    def day(self, text: str) -> date:
        """A past day. DemoDateError for a month or a year, a time, or a day ahead."""
        point = self.past(text)
        if point.precision != "day":
            raise DemoDateError(f"“{text}” is no day.")
        return point.value

    def span(self, text: str) -> ParsedDate:
        """A past date, range, or circa of these, as events have them."""
        bare = text.removeprefix("c. ")
        first, _, last = bare.partition(" .. ")
        start = self.past(first)
        end = self.past(last) if last else None
        if end is not None and end.precision != start.precision:
            raise DemoDateError(f"“{text}” begins and ends with different precision.")
        check_order(start.value, end.value if end else None, start.precision)
        return ParsedDate(start.value, end.value if end else None, start.precision, bare != text)

    def past(self, text: str) -> Point:
        """``point()``, with a DemoDateError where it lies ahead."""
        point = self.point(text)
        ahead = (
            point.value > self.loaded_at if isinstance(point.value, datetime) else point.value > self.today
        )
        if ahead:
            raise DemoDateError(f"“{text}” lies ahead.")
        return point

    def ahead(self, text: str) -> datetime:
        """A moment to come, in UTC. DemoDateError for a date without a time, or one that is not ahead."""
        value = self.point(text).value
        if not isinstance(value, datetime) or value <= self.loaded_at:
            raise DemoDateError(f"“{text}” is no moment ahead.")
        return value

    def point(self, text: str) -> Point:
        """What the text means; DemoDateError where it means nothing."""
        for name, form in FORMS.items():
            if found := form.fullmatch(text):
                return self._points[name](self, found)
        raise DemoDateError(f"“{text}” is no date of the demo's.")

    def words(self, text: str) -> str:
        """The text with its points in words."""
        return IN_WORDS.sub(self._in_words, text)

    def _in_words(self, found: re.Match[str]) -> str:
        value = self.point(found["point"]).value
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        year = "" if value.year == self.today.year else f" {value.year}"
        return {
            "weekday": WEEKDAYS[value.weekday()],
            "date": f"{value.day} {MONTHS[value.month - 1]}{year}",
            "month": f"{MONTHS[value.month - 1]}{year}",
            "year": str(value.year),
        }[found["form"]]

    def _clock(self, found: re.Match[str]) -> Point:
        unit = timedelta(hours=1) if found["unit"] == "h" else timedelta(minutes=1)
        moment = self.loaded_at.astimezone(UTC).replace(second=0, microsecond=0)
        return Point(moment + _signed(found) * unit, "minute")

    def _days(self, found: re.Match[str]) -> Point:
        count = _signed(found)
        if found["unit"] == "d":
            return self._timed(self.today + timedelta(days=count), found)
        day, step = self.today, timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while day.weekday() > 4:
                day += step
        return self._timed(day, found)

    def _week(self, found: re.Match[str]) -> Point:
        monday = self.today - timedelta(days=self.today.weekday())
        weekday = [name[:3].lower() for name in WEEKDAYS].index(found["weekday"])
        return self._timed(monday + timedelta(weeks=_signed(found), days=weekday), found)

    def _month(self, found: re.Match[str]) -> Point:
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + _signed(found), 12)
        return self._dated(year, month + 1, found)

    def _year(self, found: re.Match[str]) -> Point:
        year = self.today.year + _signed(found)
        if not found["month"]:
            return Point(date(year, 1, 1), "year")
        return self._dated(year, int(found["month"]), found)

    def _absolute(self, found: re.Match[str]) -> Point:
        year, month, day = found["year"], found["month"] or "1", found["day"] or "1"
        precision: Precision = "day" if found["day"] else "month" if found["month"] else "year"
        return Point(date(int(year), int(month), int(day)), precision)

    def _dated(self, year: int, month: int, found: re.Match[str]) -> Point:
        if not found["day"]:
            return Point(date(year, month, 1), "month")
        day = min(int(found["day"]), calendar.monthrange(year, month)[1])
        return self._timed(date(year, month, day), found)

    def _timed(self, day: date, found: re.Match[str]) -> Point:
        if not found["hour"]:
            return Point(day, "day")
        moment = datetime.combine(day, time(int(found["hour"]), int(found["minute"])), self.zone)
        return Point(moment.astimezone(UTC), "minute")

    _points: ClassVar[dict[str, Callable[["Calendar", re.Match[str]], Point]]] = {
        "clock": _clock,
        "days": _days,
        "week": _week,
        "month": _month,
        "year": _year,
        "absolute": _absolute,
    }


def _signed(found: re.Match[str]) -> int:
    return -int(found["count"]) if found["sign"] == "-" else int(found["count"])
