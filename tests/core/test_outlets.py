"""What an outlet is: its country is a name, spelt once."""

import pytest

from briefings.models import Outlet

pytestmark = pytest.mark.django_db


def test_a_country_has_the_spelling_that_is_known_already():
    Outlet.objects.create(name="The Tide", country="Japan")
    other = Outlet(name="The Ebb", country=" japan ")
    other.full_clean()
    assert other.country == "Japan"


def test_the_only_outlet_of_a_country_can_spell_it_anew():
    only = Outlet.objects.create(name="The Tide", country="japan")
    only.country = "Japan"
    only.full_clean()
    assert only.country == "Japan"
