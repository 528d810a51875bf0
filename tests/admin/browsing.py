"""Sitting at the desk in Chromium: signed in by keyboard, the console listened to, the focus followed."""

from typing import Any


def watched(page) -> list[str]:
    """What the console says of errors and of the policy from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def sign_in(page, live_server, django_user_model) -> None:
    """By keyboard alone."""
    django_user_model.objects.create_superuser("edna", password="correct horse battery")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").focus()
    page.keyboard.type("edna")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Desk").wait_for()


def focus_is_at(page: Any, name: str) -> None:
    page.wait_for_function("name => document.activeElement?.name === name", arg=name)
