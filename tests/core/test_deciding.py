"""Reviews decided: by whom, about which words, and what the database keeps of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from briefings.drafts import bring_back, delete_draft
from briefings.editions.loading_editions import load_edition
from briefings.models import Review
from briefings.refusing import NotAllowed, NothingChanged, PublishingRefused
from briefings.reviews.approvals import DeskState
from briefings.reviews.assigning import assign, finish
from briefings.reviews.noting import note, resolve
from briefings.reviews.reviewing import OwnWords, approve, send_back, send_to_review, take_back
from tests.building import changed, make_editor, make_story, published, review_on
from tests.core.reviewed import approved, edited, refusal, state_of

pytestmark = pytest.mark.django_db


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


def test_deleting_a_draft_and_bringing_it_back_makes_nobodys_words_anothers():
    review_on()
    owner, editor = make_editor("writer"), make_editor("editor")
    gone = make_editor("editor")
    story = edited(edited(make_story(by=owner), editor, headline="A comma"), gone, headline="A comma, mended")
    kept = delete_draft(story, by=editor)
    gone.delete()
    back = bring_back(kept, by=make_editor("chief"))
    assert list(back.contributors.values_list("who", flat=True)) == [editor.pk]
    send_to_review(back.pk, by=owner)
    with pytest.raises(OwnWords):
        approve(back.pk, by=editor, looked=back.fingerprint)


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
