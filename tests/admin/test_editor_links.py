"""Links from a text to the house's own pages: the look-up, and choosing in the browser."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from briefings.models import Piece
from tests.admin.editor_pages import at_its_end, opened, saved, started
from tests.building import make_editor, make_question, make_story, make_topic, published, withdrawn

pytestmark = pytest.mark.django_db(transaction=True)


def asked(client: Client, **query: object) -> list[dict[str, str]]:
    answer = client.get(reverse("link_targets"), query)
    assert answer.status_code == 200
    return answer.json()["results"]


def test_pieces_and_topics_are_found_by_their_words_published_or_not(desk):
    story = published(make_story("A bridge was opened"))
    question = make_question("Why are bridges opened?")
    gone = withdrawn(make_story("The bridge that was not"))
    topic = make_topic("Bridges")
    make_story("Something else")
    make_topic("Tunnels")
    found = {(row["href"], row["title"], row["detail"]) for row in asked(desk, q="BRIDGE")}
    assert found == {
        (f"newsroom:story/{story.uid}", "A bridge was opened", "story"),
        (f"newsroom:question/{question.uid}", "Why are bridges opened?", "common question, draft"),
        (f"newsroom:story/{gone.uid}", "The bridge that was not", "story, withdrawn"),
        (f"newsroom:topic/{topic.uid}", "Bridges", "topic"),
    }
    assert [row["title"] for row in asked(desk, q="opened bridge a")] == [
        "Why are bridges opened?",
        "A bridge was opened",
    ]


def test_titles_are_given_for_addresses_and_what_is_gone_or_none_is_left_out(desk):
    story, topic = make_story("Here"), make_topic("Bridges")
    hrefs = [
        f"newsroom:story/{story.uid}",
        f"newsroom:topic/{topic.uid}",
        f"newsroom:question/{story.uid}",
        "newsroom:story/bridge",
        'newsroom:story/"><b>',
        "javascript:alert(1)",
    ]
    assert sorted(row["title"] for row in asked(desk, href=hrefs)) == ["Bridges", "Here"]


@pytest.mark.parametrize("query", ["", "q=bridge", "q=%25_%5C", "q=" + "a " * 500])
def test_a_look_up_is_one_query(admin_client, django_assert_num_queries, query):
    make_story()
    make_topic("Bridges")
    with django_assert_num_queries(3):  # session and account are two of them
        assert admin_client.get(f"{reverse('link_targets')}?{query}").status_code == 200


def test_titles_are_one_query(admin_client, django_assert_num_queries):
    hrefs = [f"newsroom:story/{make_story().uid}", f"newsroom:topic/{make_topic().uid}"]
    with django_assert_num_queries(3):
        assert len(asked(admin_client, href=hrefs)) == 2


def test_only_the_desk_may_look_up(client):
    make_story("A secret draft")
    assert client.get(reverse("link_targets")).status_code == 302
    client.force_login(make_editor(None))
    assert client.get(reverse("link_targets")).status_code == 403
    client.force_login(make_editor("writer"))
    assert client.get(reverse("link_targets")).status_code == 200
    assert client.post(reverse("link_targets")).status_code == 405


@pytest.mark.browser
def test_a_link_is_chosen_by_keyboard_kept_by_id_and_shown_by_its_title(page, live_server, editor):
    question = make_question("Why are bridges opened?")
    story = make_story("A story", sections=["<p>Old words.</p>"])
    said = opened(page, live_server, editor, story)
    at_its_end(page)
    page.keyboard.type(" See ")
    page.keyboard.press("Control+Shift+k")
    page.get_by_role("combobox", name="Search stories, questions and topics").wait_for()
    page.keyboard.type("why bridges")
    page.get_by_role("option", name="Why are bridges opened? common question, draft").wait_for()
    expect(page.locator(".choosing [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type(" now.")
    assert said == []
    saved(page)
    assert Piece.objects.get(pk=story.pk).sections.get().html == (
        f'<p>Old words. See <a href="newsroom:question/{question.uid}">Why are bridges opened?</a> now.</p>'
    )
    text = started(page)
    text.locator("a[data-cke-target]").click()
    expect(page.locator(".rich-where")).to_have_text(
        "Leads to: Why are bridges opened?, common question, draft"
    )


@pytest.mark.browser
def test_words_that_are_marked_become_the_link_and_a_link_can_be_led_elsewhere(page, live_server, editor):
    topic, other = make_topic("Bridges"), make_topic("Tunnels")
    story = make_story("A story", sections=["<p>Old words.</p>"])
    opened(page, live_server, editor, story)
    at_its_end(page)
    page.keyboard.press("Home")
    for _ in "Old":
        page.keyboard.press("Shift+ArrowRight")
    for words in ("brid", "tunn"):
        page.locator(".cke_button__inside").click()
        page.get_by_role("combobox").and_(page.locator(".choosing-input")).wait_for()
        page.keyboard.type(words)
        page.get_by_role("option").filter(has_text="topic").first.wait_for()
        expect(page.locator(".choosing [role=option]")).to_have_count(1)
        page.keyboard.press("Enter")
        if words == "brid":
            assert page.locator(f'.rich-text a[href="newsroom:topic/{topic.uid}"]').inner_text() == "Old"
            page.locator(".rich-text a").click()
    saved(page)
    html = Piece.objects.get(pk=story.pk).sections.get().html
    assert html == f'<p><a href="newsroom:topic/{other.uid}">Old</a> words.</p>'
