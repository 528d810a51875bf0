"""The page of a review, the bar, and the Publish page; notes on the page and beside their section in the form."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.models import Activity, Note, Piece, Review
from briefings.reviews.noting import note, resolve
from briefings.reviews.reviewing import send_back, send_to_review
from tests.admin.desk import form_address, opened, page_address
from tests.admin.review import bar_of, in_review, looked_at, signed_in, words_of
from tests.building import changed, make_editor, make_question, make_story, review_on

pytestmark = pytest.mark.django_db


def test_a_writer_saves_and_sends_and_an_editor_approves_and_publishes() -> None:
    review_on()
    writer, editor = make_editor("writer"), make_editor("editor")
    story = make_story(by=writer)
    hers, his = signed_in(writer), signed_in(editor)
    values = opened(hers, story) | {"headline": "Sent from the form", "_review": "1"}
    response = hers.post(form_address(story), values)
    assert response["Location"] == page_address(story, "review") + "?send=1"
    sent = {"words": "The numbers are soft.", "looked": looked_at(hers, story), "do": "send"}
    assert hers.post(page_address(story, "review"), sent).status_code == 302
    assert "The numbers are soft." in words_of(his.get(page_address(story, "review")))
    his.post(page_address(story, "review"), {"words": "", "looked": looked_at(his, story), "do": "approve"})
    his.post(page_address(story, "publish"), {"seen": "0"})
    assert Piece.objects.live().get().headline == "Sent from the form"
    assert Review.objects.get().edition.number == 1


def test_the_bar_offers_to_each_what_is_theirs_to_do() -> None:
    review_on()
    writer, editor = make_editor("writer"), make_editor("editor")
    draft = make_story(by=writer)
    waiting = in_review()
    hers, his = signed_in(writer), signed_in(editor)
    assert bar_of(hers.get(form_address(draft))) == ["Save", "Preview", "Send to review", "History"]
    assert bar_of(his.get(form_address(waiting))) == [
        *("Save", "Preview", "Approve or send back", "Publish", "History"),
    ]
    assert bar_of(his.get(page_address(waiting, "review"))) == [
        *("Form", "Preview", "Approve", "Send back", "Publish", "History"),
    ]
    assert bar_of(hers.get(page_address(waiting, "review"))) == ["Read", "Preview", "History"]
    review_on(review=False)
    assert bar_of(his.get(form_address(draft))) == ["Save", "Preview", "Publish", "History"]


def test_the_publish_page_says_what_lacks_an_approval_and_does_not_publish_it(desk: Client) -> None:
    review_on()
    question = make_question("Why?")
    story = in_review(questions=[question])
    page = desk.get(page_address(story, "publish"))
    assert [(one["piece"], one["sentence"]) for one in page.context["missing_approvals"]] == [
        (story, "it is in review. Nobody has approved it yet."),
        (question, "nobody has approved it. Send it to review first."),
    ]
    refused = desk.post(page_address(story, "publish"), {"seen": "0", "note": "Kept"})
    assert "“A bridge was opened”: it is in review." in words_of(refused)
    assert refused.context["form"]["note"].value() == "Kept"
    assert not Piece.objects.live().exists()


def test_who_wrote_the_words_is_told_that_somebody_else_approves_them(editor: User, desk: Client) -> None:
    review_on()
    story = make_story(by=editor)
    send_to_review(story.pk, by=editor)
    page = desk.get(page_address(story, "review"))
    assert "These are your own words. Somebody else has to approve them." in words_of(page)
    assert {"Approve", "Send back"} & set(bar_of(page)) == set()
    assert 'value="take_back"' in page.content.decode()


def test_people_are_called_by_their_names(desk: Client) -> None:
    review_on()
    story = in_review()
    story.owner.first_name, story.owner.last_name = "Wanda", "Writer"
    story.owner.save()
    assert "Wanda Writer sent it on" in words_of(desk.get(page_address(story, "review")))
    assert "Wanda Writer" in words_of(desk.get("/admin/"))
    assert "Wanda Writer" in words_of(desk.get("/admin/briefings/story/"))


def test_without_a_review_the_publish_page_says_nothing_of_approvals(desk: Client) -> None:
    assert "approv" not in words_of(desk.get(page_address(make_story(), "publish")))


def test_what_was_saved_meanwhile_is_shown_and_what_was_typed_is_kept(desk: Client) -> None:
    review_on()
    story = in_review()
    looked = looked_at(desk, story)
    changed(story, headline="Saved meanwhile")
    sent = {"words": "I typed this", "looked": looked, "do": "approve"}
    refused = desk.post(page_address(story, "review"), sent)
    assert "Somebody saved other words since you opened this page." in words_of(refused)
    assert ">\nI typed this</textarea>" in refused.content.decode()
    again = re.search(r'name="looked" value="([^"]*)"', refused.content.decode())[1]
    desk.post(page_address(story, "review"), {**sent, "looked": again})
    assert Review.objects.get().outcome == Review.Outcome.APPROVED


def test_who_looks_again_sees_what_changed_since_the_last_decision(desk: Client, editor: User) -> None:
    review_on()
    story = in_review(standfirst="Some 14 people came.")
    send_back(story.pk, by=editor, looked=story.fingerprint, answer="Count again.")
    changed(story, standfirst="Some 15 people came.")
    send_to_review(story.pk, by=story.owner)
    page = desk.get(page_address(story, "review"))
    assert page.context["since"]["review"].answer == "Count again."
    assert "Since Edna looked at it Standfirst changed." in words_of(page)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "nonsense"},
        {"do": "approve"},
        {"do": "approve", "looked": "x" * 500},
        {"do": "back", "words": "\x00"},
        {"do": "send", "words": "x" * 5000},
        {"do": "note", "text": "Hello", "part": "no-uuid"},
        {"do": "note", "text": ""},
        {"do": "answer:999", "answer": "Hello"},
        {"do": "answer:nonsense", "answer": "Hello"},
        {"do": "resolve:" + "9" * 30},
        {"do": "assign", "assignee": "nonsense", "priority": "1"},
        {"do": "assign", "due": "yesterday", "priority": "1"},
        {"do": "assign", "priority": "99"},
    ],
)
def test_bad_input_changes_nothing_and_ends_in_a_sentence(desk: Client, sent: dict[str, str]) -> None:
    review_on()
    story = in_review()
    before = Activity.objects.filter(piece=story).count()
    page = desk.post(page_address(story, "review"), sent)
    assert page.status_code == 200
    assert Activity.objects.filter(piece=story).count() == before
    assert Review.objects.get().outcome == Review.Outcome.OPEN
    assert ('role="alert"' in page.content.decode()) is bool(page.context["refused"].errors)


def test_words_of_the_desk_are_shown_as_words(desk: Client) -> None:
    review_on()
    story = make_story(by=make_editor("writer"))
    send_to_review(story.pk, by=story.owner, message="<script>alert(1)</script> & more")
    note(story.pk, by=story.owner, text="<b>bold</b>", part=story.sections.get().uid)
    for page in ("review", "change"):
        html = desk.get(page_address(story, page)).content.decode()
        assert "<script>alert(1)" not in html
        assert "<b>bold</b>" not in html
        assert "&lt;b&gt;bold&lt;/b&gt;" in html


def test_open_notes_stand_beside_their_section_in_the_form_and_lead_to_where_they_are_answered(
    desk: Client, editor: User
) -> None:
    story = make_story(sections=["<p>One.[^wire]</p>", ("papers_say", "<p>Two.</p>")])
    first, second = story.sections.all()
    one = note(story.pk, by=editor, text="Which bridge?", part=first.uid)
    whole = note(story.pk, by=editor, text="Too long.")
    resolve(note(story.pk, by=editor, text="Mended already", part=second.uid).pk, by=editor)
    page = desk.get(form_address(story)).content.decode()
    top, rest = page.split(f'id="part-{first.uid}"')
    own, others = rest.split(f'id="part-{second.uid}"')
    assert ("Too long." in top, "Which bridge?" in own, "Which bridge?" in others) == (True, True, False)
    assert f"{page_address(story, 'review')}#note-{one.pk}" in own
    assert f"{page_address(story, 'review')}#note-{whole.pk}" in top
    assert f"{page_address(story, 'review')}?part={second.uid}#new-note" in others
    assert "Mended already" not in page


def test_notes_are_written_answered_resolved_and_opened_again_on_the_page(desk: Client, editor: User) -> None:
    story = make_story()
    part, address = story.sections.get().uid, page_address(story, "review")
    chosen = desk.get(f"{address}?part={part}").content.decode()
    assert f'<option value="{part}" selected>' in chosen
    desk.post(address, {"do": "note", "text": "Which bridge?", "part": str(part)})
    asked = Note.objects.get()
    assert (asked.by, asked.part) == (editor, part)
    desk.post(address, {"do": f"answer:{asked.pk}", "answer": "The old one."})
    assert desk.post(address, {"do": f"resolve:{asked.pk}"})["Location"] == f"{address}#note-{asked.pk}"
    group = desk.get(address).context["notes"][0]
    assert [(one.text, one.thread[0].text) for one in group["resolved"]] == [
        ("Which bridge?", "The old one.")
    ]
    desk.post(address, {"do": f"unresolve:{asked.pk}"})
    assert [one.pk for one in desk.get(address).context["notes"][0]["open"]] == [asked.pk]


def test_a_note_of_another_piece_is_not_touched_from_here(desk: Client, editor: User) -> None:
    story, other = make_story(), make_story("Other")
    foreign = note(other.pk, by=editor, text="About the other")
    desk.post(page_address(story, "review"), {"do": f"resolve:{foreign.pk}"})
    foreign.refresh_from_db()
    assert foreign.resolved_at is None


def test_a_note_about_a_section_that_is_gone_stands_last(desk: Client, editor: User) -> None:
    story = make_story()
    note(story.pk, by=editor, text="About what went", part=story.sections.get().uid)
    note(story.pk, by=editor, text="About the whole")
    story.sections.all().delete()
    groups = desk.get(page_address(story, "review")).context["notes"]
    assert [(group["gone"], group["open"][0].text) for group in groups] == [
        (False, "About the whole"),
        (True, "About what went"),
    ]
