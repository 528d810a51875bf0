"""Every kind of public page: no fault that axe finds, nothing that the console minds, no line wider than the screen."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.building import make_editor, make_person, make_question, make_story, published, withdrawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY, LONG = (
    "/stories/bridge/",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)
KINDS = {
    "front page": "/",
    "story": STORY,
    "its changes": f"{STORY}changes/",
    "an edition": f"{STORY}changes/1/",
    "a difference": f"{STORY}changes/1..2/",
    "a report": f"{STORY}report/whats-happened/",
    "questions": "/questions/",
    "question": "/questions/why/",
    "topics": "/topics/",
    "topic": "/topics/bridges/",
    "its stories": "/topics/bridges/stories/",
    "its timeline": "/topics/bridges/timeline/2020/",
    "outlets": "/outlets/",
    "outlet": "/outlets/the-wire/",
    "person": "/people/ann-reporter/",
    "archive": "/archive/",
    "a day of it": "/archive/2020/03/05/",
    "corrections": "/corrections/",
    "search": "/search/?q=bridge",
    "not there": "/nothing/",
    "withdrawn": "/stories/gone/",
}


@pytest.fixture
def house(live_server):
    """One of each kind, with words that fit no line."""
    question = published(make_question("Why are bridges opened?", slug="why", topics=["Bridges"]))
    story = make_story(
        f"A bridge of the {LONG} was opened",
        slug="bridge",
        standfirst=f"Thousands came, and the {LONG} too.",
        sections=[
            f"<p>Opened.[^wire] {LONG}.[^wire]</p><table><tr><td>{LONG}</td><td>2</td></tr></table>",
            ("papers_say", "<p>Much.[^wire]</p>"),
            ("how_we_got_here", "<p>Slowly.</p>"),
        ],
        sources=[
            {
                "key": "wire",
                "outlet": "The Wire",
                "title": LONG,
                "url": f"https://wire.example/{LONG.lower()}",
            }
        ],
        events=[("2020-01-01", f"<p>{LONG}</p>"), ("2020-02-01", "<p>Tried out.</p>")],
        topics=["Bridges", LONG],
        questions=[question],
        byline=[make_person()],
    )
    published(story, on="2020-03-05")
    story.standfirst = "Hundreds came."
    story.save()
    story.refresh_fingerprint()
    published(story, kind="correction", note="It was hundreds.", by=make_editor())
    withdrawn(make_story("Gone", slug="gone"))
    return live_server.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_kind_of_page_has_a_fault_for_assistive_technology_or_the_policy(house, browser, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found = {}
    for kind, path in KINDS.items():
        page.goto(house + path)
        faults = [fault["id"] for fault in Axe().run(page).response["violations"]]
        room = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if faults or room > 0:
            found[kind] = faults, room
    context.close()
    assert found == {}
    assert [words for words in said if "status of 404" not in words and "status of 410" not in words] == []


def test_every_page_reflows_at_320_pixels_and_with_text_at_200_per_cent(house, browser):
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    too_wide = []
    for kind, path in KINDS.items():
        page.goto(house + path)
        for size in ("100%", "200%"):
            # As a reader does it in the browser's own settings: the size that rem refers to.
            page.set_viewport_size({"width": 320 if size == "100%" else 640, "height": 640})
            page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", size)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                too_wide.append((kind, size))
    context.close()
    assert too_wide == []


def test_the_way_past_the_masthead_is_the_first_stop_of_the_keyboard(house, page):
    page.goto(house + STORY)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert (skip.inner_text(), skip.get_attribute("href")) == ("Skip to the text", "#main")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", [STORY, "/", "/questions/why/", "/topics/bridges/"])
def test_headings_read_as_an_outline(house, page, path):
    page.goto(house + path)
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => +one.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(one, two) for one, two in pairwise(levels) if two > one + 1] == []
