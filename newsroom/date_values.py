"""What a date is here: its value, its precision, the form in which it is edited and that for programs.

A date is a first day (or minute), perhaps a last one, a precision and whether it is circa. A year or a month
is kept as its first day. Minutes are aware datetimes in UTC. Years run from 1 to 9999.
"""

import datetime as dt
from typing import Literal, get_args

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from newsroom.date_words import short_month

Precision = Literal["year", "month", "day", "minute"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class DateError(ValueError):
    """A sentence for the person who wrote the date."""


class UnreadableDate(DateError):
    """What is written follows none of the ways in which dates are written."""


def as_precise(value: dt.date, precision: Precision) -> dt.date:
    """A datetime in UTC for minutes, else a date, whichever the caller's column holds."""
    if precision == "minute":
        if not isinstance(value, dt.datetime):
            return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    if isinstance(value, dt.datetime):
        return (value.astimezone(dt.UTC) if value.tzinfo else value).date()
    return value


def edited(value: dt.date, precision: Precision) -> str:
    """As an editor writes it, short and in UTC: 21 Nov 2025, Nov 2025, 1998, 21 Nov 2025 14:05 UTC."""
    value = as_precise(value, precision)
    if isinstance(value, dt.datetime):
        return f"{short_day(value)} {value:%H:%M} UTC"
    if precision == "year":
        return f"{value.year:04}"
    if precision == "month":
        return f"{short_month(value.month)} {value.year:04}"
    return short_day(value)


def short_day(value: dt.date) -> str:
    """“21 Nov 2025”, in the active language; of a moment the day in its own zone."""
    return pgettext("day as edited", "%(day)s %(month)s %(year)s") % {
        "day": value.day,
        "month": short_month(value.month),
        "year": f"{value.year:04}",
    }


def iso(start: dt.date, precision: Precision) -> str:
    """For `<time datetime>`: 1998, 2025-11, 2025-11-21 or 2025-11-21T14:05Z."""
    value = as_precise(start, precision)
    if isinstance(value, dt.datetime):
        return f"{value.date().isoformat()}T{value:%H:%M}Z"
    return value.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def check_order(start: dt.date, end: dt.date | None, precision: Precision) -> None:
    """DateError with both dates where the end is before the start."""
    if end is not None and as_precise(end, precision) < as_precise(start, precision):
        ends = {"end": edited(end, precision), "start": edited(start, precision)}
        raise DateError(_("The end, %(end)s, is before the start, %(start)s.") % ends)
