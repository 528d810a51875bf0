"""Dates in readers' words."""

import datetime as dt

from newsroom.date_values import MONTHS, Precision, as_precise, iso


def label(
    start: dt.date, end: dt.date | None, precision: Precision, circa: bool, language: str = "en"
) -> str:
    """“21 November 2025”, “around 1998”, “3–7 March 2020”, “21 November 2025, 14:05 UTC”.

    Languages other than English get the ISO form, which none misreads, until their words are written here.
    """
    if language.partition("-")[0] != "en":
        text = iso(start, precision) if end is None else f"{iso(start, precision)} – {iso(end, precision)}"
        return f"± {text}" if circa else text
    first = as_precise(start, precision)
    last = first if end is None else as_precise(end, precision)
    text = _words(first, precision) if first == last else _range_words(first, last, precision)
    if precision == "minute":
        text += " UTC"
    return f"around {text}" if circa else text


def _words(value: dt.date, precision: Precision) -> str:
    month = MONTHS[value.month - 1]
    if isinstance(value, dt.datetime):
        return f"{value.day} {month} {value.year}, {value:%H:%M}"
    return {"year": f"{value.year}", "month": f"{month} {value.year}"}.get(
        precision, f"{value.day} {month} {value.year}"
    )


def _range_words(first: dt.date, last: dt.date, precision: Precision) -> str:
    """What both ends share is said once; a dash between ends of several words has spaces around it."""
    end = _words(last, precision)
    if precision == "year":
        return f"{first.year}–{end}"
    if isinstance(first, dt.datetime) and isinstance(last, dt.datetime):
        if first.date() == last.date():
            return f"{_words(first, precision)}–{last:%H:%M}"
        return f"{_words(first, precision)} – {end}"
    if first.year != last.year:
        return f"{_words(first, precision)} – {end}"
    if precision == "month":
        return f"{MONTHS[first.month - 1]}–{end}"
    if first.month == last.month:
        return f"{first.day}–{end}"
    return f"{first.day} {MONTHS[first.month - 1]} – {end}"
