"""The whole way of a story with the keyboard alone: a chief, a writer and an editor sign in, and the review is on.

Written, cited, sent to review, noted, sent back, sent again, approved, scheduled, published, corrected after a second
look, withdrawn, restored. At every stop of Tab the focus can be seen.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User

from briefings.models import House, Piece
from tests import under_way
from tests.building import make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"
SEEN = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return ["", true];
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const shown = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    const own = at.type === "submit" && at.value;
    const label = at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent;
    const name = label || own || at.name || at.id;
    return [name.trim().replace(/\\s+/g, " "), shown && inside];
}"""


class Keys:
    """Somebody at a browser of their own, who presses keys and does nothing else."""

    def __init__(self, context: Any, site: str, name: str) -> None:
        self.page, self.site, self.unseen = context.new_page(), site, []
        self.page.set_default_timeout(15_000)
        self.page.goto(f"{site}/admin/")
        self.page.wait_for_function("document.activeElement?.name === 'username'")
        self.write(name)
        self.press("Tab")
        self.write(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(f"{site}/admin/")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def focus(self) -> str:
        """The name of what has the focus; notes where the focus cannot be seen."""
        name, seen = self.page.evaluate(SEEN)
        if not seen:
            self.unseen.append(name)
        return name

    def to(self, name: str, most: int = 90) -> None:
        """Tab to what has this name."""
        passed = []
        for _stop in range(most):
            at = self.focus()
            if at.startswith(name):
                return
            passed.append(at[:40])
            self.press("Tab")
        raise AssertionError(f"no way to {name!r} by Tab: {passed}")

    def go(self, name: str) -> None:
        """Tab to the link or the button of this name, press it, and wait for the page to which it leads."""
        self.to(name)
        with self.page.expect_navigation():
            self.press("Enter")

    def said(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def at_desk(self) -> None:
        self.page.goto(f"{self.site}/admin/")


def account(rank: str, name: str) -> User:
    user = make_editor(rank, name=name)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def somebody(browser: Any, live_server: Any) -> Any:
    contexts = []
    under_way.watch()

    def sits_down(rank: str, name: str) -> Keys:
        account(rank, name)
        contexts.append(browser.new_context())
        return Keys(contexts[-1], live_server.url, name)

    yield sits_down
    for context in contexts:
        context.close()
    under_way.wait_for_none()


def words_of(story: Piece) -> list[str]:
    return [section.html for section in story.sections.exclude(html="")]


def write_and_send(writer: Keys) -> None:
    writer.go("New story")
    writer.write("A bridge was opened")
    writer.page.locator(".rich-face").first.wait_for()
    writer.press("Alt+PageDown")
    writer.page.wait_for_function("document.activeElement?.name === 'sections-0-html'")
    writer.write("It cost 5 million.[^the-wire-1]")
    writer.press("Alt+PageDown")
    writer.page.wait_for_function("document.activeElement?.name === 'citations-0-url'")
    for words in ("https://wire.example/opens", "The Wire", "Bridge opens", "21 Nov 2025"):
        writer.write(words)
        writer.press("Tab")
    with writer.page.expect_navigation(url="**/review/**"):
        writer.press("Control+Enter")
    writer.write("Please look.")
    writer.go("Send to review")
    writer.said("It is in review.")


def note_and_send_back(editor: Keys) -> None:
    editor.at_desk()
    editor.go("A bridge was opened")
    editor.to("Note")
    editor.write("Who says so?")
    editor.go("Note it")
    editor.said("Noted.")
    editor.to("Answer to whoever wrote it")
    editor.write("See the note.")
    editor.go("Send back")
    editor.said("Sent back.")


def change_and_send_again(writer: Keys, before: str, after: str) -> None:
    writer.at_desk()
    writer.go("A bridge was opened")
    if "/change/" not in writer.page.url:
        writer.go("Form")
    writer.page.locator(".rich-face").first.wait_for()
    writer.press("Alt+PageDown", "Control+Home")
    writer.page.wait_for_function("document.activeElement?.name === 'sections-0-html'")
    for _letter in "It cost ":
        writer.press("ArrowRight")
    for _letter in before:
        writer.press("Delete")
    writer.write(after)
    with writer.page.expect_navigation(url="**/review/**"):
        writer.press("Control+Enter")
    writer.go("Send to review")
    writer.said("It is in review.")


def approve(editor: Keys) -> None:
    editor.at_desk()
    editor.go("A bridge was opened")
    editor.go("Approve")
    editor.said("Approved. These words may go out.")


def test_the_whole_way_of_a_story_takes_keys_alone(somebody: Any) -> None:
    chief = somebody("chief", "clara")
    chief.go("Settings of the house")
    chief.to("Review before publishing")
    chief.press("Space")
    chief.go("Save")
    assert House.objects.get().review
    writer, editor = somebody("writer", "will"), somebody("editor", "edna")

    write_and_send(writer)
    note_and_send_back(editor)
    change_and_send_again(writer, "5", "6")
    approve(editor)
    story = Piece.objects.get()
    assert words_of(story) == ["<p>It cost 6 million.[^the-wire-1]</p>"]

    editor.go("Publish")
    editor.to("Publish at")
    editor.write("in 2 hours")
    editor.press("Enter")
    editor.said("as it is now.")
    editor.go("Cancel")
    editor.said("Cancelled: nothing goes out.")
    editor.go("Publish")
    editor.page.wait_for_function("document.activeElement?.matches('button[type=submit]')")
    with editor.page.expect_navigation():
        editor.press("Enter")
    editor.said("edition 1 is out")

    change_and_send_again(writer, "6", "7")
    approve(editor)
    editor.go("Publish")
    editor.to("Update")
    editor.press("ArrowUp")  # the last one: minor
    assert editor.focus().startswith("Minor")
    editor.go("Publish")
    editor.to("Say that you looked, or choose another kind")
    editor.press("Enter")
    editor.to("Minor")
    editor.press("ArrowUp", "ArrowUp")
    assert editor.focus().startswith("Correction")
    editor.to("Note")
    editor.write("It cost 7 million, not 6.")
    editor.go("Publish")
    editor.said("edition 2 is out (correction)")

    chief.at_desk()
    chief.go("A bridge was opened")
    chief.to("More")
    chief.press("Enter")
    chief.go("Withdraw")
    chief.to("Reason")
    chief.write("The figures were wrong.")
    chief.go("Withdraw")
    chief.said("is withdrawn")
    chief.go("History")
    chief.go("Give back to readers: edition 2")
    chief.to("Restore edition 2")
    with chief.page.expect_navigation():
        chief.press("Enter")
    chief.said("edition 4 is out")
    story.refresh_from_db()
    assert (story.is_live, story.editions.count()) == (True, 4)
    assert {
        name: somebody.unseen for name, somebody in (("chief", chief), ("writer", writer), ("editor", editor))
    } == {
        "chief": [],
        "writer": [],
        "editor": [],
    }
