"""Times ahead as people write them, across clock changes of an hour, of half an hour, and at midnight."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newsroom.date_values import DateError
from newsroom.local_times import edit_moment, first_at_wall, read_moment, read_moment_ahead, show_moment

BERLIN = ZoneInfo(
    "Europe/Berlin"
)  # forward on 29 Mar 2026, 02:00 to 03:00; back on 25 Oct 2026, 03:00 to 02:00
NEW_YORK = ZoneInfo("America/New_York")  # back on 1 Nov 2026, 02:00 to 01:00; forward on 14 Mar 2027, 02:00
LORD_HOWE = ZoneInfo(
    "Australia/Lord_Howe"
)  # by half an hour: back on 5 Apr 2026, 02:00 to 01:30; forward on 4 Oct 2026, 02:00 to 02:30
SANTIAGO = ZoneInfo("America/Santiago")  # forward on 6 Sep 2026, 00:00 to 01:00
SATURDAY = datetime(2026, 3, 28, 12, 0, 30, tzinfo=UTC)  # 13:00 in Berlin, 08:00 in New York


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "zone", "moment"),
    [
        ("29 Mar 2026 01:59", BERLIN, utc(2026, 3, 29, 0, 59)),
        ("2026-03-29T03:00", BERLIN, utc(2026, 3, 29, 1, 0)),
        ("25 October 2026, 01:59", BERLIN, utc(2026, 10, 24, 23, 59)),
        ("25 Oct 2026 03:00", BERLIN, utc(2026, 10, 25, 2, 0)),
        ("25 Oct 2026 02:30 +0200", BERLIN, utc(2026, 10, 25, 0, 30)),
        ("25 Oct 2026 01:30 UTC", BERLIN, utc(2026, 10, 25, 1, 30)),
        ("1 Nov 2026 02:00", NEW_YORK, utc(2026, 11, 1, 7, 0)),
        ("14 Mar 2027 01:59", NEW_YORK, utc(2027, 3, 14, 6, 59)),
        ("14 Mar 2027 3 am", NEW_YORK, utc(2027, 3, 14, 7, 0)),
        ("5 Apr 2026 01:29", LORD_HOWE, utc(2026, 4, 4, 14, 29)),
        ("5 Apr 2026 02:00", LORD_HOWE, utc(2026, 4, 4, 15, 30)),
        ("5 Apr 2026 01:45 +1030", LORD_HOWE, utc(2026, 4, 4, 15, 15)),
        ("4 Oct 2026 01:59", LORD_HOWE, utc(2026, 10, 3, 15, 29)),
        ("4 Oct 2026 02:30", LORD_HOWE, utc(2026, 10, 3, 15, 30)),
        ("tomorrow 06:00", BERLIN, utc(2026, 3, 29, 4, 0)),
        ("Today 18:00", BERLIN, utc(2026, 3, 28, 17, 0)),
        ("18:00", NEW_YORK, utc(2026, 3, 28, 22, 0)),
        ("23:30 UTC", BERLIN, utc(2026, 3, 28, 23, 30)),
        ("fri 7:30", BERLIN, utc(2026, 4, 3, 5, 30)),
        ("Saturday at 7:30", BERLIN, utc(2026, 4, 4, 5, 30)),
        ("in 2 h", BERLIN, utc(2026, 3, 28, 14, 0)),
        ("tomorrow 7am", BERLIN, utc(2026, 3, 29, 5, 0)),
        ("tomorrow at 7.30 p.m.", BERLIN, utc(2026, 3, 29, 17, 30)),
        ("29 Mar 2026 12 am", BERLIN, utc(2026, 3, 28, 23, 0)),
        ("12:05 PM UTC", BERLIN, utc(2026, 3, 28, 12, 5)),
    ],
)
def test_a_time_is_read_in_the_zone_unless_it_names_another(written, zone, moment):
    assert read_moment_ahead(written, zone, SATURDAY) == moment


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ((2026, 3, 28, 2, 30), BERLIN, utc(2026, 3, 28, 1, 30)),
        ((2026, 3, 29, 2, 0), BERLIN, utc(2026, 3, 29, 1, 0)),
        ((2026, 3, 29, 2, 30), BERLIN, utc(2026, 3, 29, 1, 0)),
        ((2026, 3, 29, 2, 59), BERLIN, utc(2026, 3, 29, 1, 0)),
        ((2026, 3, 29, 3, 0), BERLIN, utc(2026, 3, 29, 1, 0)),
        ((2026, 10, 25, 2, 30), BERLIN, utc(2026, 10, 25, 0, 30)),
        ((2026, 10, 4, 2, 15), LORD_HOWE, utc(2026, 10, 3, 15, 30)),
        ((2026, 9, 6, 0, 30), SANTIAGO, utc(2026, 9, 6, 4, 0)),
        ((2011, 12, 30, 12, 0), ZoneInfo("Pacific/Apia"), utc(2011, 12, 30, 10, 0)),
        ((2026, 3, 29, 2, 30), UTC, utc(2026, 3, 29, 2, 30)),
    ],
)
def test_a_time_that_clocks_leave_out_is_the_moment_at_which_they_go_forward_and_of_two_the_first(
    wall, zone, moment
):
    assert first_at_wall(datetime(*wall), zone) == moment


@pytest.mark.parametrize(
    ("written", "zone", "sentence"),
    [
        (
            "29 Mar 2026 02:30",
            BERLIN,
            "There is no 29 Mar 2026, 02:30 in Europe/Berlin: clocks go forward there. Write 01:30 or 03:30.",
        ),
        (
            "25 Oct 2026 02:30",
            BERLIN,
            (
                "25 Oct 2026, 02:30 comes twice in Europe/Berlin: clocks go back there. "
                "Write 25 Oct 2026 00:30 UTC or 25 Oct 2026 01:30 UTC, whichever is meant."
            ),
        ),
        (
            "2026-11-01 01:00",
            NEW_YORK,
            (
                "1 Nov 2026, 01:00 comes twice in America/New_York: clocks go back there. "
                "Write 1 Nov 2026 05:00 UTC or 1 Nov 2026 06:00 UTC, whichever is meant."
            ),
        ),
        (
            "14 Mar 2027 2:30 am",
            NEW_YORK,
            "There is no 14 Mar 2027, 02:30 in America/New_York: clocks go forward there. Write 01:30 or 03:30.",
        ),
        (
            "4 Oct 2026 02:15",
            LORD_HOWE,
            "There is no 4 Oct 2026, 02:15 in Australia/Lord_Howe: clocks go forward there. Write 01:45 or 02:45.",
        ),
        (
            "5 Apr 2026 01:30",
            LORD_HOWE,
            (
                "5 Apr 2026, 01:30 comes twice in Australia/Lord_Howe: clocks go back there. "
                "Write 4 Apr 2026 14:30 UTC or 4 Apr 2026 15:00 UTC, whichever is meant."
            ),
        ),
        (
            "6 Sep 2026 00:30",
            SANTIAGO,
            (
                "There is no 6 Sep 2026, 00:30 in America/Santiago: clocks go forward there. "
                "Write 5 Sep 2026 23:30 or 01:30."
            ),
        ),
        (
            "06:00",
            BERLIN,
            (
                "28 Mar 2026, 06:00 (05:00 UTC) has passed: it is 28 Mar 2026, 13:00 (12:00 UTC). "
                "Publish now instead, or write a time ahead."
            ),
        ),
        ("1 Apr 2026", BERLIN, "“1 Apr 2026” has no time of day: write it like 24 Nov 2026 06:00."),
        ("1 Apr 2062 06:00", BERLIN, "“1 Apr 2062 06:00” is more than five years away. Is the year right?"),
        ("9999-12-31 23:59", NEW_YORK, "Years run from 1 to 9999."),
        ("c. 1 Apr 2026 06:00", BERLIN, "One moment is wanted, and “c. 1 Apr 2026 06:00” is more."),
        (" ", BERLIN, "A time is missing: write it like 24 Nov 2026 06:00, or tomorrow 06:00."),
        ("soon", BERLIN, "“soon” cannot be read as a time: write 24 Nov 2026 06:00, or tomorrow 06:00."),
        (
            "7 sheep",
            BERLIN,
            "“7 sheep” cannot be read as a time: write 24 Nov 2026 06:00, or tomorrow 06:00.",
        ),
        ("13 pm", BERLIN, "“13 pm” cannot be read as a time: write 24 Nov 2026 06:00, or tomorrow 06:00."),
        (
            "tomorrow 21:05 pm",
            BERLIN,
            "“tomorrow 21:05 pm” cannot be read as a time: write 24 Nov 2026 06:00, or tomorrow 06:00.",
        ),
        ("1 Apr 2026 25:00", BERLIN, "“1 Apr 2026 25:00” is no date: there is no time 25:00."),
    ],
)
def test_what_is_no_moment_ahead_is_refused_with_a_sentence(written, zone, sentence):
    with pytest.raises(DateError) as refused:
        read_moment_ahead(written, zone, SATURDAY)
    assert str(refused.value) == sentence


def test_a_moment_is_shown_in_the_zone_with_utc_beside_it():
    assert show_moment(utc(2026, 11, 24, 5), BERLIN) == "24 Nov 2026, 06:00 (05:00 UTC)"
    assert show_moment(utc(2026, 11, 25, 1), NEW_YORK) == "24 Nov 2026, 20:00 (25 Nov 2026, 01:00 UTC)"
    assert show_moment(utc(2026, 11, 24, 5), UTC) == "24 Nov 2026, 05:00 UTC"


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE, SANTIAGO, UTC])
def test_every_moment_around_the_clock_changes_is_read_back_as_it_was(zone):
    for month, day in ((3, 8), (3, 29), (4, 4), (4, 5), (9, 6), (10, 3), (10, 4), (10, 25), (11, 1)):
        for minutes in range(0, 24 * 60, 15):
            moment = utc(2026, month, day, *divmod(minutes, 60))
            assert read_moment(edit_moment(moment, zone), zone, SATURDAY) == moment
