"""The lead of the front page: the newest story, or the one that a chief editor pinned until a time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from briefings.leading import pin_lead, unpin_lead
from briefings.models import LeadPin, Piece
from briefings.refusing import NotAllowed, PublishingRefused
from newsroom.clock import now
from tests.building import make_editor, make_question, make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/briefings/leadpin/1/change/"


@pytest.fixture
def old() -> Piece:
    make_story("A draft")
    old = published(make_story("The pinned one"), on="2026-01-01")
    published(make_story("The newest"), on="2026-01-03")
    return old


def lead(client: Client) -> str:
    page = client.get("/").content.decode()
    return page[page.index("<h1") : page.index("</h1>")]


def pin(story: Piece, hours: int = 1) -> LeadPin:
    return pin_lead(story, until=now() + timedelta(hours=hours), by=make_editor("chief"))


def test_a_pinned_story_leads_until_its_time_and_stands_once_on_the_page(client, old, time_machine):
    time_machine.move_to(moment("2026-01-04"), tick=False)
    assert "The newest" in lead(client)
    pin(old)
    assert "The pinned one" in lead(client)
    assert client.get("/").content.decode().count("The pinned one") == 1
    time_machine.shift(timedelta(hours=1))
    assert "The newest" in lead(client)


def test_a_pinned_story_that_is_withdrawn_leaves_the_front_page_at_once(client, old):
    pin(old)
    withdrawn(old)
    assert "The newest" in lead(client)
    assert "The pinned one" not in client.get("/").content.decode()


def test_another_pin_takes_the_place_of_the_first_and_unpinning_ends_it(client, old):
    pin(old)
    pin(published(make_story("Another"), on="2026-01-02"), hours=2)
    assert LeadPin.objects.count() == 1
    assert "Another" in lead(client)
    assert unpin_lead(by=make_editor("chief"))
    assert not unpin_lead(by=make_editor("chief"))
    assert "The newest" in lead(client)


def test_the_form_of_the_lead_offers_no_new_story_which_could_not_lead(old):
    client = Client()
    client.force_login(make_editor("chief"))
    page = client.get(ADDRESS).content.decode()
    assert ('name="story"' in page, "add_id_story" in page) == (True, False)
    assert '<a href="/admin/">Desk</a>' in page


def test_what_cannot_lead_is_refused(old):
    chief = make_editor("chief")
    soon = now() + timedelta(hours=1)
    for piece in (make_story("Not live"), published(make_question("Why?"))):
        with pytest.raises(PublishingRefused):
            pin_lead(piece, until=soon, by=chief)
    with pytest.raises(PublishingRefused):
        pin_lead(old, until=now() - timedelta(seconds=1), by=chief)
    with pytest.raises(NotAllowed):
        pin_lead(old, until=soon, by=make_editor("editor"))
    assert not LeadPin.objects.exists()


def test_a_chief_pins_and_unpins_at_the_desk_and_an_editor_may_not(old):
    chief, editor = Client(), Client()
    chief.force_login(make_editor("chief"))
    editor.force_login(make_editor("editor"))
    assert editor.get(ADDRESS).status_code == 403
    assert editor.post(ADDRESS, {"story": old.pk, "until": "tomorrow 06:00"}).status_code == 403
    assert chief.get(reverse("admin:briefings_leadpin_changelist"), follow=True).status_code == 200
    bad = chief.post(ADDRESS, {"story": old.pk, "until": "yesterday"})
    assert (bad.status_code, LeadPin.objects.exists()) == (200, False)
    assert chief.post(ADDRESS, {"story": old.pk, "until": "tomorrow 06:00"}).status_code == 302
    assert "The pinned one" in lead(Client())
    chief.post(ADDRESS, {"_unpin": "1"})
    assert not LeadPin.objects.exists()
