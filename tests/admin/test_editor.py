"""A rich text from its first focus to the save, in Chromium."""

import pytest

from briefings.models import Piece
from tests.admin.editor_pages import at_its_end, given, opened, saved, started, text_of, wrapper
from tests.building import make_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RICH = (
    "<p>“Good”, said é &amp; co., 5 &lt; 6&nbsp;km – <strong>bold <em>and both</em></strong>.[^wire] "
    "H<sub>2</sub>O, <q>quoted</q>, <cite>A Title</cite><br>next line.</p><h3>Why “here”?</h3>"
    "<ul><li>one<ul><li>two<ol><li>deep</li></ol></li></ul></li><li>three</li></ul>"
    "<blockquote><p>First.</p><p>Second.</p></blockquote>"
)
TABLE = (
    "<table><caption>Votes</caption><thead><tr><th>Party</th><th>Seats</th></tr></thead>"
    '<tbody><tr><th scope="row">Reds</th><td>12</td></tr><tr><td colspan="2">none<br>at all</td></tr></tbody>'
    '</table><p>See <a href="https://example.org/a?b=1&amp;c=2" rel="external noopener">there</a>, '
    '<a href="/about/">here</a> and <a href="mailto:desk@example.org">us</a>.</p>'
)


def test_nothing_of_ckeditor_is_loaded_before_the_first_focus(page, live_server, editor):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, live_server, editor, make_story(sections=[RICH]))
    assert [url for url in asked if "ckeditor" in url or "plugin-" in url] == []
    started(page)
    assert [url for url in asked if url.endswith("ckeditor.js")] != []
    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_before_the_focus_a_text_stands_there_as_it_will_look(page, live_server, editor):
    opened(page, live_server, editor, make_story(sections=[TABLE, RICH]))
    assert text_of(page, 1).locator("ul ul ol li").inner_text() == "deep"
    assert text_of(page).locator("td").first.inner_text() == "12"
    width = text_of(page).evaluate("e => e.getBoundingClientRect().width")
    started(page)
    assert text_of(page).evaluate("e => e.getBoundingClientRect().width") == width


