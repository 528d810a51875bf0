"""What one sees and no rule for assistive technology asks for: lines that end where they should, rows that are full."""

import pytest

from briefings.models import Event
from tests.building import changed, make_question, make_story, moment, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACES = """selector => [...document.querySelectorAll(selector)].map(list => {
    const at = box => [Math.round(box.left), Math.round(box.right)];
    return [at(list.parentElement.getBoundingClientRect())[0],
            [...list.children].map(one => at(one.getBoundingClientRect()).concat(one.offsetTop)),
            [...list.children].map(one => getComputedStyle(one, '::before').content)];
})"""


def lines_of(items):
    """What begins and what ends each line, of [left, right, top]."""
    lines = {}
    for left, right, top in items:
        lines.setdefault(top, []).append((left, right))
    return [(line[0][0], line[-1][1]) for line in lines.values()]


@pytest.fixture
def front(live_server, page):
    """The address of a front page with a story that rests on many outlets, at 360 pixels."""
    sources = [{"key": f"s{n}", "outlet": f"The {'Long ' * (n % 4)}Paper {n}"} for n in range(9)]
    words = "".join(f"<p>Words.[^s{n}]</p>" for n in range(9))
    story = published(make_story(sections=[words], sources=sources, topics=["A topic", "Another topic"]))
    published(changed(story, standfirst="Other words."))
    page.set_viewport_size({"width": 360, "height": 800})
    return live_server.url


@pytest.mark.parametrize("selector", [".front-outlets", ".front-lead > .label", ".words"])
def test_facts_are_parted_by_dots_and_no_line_begins_or_ends_with_one(front, page, selector):
    """A dot stands before each fact, and before a line beyond the edge from which the list is shown."""
    page.goto(front)
    [(edge, items, dots)] = page.evaluate(PLACES, selector)
    assert set(dots) == {'"·" / ""'}
    assert {begins for begins, _ends in lines_of(items)} == {edge}
    room = page.locator(selector).evaluate(
        "list => [getComputedStyle(list).clipPath, parseFloat(getComputedStyle(list).fontSize)]"
    )
    assert room[0].startswith("inset(")
    assert all(ends <= 360 - 16 for _begins, ends in lines_of(items))


@pytest.mark.parametrize(("width", "columns"), [(768, 2), (1280, 3)])
def test_the_questions_of_the_front_page_fill_their_rows(front, page, width, columns):
    for n in range(8):
        published(make_question(f"Why is it number {n}?"))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(front)
    lefts = page.locator(".front-questions li").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().left))"
    )
    assert len(set(lefts)) == columns
    assert len(lefts) % columns == 0


def test_the_latest_run_in_one_column_so_that_each_stands_under_its_day(front, page):
    for n in range(1, 9):
        published(make_story(f"Story {n}"), on=f"2020-01-0{1 + n // 2}")
    page.set_viewport_size({"width": 768, "height": 800})
    page.goto(front)
    lefts = page.locator(".latest li").evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1


def test_signs_between_facts_are_seen_and_not_read_aloud(live_server, page):
    published(make_story(slug="bridge", topics=["Bridges"]))
    page.goto(f"{live_server.url}/stories/bridge/")
    tree = page.locator("article > header").aria_snapshot()
    assert '- link "1 source, 1 outlet"' in tree
    assert '- link "Bridges"' in tree
    assert ("·" in tree, "text: /" in tree) == (False, False)


def test_what_is_new_as_a_whole_is_said_to_be_so_once(live_server, page):
    story = published(make_story(slug="bridge"))
    day = {"start": moment("2020-01-01"), "precision": "day"}
    Event.objects.create(story=story, html="<p>It rained.</p>", position=1, **day)
    published(changed(story, standfirst="Other words."))
    page.goto(f"{live_server.url}/stories/bridge/changes/1..2/")
    told = page.locator(".difference").aria_snapshot()
    added = page.locator(".difference-added").first.aria_snapshot()
    assert ("inserted:" in told, "inserted:" in added, "added" in added) == (True, False, True)
