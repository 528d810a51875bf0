"""Dates: read as people write them, shown in readers' words, back again unchanged."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from newsroom import dates
from newsroom.date_labels import moment_words
from newsroom.dates import DateError, ParsedDate, Precision, label, parse
from tests.pure.written_dates import day, minute, parsed_dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("21 Nov 2025", ParsedDate(day("2025-11-21"), None, "day", False)),
        ("21st November, 2025", ParsedDate(day("2025-11-21"), None, "day", False)),
        ("Nov 21, 2025", ParsedDate(day("2025-11-21"), None, "day", False)),
        ("Sept. 3rd, 2020", ParsedDate(day("2020-09-03"), None, "day", False)),
        ("2025-11-21", ParsedDate(day("2025-11-21"), None, "day", False)),
        ("21/11/2025", ParsedDate(day("2025-11-21"), None, "day", False)),
        ("11/21/2025", ParsedDate(day("2025-11-21"), None, "day", False)),
        ("05.05.2025", ParsedDate(day("2025-05-05"), None, "day", False)),
        ("2025-11", ParsedDate(day("2025-11-01"), None, "month", False)),
        ("nov 2025", ParsedDate(day("2025-11-01"), None, "month", False)),
        (" 1998 ", ParsedDate(day("1998-01-01"), None, "year", False)),
        ("c. 1998", ParsedDate(day("1998-01-01"), None, "year", True)),
        ("c1998", None),
        ("~1998", ParsedDate(day("1998-01-01"), None, "year", True)),
        ("circa May 1940", ParsedDate(day("1940-05-01"), None, "month", True)),
        ("3–7 March 2020", ParsedDate(day("2020-03-03"), day("2020-03-07"), "day", False)),
        ("3-7 March 2020", ParsedDate(day("2020-03-03"), day("2020-03-07"), "day", False)),
        ("March 3–7, 2020", ParsedDate(day("2020-03-03"), day("2020-03-07"), "day", False)),
        ("28 Feb to 3 March 2020", ParsedDate(day("2020-02-28"), day("2020-03-03"), "day", False)),
        ("Mar 3 – Apr 7, 2020", ParsedDate(day("2020-03-03"), day("2020-04-07"), "day", False)),
        ("2020-03-03 – 2020-03-07", ParsedDate(day("2020-03-03"), day("2020-03-07"), "day", False)),
        ("2020-03-03/2020-03-07", ParsedDate(day("2020-03-03"), day("2020-03-07"), "day", False)),
        ("March–May 2020", ParsedDate(day("2020-03-01"), day("2020-05-01"), "month", False)),
        ("1914–1918", ParsedDate(day("1914-01-01"), day("1918-01-01"), "year", False)),
        ("c. 1914-1918", ParsedDate(day("1914-01-01"), day("1918-01-01"), "year", True)),
        ("3–3 March 2020", ParsedDate(day("2020-03-03"), None, "day", False)),
        ("2025-11-21 14:05", ParsedDate(minute("2025-11-21T14:05"), None, "minute", False)),
        ("2025-11-21T14:05Z", ParsedDate(minute("2025-11-21T14:05"), None, "minute", False)),
        ("21 Nov 2025, 14:05 +02:00", ParsedDate(minute("2025-11-21T12:05"), None, "minute", False)),
        (
            "21 Nov 2025 14:05–16:30",
            ParsedDate(minute("2025-11-21T14:05"), minute("2025-11-21T16:30"), "minute", False),
        ),
        (
            "21 Nov 2025 14:05–16:30 +02:00",
            ParsedDate(minute("2025-11-21T12:05"), minute("2025-11-21T14:30"), "minute", False),
        ),
        (
            "21 Nov 2025 14:05 UTC – 22 Nov 2025 16:30 UTC",
            ParsedDate(minute("2025-11-21T14:05"), minute("2025-11-22T16:30"), "minute", False),
        ),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, date: ParsedDate | None) -> None:
    if date is None:
        with pytest.raises(DateError):
            parse(text)
    else:
        assert parse(text) == date


def test_a_time_without_a_zone_is_in_the_zone_given() -> None:
    zone = dt.timezone(dt.timedelta(hours=-5))
    assert parse("2025-11-21 22:05", tz=zone).start == minute("2025-11-22T03:05")
    assert parse("2025-11-21 22:05 UTC", tz=zone).start == minute("2025-11-21T22:05")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("03/04/2020", "“03/04/2020” can be 3 Apr 2020 or 4 Mar 2020: write 3 Apr 2020, or 2020-04-03."),
        ("31 Feb 2025", "“31 Feb 2025” is no date: February 2025 has 28 days."),
        ("2025-13", "“2025-13” is no date: there is no month 13."),
        ("2025-11-21 25:00", "“2025-11-21 25:00” is no date: there is no time 25:00."),
        ("0000", "“0000” is no date: years run from 1 to 9999."),
        ("1 Jan 0001 00:00 +02:00", "“1 Jan 0001 00:00 +02:00” is no date: years run from 1 to 9999."),
        ("7 – 3 March 2020", "The end, 3 Mar 2020, is before the start, 7 Mar 2020."),
        ("1918–1914", "The end, 1914, is before the start, 1918."),
        (
            "1998 – Nov 2001",
            "“1998 – Nov 2001” begins with a year and ends with a month: write both ends equally exactly.",
        ),
        ("yesterday", f"“yesterday” cannot be read as a date: {dates.HINT}."),
        ("21", f"“21” cannot be read as a date: {dates.HINT}."),
        ("  ", f"A date is missing: {dates.HINT}."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(DateError) as refusal:
        parse(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-11-21", "21 November 2025"),
        ("2025-11", "November 2025"),
        ("c. 1998", "around 1998"),
        ("3 Mar 2020 – 7 Mar 2020", "3–7 March 2020"),
        ("28 Feb – 3 Mar 2020", "28 February – 3 March 2020"),
        ("30 Dec 2019 – 2 Jan 2020", "30 December 2019 – 2 January 2020"),
        ("Mar–May 2020", "March–May 2020"),
        ("Nov 2019 – Jan 2020", "November 2019 – January 2020"),
        ("1914-1918", "1914–1918"),
        ("2025-11-21 14:05", "21 November 2025, 14:05 UTC"),
        ("2025-11-21 14:05 – 2025-11-21 16:30", "21 November 2025, 14:05–16:30 UTC"),
        ("0033", "33"),
    ],
)
def test_readers_get_a_date_in_words(text: str, words: str) -> None:
    date = parse(text)
    assert label(date.start, date.end, date.precision, date.circa) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-11-21", "21. November 2025"),
        ("2020-03", "März 2020"),
        ("c. 1998", "um 1998"),
        ("3 Mar 2020 – 7 Mar 2020", "3.–7. März 2020"),
        ("28 Feb – 3 Mar 2020", "28. Februar – 3. März 2020"),
        ("30 Dec 2019 – 2 Jan 2020", "30. Dezember 2019 – 2. Januar 2020"),
        ("Mar–May 2020", "März–Mai 2020"),
        ("1914-1918", "1914–1918"),
        ("2025-11-21 14:05", "21. November 2025, 14:05 Uhr (UTC)"),
        ("2025-11-21 14:05 – 2025-11-21 16:30", "21. November 2025, 14:05–16:30 Uhr (UTC)"),
    ],
)
def test_a_house_in_german_says_dates_in_german(text: str, words: str) -> None:
    date = parse(text)
    with translation.override("de"):
        assert label(date.start, date.end, date.precision, date.circa) == words


def test_times_of_central_europe_have_their_german_name() -> None:
    summer = dt.datetime(2025, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert moment_words(summer) == "1 July 2025, 12:00 CEST"
    with translation.override("de"):
        assert moment_words(summer) == "1. Juli 2025, 12:00 Uhr (MESZ)"
        assert moment_words(summer.replace(month=1)) == "1. Januar 2025, 12:00 Uhr (MEZ)"


def test_machines_get_no_more_than_is_known() -> None:
    start = minute("2025-11-21T14:05")
    assert [dates.iso(start, precision) for precision in dates.PRECISIONS] == [
        "2025",
        "2025-11",
        "2025-11-21",
        "2025-11-21T14:05Z",
    ]


def test_the_interchange_form_is_read_exactly() -> None:
    assert dates.parse_interchange("2020-04-01", "day") == day("2020-04-01")
    assert dates.parse_interchange("2020-04-09", "month") == day("2020-04-01")
    assert dates.parse_interchange("2020-04-01T12:30Z", "minute") == minute("2020-04-01T12:30")


@pytest.mark.parametrize(
    ("value", "precision", "sentence"),
    [
        ("2020-4-1", "day", "“2020-4-1” is no date of the form 2020-04-01."),
        ("2020-02-30", "day", "“2020-02-30” is no date: February 2020 has 29 days."),
        ("2020-04-01", "minute", "“2020-04-01” is no date of the form 2025-11-21T14:05Z."),
        ("٢٠٢٠-٠٤-٠١", "day", "“٢٠٢٠-٠٤-٠١” is no date of the form 2025-11-21."),
    ],
)
def test_another_form_is_refused_in_an_interchange_record(
    value: str, precision: Precision, sentence: str
) -> None:
    with pytest.raises(DateError) as refusal:
        dates.parse_interchange(value, precision)
    assert str(refusal.value) == sentence.replace("2020-04-01.", "2025-11-21.")


@given(parsed_dates())
def test_a_date_comes_back_from_the_text_it_is_edited_as(date: ParsedDate) -> None:
    assert parse(dates.format(date.start, date.end, date.precision, date.circa)) == date
    value = dates.format_interchange(date.start, date.precision)
    assert dates.parse_interchange(value, date.precision) == date.start


@given(
    st.one_of(
        st.text(), st.text(alphabet=st.sampled_from("0123456789-–/. :,TZ+NovMarc")), st.from_regex(r"\d+-\d+")
    )
)
def test_any_text_is_either_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        date = parse(text)
    except DateError:
        with pytest.raises(DateError, match=r"\.$"):
            parse(text)
    else:
        assert label(date.start, date.end, date.precision, date.circa) != ""
