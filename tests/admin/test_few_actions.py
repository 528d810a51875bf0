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
    for n, words in enumerate(SECTIONS):
        if n:
            counted.press("Tab")
        counted.type(f"sections-{n}-html", words)


def questions(counted: Counted) -> None:
    counted.click("[name='question_links-0-title']")
    for n, (title, teaser, answers) in enumerate(QUESTIONS):
        if n:
            counted.press("Alt+N")
        row = f"question_links-{n}"
        counted.type(f"{row}-title", title)
        counted.press("Tab")
        counted.type(f"{row}-teaser", teaser)
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
    for n, values in enumerate(SOURCES):
        if n:
            counted.press("Enter")
        for m, (name, value) in enumerate(
            zip(("url", "outlet_name", "title", "published_on"), values, strict=True)
        ):
            if m:
                counted.press("Tab")
            counted.type(f"citations-{n}-{name}", value)
    counted.click("[name='events-0-when']")
    for n, (when, words) in enumerate(EVENTS):
        if n:
            counted.press("Alt+N")
        counted.type(f"events-{n}-when", when)
        counted.press("Tab")
        counted.type(f"events-{n}-html", words)
    questions(counted)
    counted.click("#id_topic_names")
    for name in TOPICS:
        counted.page.keyboard.type(name)
        counted.press("Enter")
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
    questions(counted)
    counted.click("#id_topic_names")
    counted.paste("", "\n".join(TOPICS))
    publish(counted)
    told("With pasted lists", counted)
    assert_all_of_it_is_public()
    assert counted.actions <= 45
