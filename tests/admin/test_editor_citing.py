"""Citing in a rich text: the list at the caret, the button, markers that follow their key."""

import pytest

from tests.admin.editor_pages import at_its_end, opened, started, text_of
from tests.building import make_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SOURCES = (
    {"key": "wire"},
    {"key": "bbc-1", "outlet": "BBC", "title": "Bridge opens"},
    {"key": "reuters-1", "outlet": "Reuters", "title": "Ünder the bridge"},
)

PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def form(page, live_server, editor):
    """The open form of a story with three sources, its text not started."""
    form_of = make_story(sections=["<p>Old.</p>"], sources=SOURCES)
    page.said = opened(page, live_server, editor, form_of)
    yield page
    assert page.said == []


def offered(page) -> list[str]:
    return page.locator(".choosing .choosing-title").all_inner_texts()


def words(page) -> str:
    return "".join(char for char in text_of(page).inner_text().strip() if char != "\u200b")


def test_typing_a_bracket_and_a_caret_offers_the_sources_and_enter_completes_the_marker(form):
    at_its_end(form)
    form.keyboard.type("[^")
    assert offered(form) == ["wire", "bbc-1", "reuters-1"]
    form.keyboard.type("re")
    assert offered(form) == ["reuters-1", "wire"]
    form.keyboard.press("ArrowDown")
    form.keyboard.press("ArrowUp")
    form.keyboard.press("Enter")
    assert offered(form) == []
    form.keyboard.type(" On.")
    assert words(form) == "Old.[^reuters-1] On."


def test_sources_are_found_by_outlet_and_headline_too(form):
    at_its_end(form)
    form.keyboard.type("[^under")
    assert offered(form) == ["reuters-1"]


def test_a_key_typed_by_hand_works_just_as_well(form):
    at_its_end(form)
    form.keyboard.type("[^bbc-1] Then this. [^wire]")
    assert offered(form) == []
    assert words(form) == "Old.[^bbc-1] Then this. [^wire]"


def test_the_list_takes_no_key_that_is_not_its_own(form):
    at_its_end(form)
    form.keyboard.type("[^zzz")
    assert offered(form) == []
    form.keyboard.press("Enter")
    form.keyboard.type("Two [^wi")
    form.keyboard.press("Escape")
    assert offered(form) == []
    form.keyboard.type("re")
    assert offered(form) == []
    form.keyboard.press("Enter")
    form.keyboard.type("Three [^ four")
    form.keyboard.press("Home")
    form.keyboard.type("> ")
    assert words(form).split("\n\n") == ["Old.[^zzz", "Two [^wire", "> Three [^ four"]


def test_tab_leaves_the_text_while_the_list_is_open(form):
    text = at_its_end(form)
    form.keyboard.type("[^")
    assert offered(form) != []
    form.keyboard.press("Tab")
    assert offered(form) == []
    assert text.evaluate("e => e.contains(document.activeElement)") is False
    assert words(form) == "Old.[^"


def test_a_choice_within_a_marker_takes_its_place(form):
    at_its_end(form)
    form.keyboard.type("[^wire]!")
    for _ in range(6):
        form.keyboard.press("ArrowLeft")
    form.keyboard.press("ArrowRight")
    form.keyboard.press("Backspace")
    form.keyboard.type("b")
    assert offered(form)[0] == "bbc-1"
    form.keyboard.press("Enter")
    assert words(form) == "Old.[^bbc-1]!"


def test_the_button_offers_the_sources_by_keyboard_and_writes_at_the_caret(form):
    at_its_end(form)
    form.keyboard.press("Home")
    form.keyboard.press("Alt+F10")
    form.locator(".cke_button__cite").focus()
    form.keyboard.press("Enter")
    form.get_by_role("combobox", name="Cite a source").wait_for()
    form.keyboard.type("open")
    assert offered(form) == ["bbc-1"]
    form.keyboard.press("Enter")
    form.keyboard.type(" ")
    assert words(form) == "[^bbc-1] Old."


def test_escape_from_the_buttons_list_leads_back_to_the_text(form):
    text = at_its_end(form)
    form.locator(".cke_button__cite").click()
    form.get_by_role("combobox", name="Cite a source").wait_for()
    form.keyboard.press("Escape")
    assert text.evaluate("e => e === document.activeElement") is True
    form.keyboard.type(" On.")
    assert words(form) == "Old. On."


def test_the_list_names_what_the_form_holds_now(form):
    form.locator('[name="citations-1-key"]').fill("auntie")
    form.locator('[name="citations-1-outlet_name"]').fill("Auntie")
    at_its_end(form)
    form.keyboard.type("[^au")
    assert offered(form) == ["auntie"]


def test_markers_follow_a_renamed_key_in_running_texts_and_in_others(page, live_server, editor):
    html = '<p>Words[^wire] and <a href="https://example.org/[^wire]">more</a>.[^wire-2]</p>'
    sources = ("wire", "wire-2")
    opened(page, live_server, editor, make_story(sections=[html, html], sources=sources))
    started(page)
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('newsroom:key-renamed', {detail: {from: 'wire', to: 'paper'}}))"
    )
    for place in (0, 1):
        assert text_of(page, place).inner_text().strip() == "Words[^paper] and more.[^wire-2]"
        assert text_of(page, place).locator("a").get_attribute("href") == "https://example.org/[^wire]"
        value = page.locator(f'[name="sections-{place}-html"]').input_value()
        assert "Words[^paper] and" in value
        assert ".[^wire-2]" in value


def test_markers_are_painted_without_anything_in_the_text(page, live_server, editor):
    story = make_story(sections=["<p>Known.[^wire] Not.[^nobody]</p>"], sources=["wire"])
    opened(page, live_server, editor, story)
    painted = "name => [...CSS.highlights.get(name)].map(String)"
    page.evaluate(PAINTED)
    assert page.evaluate(painted, "marker") == ["[^wire]"]
    assert page.evaluate(painted, "marker-unknown") == ["[^nobody]"]
    text = started(page)
    page.evaluate(PAINTED)
    assert page.evaluate(painted, "marker") == ["[^wire]"]
    assert text.locator("p > *").count() == 0
