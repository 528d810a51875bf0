"""A folder for uploads, and who uploads them."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.building import make_editor


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    """Where pictures lie."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "pictures"


@pytest.fixture
def editor(db: None) -> User:
    return make_editor("chief", name="Edna")


@pytest.fixture
def desk(editor: User) -> Client:
    """A browser in which a chief editor is signed in."""
    client = Client()
    client.force_login(editor)
    return client
