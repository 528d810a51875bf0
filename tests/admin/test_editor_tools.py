"""The tools of a rich text: buttons, dialogs, what a screen reader finds, what the page's policy says."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from briefings.models import Piece
from newsroom.static_files import KEPT_PLUGINS, StaticFiles
from tests.admin.desk import form_address
from tests.admin.editor_pages import at_its_end, opened, saved, started, text_of
from tests.building import make_story

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><p>After.</p>"


def test_the_policy_is_relaxed_on_the_form_and_nowhere_else_on_the_desk(desk: Client) -> None:
    relaxed = desk.get(form_address()).headers["Content-Security-Policy"]
    assert "script-src-attr 'unsafe-inline'" in relaxed
    assert "style-src 'self' 'unsafe-inline'" in relaxed
    assert "script-src 'self';" in relaxed
    assert "unsafe-eval" not in relaxed
    listed = desk.get(form_address().replace("add/", "")).headers["Content-Security-Policy"]
    assert "unsafe" not in listed


def test_the_configuration_stands_once_in_the_page(desk: Client) -> None:
    page = desk.get(form_address(make_story(sections=["<p>a</p>"] * 8))).content.decode()
    assert page.count("removePlugins") == 1
    assert page.count("data-rich") >= 8


def test_what_asks_other_hosts_or_uploads_is_no_static_file() -> None:
    foreign = {
        "codesnippet",
        "embed",
        "exportpdf",
        "flash",
        "iframe",
        "preview",
        "scayt",
        "uploadimage",
        "wsc",
    }
    assert KEPT_PLUGINS & foreign == set()
    patterns = StaticFiles.ignore_patterns
    assert {f"ckeditor/ckeditor/plugins/{name}/*" for name in foreign} - set(patterns) == set()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_the_focus_in_the_editor_its_lists_and_its_dialogs(
    page, live_server, editor, scheme, width
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    said = opened(page, live_server, editor, make_story(sections=["<p>Words.[^wire]</p>" + TABLE]))

    def violations() -> list[tuple[str, str]]:
        found = Axe().run(page, context=".rich-editor, .choosing, .cke_dialog").response["violations"]
        return [(one["id"], one["nodes"][0]["html"]) for one in found]

    assert violations() == []
    at_its_end(page)
    page.keyboard.type(" [^")
    page.locator(".choosing [role=option]").first.wait_for()
    assert violations() == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Link").wait_for()
    assert violations() == []
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Link").wait_for(state="hidden")
    page.locator(".cke_button__table:visible").click()
    page.get_by_role("dialog", name="Table").wait_for()
    assert violations() == []
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Table").wait_for(state="hidden")
    page.keyboard.press("Control+Shift+k")
    page.locator(".choosing [role=option]").first.wait_for()
    assert violations() == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert said == []


@pytest.mark.browser
def test_the_sentence_above_the_form_leads_into_the_text(page, live_server, editor):
    opened(page, live_server, editor, make_story(sections=["<p>Words.</p>"]))
    at_its_end(page)
    page.keyboard.type("[^nobody]")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.locator("#errors a[href='#id_sections-0-html']").click()
    assert page.evaluate("document.activeElement.matches('.rich-text[aria-invalid=true]')") is True


@pytest.mark.browser
def test_a_link_is_made_by_keyboard_in_the_dialog(page, live_server, editor):
    said = opened(page, live_server, editor, make_story(sections=["<p>See </p>"]))
    at_its_end(page)
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Link")
    expect(dialog.get_by_label("URL")).to_be_focused()  # the dialog has filled itself in
    dialog.get_by_label("Display Text").fill("this")
    dialog.get_by_label("URL").fill("example.org/a")
    page.keyboard.press("Enter")
    text_of(page).locator("a").wait_for()
    saved(page)
    html = '<p>See<a href="https://example.org/a" rel="external noopener">this</a></p>'
    assert Piece.objects.get().sections.get().html == html
    assert said == []


AT_ONCE = """async () => {
    const text = document.activeElement;
    for (const to of ["collapseToStart", "collapseToEnd"]) {
        getSelection().selectAllChildren(text);
        getSelection()[to]();
        text.dispatchEvent(new KeyboardEvent("keyup", {key: "End", bubbles: true}));
        if (to === "collapseToStart") await new Promise(requestAnimationFrame);
    }
    const combination = {key: "k", keyCode: 75, ctrlKey: true, bubbles: true};
    text.dispatchEvent(new KeyboardEvent("keydown", combination));
}"""


@pytest.mark.browser
def test_a_link_opened_at_once_stands_where_the_caret_went_last(page, live_server, editor):
    opened(page, live_server, editor, make_story(sections=["<p>One two three</p>"]))
    text = at_its_end(page)
    dialog = page.get_by_role("dialog", name="Link")
    page.keyboard.press("Control+k")  # so that the dialog is there at once when it is opened again
    expect(dialog.get_by_label("URL")).to_be_focused()
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    page.evaluate(AT_ONCE)  # faster than CKEditor looks at the caret by itself
    expect(dialog.get_by_label("URL")).to_be_focused()
    dialog.get_by_label("Display Text").fill("this")
    dialog.get_by_label("URL").fill("example.org/a")
    page.keyboard.press("Enter")
    expect(text).to_have_text("One two threethis")


@pytest.mark.browser
def test_the_buttons_write_what_the_page_knows(page, live_server, editor):
    said = opened(
        page, live_server, editor, make_story(sections=["<p>One</p><p>Two</p><p>Three</p><p>Four</p>"])
    )
    text = started(page)
    for line, button in enumerate(["heading", "bulletedlist", "numberedlist", "blockquote"]):
        text.get_by_text(["One", "Two", "Three", "Four"][line]).click()
        page.locator(f".cke_button__{button}").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+i")
    saved(page)
    assert Piece.objects.get().sections.get().html == (
        "<h3>One</h3><ul><li>Two</li></ul><ol><li>Three</li></ol>"
        "<blockquote><p><em><strong>Four</strong></em></p></blockquote>"
    )
    assert said == []


@pytest.mark.browser
def test_rows_and_columns_come_and_go_within_a_table(page, live_server, editor):
    opened(page, live_server, editor, make_story(sections=[TABLE]))
    text = started(page)
    text.get_by_text("After.").click()
    assert page.locator(".cke_button__rowafter").is_visible() is False
    text.locator("td").first.click()
    page.locator(".cke_button__rowafter").click()
    text.locator("tr:nth-of-type(2) td").first.click()
    page.keyboard.type("c")
    text.get_by_text("b", exact=True).click()
    page.locator(".cke_button__columndelete").click()
    saved(page)
    assert Piece.objects.get().sections.get().html == (
        "<table><tbody><tr><td>a</td></tr><tr><td>c</td></tr></tbody></table><p>After.</p>"
    )
