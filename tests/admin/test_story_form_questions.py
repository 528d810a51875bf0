"""Common questions in the form of a story: found by their title, or begun there with their answers."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.models import CommonQuestion, Piece
from briefings.reviews.contributing import own_words
from tests.admin.desk import add_row, form_address, opened, refused, saved
from tests.building import make_editor, make_question, make_story, published

pytestmark = pytest.mark.django_db


def asking(desk: Client, **fields: str) -> dict[str, str]:
    """The fields of a new story with one row of common questions."""
    values = {**opened(desk), "headline": "A story"}
    add_row(values, "question_links", **fields)
    return values


def test_a_question_is_begun_with_its_answers_as_a_draft_of_its_own(desk: Client, editor: User) -> None:
    values = asking(
        desk,
        **{
            "title": "Why bridges?",
            "intro": "In short.",
            "teaser": "Read on",
            "answers-0-question": "Why?",
            "answers-0-html": "<p>To cross.</p>",
            "answers-1-question": "When?",
        },
    )
    story = saved(desk, values)
    link = story.question_links.get()
    question = link.question
    assert (question.headline, question.standfirst, link.teaser) == ("Why bridges?", "In short.", "Read on")
    assert (question.state, question.owner, question.slug) == (Piece.State.DRAFT, editor, "why-bridges")
    assert [(a.question, a.html) for a in question.answers.all()] == [
        ("Why?", "<p>To cross.</p>"),
        ("When?", ""),
    ]
    kept = question.fingerprint
    question.refresh_fingerprint()
    assert question.fingerprint == kept


def test_the_words_of_a_question_stay_those_of_who_began_it_when_another_owns_it(
    desk: Client, editor: User
) -> None:
    other = make_editor()
    saved(desk, asking(desk, title="Why bridges?", intro="In short."))
    question = CommonQuestion.objects.get()
    assert own_words(question, editor)
    saved(desk, {**opened(desk, question), "owner": str(other.pk)}, question)
    question.refresh_from_db()
    assert (question.owner, own_words(question, editor)) == (other, True)


def test_words_stay_those_of_a_former_owner(desk: Client) -> None:
    former, other = make_editor(), make_editor()
    story = make_story(by=former)
    saved(desk, {**opened(desk, story), "owner": str(other.pk)}, story)
    story.refresh_from_db()
    assert story.owner == other
    assert own_words(story, former)


def test_after_the_save_the_row_leads_to_the_question(desk: Client) -> None:
    story = saved(desk, asking(desk, title="Why bridges?"))
    question = CommonQuestion.objects.get()
    page = desk.get(form_address(story)).content.decode()
    assert f"/admin/briefings/commonquestion/{question.pk}/change/" in page
    saved(desk, opened(desk, story), story)
    assert CommonQuestion.objects.count() == 1


def test_two_blank_answers_stand_ready(desk: Client) -> None:
    values = opened(desk)
    names = [name for name in values if name.startswith("question_links-0-answers-")]
    assert names == [f"question_links-0-answers-{n}-{name}" for n in (0, 1) for name in ("question", "html")]
    assert opened(desk, kind="commonquestion")["answers-TOTAL_FORMS"] == "2"


def test_a_title_that_is_there_already_means_that_question(desk: Client) -> None:
    question = published(make_question("Why bridges?"))
    story = saved(desk, asking(desk, title="why BRIDGES?", teaser="Look"))
    assert [(link.question.pk, link.teaser) for link in story.question_links.all()] == [(question.pk, "Look")]
    assert CommonQuestion.objects.count() == 1


def test_sources_that_a_new_answer_cites_come_along(desk: Client) -> None:
    values = asking(
        desk, **{"title": "Why?", "answers-0-question": "So?", "answers-0-html": "<p>Because.[^wire]</p>"}
    )
    add_row(values, "citations", key="wire", outlet_name="The Wire", title="A report")
    add_row(values, "citations", key="other", outlet_name="The Other")
    story = saved(desk, values)
    cited = CommonQuestion.objects.get().citations.get()
    own = story.citations.get(key="wire")
    assert (cited.key, cited.article, cited.title) == ("wire", own.article, "A report")
    assert cited.uid != own.uid


def test_a_marker_without_a_source_is_named_at_the_new_answer(desk: Client) -> None:
    values = asking(desk, **{"title": "Why?", "answers-0-question": "So?", "answers-0-html": "<p>B.[^x]</p>"})
    assert refused(desk, values) == {
        "question_links-0-answers-0-html": ["The marker [^x] has no source. There is no source yet."]
    }
    assert not Piece.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"teaser": "T"}, "title", "Which question? Type a new one, or choose one that is there."),
        (
            {"answers-1-question": "So?"},
            "title",
            "Which question? Type a new one, or choose one that is there.",
        ),
        ({"title": "x" * 301}, "title", "Ensure this value has at most 300 characters (it has 301)."),
        (
            {"title": "Why?", "answers-1-html": "<p>B.</p>"},
            "answers-1-question",
            "An answer needs its question.",
        ),
    ],
)
def test_what_is_missing_of_a_new_question_is_told_at_its_field(
    desk: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    assert refused(desk, asking(desk, **typed)) == {f"question_links-0-{field}": [sentence]}
    assert not Piece.objects.exists()


def test_two_rows_cannot_begin_one_question(desk: Client) -> None:
    values = asking(desk, title="Why?")
    add_row(values, "question_links", title="why?")
    assert refused(desk, values) == {
        "question_links-1-title": ["Another row begins a question with this title."]
    }


def test_a_row_left_blank_is_no_question(desk: Client) -> None:
    values = {**opened(desk), "headline": "A story", "question_links-0-position": "0"}
    assert saved(desk, values).question_links.count() == 0


def test_questions_are_begun_by_those_alone_who_may() -> None:
    writer = make_editor("writer")
    writer.groups.get().permissions.filter(codename="add_commonquestion").delete()
    client = Client()
    client.force_login(writer)
    assert refused(client, asking(client, title="Why?")) == {
        "question_links-0-title": ["You may not begin common questions. Choose one that is there."]
    }


@pytest.mark.parametrize("place", ["99999", "-1", "x", "²", ""])
def test_garbage_in_the_numbers_of_answers_ends_in_no_error(desk: Client, place: str) -> None:
    values = asking(desk, title="Why?")
    values[f"question_links-0-answers-{place}-question"] = "So?"
    assert desk.post(form_address(), values).status_code in (200, 302)


def test_a_linked_question_keeps_its_place_and_teaser_when_another_is_begun(desk: Client) -> None:
    story = make_story(questions=[(make_question("Old?"), "Teaser")])
    values = opened(desk, story)
    add_row(values, "question_links", title="New?")
    saved(desk, values, story)
    found = [(link.question.headline, link.teaser) for link in story.question_links.all()]
    assert found == [("Old?", "Teaser"), ("New?", "")]
