"""The page of a piece for who may look at it and not change it; and by what name the desk calls people."""

import pytest
from django.test import Client
from django.utils.translation import override

from briefings.admin.activity_details import details_in_words
from briefings.models import Piece
from briefings.reviews.noting import note
from tests.admin.desk import page_address
from tests.admin.review import bar_of, signed_in, words_of
from tests.building import make_editor, make_story, published

pytestmark = pytest.mark.django_db


def anothers_story() -> Piece:
    owner = make_editor("writer", "ann@example.org")
    owner.first_name, owner.last_name = "Ann", "Reporter"
    owner.save()
    return published(make_story("A bridge was opened", by=owner, topics=["Bridges"]))


def test_a_writer_reads_another_s_story_as_text_and_is_told_whose_it_is() -> None:
    story = anothers_story()
    note(story.pk, by=make_editor("editor", "ed"), text="Which bridge?")
    response = signed_in(make_editor("writer")).get(page_address(story, "change"))
    page = response.content.decode()
    assert response.status_code == 200
    assert [name for name in ("<textarea", "<select", 'name="headline"') if name in page] == []
    words = words_of(response)
    for said in ("Ann Reporter", "A bridge was opened on Friday.", "Which bridge?", "Bridges"):
        assert said in words
    assert "ann@example.org" not in words
    assert bar_of(response) == ["Preview", "History"]


def test_what_a_writer_sends_for_another_s_story_is_refused_as_before() -> None:
    story = anothers_story()
    sent = signed_in(make_editor("writer")).post(page_address(story, "change"), {"headline": "Mine"})
    assert sent.status_code == 403
    assert Piece.objects.get(pk=story.pk).headline == "A bridge was opened"


def test_owners_and_editors_get_the_form(desk: Client) -> None:
    story = anothers_story()
    for client in (desk, signed_in(story.owner)):
        assert 'name="headline"' in client.get(page_address(story, "change")).content.decode()


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"edition": 3, "kind": "correction", "origin": "desk"}, "edition 3, correction"),
        ({"edition": 3, "kind": "update", "origin": "schedule"}, "edition 3, update, schedule"),
        ({"at": "2026-11-24T06:00:00+00:00", "schedule": 7}, "for 24 Nov 2026, 06:00 UTC, schedule 7"),
        ({"until": None}, "lifted"),
        ({"to": "Ann Reporter", "due": None, "priority": 1}, "to Ann Reporter"),
        ({"to": None}, "to nobody"),
        ({"taken_out": [4, 5]}, "taken out: pieces 4, 5"),
        ({"outcome": "corrected", "edition": 3}, "led to a correction, edition 3"),
        ({"into": "The Times", "into_id": 7, "slug": "times"}, "into The Times, its address was times"),
        ({"something_else": 1}, "something else 1"),
    ],
)
def test_details_of_the_log_are_words(details: dict[str, object], words: str) -> None:
    assert details_in_words(details) == words


def test_details_of_the_log_are_german_where_the_house_is() -> None:
    with override("de"):
        assert details_in_words({"outcome": "declined"}) == "abgelehnt"
        merged = {"into": "The Times", "into_id": 7, "slug": "times"}
        assert details_in_words(merged) == "in The Times, die Adresse war times"
