"""Lists at their bounds: what stands on a page, and where the next begins."""

import re
from dataclasses import dataclass

import pytest
from django.http import HttpResponse

from briefings.models import LiveByline
from briefings.views import outlets, people, questions, topic_stories, topics
from tests.building import (
    make_person,
    make_question,
    make_story,
    make_topic,
    many_stories,
    published,
)
from tests.public.pages_of_lists import sizes

pytestmark = pytest.mark.django_db

# Days go back from 2020-01-01, so that 2019 has one event fewer than there are stories.
STORIES = topics.EVENTS_PER_PAGE + 2


@dataclass
class Many:
    keys: list[int]


@pytest.fixture(scope="module")
def many(module_db) -> Many:
    """Stories enough for a second page of everything, under one topic, of one outlet, by one person."""
    make_story("A draft beside them", topics=["Bridges"], events=[("2019-06-01", "<p>A draft's event.</p>")])
    keys = many_stories(STORIES, topics=[make_topic("Bridges")])
    person = make_person("Ann Reporter")
    LiveByline.objects.bulk_create(
        LiveByline(piece_id=pk, person=person, position=0) for pk in keys[: people.PER_PAGE + 1]
    )
    return Many(keys)


def cards(response: HttpResponse) -> list[str]:
    return [card["headline"] for card in response.context["page_obj"]]


def test_a_topics_stories_stand_50_to_a_page_the_newest_first(client, many):
    path = "/topics/bridges/stories/"
    assert sizes(client, path) == [topic_stories.STORIES_PER_PAGE, topic_stories.STORIES_PER_PAGE, 2]
    numbers = [int(h.split()[-1]) for n in (1, 2, 3) for h in cards(client.get(path, {"page": n}))]
    assert numbers == list(range(STORIES))


def test_the_page_of_a_topic_shows_its_newest_20_stories_and_30_events(client, many):
    context = client.get("/topics/bridges/").context
    assert len(context["stories"]) == topics.STORIES == 20
    assert len(context["timeline"]) == topics.EVENTS == 30
    assert context["story_count"] == STORIES
    assert [entry["html"] for entry in context["timeline"]][:2] == ["<p>Event 0.</p>", "<p>Event 1.</p>"]
    assert [(year["year"], year["count"]) for year in context["timeline_years"]] == [
        (2020, 1),
        (2019, STORIES - 1),
    ]


def test_a_year_of_a_timeline_stands_100_to_a_page_from_its_first_day_on(client, many):
    path = "/topics/bridges/timeline/2019/"
    assert sizes(client, path) == [topics.EVENTS_PER_PAGE, 1]
    first, last = (client.get(path, {"page": n}).context["page_obj"].object_list for n in (1, 2))
    assert (first[0]["html"], last[-1]["html"]) == (f"<p>Event {STORIES - 1}.</p>", "<p>Event 1.</p>")


def test_an_outlets_citations_stand_50_to_a_page(client, many):
    full = outlets.CITATIONS_PER_PAGE
    assert sizes(client, "/outlets/the-wire/") == [full, full, 2]
    assert client.get("/outlets/the-wire/").context["piece_count"] == STORIES


def test_a_persons_pieces_stand_30_to_a_page(client, many):
    assert sizes(client, "/people/ann-reporter/") == [people.PER_PAGE, 1]


def test_each_page_of_a_list_has_an_address_and_a_title_of_its_own(client, monkeypatch):
    monkeypatch.setattr(questions, "PER_PAGE", 1)
    for title in ("Why one?", "Why two?"):
        published(make_question(title))
    heads = [
        re.findall(r'<title>(.*?)</title>|rel="canonical" href="(.*?)"', client.get(path).content.decode())
        for path in ("/questions/", "/questions/?page=2")
    ]
    assert [[title or address for title, address in head] for head in heads] == [
        ["Common questions · Newsroom", "http://localhost:8000/questions/"],
        ["Common questions, page 2 · Newsroom", "http://localhost:8000/questions/?page=2"],
    ]


def test_beyond_the_last_page_of_a_list_there_is_none(client, many):
    for path in ("/outlets/the-wire/", "/people/ann-reporter/", "/topics/bridges/stories/", "/questions/"):
        past = client.get(path, {"page": 99})
        assert (path, past.status_code, b'name="description"' in past.content) == (path, 404, False)
