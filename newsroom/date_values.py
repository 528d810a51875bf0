"""What a date is here: its value, its precision, and the forms that need no language.

A date is a first day (or minute), perhaps a last one, a precision and whether it is circa. A year or a month
is kept as its first day. Minutes are aware datetimes in UTC. Years run from 1 to 9999.
"""

import datetime as dt
from typing import Literal, get_args

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
    month, year = MONTHS[value.month - 1][:3], f"{value.year:04}"
    if isinstance(value, dt.datetime):
        return f"{value.day} {month} {year} {value:%H:%M} UTC"
    return {"year": year, "month": f"{month} {year}"}.get(precision, f"{value.day} {month} {year}")


def iso(start: dt.date, precision: Precision) -> str:
    """For `<time datetime>`: 1998, 2025-11, 2025-11-21 or 2025-11-21T14:05Z."""
    value = as_precise(start, precision)
    if isinstance(value, dt.datetime):
        return f"{value.date().isoformat()}T{value:%H:%M}Z"
    return value.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def check_order(start: dt.date, end: dt.date | None, precision: Precision) -> None:
    """DateError with both dates where the end is before the start."""
    if end is not None and as_precise(end, precision) < as_precise(start, precision):
        raise DateError(
            f"The end, {edited(end, precision)}, is before the start, {edited(start, precision)}."
        )
