"""Notes beside the words, and who works on a piece by when: neither is content."""

import pytest

from briefings.models import Activity, Note, Piece
from briefings.refusing import NotAllowed
from briefings.reviews.assigning import assign, assigned_to, finish
from briefings.reviews.noting import note, resolve
from briefings.reviews.reviewing import send_to_review
from briefings.words import Priority
from tests.building import changed, make_editor, make_story, moment, published, review_on
from tests.core.reviewed import refusal

pytestmark = pytest.mark.django_db

LATER = moment("2030-01-01T10:00")


def test_a_note_stands_at_its_section_is_answered_and_resolved():
    writer, editor = make_editor("writer"), make_editor()
    story = make_story(by=writer)
    part = story.sections.get().uid
    asked = note(story.pk, by=editor, text=" Which bridge? ", part=part)
    answer = note(story.pk, by=writer, text="The old one.", answers=asked.pk)
    assert (asked.text, asked.by, asked.part) == ("Which bridge?", editor, part)
    assert (answer.answers, answer.part) == (asked, part)
    resolved = resolve(asked.pk, by=writer)
    assert (resolved.resolved_by, resolved.resolved_at is None) == (writer, False)
    assert refusal(lambda: note(story.pk, by=writer, text="And", answers=asked.pk)) == (
        "This note was resolved meanwhile. Write one of your own."
    )
    assert resolve(asked.pk, by=editor, resolved=False).resolved_at is None
    assert list(Activity.objects.order_by("pk").values_list("verb", flat=True)) == [
        *("note", "note", "resolve", "unresolve"),
    ]


def test_a_note_needs_words_a_part_that_stands_and_room():
    story, other, editor = make_story(), make_story("Other"), make_editor()
    assert refusal(lambda: note(story.pk, by=editor, text=" \n ")) == "A note needs words."
    gone = other.sections.get().uid
    assert refusal(lambda: note(story.pk, by=editor, text="x", part=gone)) == (
        "This part is gone meanwhile. Note it about the whole."
    )
    assert "at most 2000 fit" in refusal(lambda: note(story.pk, by=editor, text="x" * 2001))
    foreign = note(other.pk, by=editor, text="About the other")
    assert "resolved meanwhile" in refusal(lambda: note(story.pk, by=editor, text="x", answers=foreign.pk))
    assert list(Note.objects.values_list("piece", flat=True)) == [other.pk]


def test_neither_notes_nor_assignments_are_content():
    story, editor = make_story(), make_editor()
    before = published(story).fingerprint
    note(story.pk, by=editor, text="Which bridge?")
    assign(story.pk, by=editor, assignee=editor, due_at=LATER, priority=Priority.URGENT)
    story.refresh_fingerprint()
    story.refresh_from_db()
    assert (story.fingerprint, story.state) == (before, Piece.State.LIVE)


def test_who_is_assigned_a_piece_may_change_it_and_has_it_on_their_desk():
    review_on()
    editor, writer = make_editor(), make_editor("writer")
    story = make_story()
    with pytest.raises(NotAllowed):
        send_to_review(story.pk, by=writer)
    assign(story.pk, by=editor, assignee=writer, due_at=LATER)
    assert list(assigned_to(writer)) == [story]
    assert send_to_review(story.pk, by=writer).asked_by == writer
    finish(story.pk, by=writer)
    assert list(assigned_to(writer)) == []


def test_the_most_urgent_stands_first_and_what_went_out_since_is_done():
    editor = make_editor()
    live, low, soon, urgent = (make_story(name) for name in ("Live", "Low", "Soon", "Urgent"))
    published(live)
    assign(live.pk, by=editor, assignee=editor)
    assign(low.pk, by=editor, assignee=editor, priority=Priority.LOW)
    assign(soon.pk, by=editor, assignee=editor, due_at=LATER)
    assign(urgent.pk, by=editor, assignee=editor, priority=Priority.URGENT)
    assert list(assigned_to(editor)) == [urgent, soon, live, low]
    published(soon)
    published(changed(live, headline="Newer words"))
    assert list(assigned_to(editor)) == [urgent, low]


def test_a_piece_is_given_only_to_who_can_work_on_it_and_for_a_time_ahead():
    story, editor = make_story(), make_editor()
    nobody = make_editor(None, "Nora")
    assert refusal(lambda: assign(story.pk, by=editor, assignee=nobody)) == (
        "Nora may not change such pieces."
    )
    assert "has passed" in refusal(lambda: assign(story.pk, by=editor, due_at=moment("2020-01-01")))
    story.refresh_from_db()
    assert (story.assignee, story.due_at) == (None, None)


def test_a_save_of_an_older_instance_takes_no_assignment_away():
    story, editor = make_story(), make_editor()
    older = Piece.objects.get(pk=story.pk)
    assign(story.pk, by=editor, assignee=editor, due_at=LATER)
    older.headline = "Saved from an older window"
    older.save()
    story.refresh_from_db()
    assert (story.headline, story.assignee, story.due_at) == (older.headline, editor, LATER)
