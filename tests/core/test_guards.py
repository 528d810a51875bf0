"""What the database itself refuses, and the spans of filing that it keeps."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.db.utils import DatabaseError
from psycopg.errors import CheckViolation

from briefings.editions.bulk import copy_rows
from briefings.models import (
    Answer,
    Edition,
    Event,
    Filing,
    FilingSpan,
    Piece,
    QuestionLink,
    Section,
    Story,
)
from briefings.models.editions import EditionIsImmutable
from tests.building import (
    file_under,
    make_editor,
    make_question,
    make_story,
    make_topic,
    moment,
    published,
)
from topics.merging import merge_topics

pytestmark = pytest.mark.django_db


def refused(deed: Callable[[], object], words: str) -> None:
    # COPY passes Django's wrapper by, so that the driver's own error comes.
    with pytest.raises((DatabaseError, CheckViolation), match=words), transaction.atomic():
        deed()


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE briefings_edition SET headline = 'Other words' WHERE id = %s",
        "UPDATE briefings_edition SET note = note WHERE id = %s",
        "DELETE FROM briefings_edition WHERE id = %s",
    ],
)
def test_an_edition_is_neither_changed_nor_deleted_by_sql(statement):
    edition = published(make_story("The words")).live_edition
    refused(lambda: sql(statement, edition.pk), "An edition never changes and is never deleted")
    assert Edition.objects.get(pk=edition.pk).headline == "The words"


def test_an_edition_is_not_changed_through_a_queryset():
    edition = published(make_story("The words")).live_edition
    refused(lambda: Edition.objects.filter(pk=edition.pk).update(headline="x"), "An edition never changes")


def test_an_edition_cannot_be_saved_a_second_time():
    edition = published(make_story()).live_edition
    edition.headline = "Other words"
    with pytest.raises(EditionIsImmutable):
        edition.save()


def test_an_edition_that_publishing_returned_cannot_be_saved_a_second_time():
    edition = make_story().publish(by=make_editor())
    with pytest.raises(EditionIsImmutable):
        edition.save()


def test_an_edition_cannot_be_deleted():
    edition = published(make_story()).live_edition
    with pytest.raises(EditionIsImmutable):
        edition.delete()


def test_a_published_piece_cannot_be_deleted():
    story = published(make_story())
    with pytest.raises(ProtectedError):
        story.delete()
    with pytest.raises(ProtectedError):
        Piece.objects.filter(pk=story.pk).delete()
    assert Piece.objects.filter(pk=story.pk).exists()


def test_a_piece_never_changes_its_kind():
    story = make_story()
    refused(
        lambda: sql("UPDATE briefings_piece SET kind = 'question' WHERE id = %s", story.pk),
        "A piece never changes its kind",
    )


def test_a_kind_that_is_none_is_refused():
    refused(lambda: Piece.objects.create(kind="poem", headline="x"), "piece_kind_known")


def test_each_proxy_makes_and_finds_its_own_kind():
    story, question = make_story(), make_question()
    assert (story.kind, question.kind) == ("story", "question")
    assert [piece.pk for piece in Story.objects.all()] == [story.pk]
    assert Story(headline="Unsaved").kind == ""


WRONG = {
    "a section on a question": (
        Section,
        ("story", "kind", "html", "uid", "position", "heading", "origin_id"),
    ),
    "an event on a question": (
        Event,
        ("story", "start", "html", "uid", "position", "precision", "circa", "keys", "origin_id"),
    ),
    "an answer on a story": (
        Answer,
        ("piece", "question", "html", "uid", "position", "keys", "origin_id"),
    ),
    "a link from a question": (QuestionLink, ("story", "question", "teaser", "position")),
    "a link to a story": (QuestionLink, ("story", "question", "teaser", "position")),
}


def wrong_row(what: str):
    """A row of the wrong kind beside a right one, as an instance."""
    story, question = make_story(), make_question()
    return {
        "a section on a question": lambda: Section(story_id=question.pk, kind="other", html="<p>x</p>"),
        "an event on a question": lambda: Event(story_id=question.pk, start=moment("2020-01-01"), html="x"),
        "an answer on a story": lambda: Answer(piece_id=story.pk, question="Why?", html="<p>x</p>"),
        "a link from a question": lambda: QuestionLink(story_id=question.pk, question_id=question.pk),
        "a link to a story": lambda: QuestionLink(story_id=story.pk, question_id=story.pk),
    }[what]()


@pytest.mark.parametrize("what", WRONG)
def test_a_part_on_the_wrong_kind_of_piece_is_refused_when_saved(what):
    refused(wrong_row(what).save, "belongs to a piece of the kind")


@pytest.mark.parametrize("what", WRONG)
def test_a_part_on_the_wrong_kind_of_piece_is_refused_in_bulk(what):
    row = wrong_row(what)
    refused(lambda: type(row).objects.bulk_create([row]), "belongs to a piece of the kind")


@pytest.mark.parametrize("what", WRONG)
def test_a_part_on_the_wrong_kind_of_piece_is_refused_when_copied(what):
    row = wrong_row(what)
    model, names = WRONG[what]
    values = [getattr(row, model._meta.get_field(name).attname) for name in names]
    refused(lambda: copy_rows(model, names, [values]), "belongs to a piece of the kind")


def test_a_part_cannot_be_moved_to_the_wrong_kind_of_piece():
    story, question = make_story(events=[("2020-01-01", "<p>x</p>")]), make_question()
    refused(
        lambda: Event.objects.filter(story=story).update(story=question.pk), "belongs to a piece of the kind"
    )


def spans(piece: Piece) -> list[tuple[str, bool]]:
    """(topic, whether it goes on) of the piece's spans, oldest first."""
    rows = FilingSpan.objects.filter(piece=piece).order_by("from_at", "pk")
    return [(span.topic.name, span.until_at is None) for span in rows]


