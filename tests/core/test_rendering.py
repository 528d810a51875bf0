"""From a document to its page's data, and no attack on the way."""

import re
from itertools import cycle

import pytest
from django.db import connection, models

from briefings.editions.compiling import compile_piece
from briefings.editions.publishing import Publication, publish_many
from briefings.models import (
    Answer,
    Byline,
    Citation,
    Edition,
    Event,
    LiveEvent,
    Outlet,
    Person,
    Piece,
    QuestionLink,
    Rendering,
    Section,
)
from briefings.pages.rendering import RENDERER, render
from briefings.words import Origin
from tests.building import make_question, make_story, published, withdrawn
from tests.core.dangers import dangers
from tests.pure.xss_payloads import PAYLOADS
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_sources_are_numbered_by_first_citation_across_sections_and_then_events_by_date():
    story = make_story(
        sections=[
            ("whats_happened", "<p>Third in the list, first in the text.[^c]</p>"),
            ("papers_say", "<p>Again,[^c] and another.[^a]</p>"),
        ],
        events=[
            ("2021-01-01", "<p>The later event stands first.[^e]</p>"),
            {"start": "2020-01-01", "html": "<p>The earlier one.</p>", "keys": ["d"]},
        ],
        sources=["a", "b", "c", "d", "e"],
    )
    page = render(compile_piece(story))
    names = {citation.uid: citation.key for citation in compile_piece(story).citations}
    assert len(names) == 5
    assert [source["number"] for source in page["sources"]] == [1, 2, 3, 4, 5]
    numbers = [re.findall(r'href="#source-(\d)"', part["html"]) for part in page["sections"]]
    assert numbers == [["1"], ["1", "2"]]
    assert [re.findall(r'href="#source-(\d)"', e["html"]) for e in page["timeline"]] == [["3"], ["4"]]
    assert [len(source["refs"]) for source in page["sources"]] == [2, 1, 1, 1, 0]


def test_answers_are_numbered_in_their_order():
    question = make_question(
        answers=[("One?", "<p>Yes.[^b]</p>"), ("Two?", "<p>No.[^a]</p>")], sources=["a", "b"]
    )
    page = render(compile_piece(question))
    assert [re.findall(r'href="#source-(\d)"', a["html"]) for a in page["answers"]] == [["1"], ["2"]]


def test_the_timeline_runs_by_date_and_keeps_the_editors_order_within_a_moment():
    story = make_story(
        events=[
            ("2021-01-01", "<p>B</p>"),
            ("2020-01-01", "<p>A</p>"),
            ("2021-01-01", "<p>C</p>"),
        ]
    )
    assert [e["html"] for e in render(compile_piece(story))["timeline"]] == [
        "<p>A</p>",
        "<p>B</p>",
        "<p>C</p>",
    ]


def test_a_section_without_words_is_not_on_the_page():
    story = make_story(sections=[("whats_happened", "<p>Words.</p>"), ("papers_say", "")])
    assert [s["kind"] for s in render(compile_piece(story))["sections"]] == ["whats_happened"]


def test_each_section_has_an_anchor_of_its_own():
    story = make_story(
        sections=[
            ("other", "<p>1</p>", "Sources"),
            ("other", "<p>2</p>", "Tolls"),
            ("other", "<p>3</p>", "Tolls"),
            ("whats_happened", "<p>4</p>"),
        ]
    )
    anchors = [s["anchor"] for s in render(compile_piece(story))["sections"]]
    assert len(set(anchors)) == 4
    assert (anchors[1], anchors[3]) == ("tolls", "whats-happened")
    assert "sources" not in anchors


def test_page_data_of_another_renderers_number_is_made_again_for_the_page(client):
    story = published(make_story("A bridge", sections=["<p>The words.</p>"]))
    Rendering.objects.update(renderer=RENDERER - 1, page={"sections": "stale"})
    assert "The words." in client.get(story.get_absolute_url()).content.decode()
    Rendering.objects.all().delete()
    assert "The words." in client.get(story.get_absolute_url()).content.decode()


def test_the_stored_page_data_is_what_the_page_would_make_itself(client, settings):
    link = (
        f'<p><a href="{settings.SITE_URL}/topics/">Here</a>, <a href="https://other.example/">there</a>.</p>'
    )
    story = published(make_story(sections=[link]))
    stored = client.get(story.get_absolute_url()).content
    Rendering.objects.all().delete()
    assert client.get(story.get_absolute_url()).content == stored


# Attacks that came past every form


def test_the_check_for_dangers_sees_some():
    page = '<html lang="en"><p onclick=x>a &lt;script&gt;</p><a href="javascript:x">b</a><script>c</script>'
    assert dangers(page) == ["<p onclick=x>", '<a href="javascript:x">', "<script>"]


