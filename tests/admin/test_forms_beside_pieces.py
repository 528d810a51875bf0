"""Forms and lists beside those of pieces: related links, topics, outlets, accounts."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefings.models import Outlet, RelatedLink
from briefings.related.relating import refresh_piece
from tests.admin.desk import LIST, form_address, page_address
from tests.building import (
    make_story,
    make_topic,
    published,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_an_editor_pins_a_related_link_of_one_piece(desk: Client) -> None:
    story, other, third = (published(make_story(f"Bridge {n}", topics=["Bridges"])) for n in range(3))
    for target in (other, third):
        refresh_piece(target.pk)
    refresh_piece(story.pk)
    form = desk.get(page_address(story, "change")).content.decode()
    address = f"/admin/briefings/relatedlink/?piece__id__exact={story.pk}"
    assert address in form
    page = desk.get(address)
    links = page.context["cl"].result_list
    assert sorted(link.target.headline for link in links) == ["Bridge 1", "Bridge 2"]
    assert "Newer on Bridges" in page.content.decode()
    desk.post(
        reverse("admin:briefings_relatedlink_change", args=[links[0].pk]), {"pinned": "on", "position": "0"}
    )
    assert RelatedLink.objects.get(pinned=True) == links[0]


def test_topics_are_merged_by_a_chief_editor_after_choosing_which_one_stays(desk: Client) -> None:
    story = make_story(topics=["Bridgs"])
    wrong, right = Topic.objects.get(), make_topic("Bridges")
    data = {"action": "merge", "_selected_action": [str(wrong.pk)]}
    assert "Merge topics" in desk.post("/admin/topics/topic/", {**data, "index": "0"}).content.decode()
    for garbage in ("", "x", "9" * 30):
        assert desk.post("/admin/topics/topic/", {**data, "into": garbage}).status_code == 200
    desk.post("/admin/topics/topic/", {**data, "into": str(right.pk)})
    assert [filing.tag for filing in story.filings.all()] == [right]
    assert Topic.objects.count() == 1


def test_an_outlet_gets_other_names_and_a_taken_name_gets_a_sentence(desk: Client) -> None:
    address = reverse("admin:briefings_outlet_add")
    rows = {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0", "aliases-0-name": "NYT"}
    desk.post(address, {"name": "The New York Times", **rows})
    assert [alias.name for alias in Outlet.objects.get().aliases.all()] == ["NYT"]
    response = desk.post(address, {"name": "the new york times", **rows})
    assert "There is an outlet of this name already" in response.content.decode()


def test_a_chief_editor_cannot_make_herself_more_than_she_is(desk: Client, editor: User) -> None:
    address = reverse("admin:auth_user_change", args=[editor.pk])
    data = {"username": "Edna", "is_staff": "on", "is_active": "on", "is_superuser": "on"}
    desk.post(address, {**data, "date_joined_0": "2020-01-01", "date_joined_1": "10:00"})
    editor.refresh_from_db()
    assert not editor.is_superuser
    root = User.objects.create_superuser("root", password="x")
    assert desk.post(reverse("admin:auth_user_change", args=[root.pk]), data).status_code == 403
    assert desk.post(reverse("admin:auth_user_password_change", args=[root.pk]), {}).status_code == 403


@pytest.mark.parametrize(
    "model", ["outlet", "article", "person", "relatedlink", "refreshwish", "deleteddraft"]
)
def test_every_list_of_the_desk_opens(desk: Client, model: str) -> None:
    published(make_story(byline=["Ann"]))
    assert desk.get(f"/admin/briefings/{model}/").status_code == 200


def test_only_forms_with_an_editor_relax_the_policy(desk: Client) -> None:
    relaxed = desk.get(form_address())["Content-Security-Policy"]
    assert "script-src-attr 'unsafe-inline'" in relaxed
    assert "script-src 'self';" in relaxed + ";"
    for address in ("/admin/", LIST, "/admin/briefings/outlet/add/", "/admin/topics/topic/add/"):
        assert "unsafe" not in desk.get(address)["Content-Security-Policy"], address
