"""The review: from drafting through an approval to readers, and what may go out with which approval."""

import pytest
from django.contrib.auth.models import Group

from briefings.editions.publishing import Publication, publish_many
from briefings.models import Activity, Note, Piece, Review
from briefings.removals.redacting import Redacting, redact, what_goes
from briefings.reviews.approvals import DeskState
from briefings.reviews.noting import note
from briefings.reviews.reviewing import approve, send_back, send_to_review
from briefings.schedules.due import publish_due
from briefings.schedules.releasing import make_release, publish_release
from briefings.schedules.scheduling import schedule
from briefings.words import Origin
from tests.building import changed, make_editor, make_question, make_story, moment, published, review_on
from tests.core.reviewed import approved, edited, refusal, state_of

pytestmark = pytest.mark.django_db

LATER = moment("2030-01-01T10:00")


def test_without_a_review_publishing_asks_for_no_approval():
    assert published(make_story()).is_live


def test_a_piece_goes_from_drafting_through_review_and_approval_to_its_readers():
    review_on()
    writer, editor = make_editor("writer"), make_editor("editor", "Erik")
    story = make_story(by=writer)
    states = [state_of(story)]
    send_to_review(story.pk, by=writer, message="Please look at the numbers.")
    states.append(state_of(story))
    approve(story.pk, by=editor, looked=story.fingerprint, answer="Good.")
    states.append(state_of(story))
    edition = story.publish(by=editor)
    states.append(state_of(story))
    assert states == [None, DeskState.IN_REVIEW, DeskState.APPROVED, None]
    review = Review.objects.get()
    assert (review.message, review.answer, review.edition) == (
        "Please look at the numbers.",
        "Good.",
        edition,
    )
    assert (review.document, review.fingerprint) == (edition.document, edition.fingerprint)
    lines = Activity.objects.filter(piece=story).order_by("pk").values_list("verb", "by_name")
    assert list(lines) == [("submit", writer.username), ("approve", "Erik"), ("publish", "Erik")]


def test_what_is_live_can_be_in_review_again():
    review_on()
    story = make_story(by=make_editor("writer"))
    approved(story)
    published(story)
    changed(story, headline="Newer words")
    send_to_review(story.pk, by=story.owner)
    story.refresh_from_db()
    assert (story.state, state_of(story)) == (Piece.State.CHANGED, DeskState.IN_REVIEW)


def test_what_nobody_approved_is_not_published_scheduled_or_released():
    review_on()
    story, editor = make_story(), make_editor()
    sentence = "“A bridge was opened”: nobody has approved it. Send it to review first."
    assert refusal(lambda: story.publish(by=editor)) == sentence
    assert refusal(lambda: schedule(Publication(story.pk), at=LATER, by=editor)) == sentence
    assert refusal(lambda: make_release("Morning", [Publication(story.pk)], by=editor)) == sentence
    send_to_review(story.pk, by=editor)
    assert "it is in review. Nobody has approved it yet." in refusal(lambda: story.publish(by=editor))
    send_back(story.pk, by=make_editor("editor", "Erik"), looked=story.fingerprint, answer="No.")
    assert "Erik sent it back on" in refusal(lambda: story.publish(by=editor))
    assert not Piece.objects.live().exists()


def test_a_change_reopens_what_was_approved_and_the_same_words_again_are_approved_still():
    review_on()
    writer, editor = make_editor("writer"), make_editor("editor", "Erik")
    story = make_story("Approved words", by=writer)
    approved(story, by=editor)
    edited(story, writer, headline="Other words")
    assert state_of(story) == DeskState.REOPENED
    assert "these are not the words that Erik approved" in refusal(lambda: story.publish(by=editor))
    assert Activity.objects.filter(verb="reopen", piece=story, by=writer).count() == 1
    edited(story, writer, headline="Approved words")
    assert state_of(story) == DeskState.APPROVED
    assert story.publish(by=editor).headline == "Approved words"


