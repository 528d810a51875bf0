"""A story from the sign-in to the public page, in Chromium, with the desk's policy in force."""

import pytest

from briefings.models import Piece
from tests.building import make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def watched(page) -> list[str]:
    """What the console says of errors and of the policy from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def sign_in(page, live_server, django_user_model) -> None:
    """By keyboard alone."""
    django_user_model.objects.create_superuser("edna", password="correct horse battery")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").focus()
    page.keyboard.type("edna")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Desk").wait_for()


def add_row(page, group: str) -> None:
    button = page.locator(f"#{group}-group .add-row a")
    button.focus()
    page.keyboard.press("Enter")


def test_a_story_is_written_published_and_read(page, live_server, django_user_model) -> None:
    make_topic("Bridges")
    said = watched(page)
    sign_in(page, live_server, django_user_model)
    page.goto(f"{live_server.url}/admin/briefings/story/add/")
    page.get_by_label("Headline:", exact=True).first.fill("A bridge was opened")
    editor = page.locator("#sections-0 .cke_wysiwyg_div")
    editor.wait_for()
    editor.focus()
    page.keyboard.type("It was opened on Friday.[^the-wire-1]")
    add_row(page, "citations")
    page.locator("#id_citations-0-url").fill("https://example.org/bridge")
    page.locator("#id_citations-0-outlet_name").fill("The Wire")
    page.locator("#id_citations-0-title").fill("Bridge opens")
    add_row(page, "events")
    page.locator("#id_events-0-when").fill("some day")
    page.locator("#id_events-0-html").fill("Plans were drawn.")
    add_row(page, "filings")
    page.locator("#filings-0 .select2-selection").focus()
    page.keyboard.press("Enter")
    page.locator(".select2-search__field").fill("Brid")
    page.locator(".select2-results__option--highlighted", has_text="Bridges").wait_for()
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Save and continue editing").press("Enter")
    page.get_by_text("“some day” cannot be read as a date").wait_for()
    page.locator("#sections-0 .cke_wysiwyg_div").get_by_text("It was opened on Friday.").wait_for()
    page.locator("#filings-0 .select2-selection__rendered", has_text="Bridges").wait_for()
    page.locator("#id_events-0-when").fill("c. 1998")
    page.get_by_role("button", name="Save and continue editing").press("Enter")
    page.locator(".messagelist .success").wait_for()
    story = Piece.objects.get()
    assert story.state == Piece.State.DRAFT

    page.get_by_role("link", name="Publish", exact=True).press("Enter")
    page.get_by_role("heading", name="Before it goes out").wait_for()
    page.get_by_role("button", name="Publish").press("Enter")
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
    page.get_by_label("Headline:", exact=True).first.fill("Linked")
    editor = page.locator("#sections-0 .cke_wysiwyg_div")
    editor.wait_for()
    editor.focus()
    page.locator("#sections-0 .cke_button__link").click()
    page.locator(".cke_dialog").get_by_label("Display Text").fill("words")
    page.locator(".cke_dialog").get_by_label("URL").fill("example.org/a")
    page.keyboard.press("Enter")
    editor.locator("a").wait_for()
    page.get_by_role("button", name="Save and continue editing").press("Enter")
    page.locator(".messagelist .success").wait_for()
    html = Piece.objects.get().sections.first().html
    assert html == '<p><a href="http://example.org/a" rel="external noopener">words</a></p>'
    assert said == []
