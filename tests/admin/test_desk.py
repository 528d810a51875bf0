"""The first page of the admin, and the rail beside every page."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from briefings.models import Piece
from tests.admin.desk import panels_of
from tests.building import (
    changed,
    make_editor,
    make_question,
    make_story,
    make_topic,
    many_stories,
    published,
    withdrawn,
)

pytestmark = pytest.mark.django_db

TIMES = ("scheduled", "overdue", "failed", "reminders")  # tests/admin/test_schedule_pages.py fills them


def rail_of(response) -> list[str]:
    rail = response.content.decode().partition('<nav aria-label="Desk">')[2].partition("</nav>")[0]
    return re.findall(r"<a [^>]+>([^<]+)</a>", rail)


def test_the_desk_shows_what_waits_for_one_and_what_went_out(desk: Client, editor: User) -> None:
    make_story("Mine", by=editor)
    make_question("Mine too?", by=editor)
    make_story("Another’s", by=make_editor("writer"))
    changed(published(make_story("Old words")), headline="New words")
    published(make_story("Out"), by=editor)
    withdrawn(make_story("Gone"))
    page = desk.get("/admin/")
    assert panels_of(page) == {
        "assigned": ([], "0"),  # tests/admin/test_review_pages.py fills it
        "drafts": (["Mine too?", "Mine"], "2"),
        **dict.fromkeys(TIMES, ([], "0")),
        "changed": (["New words"], "1"),
        "published": (["Out", "Old words"], "2"),
        "problems": ([], "0"),
    }
    words = page.content.decode()
    assert '<span class="state state-changed">unpublished changes</span>' in words
    assert 'href="/admin/briefings/story/add/"' in words
    assert 'href="/admin/briefings/commonquestion/add/"' in words


def test_an_empty_desk_says_so(desk: Client) -> None:
    page = desk.get("/admin/")
    names = ("assigned", "drafts", *TIMES, "changed", "published", "problems")
    assert panels_of(page) == {name: ([], "0") for name in names}
    assert "No draft of yours is waiting." in page.content.decode()


def test_a_panel_shows_eight_rows_counts_all_and_leads_to_the_rest(desk: Client, editor: User) -> None:
    for n in range(11):
        make_story(f"Draft {n}", by=editor)
    page = desk.get("/admin/")
    titles, count = panels_of(page)["drafts"]
    assert (titles, count) == ([f"Draft {n}" for n in range(10, 2, -1)], "11")
    everything = "/admin/briefings/story/?state=draft&owner=me"
    assert everything.replace("&", "&amp;") in page.content.decode()
    assert len(desk.get(everything).context["cl"].result_list) == 11


@pytest.mark.parametrize("amount", [20, 2000])
def test_the_desk_takes_as_many_queries_whatever_there_is(
    desk: Client, editor: User, amount: int, django_assert_max_num_queries
) -> None:
    many_stories(amount, topics=[make_topic("Bridges")])
    for n in range(20):
        make_story(f"Draft {n}", by=editor)
    with django_assert_max_num_queries(17) as captured:
        page = desk.get("/admin/")
    assert not any('"document"' in query["sql"] for query in captured.captured_queries)
    assert panels_of(page)["published"][1] == ("20" if amount == 20 else "more than 1000")


def test_the_rail_shows_what_one_may_see_and_where_one_is(desk: Client) -> None:
    page = desk.get("/admin/briefings/story/")
    assert rail_of(page)[:10] == [
        "Desk",
        "Stories",
        "Common questions",
        "Pinned lead",
        "Schedules",
        "Releases",
        "Topics",
        "Outlets",
        "Articles",
        "People",
    ]
    assert '<a href="/admin/briefings/story/" aria-current="page">Stories</a>' in page.content.decode()
    writer = Client()
    writer.force_login(make_editor("writer"))
    assert "Users" in rail_of(page)
    assert "Users" not in rail_of(writer.get("/admin/"))


WORK_BEHIND = {"/admin/briefings/refreshwish/", "/admin/briefings/failedtask/"}


@pytest.mark.parametrize("rank", ["writer", "editor", "chief"])
def test_the_rail_leads_to_what_one_may_open_and_to_all_of_it(rank: str) -> None:
    client = Client()
    client.force_login(make_editor(rank))
    frame = client.get("/admin/").content.decode().partition('<nav aria-label="Desk">')[2]
    offered = set(re.findall(r'<a href="([^"]+)"', frame.partition("</nav>")[0])) - {"/admin/"}
    lists = {
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for model in admin.site._registry
        if model is not Piece  # it has no list of its own
    }
    opened = {address: client.get(address, follow=True).status_code for address in lists | offered}
    assert opened == {address: 200 if address in offered else 403 for address in lists}
    assert (offered >= WORK_BEHIND) is (rank != "writer")


def test_who_may_see_nothing_is_told_so() -> None:
    client = Client()
    client.force_login(make_editor(None))
    page = client.get("/admin/")
    assert panels_of(page) == {}
    assert rail_of(page) == ["Desk"]
    assert "There is nothing here that you may see." in page.content.decode()
    assert "/admin/briefings/story/add/" not in page.content.decode()


def test_before_the_sign_in_there_is_no_rail() -> None:
    page = Client().get("/admin/login/").content.decode()
    assert 'id="rail"' not in page
    assert "<h1>Sign in</h1>" in page
