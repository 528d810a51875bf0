"""What readers who come back are given by the scripts of a piece's page, and that nothing of it is there without."""

import re
from datetime import timedelta

import pytest

from newsroom.clock import now
from tests.building import changed, make_question, make_story, published, withdrawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TWO = (
    (
        "whats_happened",
        "<p>The bridge opened on Friday.[^wire] Thousands crossed it on foot. It is long.</p>",
    ),
    ("behind_the_headline", "<p>It took nine years.</p>"),
)
LATER = "{ const real = Date.now; Date.now = () => real() + 3600e3; }"
EARLIER = "{ const real = Date.now; Date.now = () => real() - 3600e3; }"


@pytest.fixture
def story(db):
    return published(make_story("The bridge is open", slug="bridge", sections=TWO, topics=["Bridges"]))


def visited(page, live_server, path: str = "/stories/bridge/") -> None:
    page.goto(live_server.url + path)
    page.wait_for_function("() => localStorage.getItem('newsroom:read') !== null")


def test_who_comes_back_is_shown_the_section_that_changed_since(story, live_server, page):
    visited(page, live_server)
    assert not page.locator("#new-since").is_visible()
    published(
        changed(story, html="<p>The bridge opened on Friday and closed again.[^wire]</p>"), kind="update"
    )
    page.add_init_script(LATER)
    page.reload()
    page.locator("#new-since").wait_for(state="visible")
    assert page.locator("#new-since a").all_inner_texts() == ["What’s happened"] or page.locator(
        "#new-since a"
    ).all_inner_texts() == ["What's happened"]
    assert page.locator(".new-mark").count() == 1
    page.reload()  # the same visit
    page.locator("#new-since").wait_for(state="visible")
    page.locator("#new-since button").click()
    assert page.locator("#new-since").count() == 0
    assert page.context.cookies() == []


def test_a_misspelling_mended_is_not_told_as_new(story, live_server, page):
    visited(page, live_server)
    minor = changed(story, html="<p>The bridge opened on Friday![^wire] Thousands crossed it.</p>")
    published(minor, kind="minor")
    page.add_init_script(LATER)
    page.reload()
    page.locator("#share").wait_for(state="visible")
    assert page.locator("#new-since").get_attribute("data-edition") == "2"
    assert not page.locator("#new-since").is_visible()


def test_storage_that_holds_something_else_breaks_nothing(story, live_server, page):
    page.add_init_script("localStorage.setItem('newsroom:read', '[1, {')")
    page.goto(live_server.url + "/stories/bridge/")
    page.wait_for_function("() => localStorage.getItem('newsroom:read').includes('/stories/bridge/')")


def test_selected_words_lead_to_a_link_that_the_browser_finds_again(story, live_server, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + "/stories/bridge/")
    page.locator("#sentence-link").wait_for(state="visible")
    page.evaluate(
        """() => {
            const text = document.querySelector('#whats-happened .prose p').firstChild;
            document.getSelection().setBaseAndExtent(text, 4, text, 10);
        }"""
    )
    page.locator(".sentence-button").click()
    page.wait_for_function("() => document.querySelector('#sentence-link [role=status]').textContent")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith("/stories/bridge/#:~:text=The%20bridge%20opened%20on,Friday")
    assert page.locator(".sentence-button").inner_text() == "The link to the sentence is copied."
    page.evaluate("() => document.getSelection().removeAllRanges()")
    page.locator(".sentence-button").wait_for(state="detached")


def test_a_link_or_an_emphasis_in_a_sentence_does_not_shorten_what_finds_it(live_server, page):
    html = (
        "<p>The <em>Prime Minister</em> said<br>that <strong>all</strong> taxes would fall.[^wire]</p>"
        "<ul><li>The second <em>point</em> has a list<ul><li>of one.</li></ul></li></ul>"
    )
    published(make_story("The bridge is open", slug="bridge", sections=[html]))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + "/stories/bridge/")
    page.locator("#sentence-link button").focus()
    found = []
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.get_by_text("The link to the sentence is copied.").wait_for()
        found.append(page.evaluate("() => navigator.clipboard.readText()").split(":~:text=")[1])
    assert found == [
        "The%20Prime%20Minister%20said,all%20taxes%20would%20fall",
        "The%20second%20point%20has,a%20list",
        "of%20one",
    ]


def test_the_keyboard_alone_makes_a_link_to_a_sentence(story, live_server, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + "/stories/bridge/")
    page.locator("#sentence-link").wait_for(state="visible")
    page.locator("#sentence-link button").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#sentence-link [role=status]").inner_text() == "Thousands crossed it on foot."
    page.keyboard.press("Enter")
    page.get_by_text("The link to the sentence is copied.").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith("#:~:text=Thousands%20crossed%20it%20on,foot")


def test_a_link_to_a_sentence_of_an_old_edition_leads_to_that_edition(story, live_server, page):
    """Its words stay, while those of the live page go on changing."""
    published(changed(story, html="<p>The bridge closed again.[^wire]</p>"), kind="update")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script("navigator.share = async (given) => { window.shared = given; }")
    page.goto(live_server.url + "/stories/bridge/changes/1/")
    page.locator("#share button").click()
    assert page.evaluate("() => window.shared.url").endswith("/stories/bridge/changes/1/")
    page.locator("#sentence-link button").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_text("The link to the sentence is copied.").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith("/stories/bridge/changes/1/#:~:text=The%20bridge%20opened%20on,Friday")


