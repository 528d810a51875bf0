"""Who sits at the desk."""

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
