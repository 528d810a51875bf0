"""The review: who approves which words, what may go out then, notes, assignments, mail."""

from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import DatabaseError, connection, transaction

from briefings.editions.loading_editions import load_edition
from briefings.editions.publishing import Publication, publish_many
from briefings.models import Activity, Mail, Note, Piece, Review
from briefings.refusing import NotAllowed, NothingChanged, PublishingRefused
from briefings.removals.redacting import Redacting, redact, what_goes
from briefings.reviews.approvals import DeskState, desk_state, in_state, with_review
from briefings.reviews.assigning import assign, assigned_to, finish
from briefings.reviews.contributing import words_changed
from briefings.reviews.mailing import TRIES, send_due
from briefings.reviews.noting import note, resolve
from briefings.reviews.reviewing import OwnWords, approve, send_back, send_to_review, take_back
from briefings.schedules.due import publish_due
from briefings.schedules.releasing import make_release, publish_release
from briefings.schedules.scheduling import schedule
from briefings.words import Origin, Priority
from newsroom.clock import now
from tests.building import changed, make_editor, make_question, make_story, moment, published, review_on

pytestmark = pytest.mark.django_db

LATER = moment("2030-01-01T10:00")


def edited(piece: Piece, by: object, **fields: object) -> Piece:
    """Changed as the form changes it: with whoever did."""
    before = piece.fingerprint
    piece = changed(piece, **fields)
    words_changed(piece, before=before, by=by)
    return piece


def approved(piece: Piece, by: object = None, **fields: object) -> Review:
    """Sent to review by its owner, or else by an editor, and approved by ``by`` or an editor made for it."""
    send_to_review(piece.pk, by=piece.owner or make_editor())
    piece.refresh_from_db()
    return approve(piece.pk, by=by or make_editor(), looked=piece.fingerprint, **fields)


def state_of(piece: Piece) -> DeskState | None:
    found = desk_state(with_review(Piece.objects.as_cards()).get(pk=piece.pk))
    named = [
        state for state in DeskState if in_state(Piece.objects.all(), state).filter(pk=piece.pk).exists()
    ]
    assert named == ([found] if found else []), "the lists say the same as the piece"
    return found


def refusal(verb: object) -> str:
    with pytest.raises(PublishingRefused) as refused:
        verb()  # type: ignore[operator]
    return str(refused.value)


# The way through


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


# Deciding


def test_nobody_approves_their_own_words_unless_the_house_says_so():
    review_on()
    owner, editor = make_editor("editor"), make_editor("editor")
    story = make_story(by=owner)
    send_to_review(story.pk, by=editor)
    own = "These are your own words. Somebody else has to approve them."
    with pytest.raises(OwnWords, match=own):
        approve(story.pk, by=owner, looked=story.fingerprint)
    edited(story, editor, headline="A comma, mended")
    with pytest.raises(OwnWords, match=own):
        approve(story.pk, by=editor, looked=story.fingerprint)
    review_on(approve_own=True)
    assert approve(story.pk, by=owner, looked=story.fingerprint).outcome == Review.Outcome.APPROVED


def test_words_that_went_out_are_nobodys_own_any_more():
    review_on(review=False)
    editor = make_editor()
    story = make_story(by=make_editor("writer"))
    edited(story, editor, headline="Mended by the editor")
    published(story)
    review_on()
    edited(story, story.owner, headline="Changed by the writer")
    assert approved(story, by=editor).outcome == Review.Outcome.APPROVED


def test_who_loads_an_old_edition_has_made_its_words_their_own():
    chief = make_editor("chief")
    story = published(make_story("First words", by=make_editor("writer")))
    published(changed(story, headline="Second words"))
    story.refresh_from_db()
    review_on()
    load_edition(story, 1, by=chief)
    send_to_review(story.pk, by=chief)
    story.refresh_from_db()
    with pytest.raises(OwnWords):
        approve(story.pk, by=chief, looked=story.fingerprint)


