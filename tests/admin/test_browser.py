"""A story from the sign-in to the public page, in Chromium, with the desk's policy in force."""

import pytest

from briefings.models import Piece
from tests.admin.browsing import sign_in, watched
from tests.building import make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_story_is_written_published_and_read(page, live_server, django_user_model) -> None:
    make_topic("Bridges")
    said = watched(page)
    sign_in(page, live_server, django_user_model)
    page.goto(f"{live_server.url}/admin/briefings/story/add/")
    page.keyboard.type("A bridge was opened")
    page.locator(".section-row .rich-face").first.focus()
    page.keyboard.type("It was opened on Friday.[^the-wire-1]")
    page.locator("#id_citations-0-url").fill("https://example.org/bridge")
    page.locator("#id_citations-0-outlet_name").fill("The Wire")
    page.locator("#id_citations-0-title").fill("Bridge opens")
    page.locator("#id_events-0-when").fill("some day")
    page.locator("#id_events-0-html").fill("Plans were drawn.")
    page.locator("#id_topic_names").fill("Bridges")

    page.keyboard.press("Control+s")
    page.locator("#errors", has_text="“some day” cannot be read as a date").wait_for()
    page.locator(".section-row p", has_text="It was opened on Friday.").first.wait_for()
    page.locator(".chip", has_text="Bridges").wait_for()
    page.locator("#id_events-0-when").fill("c. 1998")
    page.keyboard.press("Control+s")
    page.locator(".messagelist .success").wait_for()
    story = Piece.objects.get()
    assert story.state == Piece.State.DRAFT

    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="Publish", level=1).wait_for()
    page.get_by_role("button", name="Publish").first.press("Enter")
    page.get_by_text("edition 1 is out").wait_for()
    assert said == []

    page.goto(f"{live_server.url}/stories/a-bridge-was-opened/")
    assert page.locator("h1").inner_text() == "A bridge was opened"
    marker = page.locator("sup.cite a").first
    assert (marker.inner_text(), marker.get_attribute("href")) == ("1", "#source-1")
    source = page.locator("#source-1")
    assert "The Wire" in source.inner_text()
    assert "Bridge opens" in source.inner_text()
    page.get_by_text("Plans were drawn.").first.wait_for()
    page.get_by_role("link", name="Bridges").first.wait_for()
    assert said == []


def test_pages_of_the_desk_keep_to_the_policy(page, live_server, django_user_model) -> None:
    make_topic("Bridges")
    said = watched(page)
    sign_in(page, live_server, django_user_model)
    addresses = [
        "story/",
        "commonquestion/add/",
        "outlet/add/",
        "article/add/",
        "person/add/",
        "relatedlink/",
    ]
    for address in [*(f"briefings/{path}" for path in addresses), "topics/topic/", "topics/topic/add/"]:
        page.goto(f"{live_server.url}/admin/{address}")
        page.locator("#content h1").wait_for()
    assert said == []


def test_a_link_made_in_the_editor_keeps_to_the_policy_and_is_saved(
    page, live_server, django_user_model
) -> None:
    said = watched(page)
    sign_in(page, live_server, django_user_model)
    page.goto(f"{live_server.url}/admin/briefings/story/add/")
    page.keyboard.type("Linked")
    page.locator(".section-row .rich-face").first.focus()
    editor = page.locator(".section-row .cke_wysiwyg_div").first
    editor.wait_for()
    page.locator(".section-row .cke_button__link").first.click()
    page.locator(".cke_dialog").get_by_label("Display Text").fill("words")
    page.locator(".cke_dialog").get_by_label("URL").fill("example.org/a")
    page.keyboard.press("Enter")
    editor.locator("a").wait_for()
    page.keyboard.press("Control+s")
    page.locator(".messagelist .success").wait_for()
    html = Piece.objects.get().sections.first().html
    assert html == '<p><a href="https://example.org/a" rel="external noopener">words</a></p>'
    assert said == []