def test_filing_opens_a_span_unfiling_closes_it_and_refiling_opens_another():
    make_story("Another", topics=["Bridges"])
    story = make_story(topics=["Bridges"])
    assert spans(story) == [("Bridges", True)]
    story.filings.all().delete()
    assert spans(story) == [("Bridges", False)]
    file_under(story, "Bridges")
    assert spans(story) == [("Bridges", False), ("Bridges", True)]
    first, second = FilingSpan.objects.filter(piece=story).order_by("pk")
    assert first.from_at < first.until_at < second.from_at


def test_copied_filings_open_spans_too():
    story, topic = make_story(), make_topic("Bridges")
    copy_rows(Filing, ("content_object", "tag", "position"), [(story.pk, topic.pk, 0)])
    assert spans(story) == [("Bridges", True)]


def test_another_position_is_no_other_span():
    story = make_story(topics=["Bridges"])
    story.filings.update(position=5)
    assert spans(story) == [("Bridges", True)]


def test_a_merge_of_topics_moves_spans_along():
    old, new = make_topic("Old Bridge"), make_topic("Bridges")
    story = make_story(topics=[old])
    past = make_story(topics=[old])
    past.filings.all().delete()
    merge_topics(old, new, by=make_editor("chief"))
    assert spans(story) == [("Bridges", False), ("Bridges", True)]
    assert spans(past) == [("Bridges", False)]


def test_a_merge_leaves_one_open_span_where_a_piece_stood_under_both():
    old, new = make_topic("Old Bridge"), make_topic("Bridges")
    story = make_story(topics=[old, new])
    merge_topics(old, new, by=make_editor("chief"))
    assert sorted(spans(story)) == [("Bridges", False), ("Bridges", True)]
    assert [filing.tag for filing in story.filings.all()] == [new]


def test_the_spans_of_a_deleted_draft_go_with_it():
    story = make_story(topics=["Bridges"])
    story.delete()
    assert not FilingSpan.objects.exists()
