"""A house that is looked at in the database, and whoever works in it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.house import holder
from tests.building import make_editor


@pytest.fixture
def house_of_the_database(house_as_set_up: None) -> None:
    """Pages ask the database for the house, as they do outside of tests."""
    holder.forget()


@pytest.fixture
def chief(db: None) -> User:
    return make_editor("chief", name="Edna")


@pytest.fixture
def desk(chief: User) -> Client:
    """A browser in which a chief editor is signed in."""
    client = Client()
    client.force_login(chief)
    return client


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    """A browser in which somebody of this rank is signed in."""

    def sign_in(rank: str) -> Client:
        client = Client()
        client.force_login(make_editor(rank))
        return client

    return sign_in