def test_what_was_saved_while_somebody_looked_is_not_approved():
    review_on()
    story, editor = make_story(), make_editor()
    send_to_review(story.pk, by=editor)
    looked = story.fingerprint
    changed(story, headline="Saved meanwhile")
    sentence = "Somebody saved other words since you opened this page. Look at them first."
    assert refusal(lambda: approve(story.pk, by=editor, looked=looked)) == sentence
    assert refusal(lambda: send_back(story.pk, by=editor, looked=looked, answer="No.")) == sentence
    assert state_of(story) == DeskState.IN_REVIEW


def test_the_second_of_two_reviewers_is_told_what_the_first_decided():
    review_on()
    story = make_story()
    approved(story, by=make_editor("editor", "Erik"))
    again = refusal(lambda: approve(story.pk, by=make_editor(), looked=story.fingerprint))
    assert again == "It is not in review any more: approved by Erik."


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides():
    review_on()
    story = make_story()
    send_to_review(story.pk, by=make_editor())
    reviewers = [make_editor(), make_editor()]

    def decide(who: object) -> str:
        try:
            return approve(story.pk, by=who, looked=story.fingerprint).outcome
        except PublishingRefused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, reviewers)) == ["approved", "refused"]
    assert Review.objects.get().outcome == Review.Outcome.APPROVED


def test_an_approval_can_be_taken_back_by_sending_the_words_back():
    review_on()
    story, editor = make_story(), make_editor()
    approved(story)
    send_back(story.pk, by=editor, looked=story.fingerprint, answer="A number is wrong.")
    assert state_of(story) == DeskState.SENT_BACK
    assert "sent it back on" in refusal(lambda: story.publish(by=editor))
    assert sorted(Review.objects.values_list("outcome", flat=True)) == ["revoked", "sent_back"]


def test_sending_back_says_why_in_words_or_in_a_note():
    review_on()
    story, editor = make_story(), make_editor()
    send_to_review(story.pk, by=editor)
    silent = refusal(lambda: send_back(story.pk, by=editor, looked=story.fingerprint))
    assert silent == "Say what is to be done, here or in a note."
    note(story.pk, by=editor, text="Which bridge?", part=story.sections.get().uid)
    assert send_back(story.pk, by=editor, looked=story.fingerprint).outcome == Review.Outcome.SENT_BACK


def test_who_sent_a_piece_may_take_it_back():
    review_on()
    story = make_story(by=make_editor("writer"))
    send_to_review(story.pk, by=story.owner)
    take_back(story.pk, by=story.owner)
    assert state_of(story) is None
    assert refusal(lambda: approve(story.pk, by=make_editor(), looked=story.fingerprint)) == (
        f"It is not in review any more: taken back by {story.owner.username}."
    )


def test_what_is_in_review_approved_or_live_is_not_sent_again():
    review_on()
    story, editor = make_story(), make_editor("editor", "Erik")
    send_to_review(story.pk, by=editor)
    assert refusal(lambda: send_to_review(story.pk, by=editor)) == "It is in review already; Erik sent it."
    approve(story.pk, by=editor, looked=story.fingerprint)
    assert refusal(lambda: send_to_review(story.pk, by=editor)) == "These words are approved already."
    story.publish(by=editor)
    with pytest.raises(NothingChanged, match="Readers see these very words"):
        send_to_review(story.pk, by=editor)


def test_a_review_that_was_open_when_the_words_went_out_is_over_with_the_next_change():
    review_on()
    writer = make_editor("writer")
    story = make_story(by=writer)
    send_to_review(story.pk, by=writer)
    review_on(review=False)
    published(story)
    assert state_of(story) is None
    review_on()
    edited(story, writer, headline="Other words")
    assert state_of(story) is None
    assert Review.objects.get().outcome == Review.Outcome.OVERTAKEN


