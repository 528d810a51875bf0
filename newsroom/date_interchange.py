"""Dates of interchange records, which programs write (docs/interchange.md)."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from newsroom.date_points import build, short
from newsroom.date_values import DateError, Precision, iso


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
            % {"written": short(value), "example": example}
        )
    year, month, day, *clock = (int(group) for group in found.groups())
    return build(year, month, day, clock, dt.UTC, precision, value)


def format_interchange(start: dt.date, precision: Precision) -> str:
    """The inverse of parse_interchange."""
    return iso(start, precision if precision == "minute" else "day")
