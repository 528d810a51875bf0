"""Dates in readers' words, in the active language: the catalogues in locale/ say how it joins day, month and year."""

import datetime as dt

from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.translation import pgettext

from newsroom.date_values import Precision, as_precise


def label(start: dt.date, end: dt.date | None, precision: Precision, circa: bool) -> str:
    """“21 November 2025”, “around 1998”, “3–7 March 2020”, “21 November 2025, 14:05 UTC”."""
    first = as_precise(start, precision)
    last = first if end is None else as_precise(end, precision)
    text = _words(first, precision) if first == last else _range_words(first, last, precision)
    return pgettext("date", "around %(date)s") % {"date": text} if circa else text


def day_words(day: dt.date) -> str:
    """“21 November 2025”, of a moment the day in its own zone."""
    return pgettext("date", "%(day)s %(month)s %(year)s") % {
        "day": day.day,
        "month": MONTHS_ALT[day.month],
        "year": day.year,
    }


def month_words(day: dt.date) -> str:
    """“November 2025”."""
    return pgettext("date", "%(month)s %(year)s") % {"month": MONTHS[day.month], "year": day.year}


def moment_words(moment: dt.datetime, zone: str = "") -> str:
    """“21 November 2025, 14:05 CET”; ``zone`` is the name where it is not the moment's own."""
    return pgettext("date", "%(day)s, %(time)s %(zone)s") % {
        "day": day_words(moment),
        "time": f"{moment:%H:%M}",
        "zone": zone or zone_name(moment),
    }


def zone_name(moment: dt.datetime) -> str:
    """What the language calls the moment's zone, where it has a name of its own for it."""
    name = moment.tzname() or ""
    if name == "CET":
        return pgettext("time zone", "CET")
    return pgettext("time zone", "CEST") if name == "CEST" else name


def _words(value: dt.date, precision: Precision) -> str:
    if isinstance(value, dt.datetime):
        return moment_words(value, "UTC")
    if precision == "year":
        return f"{value.year}"
    return month_words(value) if precision == "month" else day_words(value)


def _range_words(first: dt.date, last: dt.date, precision: Precision) -> str:
    """What both ends share is said once; a dash between ends of several words has spaces around it."""
    if precision == "year":
        return f"{first.year}–{last.year}"
    if isinstance(first, dt.datetime) and isinstance(last, dt.datetime):
        return _hours(first, last)
    if first.year != last.year:
        ends = {"first": _words(first, precision), "last": _words(last, precision)}
        return pgettext("date", "%(first)s – %(last)s") % ends
    if precision == "month":
        months = {"first": MONTHS[first.month], "last": month_words(last)}
        return pgettext("date", "%(first)s–%(last)s") % months
    days = {
        "first": first.day,
        "last": last.day,
        "month": MONTHS_ALT[last.month],
        "first_month": MONTHS_ALT[first.month],
        "year": last.year,
    }
    if first.month == last.month:
        return pgettext("date", "%(first)s–%(last)s %(month)s %(year)s") % days
    return pgettext("date", "%(first)s %(first_month)s – %(last)s %(month)s %(year)s") % days


def _hours(first: dt.datetime, last: dt.datetime) -> str:
    times = {"time": f"{first:%H:%M}", "last_time": f"{last:%H:%M}", "zone": "UTC"}
    days = {"day": day_words(first), "last_day": day_words(last)}
    if first.date() == last.date():
        return pgettext("date", "%(day)s, %(time)s–%(last_time)s %(zone)s") % (days | times)
    form = pgettext("date", "%(day)s, %(time)s – %(last_day)s, %(last_time)s %(zone)s")
    return form % (days | times)
