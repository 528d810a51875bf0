"""Merging outlets and people at the desk: what will happen, then the button; and what cannot be removed."""

import pytest

from briefings.models import Article, Outlet, Person
from tests.building import cite, make_editor, make_outlet, make_person, make_story, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    client.force_login(make_editor("chief"))
    return client


def chosen(*rows, **more):
    return {"action": "merge", "_selected_action": [str(row.pk) for row in rows], **more}


def test_a_page_says_what_follows_an_outlet_before_anything_is_merged(chief):
    published(make_story(sources=[{"key": "wire", "outlet": "Old"}]))
    cite(make_story("A draft", sources=[]), outlet="Old")
    old, new = make_outlet("Old"), make_outlet("New")
    asked = chief.post("/admin/briefings/outlet/", chosen(old))
    assert "See what will happen" in asked.content.decode()
    shown = chief.post("/admin/briefings/outlet/", chosen(old, into=str(new.pk)))
    words = " ".join(shown.content.decode().split())
    assert "These will be part of “New”, and will be gone from the lists:" in words
    assert "2 articles of the library of sources" in words
    assert "the sources or bylines of 2 pieces, of which readers see 1" in words
    assert Outlet.objects.count() == 2
    done = chief.post(
        "/admin/briefings/outlet/", chosen(old, into=str(new.pk), confirmed="Merge"), follow=True
    )
    assert "“Old” is now part of “New”." in done.content.decode()
    assert Outlet.objects.get() == new


def test_one_of_several_that_cannot_be_merged_stops_all(chief):
    alone, first = make_person("Alone"), make_person("First", user=make_editor("writer"))
    second = make_person("Second", user=make_editor("writer"))
    sent = chosen(alone, first, into=str(second.pk), confirmed="Merge")
    told = chief.post("/admin/briefings/person/", sent).content.decode()
    assert "“First” and “Second” belong to an account each." in told
    assert Person.objects.count() == 3


@pytest.mark.parametrize("into", ["", "nonsense", "0", "99999999999999999999999"])
def test_nothing_is_merged_into_what_there_is_not(chief, into):
    told = chief.post("/admin/briefings/outlet/", chosen(make_outlet("Old"), into=into, confirmed="Merge"))
    assert (told.status_code, Outlet.objects.count()) == (200, 1)
    assert "errorlist" in told.content.decode()


def test_an_outlet_chosen_alone_is_not_merged_with_itself(chief):
    old = make_outlet("Old")
    told = chief.post("/admin/briefings/outlet/", chosen(old, into=str(old.pk), confirmed="Merge"))
    assert "“Old” cannot be merged with itself." in told.content.decode()


def test_what_something_uses_is_not_removed_and_the_page_says_why(chief, django_assert_max_num_queries):
    cite(make_story(sources=[]), outlet="The Wire")
    outlet = Outlet.objects.get()
    with django_assert_max_num_queries(14):
        told = chief.get(f"/admin/briefings/outlet/{outlet.pk}/delete/").content.decode()
    assert "An article of “The Wire” is in the library of sources." in told
    assert "A piece names “The Wire”." in told
    for address, sent in (
        (f"/admin/briefings/outlet/{outlet.pk}/delete/", {"post": "yes"}),
        ("/admin/briefings/outlet/", chosen(outlet, action="delete_selected", post="yes")),
        (f"/admin/briefings/article/{outlet.articles.get().pk}/delete/", {"post": "yes"}),
    ):
        told = chief.post(address, sent).content.decode()
        assert "What something uses is not removed." in told
    assert (Outlet.objects.count(), Article.objects.count()) == (1, 1)


def test_unused_outlets_chosen_in_the_list_are_removed(chief):
    rows = [make_outlet("One"), make_outlet("Two")]
    chief.post("/admin/briefings/outlet/", chosen(*rows, action="delete_selected", post="yes"))
    assert Outlet.objects.count() == 0


def test_an_address_is_typed_into_one_line(chief):
    for page in ("/admin/briefings/article/add/", "/admin/briefings/outlet/add/"):
        words = chief.get(page).content.decode()
        name = "url" if "article" in page else "homepage"
        assert f'<input type="text" name="{name}"' in words
