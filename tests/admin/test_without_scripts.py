"""A story from the sign-in to the public page in a browser that runs no script."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from briefings.models import Piece
from tests import under_way
from tests.building import make_editor, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(browser, live_server, client) -> Iterator[Any]:
    """A chief editor's page without scripts."""
    under_way.watch()
    client.force_login(make_editor("chief", name="edna"))
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    yield context.new_page()
    context.close()
    under_way.wait_for_none()


def fill(page: Any, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name='{name.replace('__', '-')}']").fill(value)


def save(page: Any) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()


def test_a_story_is_written_cited_previewed_and_published_without_scripts(plain, live_server) -> None:
    make_topic("Bridges")
    plain.goto(f"{live_server.url}/admin/")
    plain.get_by_role("link", name="New story").click()
    fill(
        plain,
        headline="A bridge was opened",
        sections__0__html="<p>It opened on Friday.[^the-wire-1]</p>",
        citations__0__outlet_name="The Wire",
        citations__0__title="Bridge opens",
        citations__0__url="https://wire.example/opens",
        events__0__when="c. 1998",
        events__0__html="Plans were drawn.",
        byline_names="A. Reporter = Ann Reporter",
        topic_names="Bridges, Rivers",
    )
    plain.get_by_role("button", name="Save", exact=True).click()
    plain.locator(".messagelist .success").wait_for()
    # Each save brings one more blank row of each kind.
    fill(plain, events__1__when="2023", events__1__html="Work began.", events__0__position="2")
    fill(plain, events__1__position="1")
    fill(
        plain,
        citations__1__outlet_name="Morning Post",
        question_links__0__title="Why a bridge?",
        question_links__0__teaser="Because of the river.",
        question_links__0__answers__0__question="Who built it?",
        question_links__0__answers__0__html="<p>Engineers did.</p>",
    )
    save(plain)
    assert plain.locator("[name='citations-1-key']").input_value() == "morning-post-1"
    plain.locator("[name='citations-1-DELETE']").check()
    fill(plain, headline="A bridge was opened at last")
    with plain.expect_popup() as opened:
        plain.get_by_role("button", name="Preview").click()
    opened.value.get_by_role("heading", name="A bridge was opened at last", level=1).wait_for()
    plain.get_by_role("button", name="Publish").click()
    plain.get_by_role("heading", name="Publish", level=1).wait_for()
    plain.get_by_role("button", name="Publish").click()
    plain.get_by_text("“A bridge was opened at last”: edition 1 is out").wait_for()

    story = Piece.objects.get(kind="story")
    assert story.state == Piece.State.LIVE
    assert [c.key for c in story.citations.all()] == ["the-wire-1"]
    assert [e.html for e in story.events.all()] == ["<p>Work began.</p>", "<p>Plans were drawn.</p>"]
    assert [(b.name, b.person.name) for b in story.bylines.all()] == [("A. Reporter", "Ann Reporter")]
    assert [f.tag.name for f in story.filings.all()] == ["Bridges", "Rivers"]
    assert story.question_links.get().question.state == Piece.State.LIVE
    plain.goto(f"{live_server.url}{story.get_absolute_url()}")
    assert plain.locator("sup.cite a").first.get_attribute("href") == "#source-1"


def test_a_mistake_is_told_and_nothing_typed_is_lost_without_scripts(plain, live_server) -> None:
    plain.goto(f"{live_server.url}/admin/briefings/story/add/")
    fill(
        plain,
        headline="A bridge",
        sections__0__html="<p>It opened.[^nobody]</p>",
        events__0__when="some day",
        events__0__html="Plans.",
    )
    plain.get_by_role("button", name="Save", exact=True).click()
    plain.locator("#errors a", has_text="Timeline 1, date").click()
    assert plain.locator("[name='events-0-when']").input_value() == "some day"
    assert "It opened.[^nobody]" in plain.locator("[name='sections-0-html']").input_value()
