"""The review on the first page, in the lists, in releases and in the settings; assignments."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.editions.publishing import Publication
from briefings.models import Activity, House, Mail, Piece
from briefings.reviews.assigning import assign
from briefings.reviews.contributing import words_changed
from briefings.reviews.noting import note
from briefings.reviews.reviewing import approve, send_back
from briefings.schedules.releasing import make_release, retime
from briefings.schedules.scheduling import schedule
from briefings.words import Priority
from tests.admin.desk import form_address, opened, page_address, panels_of, saved
from tests.admin.review import in_review, signed_in, words_of
from tests.building import changed, make_editor, make_story, moment, published, review_on

pytestmark = pytest.mark.django_db

LATER = moment("2030-01-01T10:00")


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


def test_a_new_release_offers_what_is_approved_first_and_says_what_is_not(desk: Client, editor: User) -> None:
    review_on()
    ready, _newer = in_review("Ready"), make_story("Not sent")
    approve(ready.pk, by=editor, looked=Piece.objects.get(pk=ready.pk).fingerprint)
    page = words_of(desk.get("/admin/briefings/release/add/"))
    assert page.index("Ready") < page.index("Not sent")
    assert page.count("Nobody has approved it. Send it to review first.") == 1


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
