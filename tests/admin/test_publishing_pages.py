"""Publish and withdraw: pages of their own, with rights of their own."""

import pytest
from django.test import Client

from briefings.models import Piece, RefreshWish
from tests.admin.desk import form_address, page_address, signed_in, words_of
from tests.building import changed, make_editor, make_question, make_story, moment, published

pytestmark = pytest.mark.django_db


def test_a_draft_goes_out_from_the_publish_page(desk: Client) -> None:
    story = make_story()
    response = desk.post(page_address(story, "publish"), {"seen": "0", "note": ""}, follow=True)
    story.refresh_from_db()
    assert story.state == Piece.State.LIVE
    assert "“A bridge was opened”: edition 1 is out (first edition)." in words_of(response)
    assert RefreshWish.objects.filter(piece=story).exists()


def test_the_bar_of_the_form_says_when_the_words_were_saved_wherever_one_stands_in_it(desk: Client) -> None:
    story = make_story()
    Piece.objects.filter(pk=story.pk).update(changed_at=moment("2026-11-23T21:48"))
    bar = words_of(desk.get(page_address(story, "change"))).split('class="bar-actions"')[0]
    assert "saved 23 Nov 2026, 21:48" in bar
    assert (
        "saved"
        not in words_of(desk.get(form_address())).split('class="bar-actions"')[0].split("not saved yet")[1]
    )


def test_publishing_hands_the_wish_to_the_queue_once_it_is_committed(
    desk: Client, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(
        "briefings.background.enqueueing.refresh_related.apply_async",
        lambda args, countdown: handed.extend(args),
    )
    story = make_story()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page_address(story, "publish"), {"seen": "0"})
    assert handed == [story.pk]


def test_a_lost_queue_does_not_undo_the_publishing(
    desk: Client, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    from kombu.exceptions import OperationalError

    def lost(args: tuple[int], countdown: float) -> None:
        raise OperationalError("no queue")

    monkeypatch.setattr("briefings.background.enqueueing.refresh_related.apply_async", lost)
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
    assert 'value="update" id="kind-update" aria-describedby="kind-update-means" checked' in words_of(
        response
    )
    story.refresh_from_db()
    assert story.live_edition.number == 1


def test_a_correction_asks_for_its_note_at_the_field_and_keeps_what_was_chosen(desk: Client) -> None:
    question = make_question()
    story = published(make_story())
    story.question_links.create(question=question)
    changed(story, headline="Other words")
    response = desk.post(page_address(story, "publish"), {"seen": "1", "kind": "correction", "note": " "})
    assert response.context["form"].errors == {
        "note": ["A correction needs a note that says what was wrong and what is right."]
    }
    page = words_of(response)
    assert 'value="correction" id="kind-correction" aria-describedby="kind-correction-means" checked' in page
    assert f'id="question-{question.pk}" checked' not in page
    story.refresh_from_db()
    assert story.live_edition.number == 1


def test_the_page_shows_what_changes_for_readers_word_by_word(desk: Client) -> None:
    story = published(make_story("Bridge opened", standfirst="It rained."))
    changed(story, standfirst="It snowed.")
    page = desk.get(page_address(story, "publish"))
    assert page.context["own"]["summary"] == "Standfirst changed."
    assert "snowed" in words_of(page).split("<ins>")[1].split("</ins>")[0]
    assert "rained" in words_of(page).split("<del>")[1].split("</del>")[0]


def test_a_draft_of_a_linked_piece_lends_no_link_to_the_difference(desk: Client) -> None:
    draft = make_story("Hidden")
    story = published(make_story())
    changed(story, html=f'<p>See <a href="newsroom:story/{draft.uid}">this</a>.[^wire]</p>')
    page = words_of(desk.get(page_address(story, "publish")))
    assert "this" in page
    assert "newsroom:story" not in page


def test_an_unchanged_piece_says_so_and_publishes_nothing(desk: Client) -> None:
    story = published(make_story())
    assert "Nothing has changed since edition 1." in words_of(desk.get(page_address(story, "publish")))
    response = desk.post(page_address(story, "publish"), {"seen": "1", "kind": "update"})
    assert "“A bridge was opened” has not changed since edition 1." in words_of(response)


def test_a_question_left_behind_goes_out_later_while_its_story_stays_as_it_is(desk: Client) -> None:
    question = make_question()
    story = published(make_story(questions=[question]))
    desk.post(
        page_address(story, "publish"), {"seen": "1", "kind": "update", "questions": [str(question.pk)]}
    )
    question.refresh_from_db()
    story.refresh_from_db()
    assert (question.is_live, story.live_edition.number) == (True, 1)


def test_a_question_with_unpublished_changes_is_named_and_does_not_go_out(desk: Client) -> None:
    question = changed(published(make_question("Why?")), standfirst="Other words.")
    story = make_story(questions=[question])
    page = desk.get(page_address(story, "publish"))
    assert [one.pk for one in page.context["changed_questions"]] == [question.pk]
    assert page_address(question, "publish") in words_of(page)
    assert f'id="question-{question.pk}"' not in words_of(page)
    desk.post(page_address(story, "publish"), {"seen": "0", "questions": [str(question.pk)]})
    question.refresh_from_db()
    assert question.live_edition.number == 1


def test_each_finding_leads_to_its_field(desk: Client) -> None:
    story = make_story(
        sections=["<p>Words.[^nobody]</p>", ""],
        sources=["wire"],
        events=[("2020-01-01", "<p>Then.[^nobody]</p>")],
    )
    form = page_address(story, "change")
    first, second = story.sections.all()
    lines = desk.get(page_address(story, "publish")).context["own"]["lines"]
    assert [(line["block"], line["place"], line["url"]) for line in lines] == [
        (True, "What’s happened", f"{form}#part-{first.uid}"),
        (True, "Timeline, 2020", f"{form}#part-{story.events.get().uid}"),
        (False, "What’s happened", f"{form}#part-{second.uid}"),
        (False, "Source wire", f"{form}#part-{story.citations.get().uid}"),
    ]
    page = words_of(desk.get(form))
    for line in lines:
        assert f'id="{line["url"].partition("#")[2]}"' in page


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ({"headline": "No question"}, "id_headline"),
        ({"answers": []}, "answers-group"),
        ({"sources": [], "answers": [("Why?", "<p>So.</p>")]}, "citations-group"),
    ],
)
def test_a_finding_about_the_whole_piece_leads_to_a_place_in_the_form(
    desk: Client, question: dict, anchor: str
) -> None:
    piece = make_question(**question)
    lines = desk.get(page_address(piece, "publish")).context["own"]["lines"]
    assert f"{page_address(piece, 'change')}#{anchor}" in [line["url"] for line in lines]
    assert f'id="{anchor}"' in words_of(desk.get(page_address(piece, "change")))


