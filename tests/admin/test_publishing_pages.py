"""Publish, withdraw, restore, look back: pages of their own, with rights of their own."""

import pytest
from django.test import Client

from briefings.models import Piece, RefreshWish
from tests.admin.desk import page_address
from tests.building import changed, make_editor, make_question, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    return response.content.decode()


def signed_in(rank: str) -> Client:
    client = Client()
    client.force_login(make_editor(rank))
    return client


def test_a_draft_goes_out_from_the_publish_page(desk: Client) -> None:
    story = make_story()
    response = desk.post(page_address(story, "publish"), {"seen": "0", "note": ""}, follow=True)
    story.refresh_from_db()
    assert story.state == Piece.State.LIVE
    assert "“A bridge was opened”: edition 1 is out (first edition)." in words_of(response)
    assert RefreshWish.objects.filter(piece=story).exists()


def test_publishing_hands_the_wish_to_the_queue_once_it_is_committed(
    desk: Client, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    handed: list[int] = []
    monkeypatch.setattr("briefings.enqueueing.refresh_related.delay", handed.append)
    story = make_story()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page_address(story, "publish"), {"seen": "0"})
    assert handed == [story.pk]


def test_a_lost_queue_does_not_undo_the_publishing(
    desk: Client, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    from kombu.exceptions import OperationalError

    def lost(piece_id: int) -> None:
        raise OperationalError("no queue")

    monkeypatch.setattr("briefings.enqueueing.refresh_related.delay", lost)
    story = make_story()
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(page_address(story, "publish"), {"seen": "0"}).status_code == 302
    story.refresh_from_db()
    assert story.is_live
    assert RefreshWish.objects.filter(piece=story).exists()


def test_a_question_never_published_goes_out_with_its_story_and_is_a_card_there(desk: Client) -> None:
    question = make_question("Why are bridges opened?")
    story = make_story(questions=[(question, "The short answer")])
    page = desk.get(page_address(story, "publish"))
    assert f'value="{question.pk}"' in words_of(page)
    assert "checked" in words_of(page)
    desk.post(page_address(story, "publish"), {"seen": "0", "questions": [str(question.pk)]})
    question.refresh_from_db()
    assert question.is_live
    public = words_of(Client().get(story.get_absolute_url()))
    assert "The short answer" in public


def test_an_unticked_question_stays_a_draft(desk: Client) -> None:
    question = make_question("Why?")
    story = make_story(questions=[question])
    desk.post(page_address(story, "publish"), {"seen": "0"})
    question.refresh_from_db()
    assert question.state == Piece.State.DRAFT
    assert "Why?" not in words_of(Client().get(story.get_absolute_url()))


def test_what_must_be_mended_stops_all_of_it_and_the_note_stays(desk: Client) -> None:
    question = make_question("Why?", sources=[])
    story = published(make_story())
    changed(story, headline="Other words")
    story.question_links.create(question=question)
    data = {"seen": "1", "kind": "update", "note": "My note", "questions": [str(question.pk)]}
    response = desk.post(page_address(story, "publish"), data)
    assert response.status_code == 200
    assert "The marker [^wire] has no source." in words_of(response)
    assert "My note" in words_of(response)
    story.refresh_from_db()
    assert story.live_edition.number == 1


def test_a_correction_asks_for_its_note(desk: Client) -> None:
    story = changed(published(make_story()), headline="Other words")
    response = desk.post(page_address(story, "publish"), {"seen": "1", "kind": "correction", "note": ""})
    assert "A correction needs a note that says what was wrong and what is right." in words_of(response)


def test_who_looked_at_an_older_edition_is_told(desk: Client) -> None:
    story = changed(published(make_story()), headline="Other words")
    published(story)
    changed(story, headline="Third words")
    response = desk.post(page_address(story, "publish"), {"seen": "1", "kind": "update", "note": ""})
    assert "Meanwhile edition 2 of “Third words” was published. Look at it first." in words_of(response)


@pytest.mark.parametrize(
    "data", [{}, {"seen": "x"}, {"seen": "0", "note": "\x00"}, {"seen": "0", "questions": ["x", "9" * 30]}]
)
def test_garbage_on_the_publish_page_publishes_nothing(desk: Client, data: dict) -> None:
    story = make_story(questions=[make_question()])
    assert desk.post(page_address(story, "publish"), data).status_code == 200
    story.refresh_from_db()
    assert story.state == Piece.State.DRAFT


def test_withdrawing_asks_for_a_reason_and_shows_it_to_readers(desk: Client) -> None:
    story = published(make_story())
    empty = desk.post(page_address(story, "withdraw"), {"note": " "})
    assert "A withdrawal needs a reason, which readers will see." in words_of(empty)
    desk.post(page_address(story, "withdraw"), {"note": "It was a rumour."})
    gone = Client().get(story.get_absolute_url())
    assert gone.status_code == 410
    assert "It was a rumour." in words_of(gone)


def test_a_draft_cannot_be_withdrawn(desk: Client) -> None:
    response = desk.post(page_address(make_story(), "withdraw"), {"note": "Why not"})
    assert "Only what is live can be withdrawn." in words_of(response)


def test_restoring_publishes_old_words_under_a_new_number(desk: Client) -> None:
    story = published(make_story("First words"))
    published(changed(story, headline="Second words"))
    desk.post(page_address(story, "restore", 1), {"note": "Back to it"})
    story.refresh_from_db()
    assert (story.live_edition.number, story.live_edition.headline) == (3, "First words")
    assert story.headline == "Second words"


def test_the_history_names_every_edition_and_loads_no_document(
    desk: Client, django_assert_max_num_queries
) -> None:
    story = published(make_story("First words"))
    for n in range(2, 12):
        published(changed(story, headline=f"Words {n}"), note=f"Note {n}")
    with django_assert_max_num_queries(10) as captured:
        page = words_of(desk.get(page_address(story, "history")))
    assert not any('"document"' in query["sql"] for query in captured.captured_queries)
    for n in range(2, 12):
        assert f"Note {n}" in page


def test_an_old_edition_is_read_as_the_page_it_was_by_staff_alone(desk: Client) -> None:
    story = published(make_story("First words"))
    published(changed(story, headline="Second words"))
    address = page_address(story, "edition", 1)
    page = desk.get(address)
    assert "First words" in words_of(page)
    assert "Edition 1, as it was published. Readers do not see this page." in words_of(page)
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    assert Client().get(address).status_code == 302


def test_a_withdrawal_has_no_page_to_look_at(desk: Client) -> None:
    story = withdrawn(make_story())
    assert desk.get(page_address(story, "edition", 2)).status_code == 404


def test_the_preview_is_the_page_of_the_working_copy_for_staff_alone(desk: Client) -> None:
    question = make_question("Why are bridges opened?")
    story = changed(published(make_story()), headline="Not yet public")
    story.question_links.create(question=question)
    page = desk.get(page_address(story, "preview"))
    assert "Not yet public" in words_of(page)
    assert "Why are bridges opened?" in words_of(page)
    assert "Preview: not published" in words_of(page)
    assert 'href="#source-1"' in words_of(page)
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert Client().get(page_address(story, "preview")).status_code == 302
    assert "Not yet public" not in words_of(Client().get(story.get_absolute_url()))


def test_the_preview_of_a_question_is_its_page(desk: Client) -> None:
    page = words_of(desk.get(page_address(make_question("Why so?"), "preview")))
    assert "Why so?" in page
    assert "Somebody wants to cross." in page


@pytest.mark.parametrize(
    ("rank", "allowed"),
    [
        ("writer", set()),
        ("editor", {"publish", "restore"}),
        ("chief", {"publish", "restore", "withdraw"}),
    ],
)
def test_each_verb_asks_for_its_right(rank: str, allowed: set[str]) -> None:
    client = signed_in(rank)
    story = published(make_story())
    pages = {
        "publish": page_address(story, "publish"),
        "withdraw": page_address(story, "withdraw"),
        "restore": page_address(story, "restore", 1),
    }
    for name, address in pages.items():
        expected = 200 if name in allowed else 403
        assert client.get(address).status_code == expected, name
        assert client.post(address, {}).status_code == expected, name
    form = words_of(client.get(page_address(story, "change")))
    assert ('name="_publish"' in form) == ("publish" in allowed)
    assert (pages["withdraw"] in form) == ("withdraw" in allowed)


def test_somebody_without_any_right_sees_no_page_of_a_piece() -> None:
    client = Client()
    client.force_login(make_editor(None))
    story = published(make_story())
    for page in ("change", "publish", "withdraw", "preview", "history"):
        assert client.get(page_address(story, page)).status_code == 403, page
