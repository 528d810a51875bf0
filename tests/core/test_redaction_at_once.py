"""A redaction in the same moment as somebody, or a worker, is at what waits for its time or has failed: it locks in
their order, and nobody's deed is lost in a deadlock."""

from datetime import timedelta

import pytest

from briefings.models import Expiry, Piece, Redaction, Release, Schedule
from briefings.models.schedules import Outcome
from briefings.removals.redacting import redact
from briefings.removals.redaction_plan import Redacting, RedactionRefused, what_goes
from briefings.schedules.due import publish_due
from briefings.schedules.releasing import reopen
from briefings.schedules.scheduling import try_again
from briefings.schedules.timing import set_expiry
from newsroom.clock import now
from tests.at_once import while_held
from tests.building import changed, make_editor, make_story, published
from tests.core.failed_waiting import failed_release, failed_schedule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chief():
    return make_editor("chief")


@pytest.fixture
def story():
    """Live, with newer words in its working copy."""
    return changed(published(make_story("A bridge")), headline="A newer bridge")


def redaction(story: Piece, chief, **choices):
    """The redaction of its first edition, as it was shown and confirmed a moment ago."""
    asked = Redacting(story.pk, (1,), "A court ordered it.", **choices)
    going = what_goes(asked)
    return lambda: redact(asked, by=chief, seen=going.mark, typed=going.headline)


def test_a_redaction_waits_for_the_worker_that_withdraws_the_piece_at_its_time(story, chief):
    expiry = set_expiry(story.pk, at=now() + timedelta(hours=1), note="Over.", by=chief)
    Expiry.objects.filter(pk=expiry.pk).update(next_try=now() - timedelta(seconds=1))
    done = {}
    result = while_held(
        lambda: Expiry.objects.select_for_update().get(pk=expiry.pk),
        redaction(story, chief),
        meanwhile=lambda: done.update(publish_due()),
    )
    assert done == {"done": 1}
    assert isinstance(result, RedactionRefused)
    assert "since this page was made" in result.reasons[0]


def test_a_redaction_waits_for_whoever_tries_again_what_failed(story, chief):
    failed = failed_schedule(story, chief)
    result = while_held(
        lambda: Schedule.objects.select_for_update().get(pk=failed.pk),
        redaction(story, chief, working_copy=True),
        meanwhile=lambda: try_again(failed.pk, by=chief),
    )
    assert isinstance(result, RedactionRefused)
    assert "since this page was made" in result.reasons[0]
    assert Schedule.objects.waiting().get().pk == failed.pk


def test_a_redaction_waits_for_whoever_opens_a_release_of_the_piece_again(story, chief):
    release = failed_release(story, chief)
    result = while_held(
        lambda: Release.objects.select_for_update().get(pk=release.pk),
        redaction(story, chief, working_copy=True),
        meanwhile=lambda: reopen(release.pk, by=chief),
    )
    assert isinstance(result, Redaction)
    release.refresh_from_db()
    assert (release.outcome, release.schedules.count()) == (Outcome.CANCELLED, 0)


def test_a_release_that_failed_stays_failed_when_the_words_of_its_piece_are_taken_out(story, chief):
    release = failed_release(story, chief)
    redaction(story, chief, working_copy=True)()
    release.refresh_from_db()
    assert (release.outcome, release.name, release.schedules.count()) == (Outcome.FAILED, "", 0)
