"""Documents: what is frozen, how old ones are read, and the way from rows and back."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from briefings.document import (
    SCHEMA,
    Answer,
    Citation,
    Credited,
    Document,
    Event,
    QuestionRef,
    Section,
    UnknownSchema,
    dump,
    fingerprint_of,
    upgrade,
)
from briefings.editions.compiling import NoSuchPiece, compile_piece, compile_pieces
from briefings.editions.loading import load_documents
from briefings.models import CommonQuestion, Outlet, Person, Piece, Story
from newsroom.text import clean_paragraphs, clean_plain, clean_rich
from tests.building import make_question, make_story, published

GOLDEN = Path(__file__).parent / "golden"


def uid(number: int) -> UUID:
    return UUID(int=number)


WIRE = Citation(
    uid=uid(31),
    key="wire",
    outlet=uid(41),
    outlet_name="The Wire",
    article=uid(51),
    title="Bridge opens",
    byline="A. Reporter",
    published_on=date(2025, 11, 21),
    accessed_on=date(2025, 11, 22),
    url="https://wire.example/bridge",
    archive_url="https://archive.example/bridge",
    paraphrase="It says that the bridge is open.",
    quote="“Open.”",
)
PRINT = Citation(
    uid=uid(32), origin_id="print:7", key="print-7", outlet=uid(42), outlet_name="Print", article=uid(52)
)

STORY_1 = Document(
    kind="story",
    headline="A bridge was opened",
    standfirst="At last.",
    language="en-GB",
    credit="CC BY 4.0",
    byline=[Credited(person=uid(61), name="Ann Reporter")],
    sections=[
        Section(uid=uid(11), kind="whats_happened", html="<p>Opened.[^wire]</p>"),
        Section(uid=uid(12), origin_id="s:2", kind="other", heading="Tolls", html="<p>None.[^print-7]</p>"),
    ],
    citations=[WIRE, PRINT],
    events=[
        Event(
            uid=uid(21),
            start=datetime(2025, 11, 21, 9, 30, tzinfo=UTC),
            precision="minute",
            html="<p>Opened.</p>",
            keys=["wire"],
        ),
        Event(
            uid=uid(22),
            start=datetime(1998, 1, 1, tzinfo=UTC),
            end=datetime(1999, 1, 1, tzinfo=UTC),
            precision="year",
            circa=True,
            html="<p>Planned.[^print-7]</p>",
        ),
    ],
    questions=[QuestionRef(question=uid(71), teaser="What it costs.")],
)
QUESTION_1 = Document(
    kind="question",
    headline="Why are bridges opened?",
    standfirst="Somebody wants to cross.",
    answers=[Answer(uid=uid(81), question="Who?", html="<p>You.[^wire]</p>", keys=["print-7"])],
    citations=[WIRE, PRINT],
)
WITHDRAWAL_1 = Document(kind="story")


def with_languages(document: Document) -> Document:
    """What schema 2 added: a source may have a language of its own."""
    cited = [WIRE.model_copy(update={"language": "fr"}), PRINT] if document.citations else []
    return document.model_copy(update={"citations": cited})


KNOWN = {
    "story-1": STORY_1,
    "question-1": QUESTION_1,
    "withdrawal-1": WITHDRAWAL_1,
    "story-2": with_languages(STORY_1),
    "question-2": with_languages(QUESTION_1),
    "withdrawal-2": WITHDRAWAL_1,
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_document_as_stored_under_an_older_schema_is_read_as_the_same_words(name):
    stored = json.loads((GOLDEN / f"{name}.json").read_text())
    assert upgrade(stored) == KNOWN[name]


def test_there_is_a_golden_document_for_every_schema_number():
    numbers = {json.loads(path.read_text())["schema_number"] for path in GOLDEN.glob("*.json")}
    assert numbers == set(range(1, SCHEMA + 1))


@pytest.mark.parametrize("name", KNOWN)
def test_todays_documents_are_stored_as_the_golden_ones_of_todays_number(name):
    stored = json.loads((GOLDEN / f"{name}.json").read_text())
    if stored["schema_number"] == SCHEMA:
        assert dump(KNOWN[name]) == stored


@pytest.mark.parametrize("number", [0, SCHEMA + 1, "1", None])
def test_a_document_of_an_unknown_schema_is_refused(number):
    with pytest.raises(UnknownSchema):
        upgrade({**dump(STORY_1), "schema_number": number})


def test_a_document_with_a_field_that_nobody_knows_is_refused():
    with pytest.raises(ValidationError, match="colour"):
        upgrade({**dump(STORY_1), "colour": "red"})


def test_a_moment_is_the_same_words_in_whichever_zone_it_was_written():
    tokyo = timezone(timedelta(hours=9))
    event = STORY_1.events[0]
    moved = Event.model_validate({**event.model_dump(), "start": event.start.astimezone(tokyo)})
    other = STORY_1.model_copy(update={"events": [moved, STORY_1.events[1]]})
    assert fingerprint_of(other) == fingerprint_of(STORY_1)
    assert dump(other) == dump(STORY_1)


# From rows and back


@pytest.mark.django_db
def test_a_document_loaded_into_rows_compiles_to_itself():
    make_story("A bystander", sources=[], events=[("2020-01-01", "<p>Not its own.</p>")])
    CommonQuestion.objects.create(uid=uid(71), headline="What does it cost?")
    documents = {
        Story.objects.create().pk: STORY_1,
        CommonQuestion.objects.create().pk: QUESTION_1,
        Story.objects.create().pk: Document(kind="story", headline="Nothing but this"),
    }
    load_documents(documents)
    assert compile_pieces(list(documents)) == documents
    load_documents(documents)
    assert compile_pieces(list(documents)) == documents


@pytest.mark.django_db
def test_outlets_articles_and_people_that_are_gone_are_made_again_as_cited():
    story = Story.objects.create()
    load_documents({story.pk: STORY_1})
    assert list(Outlet.objects.order_by("pk").values_list("uid", "name")) == [
        (uid(41), "The Wire"),
        (uid(42), "Print"),
    ]
    assert list(Person.objects.values_list("uid", "name")) == [(uid(61), "Ann Reporter")]


@pytest.mark.django_db
def test_a_question_that_is_gone_is_left_out():
    story = Story.objects.create()
    load_documents({story.pk: STORY_1})
    assert compile_piece(story) == STORY_1.model_copy(update={"questions": []})


@pytest.mark.django_db
def test_what_the_rows_hold_comes_in_the_order_of_their_positions():
    story = make_story(sections=["<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>"])
    for position, section in enumerate(reversed(story.sections.all())):
        story.sections.filter(pk=section.pk).update(position=position)
    assert [s.html for s in compile_piece(story).sections] == ["<p>Three.</p>", "<p>Two.</p>", "<p>One.</p>"]


@pytest.mark.django_db
def test_compiling_costs_the_same_number_of_queries_for_one_piece_and_for_many(django_assert_num_queries):
    pieces = [make_story(f"Story {n}", byline=["Ann Reporter"]) for n in range(10)] + [make_question()]
    with django_assert_num_queries(7):
        compile_pieces([pieces[0].pk])
    with django_assert_num_queries(7):
        compile_pieces([piece.pk for piece in pieces])


@pytest.mark.django_db
def test_a_piece_that_is_not_there_cannot_be_compiled():
    with pytest.raises(NoSuchPiece, match="987654321"):
        compile_pieces([make_story().pk, 987654321])


@pytest.mark.django_db
def test_a_renamed_outlet_keeps_its_name_as_cited():
    story = published(make_story(sources=[{"key": "wire", "outlet": "The Wire"}]))
    Outlet.objects.update(name="The Cable")
    assert [citation.outlet_name for citation in compile_piece(story).citations] == ["The Wire"]
    assert story.state == Piece.State.LIVE


line = st.text(st.characters(codec="utf-8"), max_size=20).map(clean_plain)
# PostgreSQL keeps microseconds, and Python knows no year before 1.
moments = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))
keys = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)


@st.composite
def stories(draw: st.DrawFn) -> Document:
    """A story with parts of all kinds, its texts clean as the forms and the import leave them."""
    known = draw(st.lists(keys, max_size=4, unique=True))
    return Document(
        kind="story",
        headline=draw(line),
        standfirst=draw(line),
        sections=[
            Section(uid=uuid4(), kind=kind, heading=heading, html=clean_rich(html))
            for kind, heading, html in draw(
                st.lists(st.tuples(st.sampled_from(["whats_happened", "other"]), line, line), max_size=3)
            )
        ],
        citations=[
            WIRE.model_copy(update={"uid": uuid4(), "key": key, "quote": draw(line)}) for key in known
        ],
        events=[
            Event(uid=uuid4(), start=start, precision="minute", html=clean_paragraphs(html), keys=known)
            for start, html in draw(st.lists(st.tuples(moments, line), max_size=3))
        ],
    )


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=stories())
def test_any_story_loaded_into_rows_compiles_to_itself(db, document):
    story = Story.objects.create()
    load_documents({story.pk: document})
    assert compile_piece(story) == document
    assert fingerprint_of(compile_piece(story)) == fingerprint_of(document)