def test_words_that_somebody_saved_meanwhile_do_not_go_out_unseen(desk: Client) -> None:
    story = changed(published(make_story()), headline="Looked at")
    looked = desk.get(page_address(story, "publish")).context["form"].initial["looked"]
    changed(story, headline="Saved meanwhile")
    data = {"seen": "1", "looked": looked, "kind": "update", "note": "Mine"}
    response = desk.post(page_address(story, "publish"), data)
    assert "Somebody saved other words since you opened this page. Look at them first." in words_of(response)
    again = dict(response.context["form"].data.items())
    assert again["note"] == "Mine"
    assert desk.post(page_address(story, "publish"), again).status_code == 302
    story.refresh_from_db()
    assert (story.live_edition.number, story.live_edition.headline) == (2, "Saved meanwhile")


def test_a_changed_number_stands_beside_the_minor_change(desk: Client) -> None:
    story = published(make_story(standfirst="Some 14 people came."))
    page = desk.get(page_address(changed(story, standfirst="Some 15 people came."), "publish"))
    assert page.context["own"]["second_look"] == ["“standfirst”, numbers: “14” gave way to “15”."]
    assert "“standfirst”, numbers: “14” gave way to “15”." in words_of(page)


@pytest.mark.parametrize("amount", [0, 3])
def test_publishing_takes_at_most_forty_queries_and_ten_for_each_question(
    desk: Client, amount: int, django_assert_max_num_queries
) -> None:
    questions = [make_question(f"Why {n}?") for n in range(amount)]
    story = make_story(
        sections=[f"<p>Words {n}.[^wire]</p>" for n in range(8)],
        sources=["wire", *(f"s{n}" for n in range(40))],
        events=[("2020-01-01", f"<p>Event {n}.</p>") for n in range(60)],
        topics=[f"Topic {n}" for n in range(4)],
        questions=questions,
    )
    address = page_address(story, "publish")
    opened = desk.get(address)
    data = dict(opened.context["form"].initial) | {"questions": [str(q.pk) for q in questions]}
    with django_assert_max_num_queries(40 + 10 * amount):
        desk.get(address)
    with django_assert_max_num_queries(40 + 10 * amount):
        assert desk.post(address, data).status_code == 302


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
    done = desk.post(page_address(story, "withdraw"), {"note": "It was a rumour."}, follow=True)
    assert "“A bridge was opened” is withdrawn. Its address tells readers why." in words_of(done)
    gone = Client().get(story.get_absolute_url())
    assert gone.status_code == 410
    assert "It was a rumour." in words_of(gone)


def test_a_draft_cannot_be_withdrawn(desk: Client) -> None:
    response = desk.post(page_address(make_story(), "withdraw"), {"note": "Why not"})
    assert "Only what is live can be withdrawn." in words_of(response)


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
