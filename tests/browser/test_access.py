"""Every kind of public page: no fault that axe finds, nothing that the console minds, no line wider than the screen."""

from functools import partial
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from briefings.removals.redacting import redact
from briefings.removals.redaction_plan import Redacting, what_goes
from briefings.views.errors import bare
from tests.building import (
    make_editor,
    make_person,
    make_question,
    make_story,
    published,
    review_on,
    withdrawn,
)

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
    "a letter": "/topics/letter/B/",
    "topic": "/topics/bridges/",
    "its stories": "/topics/bridges/stories/",
    "its stories of a year": "/topics/bridges/stories/2020/",
    "its timeline": "/topics/bridges/timeline/2020/",
    "outlets": "/outlets/",
    "outlet": "/outlets/the-wire/",
    "person": "/people/ann-reporter/",
    "archive": "/archive/",
    "a year of it": "/archive/2020/",
    "a month of it": "/archive/2020/03/",
    "a day of it": "/archive/2020/03/05/",
    "corrections": "/corrections/",
    "about": "/about/",
    "search": "/search/?q=bridge",
    "search for nothing": "/search/",
    "search in vain": "/search/?q=submarines",
    "not there": "/nothing/",
    "withdrawn": "/stories/gone/",
    "removed": "/stories/removed/",
    "unreadable": "/?x=%ff",
    "broken": "/broken/",
    "too long": "/too-long/",
}

# Of its rules for WCAG 2.2, axe leaves out the size of targets unless it is asked, and contrast of AAA.
STRICT = {
    "rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": ["color-contrast", "color-contrast-enhanced"], "resultTypes": ["violations"]}

SHIFTS = """() => new Promise(done => {
    let sum = 0;
    const add = shifts => shifts.forEach(shift => { sum += shift.value; });
    const observer = new PerformanceObserver(list => add(list.getEntries()));
    observer.observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => { add(observer.takeRecords()); done(sum); }));
})"""
"""How far what was shown has moved by itself since the page was asked for (cumulative layout shift)."""


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
    removed = published(make_story("Removed", slug="removed"))
    asked = Redacting(removed.pk, (1,), "Removed on the order of a court.", working_copy=True)
    going = what_goes(asked)
    redact(asked, by=make_editor("chief", "cleo"), seen=going.mark, typed=going.headline)
    review_on(review=False, about=f"<p>We write about the {LONG}.</p><h2>Who we are</h2><p>Three people.</p>")
    return live_server.url


@pytest.mark.parametrize("width", [360, 1280])
def test_no_kind_of_page_has_a_fault_for_assistive_technology_or_the_policy(house, browser, width):
    """In light with all of axe, in dark with what colours can change."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    bare_pages(page)
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found = {}
    for kind, path in KINDS.items():
        page.emulate_media(color_scheme="light")
        page.goto(house + path)
        shift = page.evaluate(SHIFTS)
        faults = faults_on(page, STRICT)
        page.emulate_media(color_scheme="dark")
        faults += faults_on(page, COLOURS)
        room = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if faults or room > 0 or shift:
            found[kind] = faults, room, shift
    context.close()
    assert found == {}
    assert [words for words in said if "status of 4" not in words] == []


def bare_pages(page) -> None:
    """Stand in for the server where nothing works any more, and for what it refuses before it reads on."""
    for path, template in (("**/broken/", "500.html"), ("**/too-long/", "414.html")):
        page.route(path, partial(give, bare(template)))


def give(html: str, route, _request) -> None:
    route.fulfill(body=html, content_type="text/html")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_refused_forms_have_no_fault_either(house, browser, settings, width):
    """403 for a form whose cookie is gone, 413 for one that brings too much."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    settings.BODY_MAX_BYTES = 1000
    found = {}
    for status, path, words in (
        (403, "/admin/login/", "x"),
        (413, f"{STORY}report/whats-happened/", "x" * 1500),
    ):
        page.emulate_media(color_scheme="light")
        page.goto(house + path)
        context.clear_cookies()
        field = page.locator("input[name=username], textarea").first
        field.evaluate("(field, words) => { field.value = words; field.form.noValidate = true; }", words)
        with page.expect_navigation() as navigation:
            field.evaluate("field => field.form.submit()")
        assert navigation.value.status == status
        faults = faults_on(page, STRICT)
        page.emulate_media(color_scheme="dark")
        faults += faults_on(page, COLOURS)
        room = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if faults or room > 0:
            found[status] = faults, room
    context.close()
    assert found == {}


def faults_on(page, options) -> list[str]:
    """What axe finds on the page as it stands: the rule, and the first element that breaks it."""
    found = Axe().run(page, options=options).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


def test_every_page_reflows_at_320_pixels_and_with_text_at_200_per_cent(house, browser):
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    bare_pages(page)
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
