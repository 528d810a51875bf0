"""Embargoes, expiries and reminders: what must not go out yet, what is withdrawn at its time, what comes again."""

from datetime import timedelta

import pytest

from briefings.editions.publishing import Publication
from briefings.models import Activity, Piece
from briefings.refusing import NotAllowed
from briefings.schedules.scheduling import schedule, try_again
from briefings.schedules.timing import forget, lift_embargo, looked, remind, set_embargo, set_expiry
from newsroom.clock import at
from tests.building import make_editor, make_story, published
from tests.core.scheduled import LATER, SIX, due_at, for_six, refusal, result_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_nothing_of_an_embargoed_piece_goes_live_before_its_time(editor):
    story = make_story("The report")
    set_embargo(story.pk, until=SIX, by=editor)
    sentence = ["“The report” must not go live before 24 Nov 2026, 06:00 UTC."]
    assert refusal(lambda: story.publish(by=editor)) == sentence
    early = SIX - timedelta(minutes=1)
    assert refusal(lambda: schedule(Publication(story.pk), at=early, by=editor)) == sentence
    for_six(story, editor)
    assert due_at(SIX) == {"done": 1}


def test_an_embargo_over_a_schedule_is_refused_and_one_set_behind_its_back_stops_it(editor):
    story = make_story("The report")
    one = for_six(story, editor)
    assert refusal(lambda: set_embargo(story.pk, until=LATER, by=editor)) == [
        "It is scheduled for 24 Nov 2026, 06:00 UTC, before that. Cancel or move that first."
    ]
    set_embargo(story.pk, until=SIX, by=editor)
    story.embargo.until = SIX + timedelta(days=1)
    story.embargo.save()
    assert due_at(LATER) == {"failed": 1}
    assert result_of(one)[1] == "“The report” must not go live before 25 Nov 2026, 06:00 UTC."
    lift_embargo(story.pk, by=editor)
    with at(LATER):
        try_again(one.pk, by=editor)
    assert due_at(LATER) == {"done": 1}


def log_of(piece) -> list[str]:
    return list(Activity.objects.filter(piece=piece.pk).order_by("pk").values_list("verb", flat=True))


def test_a_piece_is_withdrawn_at_its_time_with_its_reason(editor):
    chief = make_editor("chief")
    story, other = published(make_story("A notice")), published(make_story("Stays"))
    set_expiry(story.pk, at=SIX, note="The offer is over.", by=chief)
    assert due_at(LATER) == {"done": 1}
    edition = Piece.objects.get(pk=story.pk).live_edition
    assert (edition.kind, edition.note) == ("withdrawal", "The offer is over.")
    assert (edition.origin, edition.editor) == ("schedule", chief)
    assert Piece.objects.get(pk=other.pk).is_live
    assert log_of(story) == ["publish", "expiry", "expire"]


def test_an_expiry_of_what_is_not_live_fails_with_its_reason(editor):
    chief = make_editor("chief")
    expiry = set_expiry(make_story("A draft").pk, at=SIX, note="Over.", by=chief)
    assert due_at(LATER) == {"failed": 1}
    expiry.refresh_from_db()
    assert expiry.reason == "Only what is live can be withdrawn."
    assert log_of(expiry.piece) == ["expiry", "expiry_failed"]


def test_a_reminder_comes_again_after_its_days_and_never_in_the_past(editor):
    story = make_story("A bridge")
    reminder = remind(story, at=SIX, owner=editor, by=editor, repeat_days=30)
    once = remind(story, at=SIX, owner=editor, by=editor)
    with at(SIX + timedelta(days=65)):
        assert looked(reminder.pk, by=editor).at == SIX + timedelta(days=90)
        assert looked(once.pk, by=editor).at is None
        with pytest.raises(NotAllowed):
            looked(reminder.pk, by=make_editor("writer"))
    forget(reminder.pk, by=editor)
    assert log_of(story) == ["remind", "remind", "look_again", "look_again", "forget_reminder"]
