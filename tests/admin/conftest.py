"""Who sits at the desk, and when."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.house import holder, unsaved_house
from newsroom.clock import at
from tests.admin.timed_pages import MORNING
from tests.building import make_editor


@pytest.fixture
def editor(db: None) -> User:
    return make_editor("chief", name="Edna")


@pytest.fixture
def desk(editor: User) -> Client:
    """A browser in which a chief editor is signed in."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def desk_page(page, live_server, django_user_model, client) -> Any:
    """A page in which a chief is signed in; ``go`` opens an address of the site."""
    editor = django_user_model.objects.create_superuser("edna", password="correct horse battery")
    client.force_login(editor)
    cookie = {"name": "newsroom_session", "value": client.cookies["newsroom_session"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.go = lambda address: page.goto(f"{live_server.url}{address}")
    return page


@pytest.fixture
def morning_in_berlin() -> Iterator[None]:
    """A house in Berlin, where it is nine in the morning."""
    house = unsaved_house()
    house.time_zone = "Europe/Berlin"
    holder.hold(house)
    with at(MORNING):
        yield
