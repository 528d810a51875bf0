"""Dates as people type them in the house's language, turned into the English that newsroom/dates.py reads.

Names of months and weekdays are Django's; the other words stand in the catalogues, where a translator may give several
for one, parted by “|” (contexts *typed date* and *month as edited*). English is understood in every house.
"""

import re
from collections.abc import Iterable, Mapping

from django.utils import formats
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import pgettext

ENGLISH_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
ENGLISH_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()

ORDINAL = re.compile(r"\b(\d{1,2})\.(?=\s*[–—−-]|\s+\D)")
"""“21.” before a month or the dash of a range; not in 21.11.2025."""

IN_FIGURES = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])")

ZONE_IN_BRACKETS = re.compile(r"\((Z|UTC|GMT|[+-]\d{2}:?\d{2})\)", re.IGNORECASE)


def short_month(number: int) -> str:
    """The month as it stands in a field that is edited: Nov."""
    return (
        pgettext("month as edited", "Jan"),
        pgettext("month as edited", "Feb"),
        pgettext("month as edited", "Mar"),
        pgettext("month as edited", "Apr"),
        pgettext("month as edited", "May"),
        pgettext("month as edited", "Jun"),
        pgettext("month as edited", "Jul"),
        pgettext("month as edited", "Aug"),
        pgettext("month as edited", "Sep"),
        pgettext("month as edited", "Oct"),
        pgettext("month as edited", "Nov"),
        pgettext("month as edited", "Dec"),
    )[number - 1]


def date_in_english(written: str) -> str:
    """A date, a range, something circa: “um 1998” is “circa 1998”, “3. bis 7. März 2020” is “3 to 7 Mar 2020”."""
    words = months() | {
        "circa": pgettext("typed date", "circa|about|around"),
        "to": pgettext("typed date", "to|until"),
    }
    return _translated(written, words)


def moment_in_english(written: str) -> str:
    """A moment: “morgen um 18 Uhr” is “tomorrow 18:00”, “in 2 Stunden” is “in 2 hours”."""
    days = {
        english: _either(WEEKDAYS[number], WEEKDAYS_ABBR[number])
        for number, english in enumerate(ENGLISH_DAYS)
    }
    words = (
        months()
        | days
        | {
            "today": pgettext("typed date", "today"),
            "tomorrow": pgettext("typed date", "tomorrow"),
            "next": pgettext("typed date", "next"),
            "in": pgettext("typed date", "in"),
            "minutes": pgettext("typed date", "minute|minutes|min"),
            "hours": pgettext("typed date", "hour|hours|h"),
            "days": pgettext("typed date", "day|days"),
            "weeks": pgettext("typed date", "week|weeks"),
            "": pgettext("typed date", "at|on"),
        }
    )
    return _translated(written, words)


def months() -> dict[str, str]:
    """What each month is called, by its English name of three letters; of a long name also its beginning."""
    return {
        english: _either(
            MONTHS[number], MONTHS_3[number], short_month(number), *_beginnings(str(MONTHS[number]))
        )
        for number, english in enumerate(ENGLISH_MONTHS, start=1)
    }


def words_of_dates() -> list[str]:
    """Every word that a typed date may hold, English ones and those of the house's language."""
    told = [
        *months().values(),
        pgettext("typed date", "circa|about|around"),
        pgettext("typed date", "to|until"),
    ]
    return sorted({word for words in told for word in words.split("|")}, key=len, reverse=True)


def day_comes_first() -> bool:
    """Whether 03.04.2020 is 3 April without a doubt, as where dates are written so."""
    return "%d.%m.%Y" in formats.get_format("DATE_INPUT_FORMATS")


def _translated(written: str, words: Mapping[str, str]) -> str:
    told = _clock(ZONE_IN_BRACKETS.sub(r"\1", written))
    for english, ours in words.items():
        told = re.sub(rf"(?<!\w)(?:{_alternatives(ours)})\.?(?!\w)", english, told, flags=re.IGNORECASE)
    if day_comes_first():
        told = IN_FIGURES.sub(r"\3-\2-\1", told)
    return " ".join(ORDINAL.sub(r"\1", told).split())


def _clock(written: str) -> str:
    """“18 Uhr” and “18.30 Uhr” as 18:00 and 18:30."""
    oclock = _alternatives(pgettext("typed date", "o’clock"))
    told = re.sub(rf"\b(\d{{1,2}})[.:](\d{{2}})\s*(?:{oclock})(?!\w)", r"\1:\2", written, flags=re.IGNORECASE)
    return re.sub(rf"\b(\d{{1,2}})\s*(?:{oclock})(?!\w)", r"\1:00", told, flags=re.IGNORECASE)


def _alternatives(words: str) -> str:
    return "|".join(re.escape(word.rstrip(".")) for word in sorted(words.split("|"), key=len, reverse=True))


def _either(*words: object) -> str:
    return "|".join(dict.fromkeys(filter(None, (str(word).strip() for word in words))))


def _beginnings(name: str) -> Iterable[str]:
    """“Sept” of “September”: what is left of a name where it is cut after its fourth letter."""
    return (name[:4],) if len(name) > 5 else ()