def test_a_schedule_and_a_release_go_out_as_approved_whatever_is_written_meanwhile(time_machine):
    review_on()
    editor = make_editor()
    one, two = make_story("Scheduled"), make_story("Released")
    approved(one)
    approved(two)
    schedule(Publication(one.pk), at=LATER, by=editor)
    release = make_release("Morning", [Publication(two.pk)], by=editor)
    changed(one, headline="Newer words")
    changed(two, headline="Newer words")
    publish_release(release.pk, by=editor)
    time_machine.move_to(LATER)
    assert publish_due() == {"done": 1}
    live = Piece.objects.live().order_by("pk").values_list("live_edition__headline", flat=True)
    assert list(live) == ["Scheduled", "Released"]
    assert [state_of(one), state_of(two)] == [None, None]


def test_an_approver_who_lost_the_right_before_the_time_came_approved_nothing(time_machine):
    review_on()
    editor, gone = make_editor(), make_editor("editor", "Gone")
    story = make_story()
    approved(story, by=gone)
    waiting = schedule(Publication(story.pk), at=LATER, by=editor)
    gone.groups.clear()
    time_machine.move_to(LATER)
    assert publish_due() == {"failed": 1}
    waiting.refresh_from_db()
    assert waiting.reason == (
        "“A bridge was opened”: Gone, who approved it, may no longer approve. Somebody else has to."
    )
    assert state_of(story) == DeskState.REOPENED
    approved(story)
    assert story.publish(by=editor).number == 1


def test_a_closed_account_approved_nothing():
    review_on()
    gone = make_editor()
    story = make_story()
    approved(story, by=gone)
    gone.is_active = False
    gone.save()
    assert "may no longer approve" in refusal(lambda: story.publish(by=make_editor()))


def test_imports_and_the_demo_ask_for_no_approval():
    review_on()
    story = make_story()
    publish_many([Publication(story.pk)], by=None, origin=Origin.IMPORT)
    assert Piece.objects.live().count() == 1


def test_a_chief_editor_puts_words_out_again_that_readers_had_and_an_editor_does_not():
    editor, chief = make_editor(), make_editor("chief")
    story = published(make_story("First words"))
    published(changed(story, headline="Second words"))
    review_on()
    assert "nobody has approved it" in refusal(lambda: story.restore(1, by=editor))
    assert story.restore(1, by=chief).headline == "First words"
    assert "nobody has approved it" in refusal(lambda: changed(story, headline="Third").publish(by=chief))


def test_a_story_goes_out_with_its_question_only_where_both_are_approved():
    review_on()
    question, editor = make_question("Why?"), make_editor()
    story = make_story(questions=[question])
    approved(story)
    both = [Publication(question.pk), Publication(story.pk)]
    assert refusal(lambda: publish_many(both, by=editor)).startswith("“Why?”: nobody has approved it.")
    approved(question)
    assert len(publish_many(both, by=editor)) == 2


def test_only_editors_and_chief_editors_approve():
    rights = {
        group.name: group.permissions.filter(codename="approve_piece").exists()
        for group in Group.objects.all()
    }
    assert rights == {"Writer": False, "Editor": True, "Chief editor": True}


def test_a_redaction_takes_out_what_was_approved_said_and_noted():
    review_on()
    story = make_story("Secret words")
    send_to_review(story.pk, by=make_editor(), message="Secret message")
    approve(story.pk, by=make_editor(), looked=story.fingerprint, answer="Secret answer")
    note(story.pk, by=make_editor(), text="Secret note")
    kept = note(make_story("Other").pk, by=make_editor(), text="About another")
    published(story)
    asked = Redacting(story.pk, (1,), "A court ordered it.")
    going = what_goes(asked)
    redact(asked, by=make_editor("chief"), seen=going.mark, typed=going.headline)
    assert (Review.objects.count(), list(Note.objects.all())) == (0, [kept])