def test_each_right_is_asked_for_by_the_verb():
    review_on()
    writer, stranger, nobody = make_editor("writer"), make_editor("writer"), make_editor(None)
    story = make_story(by=writer)
    fingerprint = story.fingerprint
    for refused in (stranger, nobody):
        with pytest.raises(NotAllowed):
            send_to_review(story.pk, by=refused)
    send_to_review(story.pk, by=writer)
    written = note(story.pk, by=make_editor(), text="Why?")
    refusals = [
        lambda: approve(story.pk, by=writer, looked=fingerprint),
        lambda: send_back(story.pk, by=stranger, looked=fingerprint, answer="No."),
        lambda: take_back(story.pk, by=stranger),
        lambda: note(story.pk, by=nobody, text="Hello"),
        lambda: resolve(written.pk, by=stranger),
        lambda: assign(story.pk, by=writer, assignee=stranger),
        lambda: finish(story.pk, by=stranger),
    ]
    for verb in refusals:
        with pytest.raises(NotAllowed):
            verb()
    assert state_of(story) == DeskState.IN_REVIEW
    assert refusal(lambda: approve(story.pk, by=writer, looked=fingerprint)) == "You may not approve."


def test_while_the_review_is_off_nothing_is_sent_or_approved():
    story, editor = make_story(), make_editor()
    off = "The review is switched off in the settings of the house."
    assert refusal(lambda: send_to_review(story.pk, by=editor)) == off
    assert refusal(lambda: approve(story.pk, by=editor, looked=story.fingerprint)) == off


def test_the_database_keeps_what_was_decided():
    review_on()
    review = approved(make_story())
    for change in ({"document": {}}, {"fingerprint": "x"}, {"outcome": "sent_back"}, {"decided_by": None}):
        with pytest.raises(DatabaseError, match=r"never changes|violates"), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**change)


def test_publishing_with_an_approval_takes_as_many_queries_whatever_was_reviewed_before(
    django_assert_max_num_queries,
):
    review_on()
    story, editor = make_story(), make_editor()
    for n in range(6):
        changed(story, headline=f"Words {n}")
        approved(story)
        with django_assert_max_num_queries(40):
            story.publish(by=editor)


# Notes


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


# Assignments


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


# Mail


def with_address(user: object) -> object:
    user.email = f"{user.username}@example.org"  # type: ignore[attr-defined]
    user.save()  # type: ignore[attr-defined]
    return user


def test_decisions_reach_people_by_mail_once_and_only_where_it_is_configured(settings):
    review_on()
    writer, owner = with_address(make_editor("writer", "wanda")), with_address(make_editor("writer", "olaf"))
    editor = with_address(make_editor())
    story = make_story(by=owner)
    assign(story.pk, by=editor, assignee=writer)
    assert Mail.objects.count() == 0
    settings.MAIL_CONFIGURED, settings.SITE_URL = True, "https://news.example"
    send_to_review(story.pk, by=writer)
    send_back(story.pk, by=editor, looked=story.fingerprint, answer="A number is wrong.")
    assert send_due() == {"sent": 2}
    assert send_due() == {}
    assert sorted(sent.to[0] for sent in mail.outbox) == ["olaf@example.org", "wanda@example.org"]
    assert {sent.subject for sent in mail.outbox} == {"Sent back: A bridge was opened"}
    for words in ("A number is wrong.", f"https://news.example/admin/briefings/story/{story.pk}/review/"):
        assert words in mail.outbox[0].body
    assert Mail.objects.count() == 0


def test_a_mail_that_could_not_be_sent_is_tried_again_and_given_up_at_last(
    settings, monkeypatch, time_machine
):
    settings.MAIL_CONFIGURED = True
    writer = with_address(make_editor("writer"))
    assign(make_story().pk, by=make_editor(), assignee=writer)

    def away(_message: object) -> None:
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", away)
        assert send_due() == {"again": 1}
        assert send_due() == {}
        Mail.objects.update(attempts=TRIES - 1, next_try=now())
        assert send_due() == {"failed": 1}
    assert Mail.objects.values_list("next_try", "reason").get() == (None, "SMTPServerDisconnected")
    Mail.objects.update(next_try=now())
    assert send_due() == {"sent": 1}


def test_a_closed_account_gets_no_mail(settings):
    settings.MAIL_CONFIGURED = True
    writer = with_address(make_editor("writer"))
    assign(make_story().pk, by=make_editor(), assignee=writer)
    writer.is_active = False
    writer.save()
    assert send_due() == {"dropped": 1}
    assert mail.outbox == []


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
