"""The demo's dates: counted back from the moment of loading."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from briefings.demo.dates import Calendar, DemoDateError, Point
from newsroom.dates import ParsedDate

TUESDAY = Calendar(datetime(2026, 3, 31, 17, 20, 45, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("-40min", datetime(2026, 3, 31, 16, 40, tzinfo=UTC), "minute"),
        ("-18h", datetime(2026, 3, 30, 23, 20, tzinfo=UTC), "minute"),
        ("-2d", date(2026, 3, 29), "day"),
        ("-2d 07:40", datetime(2026, 3, 29, 7, 40, tzinfo=UTC), "minute"),
        ("-1wd", date(2026, 3, 30), "day"),
        ("-2wd 07:40", datetime(2026, 3, 27, 7, 40, tzinfo=UTC), "minute"),
        ("-1w sun", date(2026, 3, 29), "day"),
        ("+1w tue", date(2026, 4, 7), "day"),
        ("-1m", date(2026, 2, 1), "month"),
        ("-1m 31", date(2026, 2, 28), "day"),
        ("-3m 14 09:30", datetime(2025, 12, 14, 9, 30, tzinfo=UTC), "minute"),
        ("-2y", date(2024, 1, 1), "year"),
        ("-2y 06", date(2024, 6, 1), "month"),
        ("-2y 02-29", date(2024, 2, 29), "day"),
        ("1974", date(1974, 1, 1), "year"),
        ("1962-05-11", date(1962, 5, 11), "day"),
    ],
)
def test_a_point_is_counted_from_the_moment_of_loading(text, value, precision):
    assert TUESDAY.point(text) == Point(value, precision)


def test_times_are_in_the_zone_of_the_house():
    east = Calendar(datetime(2026, 3, 31, 17, 20, tzinfo=UTC), ZoneInfo("Etc/GMT-9"))
    assert east.today == date(2026, 4, 1)
    assert east.moment("-1d 07:40") == datetime(2026, 3, 30, 22, 40, tzinfo=UTC)


def test_a_span_may_be_a_range_or_circa():
    assert TUESDAY.span("c. 1975") == ParsedDate(date(1975, 1, 1), None, "year", True)
    assert TUESDAY.span("-5d .. -4d") == ParsedDate(date(2026, 3, 26), date(2026, 3, 27), "day", False)


@pytest.mark.parametrize("text", ["", "soon", "-2w", "-2d 7:40", "1974-13-01", "-1d .. -2d", "-1d .. 1974"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        TUESDAY.span(text)


@pytest.mark.parametrize("text", ["+1d", "-0d 23:00", "-0w sun"])
def test_a_date_ahead_is_refused_where_it_must_be_past(text):
    with pytest.raises(DemoDateError, match="lies ahead"):
        TUESDAY.past(text)


def test_words_name_the_year_where_it_is_another():
    assert (
        TUESDAY.words(
            "On {weekday -2d}, {date -2d}, not {date -3m 14}; since {month -5m}, {year -2y}; {date +1w sat}"
        )
        == "On Sunday, 29 March, not 14 December 2025; since October 2025, 2024; 11 April"
    )
