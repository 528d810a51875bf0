"""In which order the first page shows its panels, and a rail of which nothing is cut off."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from briefings.editions.publishing import Publication
from briefings.models import Schedule
from briefings.schedules.scheduling import schedule
from newsroom.clock import now
from tests.building import make_editor, make_story


def panels_of(client) -> list[tuple[str, str]]:
    words = client.get("/admin/").content.decode()
    return re.findall(r'class="panel panel-(\w+)".*?class="panel-count">([^<]+)<', words, re.DOTALL)


@pytest.mark.django_db
def test_what_went_wrong_stands_first_and_what_has_nothing_last(client):
    chief = make_editor("chief")
    client.force_login(chief)
    late, failed = make_story("Late", by=chief), make_story("Failed", by=chief)
    for story in (late, failed):
        schedule(Publication(story.pk), at=now() + timedelta(hours=1), by=chief)
    Schedule.objects.filter(piece=late).update(at=now() - timedelta(hours=1))
    Schedule.objects.filter(piece=failed).update(
        outcome="failed", ended_at=now(), reason="It lost its approval."
    )
    found = panels_of(client)
    assert ("scheduled", "0") in found
    assert sorted(found[:2]) == [("failed", "1"), ("overdue", "1")]
    counts = [count != "0" for _, count in found]
    assert counts == sorted(counts, reverse=True)
    assert (True in counts[2:], False in counts) == (True, True)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_entry_of_the_rail_is_cut_off_on_a_laptop_and_on_a_low_window_it_scrolls(
    page, live_server, client
):
    everything = make_editor("chief")
    everything.is_superuser = True
    everything.save()
    client.force_login(everything)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/admin/")
    last = page.locator("#logout-form button")
    assert last.bounding_box()["y"] + last.bounding_box()["height"] <= 900
    assert page.evaluate("document.querySelector('#header').getBoundingClientRect().height") == 900
    page.set_viewport_size({"width": 1280, "height": 500})
    assert last.bounding_box()["y"] > 500
    last.scroll_into_view_if_needed()
    assert last.bounding_box()["y"] + last.bounding_box()["height"] <= 500
    assert page.evaluate("document.querySelector('.rail').scrollTop") > 0
