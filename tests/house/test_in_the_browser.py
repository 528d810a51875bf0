"""An invitation from the form to the desk, and the settings, in Chromium, under the desk's policy."""

import pytest
from django.conf import settings as django_settings

from briefings.models import House
from tests.admin.browsing import sign_in, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_somebody_is_invited_and_signs_in(page, browser, live_server, django_user_model):
    said = watched(page)
    sign_in(page, live_server, django_user_model)
    page.goto(f"{live_server.url}/admin/auth/user/add/")
    page.get_by_label("Name:").fill("Wim Writer")
    page.get_by_label("E-mail address:").fill("wim@example.org")
    page.get_by_label("Editor", exact=True).check()
    page.keyboard.press("Enter")
    link = page.get_by_label("Link to set a password").input_value()
    context = browser.new_context()
    other = context.new_page()
    said_there = watched(other)
    other.goto(link.replace(django_settings.SITE_URL, live_server.url))
    for password in ("short", "a bridge over water"):
        other.get_by_label("New password:", exact=True).fill(password)
        other.get_by_label("New password confirmation:").fill(password)
        other.keyboard.press("Enter")
        if password == "short":
            other.get_by_text("This password is too short.").wait_for()
    other.get_by_role("heading", name="Desk").wait_for()
    context.close()
    assert (said, said_there) == ([], [])


def test_the_settings_are_filled_in_and_saved(page, live_server, django_user_model):
    said = watched(page)
    sign_in(page, live_server, django_user_model)
    page.goto(f"{live_server.url}/admin/briefings/house/")
    page.get_by_label("Name of the publication:").fill("The Gazette")
    page.get_by_label("Time zone:").fill("Europe/Lisbon")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist").wait_for()
    assert said == []
    house = House.objects.get()
    assert (house.name, house.time_zone) == ("The Gazette", "Europe/Lisbon")
