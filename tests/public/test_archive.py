"""The archive by year, month and day, and the list of corrections."""

import pytest

from briefings.house import holder, unsaved_house
from briefings.views import archive, corrections
from tests.building import changed, make_question, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    """Pieces of three days in two months and two years, and beside them what is not to be counted."""
    make_story("A draft")
    withdrawn(published(make_story("Withdrawn"), on="2020-03-02"))
    for on, headline in (
        ("2019-12-31T23:59", "The last of a year"),
        ("2020-03-01", "The first of March"),
        ("2020-03-02T09:00", "Morning"),
        ("2020-03-02T18:00", "Evening"),
    ):
        published(make_story(headline), on=on)
    published(make_question("Asked at noon?"), on="2020-03-02T12:00")


def counted(entries):
    return [(entry["name"], entry["url"], entry["count"]) for entry in entries]


def test_the_archive_counts_live_pieces_by_year_and_month(client, week):
    years = client.get("/archive/").context["years"]
    assert counted(years) == [("2020", "/archive/2020/", 4), ("2019", "/archive/2019/", 1)]
    assert [counted(year["months"]) for year in years] == [
        [("March", "/archive/2020/03/", 4)],
        [("December", "/archive/2019/12/", 1)],
    ]


def test_a_year_counts_by_month_and_a_month_by_day(client, week):
    year, month = client.get("/archive/2020/").context, client.get("/archive/2020/03/").context
    assert (counted(year["entries"]), year["count"]) == ([("March", "/archive/2020/03/", 4)], 4)
    assert counted(month["entries"]) == [
        ("Sunday 1", "/archive/2020/03/01/", 1),
        ("Monday 2", "/archive/2020/03/02/", 3),
    ]


def test_a_day_shows_its_pieces_newest_first(client, week):
    page = client.get("/archive/2020/03/02/").context["page_obj"]
    assert [card["headline"] for card in page] == ["Evening", "Asked at noon?", "Morning"]


def test_an_update_stays_on_the_day_of_first_publication(client):
    story = published(make_story(), on="2020-03-02")
    published(changed(story, headline="Updated"))
    assert [card["headline"] for card in client.get("/archive/2020/03/02/").context["page_obj"]] == [
        "Updated"
    ]


def test_days_are_those_of_the_houses_time_zone(client, week):
    house = unsaved_house()
    house.time_zone = "Asia/Tokyo"
    holder.hold(house)
    assert counted(client.get("/archive/").context["years"]) == [("2020", "/archive/2020/", 5)]
    assert counted(client.get("/archive/2020/").context["entries"]) == [
        ("January", "/archive/2020/01/", 1),
        ("March", "/archive/2020/03/", 4),
    ]
    page = client.get("/archive/2020/03/03/").context["page_obj"]
    assert [card["headline"] for card in page] == ["Evening"]


def test_a_period_leads_to_the_nearest_ones_in_which_something_was_published(client, week):
    day = client.get("/archive/2020/03/01/").context
    assert (day["earlier"]["url"], day["later"]["url"]) == ("/archive/2019/12/31/", "/archive/2020/03/02/")
    month = client.get("/archive/2019/12/").context
    assert (month["earlier"], month["later"]["url"]) == (None, "/archive/2020/03/")
    year = client.get("/archive/2020/").context
    assert (year["earlier"]["url"], year["later"]) == ("/archive/2019/", None)


@pytest.mark.parametrize(
    "path",
    [
        "2020/02/30", "2021/02/29", "2020/13", "2020/00", "2020/03/00", "2020/03/32", "2020/3", "2020/03/2",
        "0000", "20200", "2020/04", "2020/03/03", "2018", "0001", "0001/01", "0001/01/01", "9999", "9999/12",
        "9999/12/31", "x", "2020/03/02/1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_date_that_is_none_or_on_which_nothing_was_published_is_not_found(client, path, zone):
    published(make_story(), on="2020-03-02T12:00")
    house = unsaved_house()
    house.time_zone = zone
    holder.hold(house)
    assert client.get(f"/archive/{path}/").status_code == 404


@pytest.mark.parametrize(("stories", "sizes"), [(3, [3]), (4, [3, 1])])
def test_a_day_stands_as_many_to_a_page_as_its_bound_says(client, monkeypatch, stories, sizes):
    assert archive.PER_PAGE == 50
    monkeypatch.setattr(archive, "PER_PAGE", 3)
    for n in range(stories):
        published(make_story(f"Story {n}"), on="2020-03-02")
    pages = [client.get("/archive/2020/03/02/", {"page": n + 1}) for n in range(len(sizes))]
    assert [len(page.context["page_obj"].object_list) for page in pages] == sizes


def test_corrections_and_clarifications_are_listed_newest_first_and_nothing_else_is(client):
    story, asked = (
        published(make_story("A story", slug="story")),
        published(make_question("Why?", slug="why")),
    )
    published(changed(story, standfirst="1"), kind="correction", note="A figure was wrong.")
    published(changed(asked, standfirst="2"), kind="clarification", note="It was not clear.")
    published(changed(story, standfirst="3"), kind="update", note="News.")
    published(changed(story, headline="The story today"), kind="minor", note="A letter.")
    listed = list(client.get("/corrections/").context["page_obj"])
    assert [(n["kind"], n["note"], n["headline"], n["url"], n["changes_url"]) for n in listed] == [
        ("clarification", "It was not clear.", "Why?", "/questions/why/", "/questions/why/changes/"),
        (
            "correction",
            "A figure was wrong.",
            "The story today",
            "/stories/story/",
            "/stories/story/changes/",
        ),
    ]


def test_the_corrections_of_a_withdrawn_piece_go_with_it(client):
    story = published(make_story())
    published(changed(story, standfirst="1"), kind="correction", note="A figure was wrong.")
    assert len(client.get("/corrections/").context["page_obj"]) == 1
    withdrawn(story)
    assert len(client.get("/corrections/").context["page_obj"]) == 0


@pytest.mark.parametrize(("amount", "sizes"), [(3, [3]), (4, [3, 1])])
def test_corrections_stand_as_many_to_a_page_as_their_bound_says(client, monkeypatch, amount, sizes):
    assert corrections.PER_PAGE == 30
    monkeypatch.setattr(corrections, "PER_PAGE", 3)
    story = published(make_story())
    for n in range(amount):
        published(changed(story, standfirst=f"{n}"), kind="correction", note=f"Note {n}.")
    pages = [client.get("/corrections/", {"page": n + 1}) for n in range(len(sizes))]
    assert [len(page.context["page_obj"].object_list) for page in pages] == sizes


def test_every_page_leads_to_archive_and_corrections(client):
    page = client.get("/").content.decode()
    assert ('href="/archive/"' in page, 'href="/corrections/"' in page) == (True, True)
