"""Lists of the desk: derived states, search and filters, and few queries."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.desk import LIST, headlines
from tests.building import (
    changed,
    make_editor,
    make_person,
    make_question,
    make_story,
    make_topic,
    many_stories,
    published,
    withdrawn,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("amount", [20, 2000])
def test_the_list_of_stories_takes_as_many_queries_whatever_there_is_searched_or_not(
    desk: Client, amount: int, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    many_stories(amount, topics=[make_topic("Bridges")])
    make_story("The needle", sections=["<p>A needle in the hay.</p>"])
    with django_assert_num_queries(6) as captured:  # the budget is 12
        desk.get(LIST)
    assert not any('"document"' in query["sql"] for query in captured.captured_queries)
    with django_assert_max_num_queries(12):
        assert headlines(desk, "?q=needle+hay") == ["The needle"]
    with django_assert_max_num_queries(12):
        assert headlines(desk, "?q=bridge+report&topic=bridges") != []


def test_each_state_is_said_in_words_and_can_be_asked_for(desk: Client) -> None:
    make_story("Draft")
    published(make_story("Live"))
    changed(published(make_story("Old words")), headline="Changed")
    withdrawn(make_story("Withdrawn"))
    page = desk.get(LIST).content.decode()
    for words in ("draft", "live", "unpublished changes", "withdrawn"):
        state = words.replace("unpublished changes", "changed")
        assert f'<span class="state state-{state}">{words}</span>' in page
    assert headlines(desk, "?state=draft") == ["Draft"]
    assert headlines(desk, "?state=live") == ["Live"]
    assert headlines(desk, "?state=changed") == ["Changed"]
    assert headlines(desk, "?state=withdrawn") == ["Withdrawn"]


def test_the_list_shows_the_newest_change_first_and_is_searched_by_words_and_address(desk: Client) -> None:
    first, second = make_story("First bridge", slug="over-there"), make_story("Second tunnel")
    assert headlines(desk) == ["Second tunnel", "First bridge"]
    changed(first)
    assert headlines(desk) == ["First bridge", "Second tunnel"]
    assert headlines(desk, "?q=tunnel") == [second.headline]
    assert headlines(desk, "?q=over-there") == [first.headline]


def test_the_list_is_narrowed_by_topic_and_by_owner(desk: Client, editor: User) -> None:
    make_story("Mine", by=editor, topics=["Bridges"])
    make_story("Theirs", by=make_editor("writer"))
    assert headlines(desk, "?topic=bridges") == ["Mine"]
    assert headlines(desk, "?topic=BRIDGES") == ["Mine"]
    assert headlines(desk, "?topic=nothing") == []
    assert headlines(desk, "?owner=me") == ["Mine"]
    assert headlines(desk, "?owner=x") == ["Theirs", "Mine"]


def test_a_question_stands_in_its_own_list_alone(desk: Client) -> None:
    make_story("A story")
    make_question("A question?")
    assert headlines(desk) == ["A story"]


def links_in(client: Client, address: str) -> list[tuple[str, str]]:
    """The words and addresses of the cells that say where the rows of a list are used."""
    page = client.get(address).content.decode()
    cells = re.findall(r'<span class="used-in">(.*?)</span>', page)
    return [
        (words, url) for cell in cells for url, words in re.findall(r'<a href="([^"]+)">([^<]+)</a>', cell)
    ]


def test_topics_outlets_articles_and_people_lead_to_where_they_are_used(desk: Client) -> None:
    ann = make_person("Ann Reporter")
    make_story("One", topics=["Bridges"], byline=[ann])
    make_story("Two", topics=["Bridges"])
    make_question("Why?", topics=["Bridges"], byline=[ann])
    make_topic("Unused")
    question_list = "/admin/briefings/commonquestion/"
    assert links_in(desk, "/admin/topics/topic/") == [
        ("2 stories", LIST + "?topic=bridges"),
        ("1 question", question_list + "?topic=bridges"),
    ]
    assert links_in(desk, "/admin/briefings/outlet/") == [
        ("2 stories", LIST + "?outlet=the-wire"),
        ("1 question", question_list + "?outlet=the-wire"),
    ]
    assert links_in(desk, "/admin/briefings/person/") == [
        ("1 story", LIST + "?person=ann-reporter"),
        ("1 question", question_list + "?person=ann-reporter"),
    ]
    articles = links_in(desk, "/admin/briefings/article/")
    assert sorted(words for words, _url in articles) == ["1 question", "1 story", "1 story"]
    for words, url in articles:
        assert len(desk.get(url).context["cl"].result_list) == int(words.split()[0])
    assert headlines(desk, "?outlet=the-wire") == ["Two", "One"]
    assert headlines(desk, "?person=ann-reporter") == ["One"]


@pytest.mark.parametrize(
    "address", ["topics/topic/", "briefings/outlet/", "briefings/article/", "briefings/person/"]
)
def test_no_list_asks_for_each_of_its_rows(desk: Client, address: str, django_assert_max_num_queries) -> None:
    for n in range(30):
        outlet = f"Outlet {n}"
        make_story(f"Story {n}", topics=[f"Topic {n}"], byline=[f"Person {n}"], sources=[{"outlet": outlet}])
    with django_assert_max_num_queries(12):
        page = desk.get(f"/admin/{address}").content.decode()
    assert page.count('class="used-in"') == 30


def test_search_finds_words_of_working_copies_wherever_they_stand(desk: Client) -> None:
    make_story("By section", sections=["<p>The <em>ferry</em> sank.</p>"])
    make_story("By event", events=[("2020-01-01", "<p>A ferry was built.</p>")])
    make_story("By standfirst", standfirst="No ferry sails.")
    make_story("By heading", sections=[("other", "<p>Words.</p>", "Ferries of old, and one ferry")])
    changed(published(make_story("By unpublished words")), html="<p>A FERRY again.</p>")
    make_story("Nothing of it")
    assert sorted(headlines(desk, "?q=ferry")) == [
        "By event",
        "By heading",
        "By section",
        "By standfirst",
        "By unpublished words",
    ]
    make_question("By answer?", answers=[("What?", "<p>The ferry.</p>")])
    found = desk.get("/admin/briefings/commonquestion/?q=ferry").context["cl"].result_list
    assert [piece.headline for piece in found] == ["By answer?"]


def test_every_term_of_a_search_must_be_there_and_a_phrase_as_it_stands(desk: Client) -> None:
    make_story("Ferry lost", sections=["<p>Black & white smoke.</p>"])
    make_story("Smoke", sections=["<p>white and black</p>"])
    assert headlines(desk, "?q=ferry+smoke") == ["Ferry lost"]
    assert headlines(desk, "?q=%22white+and+black%22") == ["Smoke"]
    assert headlines(desk, "?q=%22Black+%26+white%22") == ["Ferry lost"]
    assert headlines(desk, "?q=100%25") == []
    assert headlines(desk, "?q=%22") == []


def test_the_list_is_narrowed_by_section_and_by_when_it_was_published(desk: Client) -> None:
    make_story("Papers", sections=[("papers_say", "<p>Words.</p>")])
    make_story("Empty papers", sections=[("papers_say", "")])
    assert headlines(desk, "?section=papers_say") == ["Papers"]
    assert headlines(desk, "?section=nonsense") == ["Empty papers", "Papers"]
    published(make_story("Long ago"), on="2001-02-03")
    since = "?live_edition__first_published_at__gte="
    assert headlines(desk, f"{since}2001-01-01T00:00:00Z") == ["Long ago"]
    assert headlines(desk, f"{since}2002-01-01T00:00:00Z") == []


@pytest.mark.parametrize("address", [LIST, "/admin/topics/topic/"])
def test_a_list_offers_to_show_all_only_where_something_is_left_out(desk: Client, address: str) -> None:
    make_story("A bridge", topics=["Bridges", "Tunnels"])
    offered = [
        "Show all" in desk.get(address + query).content.decode()
        for query in ("", "?o=1", "?q=bridge", "?topic=bridges" if address == LIST else "?kind__exact=place")
    ]
    assert offered == [False, False, True, True]


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("briefings/story/", "Stories"),
        ("topics/topic/", "Topics"),
        ("briefings/story/add/", "New story"),
        ("auth/user/add/", "Invite somebody"),
        ("briefings/house/1/change/", "Settings of the house"),
    ],
)
def test_pages_are_headed_and_titled_in_the_houses_words(desk: Client, address: str, heading: str) -> None:
    page = desk.get(f"/admin/{address}").content.decode()
    (title,), (headed,) = (
        re.findall("<title>(.*?) · Newsroom</title>", page),
        re.findall("<h1>(.*?)</h1>", page),
    )
    assert (title.removeprefix("Newsroom · "), headed) == (heading, heading)


def test_deleting_a_topic_shows_how_much_is_filed_under_it_and_not_each_row(
    desk: Client, django_assert_max_num_queries
) -> None:
    topic, unused = make_topic("Bridges"), make_topic("Tolls")
    many_stories(30, topics=[topic])
    with django_assert_max_num_queries(12):
        page = desk.get(f"/admin/topics/topic/{topic.pk}/delete/").content.decode()
    assert "30 stories" in page
    assert ("iling span" in page, "ive filing" in page) == (False, False)
    page = desk.get(f"/admin/topics/topic/{unused.pk}/delete/").content.decode()
    assert "Tolls: nothing is filed under it" in page
    assert "Pieces stay, and lose the topic" in page
    several = {"action": "delete_selected", "_selected_action": [topic.pk, unused.pk]}
    page = desk.post("/admin/topics/topic/", several).content.decode()
    assert ("30 stories" in page, "Tolls: nothing is filed under it" in page) == (True, True)
    assert desk.post(f"/admin/topics/topic/{topic.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Topic.objects.values_list("name", flat=True)) == ["Tolls"]
