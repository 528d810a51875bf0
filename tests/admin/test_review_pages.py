"""The review at the desk: its page, the bar, the panels, the lists, notes in the form, and the Publish page."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.editions.publishing import Publication
from briefings.models import Activity, House, Mail, Note, Piece, Review
from briefings.reviews.assigning import assign
from briefings.reviews.contributing import words_changed
from briefings.reviews.noting import note, resolve
from briefings.reviews.reviewing import approve, send_back, send_to_review
from briefings.schedules.releasing import make_release, retime
from briefings.schedules.scheduling import schedule
from briefings.words import Priority
from tests.admin.desk import form_address, opened, page_address, saved
from tests.admin.test_desk import panels_of
from tests.building import changed, make_editor, make_question, make_story, moment, published, review_on

pytestmark = pytest.mark.django_db

LATER = moment("2030-01-01T10:00")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def in_review(headline: str = "A bridge was opened", **fields: object) -> Piece:
    story = make_story(headline, by=make_editor("writer"), **fields)
    send_to_review(story.pk, by=story.owner, message="Please look.")
    return story


def looked_at(client: Client, story: Piece) -> str:
    """What the page of the review sends back as the words that it showed."""
    page = client.get(page_address(story, "review")).content.decode()
    return re.search(r'name="looked" value="([^"]*)"', page)[1]


def bar_of(response: object) -> list[str]:
    html = response.content.decode().partition('<ul class="bar-actions">')[2].partition("<details")[0]
    return re.findall(r">([^<>\n]+)</(?:a|button)>", html)


def words_of(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# From draft to approval


def test_a_writer_saves_and_sends_and_an_editor_approves_and_publishes() -> None:
    review_on()
    writer, editor = make_editor("writer"), make_editor("editor")
    story = make_story(by=writer)
    hers, his = signed_in(writer), signed_in(editor)
    values = opened(hers, story) | {"headline": "Sent from the form", "_review": "1"}
    response = hers.post(form_address(story), values)
    assert response["Location"] == page_address(story, "review")
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
    assert bar_of(hers.get(page_address(waiting, "review"))) == ["Form", "Preview", "History"]
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


# Notes


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


# The desk


def test_the_panels_show_what_waits_for_whom(editor: User) -> None:
    review_on()
    writer = make_editor("writer")
    in_review("In review")
    back, ready, timed, reopened = (in_review(f"{n}") for n in ("Back", "Ready", "Timed", "Reopened"))
    Piece.objects.filter(pk=back.pk).update(owner=writer)
    send_back(back.pk, by=editor, looked=back.fingerprint, answer="No.")
    for piece in (ready, timed, reopened):
        approve(piece.pk, by=editor, looked=piece.fingerprint)
    schedule(Publication(timed.pk), at=LATER, by=editor)
    changed(reopened, headline="Other words")
    mine = make_story("Mine to do")
    assign(mine.pk, by=editor, assignee=writer, due_at=LATER, priority=Priority.URGENT)
    hers, his = signed_in(writer).get("/admin/"), signed_in(editor).get("/admin/")
    assert {name: panel for name, panel in panels_of(hers).items() if panel[0]} == {
        "assigned": (["Mine to do"], "1"),
        "sent-back": (["Back"], "1"),
        "in-review": (["In review"], "1"),
        "approved": (["Ready"], "1"),
        "drafts": (["Back"], "1"),
        "scheduled": (["Timed"], "1"),
    }
    assert "urgent · due 1 Jan 2030" in words_of(hers)
    assert "sent-back" not in panels_of(his)


def test_the_lists_say_and_filter_where_pieces_are_and_whose_they_are(desk: Client, editor: User) -> None:
    review_on()
    make_story("Drafted")
    in_review("In review")
    ready, back, reopened = in_review("Ready"), in_review("Back"), in_review("Reopened")
    for piece in (ready, reopened):
        approve(piece.pk, by=editor, looked=piece.fingerprint)
    send_back(back.pk, by=editor, looked=back.fingerprint, answer="No.")
    changed(reopened, standfirst="Other words")
    assign(ready.pk, by=editor, assignee=editor, due_at=LATER)

    def found(query: str) -> list[str]:
        response = desk.get(f"/admin/briefings/story/?{query}")
        assert response.status_code == 200
        return sorted(piece.headline for piece in response.context["cl"].result_list)

    assert found("desk=in_review") == ["In review"]
    assert found("desk=approved") == ["Ready"]
    assert found("desk=sent_back") == ["Back"]
    assert found("desk=reopened") == ["Reopened"]
    assert found("assignee=me") == found("assignee=somebody") == ["Ready"]
    assert found("assignee=overdue") == []
    page = words_of(desk.get("/admin/briefings/story/"))
    for words in (
        "in review",
        "approved",
        "changed since it was approved",
        "sent back",
        "Edna, 1 Jan 2030, 10:00",
    ):
        assert words in page


@pytest.mark.parametrize("amount", [2, 30])
def test_pages_take_as_many_queries_whatever_is_in_review(
    desk: Client, editor: User, amount: int, django_assert_max_num_queries
) -> None:
    review_on()
    for n in range(amount):
        story = in_review(f"Story {n}")
        assign(story.pk, by=editor, assignee=editor)
        if n % 2:
            approve(story.pk, by=editor, looked=story.fingerprint)
    for n in range(amount):
        note(story.pk, by=editor, text=f"Note {n}", part=story.sections.get().uid)
    for address, most in (
        ("/admin/", 24),
        ("/admin/briefings/story/", 12),
        (page_address(story, "review"), 25),
        (form_address(story), 30),
        (page_address(story, "publish"), 40),
    ):
        with django_assert_max_num_queries(most) as captured:
            assert desk.get(address).status_code == 200
        if address in ("/admin/", "/admin/briefings/story/"):
            assert not any('"document"' in query["sql"] for query in captured.captured_queries)


def test_saving_the_form_keeps_whose_words_they_are_and_reopens_what_was_approved(
    desk: Client, editor: User
) -> None:
    review_on()
    story = in_review()
    approve(story.pk, by=make_editor(), looked=story.fingerprint)
    saved(desk, opened(desk, story), story)
    assert list(story.contributors.all()) == []
    saved(desk, opened(desk, story) | {"headline": "Other words"}, story)
    assert [one.who for one in story.contributors.all()] == [editor]
    assert Activity.objects.filter(verb="reopen", piece=story).count() == 1
    assert "changed since it was approved" in words_of(desk.get(form_address(story)))


def test_who_is_assigned_a_piece_may_save_its_form() -> None:
    story, writer = make_story(), make_editor("writer")
    hers = signed_in(writer)
    assert "headline" not in opened(hers, story)
    assign(story.pk, by=make_editor(), assignee=writer)
    assert saved(hers, opened(hers, story) | {"headline": "By who has it"}, story).headline == "By who has it"


def test_an_assignment_is_made_moved_and_done_on_the_page(desk: Client, editor: User, time_machine) -> None:
    time_machine.move_to("2029-12-31T10:00Z")
    story = make_story()
    address = page_address(story, "review")
    desk.force_login(editor)  # the session of before has ended by then
    desk.post(address, {"do": "assign", "assignee": editor.pk, "due": "tomorrow 10:00", "priority": "2"})
    story.refresh_from_db()
    assert (story.assignee, story.due_at, story.priority) == (editor, LATER, Priority.HIGH)
    time_machine.move_to("2030-01-02T10:00Z")
    desk.force_login(editor)
    assert "overdue since 1 Jan 2030" in words_of(desk.get("/admin/"))
    kept = desk.get(address).context["assign_form"]["due"].value()
    shown = desk.get(address).context["assign_form"].fields["due"].prepare_value(kept)
    sent = {"do": "assign", "assignee": editor.pk, "due": shown, "priority": "3"}
    assert desk.post(address, sent).status_code == 302
    story.refresh_from_db()
    assert (story.due_at, story.priority) == (LATER, Priority.URGENT)
    desk.post(address, {"do": "finish"})
    story.refresh_from_db()
    assert (story.assignee, story.due_at) == (None, None)


def test_a_release_shows_which_of_its_pieces_lost_their_approval(desk: Client, editor: User) -> None:
    review_on()
    one, two = in_review("One"), in_review("Two")
    gone = make_editor("editor", "Gone")
    approve(one.pk, by=gone, looked=one.fingerprint)
    approve(two.pk, by=editor, looked=two.fingerprint)
    release = make_release("Morning", [Publication(one.pk), Publication(two.pk)], by=editor)
    retime(release.pk, at=LATER, by=editor)
    gone.groups.clear()
    page = desk.get(f"/admin/briefings/release/{release.pk}/change/")
    assert [member["unapproved"] for member in page.context["members"]] == [
        "Gone, who approved it, may no longer approve. Somebody else has to.",
        "",
    ]
    refused = desk.post(f"/admin/briefings/release/{release.pk}/change/", {"do": "publish"})
    assert "“One”: Gone, who approved it" in words_of(refused)
    assert not Piece.objects.live().exists()


def test_a_chief_editor_switches_the_review_on_in_the_settings(desk: Client) -> None:
    sent = {"name": "The Gazette", "time_zone": "Europe/Lisbon", "language": "en", "review": "on"}
    waiting, approved = make_story("Nobody looked"), make_story("Live", by=make_editor("writer"))
    schedule(Publication(waiting.pk), at=LATER, by=make_editor())
    published(approved)
    page = desk.post("/admin/briefings/house/1/change/", sent, follow=True)
    assert "One piece waits for its time with words that nobody approved." in words_of(page)
    assert (House.objects.get().review, House.objects.get().approve_own) == (True, False)


def test_a_mail_that_was_given_up_is_told_on_the_page(desk: Client, editor: User) -> None:
    story = make_story()
    Mail.objects.create(
        piece=story, about="assigned", to=editor, by=editor, made_at=LATER, reason="SMTPServerDisconnected"
    )
    page = words_of(desk.get(page_address(story, "review")))
    assert "No mail could be sent to Edna (SMTPServerDisconnected)." in page


def test_readers_see_nothing_of_a_review(client: Client) -> None:
    review_on()
    story = in_review()
    approve(story.pk, by=make_editor(), looked=story.fingerprint, answer="Hidden answer")
    published(story)
    note(story.pk, by=story.owner, text="Hidden note", part=story.sections.get().uid)
    changed(story, headline="Hidden words")
    words_changed(story, before="", by=story.owner)
    page = client.get(story.get_absolute_url()).content.decode()
    assert [words for words in ("Hidden", "Please look.") if words in page] == []
