"""Leaving the form of a story before its save was answered, and coming back: in Chromium, with a save that waits."""

from typing import Any

import pytest
from django.db import connection, transaction

from briefings.editions.publishing import lock
from briefings.models import Piece
from tests.admin.desk import LIST, form_address
from tests.building import make_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def wait_for_a_save() -> None:
    """Until a save waits for the piece that this test holds."""
    with connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("no save waits")


def save_and_leave(page: Any, story: Piece) -> None:
    page.go(form_address(story))
    page.locator("[name='headline']").fill("Mine")
    page.locator("[name='events-0-when']").fill("1998")
    page.locator("[name='events-0-html']").fill("Plans.")
    page.keyboard.press("Control+s")
    wait_for_a_save()
    page.go(LIST)


def is_saved_once(page: Any, story: Piece) -> None:
    page.locator(".messagelist", has_text="This was sent already, and was not done a second time.").wait_for()
    assert page.locator("#errors").count() == 0
    assert page.locator("[name='headline']").input_value() == "Mine"
    assert [event.html for event in story.events.all()] == ["<p>Plans.</p>"]
    page.reload()
    assert page.locator(".messagelist").count() == 0


def test_who_comes_back_after_the_save_is_not_told_that_somebody_saved(desk_page) -> None:
    story = make_story()
    with transaction.atomic():
        lock([story.pk])
        save_and_leave(desk_page, story)
    desk_page.go(form_address(story))
    is_saved_once(desk_page, story)


def test_who_comes_back_before_the_save_waits_for_it(desk_page) -> None:
    story = make_story()
    with transaction.atomic():
        lock([story.pk])
        save_and_leave(desk_page, story)
        with desk_page.expect_request(lambda request: request.method == "POST"):
            desk_page.evaluate("address => void (location = address)", form_address(story))
    is_saved_once(desk_page, story)


@pytest.mark.parametrize("goes_on", ["writes", "presses Escape", "waits"])
def test_who_stops_a_save_may_save_again(desk_page, goes_on: str) -> None:
    story = make_story()
    desk_page.clock.install()
    desk_page.go(form_address(story))
    asked: list[Any] = []
    desk_page.route("**/change/", lambda route: asked.append(route) if not asked else route.continue_())
    desk_page.locator("[name='headline']").fill("Mine")
    with desk_page.expect_request(lambda request: request.method == "POST"):
        desk_page.keyboard.press("Control+s")
    while not asked:  # the route hears of it a moment later
        desk_page.wait_for_timeout(10)
    asked[0].abort("aborted")  # as Escape does, and the browser’s button

    if goes_on == "writes":
        desk_page.keyboard.press("End")
        desk_page.keyboard.type(" own")
    elif goes_on == "presses Escape":
        desk_page.keyboard.press("Escape")
    else:
        desk_page.clock.fast_forward("00:05")
    desk_page.keyboard.press("Control+s")
    desk_page.locator(".messagelist .success").wait_for()
    assert Piece.objects.get().headline == ("Mine own" if goes_on == "writes" else "Mine")
