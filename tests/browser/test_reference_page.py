"""The page that the project must be able to show, read as its reader sees it."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from briefings.models import Piece

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADINGS = [
    "What's happened",
    "What's behind the headline?",
    "What the papers say",
    "How we got here",
    "Go deeper",
    "More on these topics",
]
LABELS = {"Common question", "-"}
# The page's words without the numbers of sources, in the order in which they stand.
WORDS = """() => {
    const main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('sup.cite').forEach(number => number.remove());
    return main.innerText || main.textContent;
}"""


def plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def told_under_headings(file: Path) -> dict[str, list[str]]:
    """The reference page's sentences by heading, both in its order."""
    told: dict[str, list[str]] = {}
    for line in file.read_text().splitlines():
        line = plain(line)
        if line in HEADINGS:
            told[line] = []
        elif line and line not in LABELS:
            told[next(reversed(told))].extend(re.split(r"(?<=[.?!]) (?=[A-Z])", line))
    return told


@pytest.fixture
def reference_story(shared_data: Path) -> Piece:
    call_command("import_stories", str(shared_data / "reference" / "story.jsonl"), stdout=io.StringIO())
    return Piece.objects.get(kind="story")


def test_every_sentence_of_the_reference_page_stands_under_its_heading_in_its_order(
    reference_story, shared_data, live_server, page
):
    told = told_under_headings(shared_data / "reference" / "story.txt")
    assert list(told) == HEADINGS
    page.goto(live_server.url + reference_story.get_absolute_url())
    words = plain(page.evaluate(WORDS))
    headings = [plain(text) for text in page.locator("main h2").all_inner_texts()]
    assert [text for text in headings if text in HEADINGS] == HEADINGS
    place = 0
    for heading, sentences in told.items():
        place = words.index(heading, place)
        for sentence in sentences:
            assert sentence in words[place:], f"under “{heading}”: {sentence}"
            place = words.index(sentence, place)


def test_each_common_question_is_a_card_with_its_teaser_and_leads_to_its_page(
    reference_story, shared_data, live_server, page
):
    told = told_under_headings(shared_data / "reference" / "story.txt")["Go deeper"]
    titles = [
        sentence for sentence in told if sentence.endswith("in 2025?") or sentence.startswith("Why Is the US")
    ]
    story = live_server.url + reference_story.get_absolute_url()
    page.goto(story)
    assert [plain(text) for text in page.locator("#go-deeper a").all_inner_texts()] == titles
    for title in titles:
        page.goto(story)
        page.get_by_role("link", name=title).click()
        page.wait_for_url("**/questions/**")
        assert plain(page.locator("h1").inner_text()) == title


def test_more_on_these_topics_leads_to_topic_pages_that_lead_back(reference_story, live_server, page):
    page.goto(live_server.url + reference_story.get_absolute_url())
    addresses = page.locator("#topics a").evaluate_all("links => links.map(link => link.href)")
    assert len(addresses) == 4
    for address in addresses:
        page.goto(address)
        back = page.locator(f'main a[href="{reference_story.get_absolute_url()}"]')
        assert back.count() >= 1
