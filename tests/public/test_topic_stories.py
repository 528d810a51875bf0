"""A topic's stories by year: pages that stay as they are when new stories come."""

import pytest

from tests.building import make_question, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def bridges() -> None:
    for day in ("2019-12-31", "2020-01-01", "2020-06-01"):
        published(make_story(f"Story of {day}", topics=["Bridges"]), on=day)
    published(make_story("Elsewhere", topics=["Rivers"]), on="2020-01-01")
    published(make_question("Why 2020?", topics=["Bridges"]), on="2020-01-01")
    make_story("A draft", topics=["Bridges"])
    withdrawn(published(make_story("Withdrawn", topics=["Bridges"]), on="2020-01-01"))


def headlines(page: str) -> list[str]:
    words = ("Story of 2019-12-31", "Story of 2020-01-01", "Story of 2020-06-01", "Elsewhere", "Why 2020?")
    main = page[page.index("<main") :]
    return sorted((w for w in (*words, "A draft", "Withdrawn") if w in main), key=main.index)


def test_a_year_lists_its_stories_from_the_first_day_on(client, bridges):
    page = client.get("/topics/bridges/stories/2020/").content.decode()
    assert headlines(page) == ["Story of 2020-01-01", "Story of 2020-06-01"]


def test_all_stories_stand_newest_first_and_lead_to_their_years_with_counts(client, bridges):
    page = client.get("/topics/bridges/stories/").content.decode()
    assert headlines(page) == ["Story of 2020-06-01", "Story of 2020-01-01", "Story of 2019-12-31"]
    assert '/topics/bridges/stories/2020/">2020</a> <span class="label">2</span>' in page
    assert '/topics/bridges/stories/2019/">2019</a> <span class="label">1</span>' in page


def test_a_year_begins_at_midnight_of_the_house(client, bridges, settings):
    from django.utils import timezone

    with timezone.override("America/New_York"):
        from briefings.views.topic_stories import published_within

        bounds = published_within(2020)
    assert [at.isoformat() for at in bounds.values()] == [
        "2020-01-01T05:00:00+00:00",
        "2021-01-01T05:00:00+00:00",
    ]


@pytest.mark.parametrize("year", ["2018", "9999", "0001", "20200"])
def test_a_year_without_stories_has_no_page(client, bridges, year):
    assert client.get(f"/topics/bridges/stories/{year}/").status_code == 404
