"""Related links at the desk: what editors decide, and that it holds."""

import pytest
from django.test import Client
from django.urls import reverse

from briefings.models import Piece, RelatedLink
from briefings.related.relating import refresh_piece
from tests.building import make_story, published

pytestmark = pytest.mark.django_db
LIST = reverse("admin:briefings_relatedlink_changelist")


@pytest.fixture
def story() -> Piece:
    make_story("A draft", topics=["Bridges"])
    for headline in ("Near", "Nearer"):
        published(make_story(headline, topics=["Bridges"]))
    story = published(make_story("Here", topics=["Bridges"]))
    refresh_piece(story.pk)
    return story


def choose(desk: Client, story: Piece, **fields: str):
    """Save the list of the piece's links with other choices; keys are as in `pinned_0`."""
    links = list(RelatedLink.objects.filter(piece=story).order_by("-pinned", "position", "rank"))
    form = {"form-TOTAL_FORMS": len(links), "form-INITIAL_FORMS": len(links), "_save": "Save"}
    for n, link in enumerate(links):
        form |= {f"form-{n}-id": link.pk, f"form-{n}-position": link.position}
    for name, value in fields.items():
        column, _, row = name.rpartition("_")
        form[f"form-{row}-{column}"] = value
    return desk.post(f"{LIST}?piece__id__exact={story.pk}", form, follow=True)


def test_the_list_shows_score_reason_and_place(desk: Client, story: Piece):
    page = desk.get(f"{LIST}?piece__id__exact={story.pk}").content.decode()
    link = RelatedLink.objects.filter(piece=story).first()
    assert "Both about Bridges" in page
    assert f"{link.score}" in page
    assert "A draft" not in page


def test_editors_pin_order_and_hide_in_the_list_and_a_refresh_keeps_it(desk: Client, story: Piece):
    choose(desk, story, pinned_0="on", position_0="2", pinned_1="on", position_1="1")
    story.filings.all().delete()
    refresh_piece(story.pk)
    pinned = RelatedLink.objects.filter(piece=story, pinned=True).order_by("position")
    assert list(pinned.values_list("position", flat=True)) == [1, 2]
    choose(desk, story, hidden_0="on")
    assert RelatedLink.objects.filter(piece=story, hidden=True).count() == 1


def test_an_editor_adds_a_link_that_no_search_found(desk: Client, story: Piece):
    far = published(make_story("Far away", sections=["<p>Zebra.[^wire]</p>"]))
    added = desk.post(
        reverse("admin:briefings_relatedlink_add"), {"piece": story.pk, "target": far.pk, "position": 1}
    )
    assert added.status_code == 302
    refresh_piece(story.pk)
    assert RelatedLink.objects.get(piece=story, target=far).pinned
    page = Client().get(story.get_absolute_url()).content.decode()
    assert "Chosen by the editors" in page


@pytest.mark.parametrize("target", ["itself", "a draft", "nothing"])
def test_a_link_that_leads_nowhere_is_refused_with_a_sentence(desk: Client, story: Piece, target: str):
    keys = {"itself": story.pk, "a draft": Piece.objects.get(headline="A draft").pk, "nothing": "x"}
    before = RelatedLink.objects.count()
    answer = desk.post(
        reverse("admin:briefings_relatedlink_add"), {"piece": story.pk, "target": keys[target], "position": 1}
    )
    assert answer.status_code == 200
    assert b"errorlist" in answer.content
    assert RelatedLink.objects.count() == before


def test_a_link_that_a_refresh_dropped_while_an_editor_pinned_it_is_back(desk: Client, story: Piece):
    link = RelatedLink.objects.filter(piece=story).first()
    address = reverse("admin:briefings_relatedlink_change", args=[link.pk])
    assert desk.get(address).status_code == 200
    desk.post(address, {"pinned": "on", "position": "3"})
    kept = RelatedLink.objects.get(pk=link.pk)
    assert (kept.pinned, kept.position, kept.score) == (True, 3, link.score)
