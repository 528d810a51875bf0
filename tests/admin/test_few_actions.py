"""How many actions a whole story takes at the desk, driven in Chromium.

The job: from the admin's first page, a story with 4 sections, 5 new citations (outlet, title, address, date), each
marked in the text, 4 timeline entries, 3 new common questions of 2 answers each and a teaser, 4 of 200 topics,
published.

The rules: every click, every drag and every key that goes somewhere or triggers something (Tab, Enter, a chord) is one
action. What is typed or pasted as the value of a field is none, markers in the text included. Nothing else moves the
focus: each value goes where the focus is, and the test asks before it types whether that is the field it means.
"""

from typing import Any

import pytest

from briefings.models import Answer, Citation, Event, Piece
from tests.building import make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECTIONS = [
    "It opened on Friday.[^the-wire-1] Crowds came.[^morning-post-1]",
    "The old one was closed.[^the-wire-2]",
    "One paper cheers.[^evening-news-1]",
    "Plans are old.[^river-ministry-1]",
]
SOURCES = [
    ("https://wire.example/opens", "The Wire", "Bridge opens", "21 Nov 2025"),
    ("https://post.example/crowds", "Morning Post", "Crowds cross", "2025-11-22"),
    ("https://wire.example/closed", "The Wire", "Old bridge closed", "3 March 2020"),
    ("https://news.example/cheers", "Evening News", "A bridge to cheer", "22 Nov 2025"),
    ("https://ministry.example/plans", "River Ministry", "Plans", "1 June 1998"),
]
EVENTS = [
    ("c. 1998", "Plans were drawn."),
    ("2020-03", "The old bridge was closed."),
    ("2023", "Work began."),
    ("21 Nov 2025", "It opened."),
]
QUESTIONS = [
    (
        f"Why does bridge {n} stand?",
        f"Teaser {n}",
        [(f"Who built {n}?", f"Engineers built {n}."), (f"When was {n}?", f"Long ago, {n}.")],
    )
    for n in range(1, 4)
]
TOPICS = ["Subject 7", "Subject 42", "Subject 111", "Subject 199"]