PARTS = {
    Section: "heading html",
    Answer: "question html",
    Event: "html",
    Citation: "outlet_name title byline url archive_url paraphrase quote",
}
SINGLE = {
    Piece: "headline standfirst credit",
    QuestionLink: "teaser",
    Byline: "name",
    Outlet: "name homepage description",
    Person: "name role bio",
    Topic: "name description",
}
# What a text column of PostgreSQL can hold at all.
STORABLE = [payload for payload in PAYLOADS if not re.search("[\x00\ud800-\udfff]", payload)]


def poison(model: type[models.Model], columns: str, payloads: list[str]) -> None:
    """Put one payload into these columns of each row, in turn, as no form and no import would."""
    sets = ", ".join(f"{column} = %s" for column in columns.split())
    rows = model._base_manager.order_by("pk").values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {model._meta.db_table} SET {sets} WHERE id = %s",
            [
                [*[payload] * len(columns.split()), pk]
                for pk, payload in zip(rows, cycle(payloads), strict=False)
            ],
        )


def poisoned_pages(client, singles: list[str]) -> dict[str, str]:
    """Every page that shows a story and a question with all payloads in their parts and `singles` elsewhere."""
    amount = len(STORABLE)
    question = make_question(
        answers=[("x", "<p>x</p>")] * amount, sources=[], topics=["Bridges"], byline=["Ann Reporter"]
    )
    story = make_story(
        sections=[("other", "<p>x</p>", "x")] * amount,
        events=[("2020-01-01", "<p>x</p>")] * amount,
        sources=[f"key-{n}" for n in range(amount)],
        questions=[(question, "x")],
        topics=["Bridges"],
        byline=["Ann Reporter"],
    )
    paths = [
        "/",
        "/questions/",
        "/topics/",
        "/outlets/",
        story.get_absolute_url(),
        question.get_absolute_url(),
    ]
    paths += ["/topics/bridges/", "/topics/bridges/stories/", "/outlets/the-wire/", "/people/ann-reporter/"]
    paths += ["/topics/bridges/timeline/2020/", "/topics/bridges/timeline/2020/?page=2"]
    paths += ["/archive/", "/search/?q=alert", f"{story.get_absolute_url()}changes/1/"]
    for model, columns in PARTS.items():
        poison(model, columns, STORABLE)
    for model, columns in SINGLE.items():
        poison(model, columns, singles)
    publish_many([Publication(story.pk), Publication(question.pk)], by=None, origin=Origin.IMPORT)
    return {path: client.get(path).content.decode() for path in paths}


@pytest.mark.parametrize("single", [" ".join(STORABLE)[start : start + 190] for start in (0, 2500)])
def test_attacks_that_stand_in_the_rows_reach_no_page(client, single):
    pages = poisoned_pages(client, [single])
    assert {path: dangers(page) for path, page in pages.items()} == {path: [] for path in pages}
    assert "alert(1)" in pages["/stories/a-bridge-was-opened/"]


def test_a_link_to_what_looks_like_a_uuid_to_python_alone_breaks_no_page(client):
    odd = "0-1-2-3-" + "a" * 28
    published(
        make_story(slug="odd", sections=[f'<p>See <a href="newsroom:topic/{odd}">there</a>.[^wire]</p>'])
    )
    page = client.get("/stories/odd/")
    assert (page.status_code, "<p>See there." in page.content.decode()) == (200, True)


def test_an_address_that_is_none_of_the_web_is_no_link(client):
    story = make_story(topics=["Bridges"])
    poison(Citation, "url archive_url", ["javascript:alert(1)"])
    poison(Outlet, "homepage", ["javascript:alert(1)"])
    publish_many([Publication(story.pk)], by=None, origin=Origin.IMPORT)
    for path in (story.get_absolute_url(), "/outlets/the-wire/"):
        assert 'href="javascript' not in client.get(path).content.decode()
    assert [f["code"] for f in Edition.objects.get().findings if f["code"] == "url"] == ["url", "url"]


def test_rows_across_pieces_hold_what_is_live_and_nothing_else():
    make_story(events=[("2020-01-01", "<p>A draft's event.</p>")])
    withdrawn(make_story(events=[("2020-01-01", "<p>A withdrawn event.</p>")]))
    story = published(make_story(events=[("2020-01-01", "<p>A live event.[^wire]</p>")]))
    story.events.update(html="<p>An unpublished event.</p>")
    assert [(event.piece_id, event.html) for event in LiveEvent.objects.all()] == [
        (story.pk, "<p>A live event.</p>")
    ]