def test_a_comparison_of_two_editions_is_shared_by_its_own_address(story, live_server, page):
    published(changed(story, html="<p>The bridge closed again.[^wire]</p>"), kind="update")
    page.add_init_script("navigator.share = async (given) => { window.shared = given; }")
    page.goto(live_server.url + "/stories/bridge/changes/1..2/")
    page.locator("#share button").click()
    assert page.evaluate("() => window.shared.url").endswith("/stories/bridge/changes/1..2/")


def test_who_reads_an_old_edition_has_not_read_the_live_one(story, live_server, page):
    published(changed(story, html="<p>The bridge closed again.[^wire]</p>"), kind="update")
    page.goto(live_server.url + "/stories/bridge/changes/1/")
    page.locator("#share").wait_for(state="visible")
    assert page.locator("#new-since").count() == 0
    assert page.evaluate("() => localStorage.getItem('newsroom:read')") is None


def marked_as_new(page) -> list[str]:
    """The headlines that carry the mark, once the script has run."""
    page.wait_for_function(
        "() => location.pathname in JSON.parse(localStorage.getItem('newsroom:read') ?? '{}')"
    )
    return page.locator(":is(li, article):has(.new-mark) :is(h1, h2, h3)").all_inner_texts()


def test_the_front_page_marks_what_came_since_the_last_visit_and_was_not_read(db, live_server, page):
    yesterday = now() - timedelta(days=1)
    published(make_story("Known from yesterday", topics=["Bridges"]), first_published_at=yesterday)
    page.add_init_script(EARLIER)
    page.goto(live_server.url)
    assert marked_as_new(page) == []
    page.add_init_script(LATER)  # an hour after the first visit, which is now
    for n in range(6):
        published(make_story(f"Story {n} came in", slug=f"came-{n}", topics=["Bridges"]))
    visited(page, live_server, "/stories/came-1/")
    visited(page, live_server, "/stories/came-4/")
    page.goto(live_server.url)
    came = ["Story 5 came in", "Story 3 came in", "Story 2 came in", "Story 0 came in"]
    assert marked_as_new(page) == came
    page.reload()  # the same visit
    assert marked_as_new(page) == came
    page.goto(live_server.url + "/topics/bridges/")  # never looked at before
    assert marked_as_new(page) == []


def test_a_lead_that_was_updated_is_not_told_as_new(story, live_server, page):
    page.add_init_script(EARLIER)
    page.goto(live_server.url)
    assert marked_as_new(page) == []
    published(changed(story, html="<p>The bridge closed again.[^wire]</p>"), kind="update")
    page.add_init_script(LATER)
    page.reload()
    assert marked_as_new(page) == []


def test_a_device_with_a_sheet_for_sharing_is_given_title_and_address_alone(story, live_server, page):
    page.add_init_script("navigator.share = async (given) => { window.shared = given; }")
    page.goto(live_server.url + "/stories/bridge/")
    page.locator("#share button").click()
    shared = page.evaluate("() => window.shared")
    assert sorted(shared) == ["title", "url"]
    assert shared["title"] == "The bridge is open"
    assert shared["url"].endswith("/stories/bridge/")


def test_without_a_sheet_the_address_is_copied(story, live_server, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + "/stories/bridge/")
    page.get_by_role("button", name="Copy the address").click()
    page.get_by_text("The address is copied.").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()").endswith("/stories/bridge/")


def test_without_scripts_none_of_it_is_there(story, live_server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/stories/bridge/")
    assert page.locator("main button:visible").count() == 0
    assert page.get_by_text("last visit").locator("visible=true").count() == 0
    assert page.get_by_role("navigation", name="Where to go next").is_visible()
    context.close()


def test_an_old_story_says_its_age_and_names_the_newest_on_its_rarest_topic(db, client):
    old = now() - timedelta(days=3 * 366)
    published(make_story("Then", slug="then", topics=["Bridges", "Ports"]), first_published_at=old)
    published(make_story("Newest on bridges", topics=["Bridges"]))
    published(
        make_story("Older on ports", topics=["Ports", "Bridges"]),
        first_published_at=old + timedelta(days=400),
    )
    for number in range(3):
        published(
            make_story(f"Bridge {number}", topics=["Bridges"]), first_published_at=old + timedelta(days=1)
        )
    make_story("A draft on ports", topics=["Ports"])
    withdrawn(make_story("Withdrawn on ports", topics=["Ports"]))
    page = client.get("/stories/then/").content.decode()
    [told] = re.findall(r'<p class="notice age">(.*?)</p>', page)
    assert told.startswith("This story is more than 3 years old. The newest on Ports: <a ")
    assert ">Older on ports</a>" in told
    assert "A draft on ports" not in page
    assert "Withdrawn on ports" not in page


def test_a_young_story_and_one_brought_up_to_date_carry_no_age(db, client):
    published(make_story("Young", slug="young"))
    old = published(make_story("Old", slug="old"), first_published_at=now() - timedelta(days=800))
    assert "notice age" in client.get("/stories/old/").content.decode()
    published(changed(old, html="<p>Corrected.</p>"), kind="correction", note="A figure was wrong.")
    assert "notice age" in client.get("/stories/old/").content.decode()
    published(changed(old, html="<p>Told anew.</p>"), kind="update")
    assert "notice age" not in client.get("/stories/old/").content.decode()
    assert "notice age" not in client.get("/stories/young/").content.decode()


def test_a_question_tells_which_answer_changed(db, client):
    question = published(make_question(slug="why", answers=[("Why?", "<p>A.</p>"), ("How?", "<p>B.</p>")]))
    published(changed(question, html="<p>Another answer.</p>"), kind="update")
    page = client.get("/questions/why/").content.decode()
    [told] = re.findall(r'data-changed="([^"]*)"', page)
    assert told == f"answer-{question.answers.first().uid.hex[:8]}:2"
