"""What an outlet is: its country is a name, spelt once; its former names lead to it; its page counts what cites it."""

import pytest

from briefings.models import Outlet
from tests.admin.desk import fields_of
from tests.building import make_editor, make_outlet, make_question, make_story, published

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


def renamed(client, outlet: Outlet, **fields: str) -> list[str]:
    """The outlet's other names after it was renamed on the desk."""
    address = f"/admin/briefings/outlet/{outlet.pk}/change/"
    assert client.post(address, {**fields_of(client.get(address)), **fields}).status_code == 302
    return list(outlet.aliases.order_by("pk").values_list("name", flat=True))


def test_an_outlet_that_is_renamed_is_found_under_its_former_name(client):
    make_outlet("The Ebb")
    outlet = make_outlet("The Tide")
    client.force_login(make_editor("chief"))
    assert renamed(client, outlet, name="The Daily Tide") == ["The Tide"]
    assert renamed(client, outlet, name="The DAILY Tide") == ["The Tide"]
    assert renamed(client, outlet, name="The Tide") == ["The DAILY Tide"]


def test_a_former_name_that_is_entered_in_the_same_form_is_kept_once(client):
    outlet = make_outlet("The Tide")
    client.force_login(make_editor("chief"))
    typed = {"aliases-TOTAL_FORMS": "1", "aliases-0-name": "the tide", "aliases-0-outlet": str(outlet.pk)}
    assert renamed(client, outlet, name="The Daily Tide", **typed) == ["the tide"]


def test_the_page_of_an_outlet_counts_stories_and_common_questions_alike(client):
    published(make_question("Why?", slug="why"))
    assert "<span>in 1 piece</span>" in client.get("/outlets/the-wire/").content.decode()
    published(make_story("A bridge"))
    assert "<span>in 2 pieces</span>" in client.get("/outlets/the-wire/").content.decode()
