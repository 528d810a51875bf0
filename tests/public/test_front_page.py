"""The front page: what leads, what follows, and which topics are in the news."""

import pytest

from tests.building import changed, make_question, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


def headlines(cards: list[dict]) -> list[str]:
    return [card["headline"] for card in cards]


def test_the_newest_story_leads_and_the_others_follow(client):
    make_story("A draft")
    withdrawn(published(make_story("Withdrawn"), on="2026-02-01"))
    for day in range(1, 7):
        published(make_story(f"Day {day}"), on=f"2026-01-0{day}")
    context = client.get("/").context
    assert context["lead"]["headline"] == "Day 6"
    assert headlines(context["seconds"]) == ["Day 5", "Day 4", "Day 3"]
    assert headlines(context["latest"]) == ["Day 2", "Day 1"]


def test_an_update_does_not_move_a_story_up(client):
    old = published(make_story("Old"), on="2026-01-01")
    published(make_story("New"), on="2026-01-02")
    published(changed(old, headline="Old, updated"))
    context = client.get("/").context
    assert (context["lead"]["headline"], headlines(context["seconds"])) == ("New", ["Old, updated"])


def test_the_lead_names_the_outlets_it_rests_on_in_the_order_of_citation(client):
    published(
        make_story(
            sections=["<p>x[^b]</p><p>y[^a][^c]</p>"],
            sources=[
                {"key": "a", "outlet": "A Paper"},
                {"key": "b", "outlet": "B Radio"},
                {"key": "c", "outlet": "B Radio"},
            ],
        )
    )
    assert client.get("/").context["lead"]["outlets"] == ["B Radio", "A Paper"]


def test_topics_in_the_news_are_those_of_the_week_before_the_newest_live_story(client):
    make_story("A draft", topics=["Draft topic"])
    withdrawn(published(make_story("Withdrawn", topics=["Withdrawn topic"]), on="2026-06-01"))
    published(make_story("Long ago", topics=["Old topic"]), on="2025-01-01")
    published(make_story("A week before", topics=["Last week"]), on="2026-01-02")
    published(make_story("Newest", topics=["This week"]), on="2026-01-08")
    assert [topic["name"] for topic in client.get("/").context["topics_in_news"]] == [
        "Last week",
        "This week",
    ]


def test_the_newest_questions_stand_on_the_front_page(client):
    make_question("A draft?")
    for n in range(1, 8):
        published(make_question(f"Question {n}?"), on=f"2026-01-0{n}")
    assert headlines(client.get("/").context["questions"]) == [f"Question {n}?" for n in range(7, 1, -1)]


def test_a_front_page_of_questions_alone_does_not_say_that_nothing_is_published(client):
    assert "Nothing is published yet." in client.get("/").content.decode()
    published(make_question("Why are bridges opened?"))
    page = client.get("/").content.decode()
    assert "<h1>Newsroom</h1>" in page
    assert ("Nothing is published yet." in page, "Why are bridges opened?" in page) == (False, True)
