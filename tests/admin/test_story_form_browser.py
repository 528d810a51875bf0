"""The form of a story in Chromium: rows by keyboard and drag, names, keys, what survives a session that ended."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib.sessions.models import Session

from briefings.models import Article, Piece
from tests.admin.browsing import focus_is_at, watched
from tests.admin.desk import form_address
from tests.building import make_outlet, make_question, make_story, make_topic, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


def status(page: Any, words: str) -> None:
    page.wait_for_function("w => document.getElementById('writing-status').textContent === w", arg=words)


def paste(page: Any, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const how = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


def values(page: Any, prefix: str, name: str) -> list[str]:
    """What the rows of a list hold in one field, in the order of the page."""
    return page.eval_on_selector_all(
        f"#{prefix}-group [data-row] [name$='-{name}']:not([type=hidden])",
        "fields => fields.map(f => f.value)",
    )


def test_rows_move_by_keys_are_announced_and_keep_the_focus(desk_page) -> None:
    story = make_story(events=[("2020-01-01", "<p>One.</p>"), ("2021-01-01", "<p>Two.</p>")])
    said = watched(desk_page)
    desk_page.go(form_address(story))
    desk_page.locator("[name='events-1-when']").focus()
    desk_page.keyboard.press("Alt+ArrowUp")
    status(desk_page, "Timeline 2: now number 1 of 3.")
    focus_is_at(desk_page, "events-1-when")
    assert desk_page.locator("[name='events-1-when']").get_attribute("aria-label") == "Timeline 1, date"
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert [event.html for event in story.events.all()] == ["<p>Two.</p>", "<p>One.</p>"]
    assert said == []


def test_rows_move_by_drag(desk_page) -> None:
    story = make_story(sources=[{"key": key, "outlet": key} for key in ("a", "b", "c")], sections=[])
    desk_page.go(form_address(story))
    desk_page.locator("[name='citations-1-key']").evaluate(
        "field => field.scrollIntoView({ block: 'center' })"
    )
    source = desk_page.locator("#citations-group [data-handle]").nth(2).bounding_box()
    target = desk_page.locator("#citations-group [data-row]").nth(0).bounding_box()
    desk_page.mouse.move(source["x"] + 5, source["y"] + 5)
    desk_page.mouse.down()
    desk_page.mouse.move(target["x"] + 9, target["y"] + 3, steps=5)
    desk_page.mouse.up()
    assert values(desk_page, "citations", "key") == ["c", "a", "b", ""]
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert [citation.key for citation in story.citations.all()] == ["c", "a", "b"]


def test_a_row_is_removed_by_keys_and_comes_back_by_undo(desk_page) -> None:
    story = make_story(events=[("2020-01-01", "<p>One.</p>"), ("2021-01-01", "<p>Two.</p>")])
    desk_page.go(form_address(story))
    desk_page.locator("[name='events-0-html']").focus()
    desk_page.keyboard.press("Alt+Delete")
    status(desk_page, "Timeline 1 goes with the next save.")
    desk_page.keyboard.press("Enter")
    focus_is_at(desk_page, "events-0-when")
    desk_page.keyboard.press("Alt+Delete")
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert [event.html for event in story.events.all()] == ["<p>Two.</p>"]


def test_between_the_values_of_a_source_nothing_else_is_a_stop(desk_page) -> None:
    desk_page.go(form_address())
    desk_page.locator("[name='citations-0-url']").focus()
    for name in ("outlet_name", "title", "published_on", "key"):
        desk_page.keyboard.press("Tab")
        focus_is_at(desk_page, f"citations-0-{name}")
    desk_page.keyboard.press("Alt+m")
    focus_is_at(desk_page, "citations-0-byline")
    desk_page.locator("[name='citations-0-key']").focus()
    desk_page.locator("[name='citations-0-url']").fill("https://example.org/a")
    desk_page.keyboard.press("Alt+n")
    focus_is_at(desk_page, "citations-1-url")


def test_pasted_lines_are_told_apart_whatever_their_order(desk_page) -> None:
    desk_page.go(form_address())
    desk_page.locator("[name='citations-0-url']").focus()
    paste(
        desk_page,
        "https://example.org/a\n"
        "Reuters\tA headline of some words\t21 Nov 2025\thttps://example.org/b\n"
        "c. 1998\tThe Times\tOn paper\n"
        "A longer headline comes before it\tReuters\n",
    )
    assert values(desk_page, "citations", "url") == ["https://example.org/a", "https://example.org/b", "", ""]
    assert values(desk_page, "citations", "outlet_name") == ["", "Reuters", "The Times", "Reuters"]
    titles = ["", "A headline of some words", "On paper", "A longer headline comes before it"]
    assert values(desk_page, "citations", "title") == titles
    assert values(desk_page, "citations", "published_on") == ["", "21 Nov 2025", "c. 1998", ""]
    assert values(desk_page, "citations", "key") == ["", "reuters-1", "the-times-1", "reuters-2"]
    desk_page.locator("[name='events-0-when']").focus()
    paste(desk_page, "3–7 March 2020\tOne.\nTwo.\t2021-05\nThree without a date\n")
    assert values(desk_page, "events", "when") == ["3–7 March 2020", "2021-05", ""]
    assert values(desk_page, "events", "html") == ["One.", "Two.", "Three without a date"]


def test_a_known_address_fills_the_row(desk_page) -> None:
    Article.objects.create(outlet=make_outlet("Reuters"), url="https://example.org/a", title="Known")
    desk_page.go(form_address())
    desk_page.locator("[name='citations-0-url']").focus()
    desk_page.keyboard.type("https://EXAMPLE.org/a?utm_source=x")
    desk_page.keyboard.press("Tab")
    status(desk_page, "Known: “Known”, Reuters.")
    assert values(desk_page, "citations", "title") == ["Known"]
    assert values(desk_page, "citations", "key") == ["reuters-1"]


def test_markers_follow_a_changed_key_on_the_page(desk_page) -> None:
    story = make_story(events=[{"start": "2020-01-01", "html": "<p>Then.[^wire]</p>", "keys": ["wire"]}])
    desk_page.go(form_address(story))
    desk_page.locator("[name='citations-0-key']").fill("agency")
    desk_page.keyboard.press("Tab")
    status(desk_page, "Markers follow: [^wire] is now [^agency].")
    assert values(desk_page, "events", "html")[0] == "Then.[^agency]"
    assert values(desk_page, "events", "keys")[0] == "agency"
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert story.sections.get().html == "<p>A bridge was opened on Friday.[^agency]</p>"


def test_topics_are_chosen_typed_and_ordered_by_keyboard(desk_page) -> None:
    make_topic("Bridges")
    desk_page.go(form_address())
    desk_page.locator("#id_topic_names").focus()
    desk_page.keyboard.type("brid")
    desk_page.locator("#suggestions [role=option]", has_text="Bridges").wait_for()
    desk_page.keyboard.press("ArrowDown")
    desk_page.keyboard.press("Enter")
    desk_page.keyboard.type("Rivers")
    desk_page.keyboard.press("Enter")
    desk_page.locator(".fresh", has_text="Rivers").wait_for()
    desk_page.keyboard.press("ArrowLeft")
    desk_page.keyboard.press("Alt+ArrowUp")
    text = desk_page.locator("[name='topic_names']")
    assert text.input_value() == "Rivers, Bridges"
    assert desk_page.locator(".fresh").count() == 1


def test_a_name_of_the_byline_is_printed_otherwise_by_keyboard_and_the_person_stays(desk_page) -> None:
    story = make_story(byline=["Ann Reporter"])
    desk_page.go(form_address(story))
    desk_page.locator("#id_byline_names").focus()
    for key in ("ArrowLeft", "Enter"):
        desk_page.keyboard.press(key)
    desk_page.wait_for_function(
        "document.activeElement.getAttribute('aria-label') === 'Name of Ann Reporter as printed'"
    )
    desk_page.keyboard.type("A. Reporter")
    desk_page.keyboard.press("Enter")
    assert desk_page.locator("[name='byline_names']").input_value() == "A. Reporter = Ann Reporter"
    desk_page.keyboard.press("Enter")
    desk_page.keyboard.type("Nobody")
    desk_page.keyboard.press("Escape")
    assert desk_page.locator(".chip").inner_text() == "A. Reporter Ann Reporter"
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert [(b.name, b.person.name) for b in story.bylines.all()] == [("A. Reporter", "Ann Reporter")]


def test_a_question_that_is_there_is_found_and_its_answers_are_not_asked_for(desk_page) -> None:
    question = published(make_question("Why are bridges opened?"))
    desk_page.go(form_address())
    desk_page.locator("[name='headline']").fill("A story")
    desk_page.locator("[name='question_links-0-title']").focus()
    desk_page.keyboard.type("bridges")
    desk_page.locator("#suggestions [role=option]").wait_for()
    desk_page.keyboard.press("ArrowDown")
    desk_page.keyboard.press("Enter")
    focus_is_at(desk_page, "question_links-0-teaser")
    assert not desk_page.locator("[name='question_links-0-answers-0-question']").is_visible()
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert Piece.objects.get(kind="story").question_links.get().question_id == question.pk


def test_a_headline_is_seen_whole_on_a_phone_and_stays_one_line_of_words(desk_page) -> None:
    desk_page.set_viewport_size({"width": 360, "height": 800})
    desk_page.go(form_address())
    headline = desk_page.locator("[name='headline']")
    headline.press_sequentially("Veldria asks for the gates of the dam to be opened")
    assert headline.evaluate("(field) => field.clientHeight >= field.scrollHeight")
    headline.press("Enter")
    focus_is_at(desk_page, "standfirst")
    headline.fill("Veldria asks\nfor the gates")
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert Piece.objects.get().headline == "Veldria asks for the gates"


def test_what_was_typed_survives_a_session_that_ended(desk_page) -> None:
    said = watched(desk_page)
    story = make_story()
    desk_page.go(form_address(story))
    desk_page.locator("[name='headline']").fill("Typed before")
    desk_page.locator("[name='events-0-when']").fill("1998")
    desk_page.keyboard.press("Alt+n")
    desk_page.keyboard.type("1999")
    Session.objects.all().delete()
    desk_page.keyboard.press("Control+s")
    desk_page.get_by_label("Username").fill("edna")
    desk_page.get_by_label("Password").fill("correct horse battery")
    desk_page.keyboard.press("Enter")
    desk_page.locator(
        "#errors", has_text="Here is what you typed before you had to sign in again."
    ).wait_for()
    assert desk_page.locator("[name='headline']").input_value() == "Typed before"
    assert values(desk_page, "events", "when")[:2] == ["1998", "1999"]
    assert Piece.objects.get().headline == "A bridge was opened"
    for field in ("events-0-html", "events-1-html"):
        desk_page.locator(f"[name='{field}']").fill("Then.")
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert Piece.objects.get().headline == "Typed before"
    desk_page.reload()
    assert desk_page.get_by_text("Here is what you typed").count() == 0
    assert said == []


def test_what_one_editor_typed_is_not_shown_to_the_next_at_the_same_browser(
    desk_page, django_user_model
) -> None:
    story = make_story()
    desk_page.go(form_address(story))
    desk_page.locator("[name='headline']").fill("Hers alone")
    Session.objects.all().delete()
    django_user_model.objects.create_superuser("ben", password="correct horse battery")
    desk_page.keyboard.press("Control+s")
    desk_page.get_by_label("Username").fill("ben")
    desk_page.get_by_label("Password").fill("correct horse battery")
    desk_page.keyboard.press("Enter")
    desk_page.locator("[name='headline']").wait_for()
    assert desk_page.locator("[name='headline']").input_value() == "A bridge was opened"
    assert desk_page.evaluate("sessionStorage.getItem('newsroom-kept')") is None


def test_an_error_has_the_focus_in_its_summary_and_its_link_leads_to_the_field(desk_page) -> None:
    desk_page.go(form_address())
    desk_page.locator("[name='headline']").fill("A story")
    desk_page.locator("[name='events-0-when']").fill("some day")
    desk_page.locator("[name='events-0-html']").fill("Then.")
    desk_page.keyboard.press("Control+s")
    desk_page.wait_for_function("document.activeElement?.id === 'errors'")
    desk_page.get_by_role("link", name="Timeline 1, date").press("Enter")
    focus_is_at(desk_page, "events-0-when")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_form_is_accessible_and_no_wider_than_the_window(desk_page, width: int, scheme: str) -> None:
    story = make_story(
        events=[("2020-01-01", "<p>One.</p>")],
        topics=["Bridges"],
        byline=["Ann"],
        questions=[make_question()],
    )
    desk_page.set_viewport_size({"width": width, "height": 900})
    desk_page.emulate_media(color_scheme=scheme)
    desk_page.go(form_address(story))
    desk_page.locator("#topic_names_text, .names-box").first.wait_for()
    desk_page.locator("[name='question_links-1-title']").fill("A new question?")
    desk_page.locator("details.more").evaluate_all("all => all.forEach(one => (one.open = true))")
    desk_page.evaluate(AXE.read_text())
    found = desk_page.evaluate("axe.run()")["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"]][:3]) for v in found] == []
    assert desk_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    names = desk_page.eval_on_selector_all(
        "#content form [name][aria-label]:not([type=hidden])",
        "all => all.map(f => f.getAttribute('aria-label'))",
    )
    assert len(names) == len(set(names))
