"""Two people, or a person and a worker, at schedules and releases of one piece in the same moment: whoever comes second
waits, and is told in a sentence what became of it."""

from datetime import timedelta

import pytest

from briefings.editions.publishing import Publication
from briefings.models import Embargo, Piece, Release, Schedule
from briefings.refusing import PublishingRefused
from briefings.schedules.releasing import make_release, reopen, retime
from briefings.schedules.scheduling import hold_open, schedule, try_again
from briefings.schedules.timing import set_embargo
from newsroom.clock import now
from tests.at_once import while_held
from tests.building import make_editor, make_story
from tests.core.failed_waiting import failed_release, failed_schedule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor():
    return make_editor("editor")


@pytest.fixture
def story():
    return make_story("A bridge")


def ahead(hours: int):
    return now() + timedelta(hours=hours)


def waiting(story: Piece) -> list[int]:
    return list(Schedule.objects.waiting().filter(piece=story).values_list("pk", flat=True))


def test_a_release_gets_another_time_while_somebody_sets_an_embargo_on_a_piece_in_it(editor, story):
    release = make_release("Monday", [Publication(story.pk)], by=editor)
    retimed = while_held(
        lambda: hold_open([story.pk]),
        lambda: retime(release.pk, at=ahead(5), by=editor),
        meanwhile=lambda: set_embargo(story.pk, until=ahead(1), by=editor),
    )
    assert isinstance(retimed, Release)
    assert Embargo.objects.filter(piece=story).exists()


def test_what_failed_is_tried_again_while_somebody_schedules_the_piece_anew_and_is_refused(editor, story):
    failed = failed_schedule(story, editor)
    anew = while_held(
        lambda: Schedule.objects.select_for_update().get(pk=failed.pk),
        lambda: schedule(Publication(story.pk), at=ahead(2), by=editor),
        meanwhile=lambda: try_again(failed.pk, by=editor),
    )
    assert isinstance(anew, PublishingRefused)
    assert "scheduled already" in anew.reasons[0]
    assert waiting(story) == [failed.pk]


def test_what_failed_by_itself_is_not_tried_again_where_a_release_with_the_piece_was_opened_again(
    editor, story
):
    release = failed_release(story, editor)
    alone = failed_schedule(story, editor)
    again = while_held(lambda: reopen(release.pk, by=editor), lambda: try_again(alone.pk, by=editor))
    assert isinstance(again, PublishingRefused)
    assert "in the release “Monday” already" in again.reasons[0]
    assert waiting(story) == [release.schedules.get().pk]


def test_a_piece_is_not_scheduled_where_a_release_with_it_was_opened_again_meanwhile(editor, story):
    release = failed_release(story, editor)
    anew = while_held(
        lambda: reopen(release.pk, by=editor),
        lambda: schedule(Publication(story.pk), at=ahead(2), by=editor),
    )
    assert isinstance(anew, PublishingRefused)
    assert "in the release “Monday” already" in anew.reasons[0]
    assert waiting(story) == [release.schedules.get().pk]


def test_a_release_is_not_opened_again_where_a_piece_of_it_was_scheduled_meanwhile(editor, story):
    release = failed_release(story, editor)
    opened = while_held(
        lambda: schedule(Publication(story.pk), at=ahead(2), by=editor),
        lambda: reopen(release.pk, by=editor),
    )
    assert isinstance(opened, PublishingRefused)
    assert "scheduled already" in opened.reasons[0]
    assert waiting(story) == [Schedule.objects.get(release=None).pk]
