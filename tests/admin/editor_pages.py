"""The form of a piece in a browser, its rich texts, and what is pasted into them."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import JSHandle, Locator, Page

from briefings.models import Piece
from tests.admin.desk import form_address

PASTE = """(element, {html, text, files, kind}) => {
    const data = new DataTransfer();
    if (html) data.setData('text/html', html);
    if (text) data.setData('text/plain', text);
    for (const [name, type] of files) data.items.add(new File(['x'], name, {type}));
    const event = kind === 'paste'
        ? new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
        : new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
    return element.dispatchEvent(event);
}"""


def opened(page: Page, live_server: Any, editor: User, piece: Piece | None = None) -> list[str]:
    """Open the form, signed in as `editor`; a list that gets what the console says of errors from then on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    client = Client()
    client.force_login(editor)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(live_server.url + form_address(piece))
    page.locator(".rich-face").first.wait_for()
    return said


def wrapper(page: Page, place: int = 0, part: str = "sections") -> Locator:
    """What stands around the rich text of the part at this place of the form."""
    return page.locator(".rich-editor").filter(has=page.locator(f'textarea[name="{part}-{place}-html"]'))


def text_of(page: Page, place: int = 0, part: str = "sections") -> Locator:
    """The text itself, before and after CKEditor has started."""
    return wrapper(page, place, part).locator(".rich-text:visible")


def started(page: Page, place: int = 0, part: str = "sections") -> Locator:
    """Focus the text and wait until CKEditor has taken it over; the text."""
    text_of(page, place, part).focus()
    page.locator(".rich-running").filter(has=page.locator(f'textarea[name="{part}-{place}-html"]')).wait_for()
    page.wait_for_function("document.activeElement.isContentEditable")
    return text_of(page, place, part)


def at_its_end(page: Page, place: int = 0) -> Locator:
    """The started text, with the caret behind its last word."""
    text = started(page, place)
    page.keyboard.press("Control+End")
    return text


def given(
    target: Locator | JSHandle, html: str = "", text: str = "", files: Any = (), kind: str = "paste"
) -> None:
    """Paste (or, with kind="drop", drop) this into the text; `files` are (name, type)."""
    target.evaluate(PASTE, {"html": html, "text": text, "files": list(files), "kind": kind})


def saved(page: Page) -> None:
    """Save with Ctrl+S from where the focus is; the form must be taken."""
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.keyboard.press("Control+s")
    assert answer.value.status == 302
    # Nothing may be under way any more when the test's tables are emptied.
    page.wait_for_load_state("networkidle")
