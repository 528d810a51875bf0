"""The form of a story in Chromium: removed rows stay removed, and keys do what they do on other keyboards too."""

import pytest

from briefings.models import Piece
from tests.admin.desk import form_address
from tests.building import make_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_removed_row_is_still_removed_in_the_form_that_the_server_gives_back(desk_page) -> None:
    story = make_story(sources=["wire", "times"])
    desk_page.go(form_address(story))
    desk_page.locator("[name='citations-1-title']").focus()
    desk_page.keyboard.press("Alt+Delete")
    desk_page.locator("[name='headline']").fill("")
    desk_page.keyboard.press("Control+s")
    desk_page.locator("#errors").wait_for()
    assert not desk_page.locator("[name='citations-1-title']").is_visible()
    desk_page.locator(".row-gone button").click()
    desk_page.locator("[name='citations-1-title']").wait_for()
    desk_page.locator("[name='headline']").fill("A headline")
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert story.citations.count() == 2


def test_a_word_of_a_printed_name_is_deleted_by_keyboard_and_not_the_person(desk_page) -> None:
    desk_page.go(form_address(make_story(byline=["Ann Reporter"])))
    desk_page.locator("#id_byline_names").focus()
    for key in ("ArrowLeft", "Enter"):
        desk_page.keyboard.press(key)
    desk_page.wait_for_function("document.activeElement.matches('.chips input')")
    desk_page.keyboard.press("End")
    desk_page.keyboard.press("Control+Backspace")
    assert desk_page.evaluate("document.activeElement.value").strip() == "Ann"
    desk_page.keyboard.press("Enter")
    assert desk_page.locator("[name='byline_names']").input_value() == "Ann = Ann Reporter"


def test_a_form_is_saved_by_the_keys_of_a_russian_keyboard(desk_page) -> None:
    desk_page.go(form_address())
    desk_page.locator("[name='headline']").fill("Saved from Cyrillic keys")
    desk_page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent(
            "keydown", {key: "ы", code: "KeyS", ctrlKey: true, bubbles: true, cancelable: true}))"""
    )
    desk_page.locator(".messagelist .success").wait_for()
    assert Piece.objects.get().headline == "Saved from Cyrillic keys"


def test_a_marker_is_known_as_soon_as_its_source_has_its_key(desk_page) -> None:
    story = make_story(sections=["<p>Words.[^bbc-1]</p>"], sources=[])
    desk_page.go(form_address(story))
    painted = "([name, size]) => CSS.highlights.get(name).size === size"
    desk_page.wait_for_function(painted, arg=["marker-unknown", 1])
    desk_page.locator("[name='citations-0-outlet_name']").fill("BBC")
    desk_page.wait_for_function(painted, arg=["marker", 1])
    desk_page.locator("[name='citations-0-outlet_name']").focus()
    desk_page.keyboard.press("Alt+Delete")
    desk_page.wait_for_function(painted, arg=["marker-unknown", 1])
