"""Who sits at the desk."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

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
