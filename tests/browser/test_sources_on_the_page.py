"""Sources of a story as readers meet them: beside the sentence, in place, at the end; by keyboard, without scripts."""

import pytest

from tests.building import make_story, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "<p>The bridge opened on Friday.[^wire] Some say on Saturday.[^post][^wire]</p>"
SOURCES = [
    {"key": "wire", "outlet": "The Wire", "title": "Bridge opens", "url": "https://wire.example/bridge"},
    {"key": "post", "outlet": "The Post", "title": "A day late", "published_on": "2020-03-05"},
]
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def address(live_server):
    story = make_story(
        slug="bridge", sections=[TEXT, ("other", "<p>It is long.[^wire]</p>", "Facts")], sources=SOURCES
    )
    return live_server.url + published(story).get_absolute_url()


@pytest.fixture
def reader(browser, address):
    """A browser that runs no script, and is on the page."""
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def box(locator):
    return locator.bounding_box()


def test_where_there_is_room_each_note_stands_beside_its_sentence(reader):
    reader.set_viewport_size(WIDE)
    notes, cites, texts = (reader.locator(what) for what in (".sidenote", "sup.cite", ".prose"))
    assert notes.all_inner_texts() == [
        "1 The Wire, Bridge opens.",
        "2 The Post, A day late, 5 March 2020.\n1 The Wire",
        "1 The Wire, Bridge opens.",
    ]
    for number, text in ((0, 0), (2, 1)):
        note, cite, prose = box(notes.nth(number)), box(cites.nth(number)), box(texts.nth(text))
        assert note["x"] >= prose["x"] + prose["width"]
        assert abs(note["y"] - cite["y"]) < 30
    assert box(notes.nth(1))["y"] >= box(notes.nth(0))["y"] + box(notes.nth(0))["height"]
    assert not reader.locator(".cite button").first.is_visible()


def test_where_there_is_none_a_number_opens_its_note_in_place_by_keyboard(reader):
    reader.set_viewport_size(NARROW)
    opener = reader.get_by_role("button", name="Sources 2, 1")
    note = reader.locator("#note-2-1")
    assert not note.is_visible()
    opener.focus()
    reader.keyboard.press("Enter")
    assert note.inner_text() == "2 The Post, A day late, 5 March 2020.\n1 The Wire, Bridge opens."
    assert 0 <= box(note)["y"] - box(opener)["y"] < 60
    reader.keyboard.press("Tab")
    assert note.locator("a:focus").get_attribute("href") == "https://wire.example/bridge"
    reader.keyboard.press("Escape")
    assert not note.is_visible()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_list_at_the_end_leads_back_to_every_place_that_cites(reader, size):
    reader.set_viewport_size(size)
    back = reader.locator("#source-1 .sources-back a")
    assert back.evaluate_all("links => links.map(link => link.hash)") == [
        "#cite-1-1",
        "#cite-1-2",
        "#cite-1-3",
    ]
    back.nth(2).click()
    assert reader.locator(".cite:has(:target)").inner_text().endswith("1")
    assert 0 <= box(reader.locator(".cite:has(:target)"))["y"] < size["height"]


def test_print_has_the_numbers_and_no_notes(reader):
    reader.emulate_media(media="print")
    assert reader.locator("sup.cite").all_inner_texts() == ["1", "2, 1", "1"]
    assert not reader.locator(".sidenote").first.is_visible()
