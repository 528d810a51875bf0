"""Lists at their bounds, each on a site of its own, and what the numbers beside names count."""

import pytest

from briefings.models import Article, Citation, Filing, LiveCitation, Outlet
from briefings.views import outlets, questions, topics
from tests.building import make_outlet, make_question, make_story, published, withdrawn
from tests.public.pages_of_lists import sizes
from tests.public.routes import ROUTES, path_of
from topics.models import Topic, letter_of

pytestmark = pytest.mark.django_db


def test_an_empty_site_answers_everywhere_it_can(client):
    answers = {name: client.get(path_of(name)).status_code for name in ROUTES}
    empty = {"home", "question_list", "topic_list", "outlet_list", "archive", "corrections", "search"}
    empty |= {"atom", "rss", "json_feed", "sitemap", "sitemap_page", "news_sitemap"}
    empty |= {"robots", "opensearch", "security", "manifest"}
    assert answers == {name: 200 if name in empty else 404 for name in ROUTES}


@pytest.mark.parametrize("beyond", [0, 1])
def test_topics_stand_200_to_a_page(client, beyond):
    story = published(make_story())
    names = [f"Bridge {n:03d}" for n in range(topics.TOPICS_PER_PAGE + beyond)]
    made = Topic.objects.bulk_create(
        Topic(name=name, slug=name.lower().replace(" ", "-"), letter=letter_of(name)) for name in names
    )
    Filing.objects.bulk_create(Filing(content_object=story, tag=topic) for topic in made)
    for path in ("/topics/", "/topics/letter/B/"):
        assert sizes(client, path) == [topics.TOPICS_PER_PAGE, *([1] * beyond)]


@pytest.mark.parametrize("beyond", [0, 1])
def test_outlets_stand_200_to_a_page(client, beyond):
    story = make_story(sources=[], sections=["<p>Words.</p>"])
    amount = outlets.OUTLETS_PER_PAGE + beyond
    made = Outlet.objects.bulk_create(Outlet(name=f"Paper {n}", slug=f"paper-{n}") for n in range(amount))
    articles = Article.objects.bulk_create(Article(outlet=outlet) for outlet in made)
    Citation.objects.bulk_create(
        Citation(piece=story, key=f"key-{n}", outlet=a.outlet, article=a, outlet_name=a.outlet.name)
        for n, a in enumerate(articles)
    )
    published(story)
    assert sizes(client, "/outlets/") == [outlets.OUTLETS_PER_PAGE, *([1] * beyond)]


@pytest.mark.parametrize("beyond", [0, 1])
def test_questions_stand_as_many_to_a_page_as_its_bound_says(client, beyond, monkeypatch):
    assert questions.PER_PAGE == 30
    monkeypatch.setattr(questions, "PER_PAGE", 3)
    make_question("A draft?")
    for n in range(3 + beyond):
        published(make_question(f"Question {n}?"))
    assert sizes(client, "/questions/") == [3, *([1] * beyond)]


def test_an_event_that_stands_in_two_stories_stands_once_in_the_timeline_of_their_topic(client):
    for headline in ("The older story", "The newer story"):
        published(make_story(headline, topics=["Bridges"], events=[("2020-05-05", "<p>Opened.[^wire]</p>")]))
    published(make_story("Another", topics=["Bridges"], events=[("2020-05-05", "<p>Closed.</p>")]))
    timeline = client.get("/topics/bridges/").context["timeline"]
    assert sorted((entry["html"], entry["story_headline"]) for entry in timeline) == [
        ("<p>Closed.</p>", "Another"),
        ("<p>Opened.</p>", "The newer story"),
    ]


def test_topics_stand_under_their_letters(client):
    published(make_story(topics=["Élan", "bridges", "1984", "東京"]))
    make_story("A draft", topics=["Zebra"])
    context = client.get("/topics/").context
    assert [entry["letter"] for entry in context["letters"]] == ["#", "B", "E", "東"]
    for letter, name in (("0-9", "1984"), ("E", "Élan"), ("東", "東京")):
        listed = client.get(f"/topics/letter/{letter}/").context["page_obj"]
        assert [line["name"] for line in listed] == [name]


def test_counts_are_of_live_pieces_alone(client):
    make_story("A draft", topics=["Bridges"])
    withdrawn(make_story("Withdrawn", topics=["Bridges", "Tolls"]))
    story = published(make_story("Live", topics=["Bridges", "Tolls"]))
    assert [(line["name"], line["count"]) for line in client.get("/topics/").context["page_obj"]] == [
        ("Bridges", 1),
        ("Tolls", 1),
    ]
    topic = client.get("/topics/bridges/").context
    assert (topic["story_count"], [near["count"] for near in topic["related_topics"]]) == (1, [1])
    assert [t["count"] for t in client.get(story.get_absolute_url()).context["topics"]] == [1, 1]
    assert LiveCitation.objects.filter(outlet=make_outlet("The Wire")).count() == 1
    assert client.get("/outlets/").context["page_obj"].object_list[0]["count"] == 1
