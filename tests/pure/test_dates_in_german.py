"""Dates and times as a German house types them; English is understood there as well, and answers come in German."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given

from newsroom import dates
from newsroom.dates import DateError, ParsedDate, parse
from newsroom.local_times import edit_moment, read_moment, read_moment_ahead, show_moment
from tests.pure.written_dates import day, minute, parsed_dates

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 3, 28, 12, 0, 30, tzinfo=UTC)  # 13:00 in Berlin, the night before clocks go forward


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


def span(first: str, last: str | None = None, precision: str = "day", circa: bool = False) -> ParsedDate:
    return ParsedDate(day(first), day(last) if last else None, precision, circa)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("21. Nov. 2025", span("2025-11-21")),
        ("21. November 2025", span("2025-11-21")),
        ("1. Mai 2025", span("2025-05-01")),
        ("21.11.2025", span("2025-11-21")),
        ("03.04.2020", span("2020-04-03")),
        ("1.2.2020 – 3.4.2020", span("2020-02-01", "2020-04-03")),
        ("März 2025", span("2025-03-01", precision="month")),
        ("Okt. 2025", span("2025-10-01", precision="month")),
        ("Sept. 2025", span("2025-09-01", precision="month")),
        ("um 1998", span("1998-01-01", precision="year", circa=True)),
        ("etwa Mai 1940", span("1940-05-01", precision="month", circa=True)),
        ("ca. 3. Dez. 1940", span("1940-12-03", circa=True)),
        ("3.–7. März 2020", span("2020-03-03", "2020-03-07")),
        ("3. - 7. März 2020", span("2020-03-03", "2020-03-07")),
        ("3. bis 7. März 2020", span("2020-03-03", "2020-03-07")),
        ("28. Februar – 3. März 2020", span("2020-02-28", "2020-03-03")),
        ("30. Dezember 2019 – 2. Januar 2020", span("2019-12-30", "2020-01-02")),
        ("März–Mai 2020", span("2020-03-01", "2020-05-01", "month")),
        ("1914 bis 1918", span("1914-01-01", "1918-01-01", "year")),
        ("21. Nov. 2025 14:05", ParsedDate(minute("2025-11-21T14:05"), None, "minute", False)),
        ("21. November 2025, 14.05 Uhr (UTC)", ParsedDate(minute("2025-11-21T14:05"), None, "minute", False)),
        ("21 Nov 2025", span("2025-11-21")),
        ("c. May 1940", span("1940-05-01", precision="month", circa=True)),
        ("March 3–7, 2020", span("2020-03-03", "2020-03-07")),
    ],
)
def test_a_date_is_read_as_germans_write_it_and_in_english(text, read):
    assert parse(text) == read


def test_elsewhere_german_words_are_none_and_a_date_with_two_readings_is_refused():
    with translation.override("en"):
        for text in ("um 1998", "März 2025", "03.04.2020"):
            with pytest.raises(DateError):
                parse(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31. Februar 2025", "„31. Februar 2025“ ist kein Datum: Februar 2025 hat 28 Tage."),
        (
            "03/04/2020",
            (
                "„03/04/2020“ kann der 3. April 2020 oder der 4. März 2020 sein:"
                " Schreiben Sie 3. April 2020 oder 2020-04-03."
            ),
        ),
        ("7.–3. März 2020", "Das Ende, 3. März 2020, liegt vor dem Anfang, 7. März 2020."),
        (
            "1998 – Nov. 2001",
            (
                "Anfang (Jahr) und Ende (Monat) von „1998 – Nov. 2001“ sind verschieden genau:"
                " Schreiben Sie beide gleich genau."
            ),
        ),
        (
            "gestern",
            (
                "„gestern“ ist nicht als Datum lesbar: schreiben Sie 21. Nov. 2025, 21.11.2025, Nov. 2025, 1998,"
                " um 1998 oder 3.–7. März 2020."
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_german(text, sentence):
    with pytest.raises(DateError) as refused:
        parse(text)
    assert str(refused.value) == sentence


def test_a_field_holds_the_date_as_germans_write_it():
    shown = dates.format(date(2025, 11, 3), date(2025, 12, 21), "day", True)
    assert shown == "ca. 3. Nov. 2025 – 21. Dez. 2025"
    assert dates.format(minute("2025-03-03T14:05"), None, "minute", False) == "3. März 2025 14:05 UTC"


@given(parsed_dates())
def test_a_date_comes_back_from_the_text_it_is_edited_as(given_date):
    with translation.override("de"):
        text = dates.format(given_date.start, given_date.end, given_date.precision, given_date.circa)
        assert parse(text) == given_date


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("morgen 06:00", (2026, 3, 29, 4, 0)),
        ("morgen um 6 Uhr", (2026, 3, 29, 4, 0)),
        ("heute um 18.30 Uhr", (2026, 3, 28, 17, 30)),
        ("Fr 18:30", (2026, 4, 3, 16, 30)),
        ("am Freitag um 18:30 Uhr", (2026, 4, 3, 16, 30)),
        ("nächsten Samstag 7:30", (2026, 4, 4, 5, 30)),
        ("in 2 Stunden", (2026, 3, 28, 14, 0)),
        ("in 3 Tagen", (2026, 3, 31, 12, 0)),
        ("24. Nov. 2026 06:00", (2026, 11, 24, 5, 0)),
        ("am 24.11.2026 um 06:00 UTC", (2026, 11, 24, 6, 0)),
        ("tomorrow 7am", (2026, 3, 29, 5, 0)),
        ("Saturday at 7:30", (2026, 4, 4, 5, 30)),
    ],
)
def test_a_time_ahead_is_read_as_germans_write_it_and_in_english(text, moment):
    assert read_moment_ahead(text, BERLIN, SATURDAY) == datetime(*moment, tzinfo=UTC)


def test_a_time_is_shown_in_german_and_read_back():
    moment = datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert show_moment(moment, BERLIN) == "24. Nov. 2026, 06:00 (05:00 UTC)"
    assert read_moment(edit_moment(moment, BERLIN), BERLIN, SATURDAY) == moment


def test_what_is_no_time_is_refused_in_german_with_the_words_that_were_written():
    with pytest.raises(DateError) as refused:
        read_moment_ahead("am Sankt-Nimmerleins-Tag", BERLIN, SATURDAY)
    assert str(refused.value) == (
        "„am Sankt-Nimmerleins-Tag“ ist nicht als Zeit lesbar:"
        " Schreiben Sie 24. Nov. 2026 06:00 oder morgen 06:00."
    )
