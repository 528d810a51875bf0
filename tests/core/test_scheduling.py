"""Scheduling: who may, what is refused, and schedules that are moved, cancelled or given the words of today."""

from datetime import timedelta

import pytest

from briefings.drafts import DraftRefused, delete_draft
from briefings.editions.publishing import Publication
from briefings.models import Piece, Schedule
from briefings.refusing import NotAllowed, NothingChanged
from briefings.schedules.scheduling import cancel, move, replace, schedule, try_again
from briefings.schedules.timing import lift_embargo, lift_expiry, remind, set_embargo, set_expiry
from newsroom.clock import at
from tests.building import changed, make_editor, make_story, published, withdrawn
from tests.core.scheduled import LATER, SIX, due_at, for_six, refusal, result_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_replacing_takes_the_words_of_today_and_keeps_time_kind_and_note(editor):
    story = published(make_story("Old words"), by=editor)
    one = for_six(changed(story, headline="Frozen"), editor, kind="correction", note="It was not so.")
    changed(story, headline="Newer")
    replace(one.pk, by=editor)
    assert due_at(LATER) == {"done": 1}
    one.refresh_from_db()
    assert (one.edition.headline, one.edition.kind, one.edition.note) == (
        "Newer",
        "correction",
        "It was not so.",
    )


def test_whoever_looked_a_second_time_replaces_words_that_go_out_as_a_minor_change(editor):
    story = published(make_story("Two were there", standfirst="Two were there."))
    one = for_six(changed(story, standfirst="Two were there!"), editor, kind="minor")
    changed(story, standfirst="All 14 were there.")
    assert "Look at it a second time, and say so:" in refusal(lambda: replace(one.pk, by=editor))[0]
    replace(one.pk, by=editor, looked_by=editor)
    assert due_at(LATER) == {"done": 1}
    assert Piece.objects.get(pk=story.pk).live_edition.kind == "minor"


def test_what_was_withdrawn_since_somebody_looked_is_said_to_be(editor):
    story = withdrawn(published(make_story("Seen")))
    assert refusal(lambda: for_six(story, editor, seen=1)) == ["Meanwhile “Seen” was withdrawn."]


def test_what_could_not_go_out_now_cannot_be_scheduled(editor):
    live = published(make_story("Live"))
    empty = make_story("Nothing in it", sections=[])
    assert refusal(lambda: for_six(empty, editor)) == ["No section has any words."]
    with pytest.raises(NothingChanged):
        for_six(live, editor)
    with pytest.raises(NotAllowed):
        for_six(make_story(), make_editor("writer"))
    with at(LATER):
        assert refusal(lambda: for_six(make_story(), editor)) == [
            "24 Nov 2026, 06:00 UTC has passed. Publish now instead, or write a time ahead."
        ]
    assert refusal(lambda: for_six(make_story("Seen"), editor, seen=3)) == [
        "Nothing of “Seen” was published so far."
    ]
    assert Schedule.objects.count() == 0


def test_a_piece_has_one_open_schedule(editor):
    story = make_story("A bridge")
    for_six(story, editor)
    assert refusal(lambda: for_six(story, editor)) == [
        "“A bridge” is scheduled already, for 24 Nov 2026, 06:00 UTC."
    ]


def test_a_cancelled_schedule_never_goes_out_and_makes_room_for_another(editor):
    story = make_story()
    one = for_six(story, editor)
    assert result_of(cancel(one.pk, by=editor)) == ("cancelled", "")
    assert due_at(LATER) == {}
    assert refusal(lambda: cancel(one.pk, by=editor)) == [
        "This schedule is over: it went out, failed or was cancelled meanwhile."
    ]
    for_six(story, editor)
    assert due_at(LATER) == {"done": 1}


def test_a_schedule_is_moved_and_answered_for_by_who_moved_it(editor):
    other = make_editor("editor")
    one = for_six(make_story(), editor)
    move(one.pk, at=SIX + timedelta(hours=1), by=other)
    assert due_at(LATER) == {}
    assert due_at(SIX + timedelta(hours=1)) == {"done": 1}
    one.refresh_from_db()
    assert (one.edition.editor, one.late_by) == (other, timedelta(0))


def test_scheduling_anew_takes_the_failed_one_off_the_desk(editor):
    story = make_story("One")
    failed = for_six(story, editor)
    changed(story, headline="Two").publish(by=editor)
    due_at(LATER)
    with at(LATER):
        schedule(Publication(changed(story, headline="Three").pk), at=SIX + timedelta(days=1), by=editor)
    assert result_of(failed)[0] == "cancelled"


def test_every_verb_asks_for_the_right_to_publish(editor):
    one, writer = for_six(make_story(), editor), make_editor("writer")
    for deed in (
        lambda: replace(one.pk, by=writer),
        lambda: move(one.pk, at=SIX, by=writer),
        lambda: cancel(one.pk, by=writer),
        lambda: try_again(one.pk, by=writer),
        lambda: set_embargo(one.piece_id, until=SIX, by=writer),
        lambda: lift_embargo(one.piece_id, by=writer),
        lambda: set_expiry(one.piece_id, at=SIX, note="Over.", by=editor),  # withdraws: for chief editors
        lambda: remind(one.piece, at=SIX, owner=editor, by=writer),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert result_of(one) == ("waiting", "")


def test_a_scheduled_draft_is_not_deleted(editor):
    story = make_story("A draft", by=editor)
    one = for_six(story, editor)
    with pytest.raises(DraftRefused, match="It is scheduled"):
        delete_draft(story, by=editor)
    cancel(one.pk, by=editor)
    delete_draft(story, by=editor)
    assert Piece.objects.count() == 0


def test_deleting_a_draft_and_bringing_it_back_lifts_no_embargo(editor):
    writer = make_editor("writer")
    story = make_story("A draft", by=writer)
    set_embargo(story.pk, until=SIX, by=editor)
    with pytest.raises(DraftRefused, match="under an embargo"):
        delete_draft(story, by=writer)
    assert Piece.objects.get().embargo.until == SIX
    with at(LATER):
        delete_draft(story, by=writer)
    assert Piece.objects.count() == 0


def test_a_draft_that_is_to_be_withdrawn_is_not_deleted_until_that_is_cancelled():
    writer, chief = make_editor("writer"), make_editor("chief")
    story = make_story("A draft", by=writer)
    set_expiry(story.pk, at=SIX, note="Over.", by=chief)
    with pytest.raises(DraftRefused, match="to be withdrawn"):
        delete_draft(story, by=writer)
    lift_expiry(story.pk, by=chief)
    delete_draft(story, by=writer)
    assert Piece.objects.count() == 0
