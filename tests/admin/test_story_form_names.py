"""Byline and topics as fields of several names: found, made with the save, kept in their order."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from briefings.admin.naming import join_names, split_names
from briefings.models import Byline, Filing, FilingSpan, Person, Piece
from newsroom.text import clean_plain
from tests.admin.desk import fields_of, form_address, opened, refused, saved
from tests.building import make_editor, make_person, make_story, make_topic
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ,\n", []),
        ("Bridges, Rivers", ["Bridges", "Rivers"]),
        ("Bridges\r\nRivers\nDams", ["Bridges", "Rivers", "Dams"]),
        ('"Smith, John", Rivers', ["Smith, John", "Rivers"]),
        ('"The ""Big"" Dam"', ['The "Big" Dam']),
        ('The "Big" Dam', ['The "Big" Dam']),
        ("Bridges, bridges,  BRIDGES", ["Bridges"]),
    ],
)
def test_names_are_parted_by_commas_and_lines_but_not_within_quotes(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12).map(clean_plain).filter(bool), max_size=5))
def test_names_written_out_are_read_back(names: list[str]) -> None:
    once = list({name.lower(): name for name in reversed(names)}.values())[::-1]
    assert split_names(join_names(once)) == split_names("\n".join(join_names([name]) for name in once))
    assert [name.lower() for name in split_names(join_names(once))] == [name.lower() for name in once]


def test_topics_are_found_by_name_made_where_there_are_none_and_stand_in_their_order(desk: Client) -> None:
    known = make_topic("Bridges")
    values = {**opened(desk), "headline": "A story", "topic_names": 'Rivers, bridges\n"Dams, old"'}
    story = saved(desk, values)
    assert [f.tag.name for f in story.filings.all()] == ["Rivers", "Bridges", "Dams, old"]
    assert story.filings.all()[1].tag == known
    made = Topic.objects.get(name="Dams, old")
    assert (made.slug, made.letter) == ("dams-old", "D")
    assert opened(desk, story)["topic_names"] == 'Rivers, Bridges, "Dams, old"'


def test_two_new_topics_of_one_slug_get_addresses_of_their_own(desk: Client) -> None:
    make_topic("Rail")
    saved(desk, {**opened(desk), "headline": "A story", "topic_names": "Rail!, Rail?"})
    assert sorted(Topic.objects.values_list("slug", flat=True)) == ["rail", "rail-2", "rail-3"]


def test_a_filing_that_stays_is_the_row_that_it_was(desk: Client) -> None:
    story = make_story(topics=["Bridges", "Rivers"])
    before = {f.tag.name: f.pk for f in story.filings.all()}
    spans = list(FilingSpan.objects.order_by("pk").values())
    saved(desk, {**opened(desk, story), "topic_names": "Rivers, Bridges"}, story)
    assert {f.tag.name: f.pk for f in story.filings.all()} == before
    assert [f.tag.name for f in story.filings.all()] == ["Rivers", "Bridges"]
    assert list(FilingSpan.objects.order_by("pk").values()) == spans
    saved(desk, {**opened(desk, story), "topic_names": "Rivers"}, story)
    assert [f.pk for f in Filing.objects.all()] == [before["Rivers"]]


def test_a_topic_is_made_by_those_alone_who_may() -> None:
    writer = make_editor("writer")
    writer.groups.get().permissions.filter(codename="add_topic").delete()
    client = Client()
    client.force_login(writer)
    values = {**opened(client), "headline": "A story", "topic_names": "Bridges"}
    assert refused(client, values) == {
        "topic_names": ["There is no topic “Bridges”, and you may not make one."]
    }
    assert not Topic.objects.exists()


@pytest.mark.parametrize("field", ["topic_names", "byline_names"])
def test_a_name_too_long_and_too_many_names_get_a_sentence(desk: Client, field: str) -> None:
    values = {**opened(desk), "headline": "A story"}
    assert refused(desk, {**values, field: "x" * 201}) == {
        field: [f"“{'x' * 40}…” has 201 characters; a name has at most 200."]
    }
    many = ", ".join(f"Name {n}" for n in range(201))
    assert refused(desk, {**values, field: many}) == {field: ["These are 201 names; at most 200 fit."]}


def credits_of(story: Piece) -> list[tuple[str, Person]]:
    return [(byline.name, byline.person) for byline in story.bylines.select_related("person")]


def test_a_byline_keeps_the_name_as_credited_and_takes_new_people(desk: Client) -> None:
    ann, ben = make_person("Ann Reporter"), make_person("Ben")
    story = make_story(byline=[ann])
    Byline.objects.update(name="A. Reporter")
    story.refresh_fingerprint()
    values = opened(desk, story)
    assert values["byline_names"] == "A. Reporter = Ann Reporter"
    values["byline_names"] = "ben, A. Reporter, Cleo"
    saved(desk, values, story)
    assert credits_of(story) == [
        ("Ben", ben),
        ("A. Reporter", ann),
        ("Cleo", Person.objects.get(name="Cleo")),
    ]


def test_a_name_is_printed_otherwise_and_the_person_stays(desk: Client) -> None:
    ann, story = make_person("Ann Reporter"), make_story(byline=["Ann Reporter"])
    row = story.bylines.get().pk
    values = opened(desk, story)
    assert values["byline_names"] == "Ann Reporter"
    saved(desk, {**values, "byline_names": '"A. Reporter, junior = ann reporter"'}, story)
    assert credits_of(story) == [("A. Reporter, junior", ann)]
    assert story.bylines.get().pk == row
    ann.name = "Ann Editor"
    ann.save()
    values = opened(desk, story)
    assert values["byline_names"] == '"A. Reporter, junior = Ann Editor"'
    before = Piece.objects.get().changed_at
    assert saved(desk, values, story).changed_at == before
    assert credits_of(story) == [("A. Reporter, junior", ann)]
    saved(desk, {**opened(desk, story), "byline_names": "Ann Editor"}, story)
    assert credits_of(story) == [("Ann Editor", ann)]
    assert Person.objects.count() == 1


def test_somebody_new_is_made_under_her_own_name_and_printed_under_another(desk: Client) -> None:
    story = saved(desk, {**opened(desk), "headline": "A story", "byline_names": "A. R. = Ann Reporter"})
    assert credits_of(story) == [("A. R.", Person.objects.get(name="Ann Reporter"))]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("A. R. = ", "“A. R. =” lacks a name: write the one to be printed, “=”, and the person’s."),
        ("= Ann", "“= Ann” lacks a name: write the one to be printed, “=”, and the person’s."),
        ("Ann, A. R. = ann", "ann stands in the byline twice."),
    ],
)
def test_a_byline_that_means_nobody_or_somebody_twice_gets_a_sentence(
    desk: Client, typed: str, sentence: str
) -> None:
    values = {**opened(desk), "headline": "A story", "byline_names": typed}
    assert refused(desk, values) == {"byline_names": [sentence]}


def test_who_may_only_look_sees_the_names() -> None:
    story = make_story(by=make_editor("writer"), topics=["Bridges"], byline=["Ann"])
    client = Client()
    client.force_login(make_editor("writer"))
    page = client.get(form_address(story)).content.decode()
    assert "Bridges" in page
    assert "Ann" in page
    assert "topic_names" not in fields_of(client.get(form_address(story)))


def test_two_windows_that_file_one_story_are_told_of_each_other(desk: Client) -> None:
    story = make_story(topics=["Bridges"])
    first, second = opened(desk, story), opened(desk, story)
    saved(desk, {**first, "topic_names": "Bridges, Rivers"}, story)
    response = desk.post(form_address(story), {**second, "topic_names": "Dams"})
    page = response.content.decode()
    assert "You saved this piece yourself on " in page
    assert "Bridges, Rivers" in page
    assert fields_of(response)["topic_names"] == "Dams"
