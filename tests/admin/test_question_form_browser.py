"""The form of a common question in Chromium: all of it by keyboard, and nothing wrong for assistive technology."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from briefings.models import Piece
from tests.admin.browsing import focus_is_at, watched
from tests.building import make_question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/briefings/commonquestion/add/"


def test_a_question_is_written_answered_and_published_by_keyboard_alone(desk_page) -> None:
    said = watched(desk_page)
    keyboard = desk_page.keyboard
    desk_page.go(ADD)
    focus_is_at(desk_page, "headline")
    keyboard.type("Why are bridges opened?")
    desk_page.locator(".rich-face").first.wait_for()
    keyboard.press("Tab")
    focus_is_at(desk_page, "standfirst")
    keyboard.type("A few words before the answers.")
    keyboard.press("Alt+PageDown")
    focus_is_at(desk_page, "answers-0-question")
    keyboard.type("Who opens them?")
    keyboard.press("Enter")
    focus_is_at(desk_page, "answers-0-html")
    keyboard.type("Engineers do.[^the-wire-1]")
    keyboard.press("Tab")
    focus_is_at(desk_page, "answers-1-question")
    keyboard.type("When?")
    keyboard.press("Tab")
    focus_is_at(desk_page, "answers-1-html")
    keyboard.type("At noon.")
    keyboard.press("Alt+n")
    focus_is_at(desk_page, "answers-2-question")
    keyboard.type("Where?")
    keyboard.press("Tab")
    focus_is_at(desk_page, "answers-2-html")
    keyboard.type("By the river.")
    keyboard.press("Alt+ArrowUp")
    keyboard.press("Alt+PageDown")
    focus_is_at(desk_page, "citations-0-url")
    for name in ("outlet_name", "title"):
        keyboard.press("Tab")
        focus_is_at(desk_page, f"citations-0-{name}")
        keyboard.type({"outlet_name": "The Wire", "title": "Bridges opened"}[name])
    keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    focus_is_at(desk_page, "citations-0-title")
    question = Piece.objects.get()
    assert [(a.question, a.html) for a in question.answers.all()] == [
        ("Who opens them?", "<p>Engineers do.[^the-wire-1]</p>"),
        ("Where?", "<p>By the river.</p>"),
        ("When?", "<p>At noon.</p>"),
    ]
    keyboard.press("Control+Enter")
    desk_page.get_by_role("heading", name="Publish", level=1).wait_for()
    desk_page.wait_for_function("document.activeElement?.matches('button[type=submit]')")
    keyboard.press("Enter")
    desk_page.get_by_text("edition 1 is out").wait_for()
    assert Piece.objects.get().state == Piece.State.LIVE
    assert said == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_of_a_question_has_no_fault_with_rows_errors_and_more_of_a_row_open(
    desk_page,
    width: int,
    scheme: str,
) -> None:
    said = watched(desk_page)
    desk_page.set_viewport_size({"width": width, "height": 800})
    desk_page.emulate_media(color_scheme=scheme)
    question = make_question("Why are bridges opened?")
    desk_page.go(f"/admin/briefings/commonquestion/{question.pk}/change/")
    desk_page.locator(".rich-face").first.wait_for()
    desk_page.locator("[name='answers-0-question']").focus()
    desk_page.keyboard.press("Alt+m")
    desk_page.keyboard.press("Alt+n")
    desk_page.locator("[name='citations-0-url']").fill("nowhere")
    desk_page.keyboard.press("Control+s")
    desk_page.locator("#errors").wait_for()
    assert [violation["id"] for violation in Axe().run(desk_page).response["violations"]] == []
    assert not desk_page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert said == []