class Counted:
    """A page and the actions that it took so far."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = self.keys = 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.locator(selector).click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def focus_is_at(self, field: str) -> None:
        """Wait until the field of this name has the focus; a rich text tells its own."""
        self.page.wait_for_function("name => document.activeElement?.name === name", arg=field)

    def type(self, field: str, value: str) -> None:
        self.focus_is_at(field)
        self.page.keyboard.type(value)

    def paste(self, field: str, value: str) -> None:
        """As Ctrl+V does: the page gets the event, and takes what no script took."""
        self.focus_is_at(field)
        self.page.evaluate(
            """text => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                const how = {clipboardData: data, bubbles: true, cancelable: true};
                if (document.activeElement.dispatchEvent(new ClipboardEvent("paste", how)))
                    document.execCommand("insertText", false, text);
            }""",
            value,
        )

    def tab_to(self, field: str) -> None:
        """Tab until the field of this name has the focus."""
        for _stop in range(6):
            self.press("Tab")
            if self.page.evaluate("document.activeElement?.name") == field:
                return
        raise AssertionError(f"{field} is more than six stops away")

    @property
    def actions(self) -> int:
        return self.clicks + self.keys


@pytest.fixture
def counted(page, live_server, django_user_model, client) -> Counted:
    """At the admin's first page, signed in, with 200 topics."""
    for n in range(200):
        make_topic(f"Subject {n}")
    client.force_login(django_user_model.objects.create_superuser("edna"))
    cookie = {"name": "newsroom_session", "value": client.cookies["newsroom_session"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/")
    return Counted(page)


def begin(counted: Counted) -> None:
    """From the first page to the end of the fourth section."""
    counted.click("a[href$='/briefings/story/add/'] >> nth=0")
    counted.type("headline", "A bridge was opened")
    counted.click("[data-row]:first-child .rich-face >> nth=0")
    sections(counted)


def begin_by_keys(counted: Counted) -> None:
    """The same without a click: the link past the rail, then the first link behind it."""
    counted.press("Tab", "Enter", "Tab")
    assert counted.page.evaluate("document.activeElement.textContent.trim()") == "New story"
    counted.press("Enter")
    counted.type("headline", "A bridge was opened")
    counted.page.locator(".rich-face").first.wait_for()
    counted.press("Alt+PageDown")
    sections(counted)


def sections(counted: Counted) -> None:
    for n, words in enumerate(SECTIONS):
        if n:
            counted.press("Tab")
        counted.type(f"sections-{n}-html", words)


def fill_sources(counted: Counted) -> None:
    for n, values in enumerate(SOURCES):
        if n:
            counted.press("Enter")
        for m, (name, value) in enumerate(
            zip(("url", "outlet_name", "title", "published_on"), values, strict=True)
        ):
            if m:
                counted.press("Tab")
            counted.type(f"citations-{n}-{name}", value)


def fill_timeline(counted: Counted) -> None:
    for n, (when, words) in enumerate(EVENTS):
        if n:
            counted.press("Alt+N")
        counted.type(f"events-{n}-when", when)
        counted.press("Tab")
        counted.type(f"events-{n}-html", words)


def choose_topics(counted: Counted) -> None:
    for name in TOPICS:
        counted.page.keyboard.type(name)
        counted.press("Enter")


def questions(counted: Counted, by_keys: bool = False) -> None:
    for n, (title, teaser, answers) in enumerate(QUESTIONS):
        if n:
            counted.press("Alt+N")
        row = f"question_links-{n}"
        counted.type(f"{row}-title", title)
        counted.press("Tab")
        counted.type(f"{row}-teaser", teaser)
        if by_keys:
            counted.tab_to(f"{row}-answers-0-question")
        else:
            counted.click(f"[name='{row}-answers-0-question']")
        for m, (asked, answer) in enumerate(answers):
            if m:
                counted.press("Tab")
            counted.type(f"{row}-answers-{m}-question", asked)
            counted.press("Tab")
            counted.type(f"{row}-answers-{m}-html", answer)


def publish(counted: Counted) -> None:
    counted.press("Control+Enter")
    counted.page.wait_for_url("**/publish/")
    counted.page.wait_for_function("document.activeElement?.matches('button[type=submit]')")
    counted.press("Enter")
    counted.page.get_by_text("“A bridge was opened”: edition 1 is out").wait_for()


def assert_all_of_it_is_public() -> None:
    story = Piece.objects.get(kind="story")
    assert story.state == Piece.State.LIVE
    found = [section.html for section in story.sections.all()]
    assert found == [f"<p>{words}</p>" for words in SECTIONS]
    cited = Citation.objects.filter(piece=story)
    assert [(c.url, c.outlet_name, c.title) for c in cited] == [source[:3] for source in SOURCES]
    assert [c.key for c in cited] == [
        "the-wire-1",
        "morning-post-1",
        "the-wire-2",
        "evening-news-1",
        "river-ministry-1",
    ]
    assert [c.published_on.isoformat() for c in cited] == [
        "2025-11-21",
        "2025-11-22",
        "2020-03-03",
        "2025-11-22",
        "1998-06-01",
    ]
    assert [e.html for e in Event.objects.filter(story=story)] == [
        f"<p>{words}</p>" for _when, words in EVENTS
    ]
    links = story.question_links.select_related("question")
    assert [(link.question.headline, link.teaser) for link in links] == [q[:2] for q in QUESTIONS]
    assert {link.question.state for link in links} == {Piece.State.LIVE}
    for link, (_title, _teaser, answers) in zip(links, QUESTIONS, strict=True):
        found_answers = Answer.objects.filter(piece=link.question)
        assert [(a.question, a.html) for a in found_answers] == [(q, f"<p>{a}</p>") for q, a in answers]
    assert [filing.tag.name for filing in story.filings.select_related("tag")] == TOPICS


def told(way: str, counted: Counted) -> None:
    print(f"\n{way}: {counted.actions} actions, of which {counted.clicks} clicks and {counted.keys} keys")


def test_a_whole_story_takes_at_most_60_actions_field_by_field(counted: Counted) -> None:
    begin(counted)
    counted.click("[name='citations-0-url']")
    fill_sources(counted)
    counted.click("[name='events-0-when']")
    fill_timeline(counted)
    counted.click("[name='question_links-0-title']")
    questions(counted)
    counted.click("#id_topic_names")
    choose_topics(counted)
    publish(counted)
    told("Field by field", counted)
    assert_all_of_it_is_public()
    assert counted.actions <= 60


def test_a_whole_story_takes_at_most_45_actions_with_pasted_lists(counted: Counted) -> None:
    begin(counted)
    counted.click("[name='citations-0-url']")
    counted.paste("citations-0-url", "\n".join("\t".join(source) for source in SOURCES))
    counted.click("[name='events-0-when']")
    counted.paste("events-0-when", "\n".join("\t".join(event) for event in EVENTS))
    counted.click("[name='question_links-0-title']")
    questions(counted)
    counted.click("#id_topic_names")
    counted.paste("", "\n".join(TOPICS))
    publish(counted)
    told("With pasted lists", counted)
    assert_all_of_it_is_public()
    assert counted.actions <= 45


def test_a_whole_story_takes_no_click_at_all_and_at_most_60_keys_field_by_field(counted: Counted) -> None:
    begin_by_keys(counted)
    counted.press("Alt+PageDown")
    fill_sources(counted)
    counted.press("Alt+PageDown")
    fill_timeline(counted)
    counted.press("Alt+PageDown")
    questions(counted, by_keys=True)
    counted.press("Alt+PageDown")
    counted.page.keyboard.type(", ".join(TOPICS))  # one text, as without scripts
    publish(counted)
    told("By keyboard alone, field by field", counted)
    assert_all_of_it_is_public()
    assert (counted.clicks, counted.actions <= 60) == (0, True)


def test_a_whole_story_takes_no_click_at_all_and_at_most_45_keys_with_pasted_lists(counted: Counted) -> None:
    begin_by_keys(counted)
    counted.press("Alt+PageDown")
    counted.paste("citations-0-url", "\n".join("\t".join(source) for source in SOURCES))
    counted.press("Alt+PageDown")
    counted.paste("events-0-when", "\n".join("\t".join(event) for event in EVENTS))
    counted.press("Alt+PageDown")
    questions(counted, by_keys=True)
    counted.press("Alt+PageDown")
    counted.paste("", "\n".join(TOPICS))
    publish(counted)
    told("By keyboard alone, with pasted lists", counted)
    assert_all_of_it_is_public()
    assert (counted.clicks, counted.actions <= 45) == (0, True)