def test_letters_typed_at_once_after_the_focus_are_there_in_their_order(page, live_server, editor):
    said = opened(page, live_server, editor, make_story(sections=["<p>Old words.</p>"]))
    text_of(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Néw ones, typed without waiting for anything, with a marker.[^wire]", delay=4)
    wrapper(page).and_(page.locator(".rich-running")).wait_for()
    page.keyboard.type(" And more.")
    saved(page)
    assert Piece.objects.get().sections.get().html == (
        "<p>Old words. Néw ones, typed without waiting for anything, with a marker.[^wire] And more.</p>"
    )
    assert said == []


def test_a_new_text_takes_paragraphs_before_the_editor_is_there(page, live_server, editor):
    opened(page, live_server, editor, make_story(sections=["<p>x</p>", ""]))
    text_of(page, 1).focus()
    page.keyboard.type("One.")
    page.keyboard.press("Enter")
    page.keyboard.type("Two.")
    wrapper(page, 1).and_(page.locator(".rich-running")).wait_for()
    page.keyboard.type(" Three.")
    saved(page)
    assert Piece.objects.get().sections.last().html == "<p>One.</p><p>Two. Three.</p>"


def test_where_ckeditor_cannot_be_loaded_the_words_are_kept_all_the_same(page, live_server, editor):
    page.route("**/ckeditor*.js*", lambda route: route.abort())
    opened(page, live_server, editor, make_story(sections=["<p>Old.</p>"]))
    with page.expect_event("requestfailed"):
        text_of(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" New.")
    saved(page)
    assert Piece.objects.get().sections.get().html == "<p>Old. New.</p>"


def test_what_is_pasted_and_typed_where_ckeditor_cannot_be_loaded_is_kept_in_its_order(
    page, live_server, editor
):
    held = []
    page.route("**/ckeditor*.js*", lambda route: route.abort() if held else held.append(route))
    opened(page, live_server, editor, make_story(sections=["<p>Old.</p>"]))
    with page.expect_request("**/ckeditor*.js*"):
        text_of(page).focus()
    page.keyboard.press("Control+End")
    given(text_of(page), '<p style="color: red">While <b>it</b> loads,</p>')
    page.keyboard.type(" a < b.")
    with page.expect_event("requestfailed"):
        held[0].abort()
    text_of(page).filter(has_text="a < b.").wait_for()
    given(text_of(page), text=" And c & d")
    page.keyboard.type(" after it.")
    saved(page)
    html = Piece.objects.get().sections.get().html
    assert html == "<p>Old.While <strong>it</strong> loads, a &lt; b. And c &amp; d after it.</p>"


def test_what_is_pasted_and_saved_before_ckeditor_is_there_is_saved(page, live_server, editor):
    page.route("**/ckeditor*.js*", lambda route: None)
    opened(page, live_server, editor, make_story(sections=["<p>Old.</p>"]))
    with page.expect_request("**/ckeditor*.js*"):
        text_of(page).focus()
    page.keyboard.press("Control+End")
    given(text_of(page), text="One\n\nTwo")
    page.keyboard.type("!")
    page.locator("[name=headline]").focus()
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press("Control+s")
    page.unroute_all()
    page.wait_for_url("**/change/")
    assert Piece.objects.get().sections.get().html == "<p>Old.</p><p>One</p><p>Two!</p>"


def test_an_unchanged_save_of_a_live_story_changes_nothing(page, live_server, editor):
    story = make_story(sections=[RICH, TABLE])
    story.publish(by=editor)
    before = [section.html for section in story.sections.all()]
    said = opened(page, live_server, editor, story)
    started(page)
    started(page, 1)
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    saved(page)
    after = Piece.objects.get()
    assert after.fingerprint == story.fingerprint
    assert after.state == Piece.State.LIVE
    assert [section.html for section in after.sections.all()] == before
    assert said == []


def test_a_letter_more_is_the_only_change(page, live_server, editor):
    story = make_story(sections=[RICH, TABLE])
    before = [section.html for section in story.sections.all()]
    opened(page, live_server, editor, story)
    for place in (0, 1):
        at_its_end(page, place)
        page.keyboard.type("!")
    saved(page)
    after = [section.html for section in story.sections.all()]
    assert after == [
        before[0].replace("Second.", "Second.!"),
        before[1].replace("</a>.</p>", "</a>.!</p>"),
    ]


def test_tab_leads_through_a_text_and_back_and_the_tool_bar_is_no_stop(page, live_server, editor):
    opened(
        page,
        live_server,
        editor,
        make_story(sections=["<ul><li>one</li><li>two</li></ul>" + TABLE, "<p>b</p>"]),
    )
    place = "document.activeElement.closest('.rich-editor')?.querySelector('textarea').name"
    started(page)
    started(page, 1)
    # From within a list and from the last cell of a table too.
    for stand in ("li:nth-of-type(2)", "td >> nth=-1"):
        text_of(page).locator(stand).first.click()
        page.keyboard.press("Tab")
        while page.evaluate(place) is None:
            page.keyboard.press("Tab")
        assert page.evaluate(place) == "sections-1-html"
        page.keyboard.press("Shift+Tab")
        while page.evaluate(place) is None:
            page.keyboard.press("Shift+Tab")
        assert page.evaluate(place) == "sections-0-html"
    assert page.locator(".cke_toolbox [tabindex='0']").count() == 0
    page.keyboard.press("Alt+F10")
    assert page.evaluate("document.activeElement.matches('.cke_button__bold')")
    page.keyboard.press("Escape")
    assert page.evaluate(place) == "sections-0-html"


def test_a_field_that_has_the_focus_stays_where_it_is_while_a_text_above_it_starts(page, live_server, editor):
    page.set_viewport_size({"width": 1280, "height": 1200})  # both are seen: nothing scrolls by itself
    opened(page, live_server, editor, make_story(sections=[RICH, "<p>x</p>"]))
    text_of(page).focus()
    field = page.locator("input[name=citations-0-url]")
    field.focus()
    top = "e => e.getBoundingClientRect().top"
    before = field.evaluate(top)
    page.evaluate(
        """() => {
            window.heights = new Set();
            const look = () => {
                window.heights.add(Math.round(document.activeElement.getBoundingClientRect().top));
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    wrapper(page).and_(page.locator(".rich-running")).wait_for()
    assert abs(field.evaluate(top) - before) < 1
    assert page.evaluate("window.heights.size") == 1
    assert field.evaluate("e => e === document.activeElement")


def test_tab_leads_from_cell_to_cell_and_what_is_typed_stands_there(page, live_server, editor):
    opened(page, live_server, editor, make_story(sections=[TABLE, "<p>b</p>"]))
    started(page)
    cells = text_of(page).locator("td")
    count = cells.count()
    cells.first.click()
    for n in range(count):
        page.keyboard.type(f"cell {n}") if n else None
        page.keyboard.press("Tab") if n < count - 1 else None
    assert cells.all_inner_texts()[1:] == [f"cell {n}" for n in range(1, count)]
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("back")
    assert cells.all_inner_texts()[count - 2] == "back"
    assert text_of(page, 1).inner_text().strip() == "b"


def test_each_text_is_named_after_its_section(page, live_server, editor):
    sections = [("papers_say", "<p>a</p>"), ("other", "<p>b</p>", "The money")]
    opened(page, live_server, editor, make_story(sections=sections))
    assert "What the papers say" in started(page).get_attribute("aria-label")
    assert "The money" in started(page, 1).get_attribute("aria-label")


def test_the_form_around_a_text_gets_its_words(page, live_server, editor):
    opened(page, live_server, editor, make_story(sections=["<p>Old.</p>"]))
    name = "sections-0-html"
    at_its_end(page)
    page.keyboard.type(" New.")
    form = "document.getElementsByName('sections-0-html')[0].form"
    assert page.evaluate(f"new FormData({form}).get('{name}')").strip() == "<p>Old. New.</p>"
    page.evaluate("document.dispatchEvent(new Event('newsroom:write-back'))")
    assert page.locator(f'[name="{name}"]').input_value().strip() == "<p>Old. New.</p>"
    page.locator(f'[name="{name}"]').evaluate(
        "e => { e.value = '<p>Taken back.</p>'; e.dispatchEvent(new Event('change')); e.focus(); }"
    )
    assert text_of(page).inner_text().strip() == "Taken back."
    assert page.evaluate("document.activeElement.classList.contains('rich-text')")


def test_what_was_refused_comes_back_into_the_editor_without_running(page, live_server, editor):
    story = make_story(sections=["<p>Old.</p>"])
    said = opened(page, live_server, editor, story)
    page.locator('[name="sections-0-html"]').evaluate(
        'e => { e.value = \'<p>Hi<img src=x onerror="window.ran=1"><a href="javascript:alert(1)">x</a></p>\';'
        " e.dispatchEvent(new Event('change')); }"
    )
    assert text_of(page).inner_html() == "<p>Hix</p>"
    started(page)
    assert page.evaluate("window.ran") is None
    assert said == []
