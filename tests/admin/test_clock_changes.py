"""Typed times that a clock change leaves out or makes twice: each field of the desk refuses them with a sentence."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from briefings.editions.publishing import Publication
from briefings.house import holder, unsaved_house
from briefings.models import Embargo, Expiry, Piece, Release, Reminder, Schedule
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from briefings.schedules.timing import looked, remind
from newsroom.clock import at
from tests.admin.desk import page_address
from tests.building import make_editor, make_story, moment, published

pytestmark = pytest.mark.django_db

MORNING = moment("2026-11-23T08:00")
CHANGES = {
    "Europe/Berlin": ("28 Mar 2027 02:30", "There is no 28 Mar 2027, 02:30", "01:30 or 03:30"),
    "America/New_York": ("14 Mar 2027 02:30", "There is no 14 Mar 2027, 02:30", "01:30 or 03:30"),
    "Australia/Lord_Howe": ("3 Oct 2027 02:15", "There is no 3 Oct 2027, 02:15", "01:45 or 02:45"),
}
TWICE = {
    "Europe/Berlin": ("31 Oct 2027 02:30", "31 Oct 2027 00:30 UTC", "31 Oct 2027 01:30 UTC"),
    "America/New_York": ("7 Nov 2027 01:30", "7 Nov 2027 05:30 UTC", "7 Nov 2027 06:30 UTC"),
    "Australia/Lord_Howe": ("4 Apr 2027 01:45", "3 Apr 2027 14:45 UTC", "3 Apr 2027 15:15 UTC"),
}


def house_in(zone: str) -> None:
    house = unsaved_house()
    house.time_zone = zone
    holder.hold(house)


def fields_of_times(desk: Client) -> list[tuple[str, dict[str, str], str]]:
    """Of each form that takes a time: its address, what is sent, and the field of the time."""
    chief = make_editor("chief")
    draft, live = make_story("A draft"), published(make_story("A live one"))
    waiting = schedule(Publication(make_story("Waits").pk), at=moment("2026-12-24T06:00"), by=chief)
    release = make_release("Monday", [Publication(make_story("In a release").pk)], by=chief)
    waits, add = page_address(waiting.piece, "times"), "/admin/briefings/release/add/"
    return [
        (page_address(draft, "publish"), {"seen": "0"}, "at"),
        (waits, {"do": "move", "of": str(waiting.pk)}, "at"),
        (page_address(draft, "times"), {"do": "embargo"}, "until"),
        (page_address(live, "times"), {"do": "expire", "note": "Old."}, "ends"),
        (page_address(live, "times"), {"do": "remind", "owner": str(chief.pk)}, "again"),
        (page_address(live, "review"), {"do": "assign", "assignee": str(chief.pk), "priority": "0"}, "due"),
        (add, {"make": "1", "name": "Tuesday", "pieces": str(draft.pk)}, "at"),
        (f"/admin/briefings/release/{release.pk}/change/", {"do": "time"}, "at"),
    ]


def kept() -> list[object]:
    """Every time that is kept, of whatever."""
    rows = (Schedule, Release, Embargo, Expiry, Reminder)
    times = [model.objects.order_by("pk").values_list() for model in rows]
    return [list(one) for one in (*times, Piece.objects.order_by("pk").values_list("due_at", "assignee"))]


@pytest.mark.parametrize("zone", CHANGES)
def test_a_time_that_there_is_not_or_twice_is_refused_by_every_field(desk: Client, zone: str) -> None:
    house_in(zone)
    with at(MORNING):
        forms = fields_of_times(desk)
        before = kept()
        for written, *sentences in (CHANGES[zone], TWICE[zone]):
            for address, sent, field in forms:
                page = desk.post(address, {**sent, field: written}).content.decode()
                assert [words for words in (*sentences, zone) if words not in page] == [], (address, sent)
        assert kept() == before


@pytest.mark.parametrize(
    ("first", "days", "later", "comes"),
    [
        (
            "2026-10-20T07:00",
            7,
            "2026-10-20T08:00",
            "2026-10-27T08:00",
        ),  # 09:00 before and after clocks go back
        ("2026-03-24T08:00", 7, "2026-03-24T09:00", "2026-03-31T07:00"),  # and forward
        ("2026-10-20T07:00", 7, "2026-10-27T07:30", "2026-10-27T08:00"),  # the next one is still to come
        ("2026-03-24T08:00", 7, "2026-03-31T07:30", "2026-04-07T07:00"),  # it has passed
        ("2026-10-20T07:00", 1, "2027-04-20T07:00", "2027-04-21T07:00"),
        ("2026-03-28T01:30", 1, "2026-03-28T02:00", "2026-03-29T01:00"),  # no 02:30 on that day
    ],
)
def test_a_reminder_comes_again_at_the_same_time_of_day_on_the_houses_clocks(
    first: str, days: int, later: str, comes: str
) -> None:
    house_in("Europe/Berlin")
    editor = make_editor()
    with at(moment("2026-03-01T08:00")):
        one = remind(make_story("A bridge"), at=moment(first), owner=editor, by=editor, repeat_days=days)
    with at(moment(later)):
        assert looked(one.pk, by=editor).at == moment(comes)


@pytest.mark.parametrize("zone", CHANGES)
def test_the_times_that_the_sentence_names_are_taken_and_are_what_they_say(desk: Client, zone: str) -> None:
    house_in(zone)
    written, _sentence, either = CHANGES[zone]
    day = written.rpartition(" ")[0]
    with at(MORNING):
        for clock in either.split(" or "):
            story = make_story(clock)
            desk.post(page_address(story, "publish"), {"seen": "0", "at": f"{day} {clock}"})
            local = Schedule.objects.get(piece=story).at.astimezone(ZoneInfo(zone))
            assert f"{local:%H:%M}" == clock
        for stated in TWICE[zone][1:]:
            story = make_story(stated)
            desk.post(page_address(story, "publish"), {"seen": "0", "at": stated})
            local = Schedule.objects.get(piece=story).at.astimezone(ZoneInfo(zone))
            assert f"{local:%H:%M}" == TWICE[zone][0].rpartition(" ")[2]
