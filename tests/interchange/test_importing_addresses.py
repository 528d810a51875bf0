"""The names and addresses of imported pieces, and the links that lead from one to another."""

from pathlib import Path

import pytest
from django.test import Client

from briefings.models import Piece, RedactedAddress
from briefings.models.redaction import digest_of
from tests.building import make_story, published
from tests.interchange.kept import only
from tests.interchange.records import exported, imported, question, section, story, written
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_an_id_that_is_a_uuid_is_the_uuid_here(tmp_path: Path) -> None:
    uid = "0e1f8c7a-6a53-4c5e-9f5b-1f3f6d7c2a11"
    imported(written(tmp_path, story(uid, sections=[section(id=uid)])))
    assert (str(only().uid), only().origin_id) == (uid, "")
    assert str(only().sections.get().uid) == uid
    assert exported()[0]["id"] == uid


def test_slugs_are_free_and_a_record_may_give_its_own(tmp_path: Path) -> None:
    published(
        Piece.objects.create(kind="question", headline="A bridge", slug="a-bridge", standfirst="It is one.")
    )
    same = {"headline": "A bridge"}
    _, report, _ = imported(
        written(
            tmp_path,
            story("a", **same),
            story("b", **same),
            story("c", slug="a-bridge"),
            story("d", slug="Ours"),
        )
    )
    slugs = dict(Piece.objects.filter(kind="story").values_list("origin_id", "slug"))
    assert slugs == {"a": "a-bridge-2", "b": "a-bridge-3", "c": "a-bridge-4", "d": "Ours"}
    assert "1 slugs that were another piece's" in report
    imported(written(tmp_path, story("d", slug="theirs"), story("a", slug="a-bridge", **same)))
    slugs = dict(Piece.objects.filter(kind="story").values_list("origin_id", "slug"))
    assert (slugs["d"], slugs["a"]) == ("theirs", "a-bridge-2")
    assert Piece.objects.get(origin_id="d").public_slugs.count() == 2


def test_an_address_whose_words_were_taken_out_is_never_an_imported_pieces(tmp_path: Path) -> None:
    gone = published(make_story("The affair"))
    for slug in ("the-affair", "the-affair-2", "the-affair-4", "an-affair"):
        RedactedAddress.objects.create(digest=digest_of(slug), piece=gone)
    Piece.objects.filter(pk=gone.pk).update(slug="gone")
    gone.public_slugs.update(slug="gone")
    same = {"headline": "The affair"}
    records = [story("a", **same), story("b", **same), story("c", slug="an-affair", **same)]
    status, report, faults = imported(written(tmp_path, *records))
    assert (status, faults, "1 slugs that were another piece's" in report) == (0, "", True)
    slugs = dict(Piece.objects.exclude(pk=gone.pk).values_list("origin_id", "slug"))
    assert slugs == {"a": "the-affair-3", "b": "the-affair-5", "c": "an-affair-2"}
    _, report, faults = imported(written(tmp_path, story("a", slug="the-affair-4", **same)))
    assert (faults, "1 slugs that were another piece's" in report) == ("", True)
    assert Piece.objects.get(origin_id="a").slug == "the-affair-3"


def test_links_between_pieces_hold_uuids_and_go_out_as_they_came(tmp_path: Path) -> None:
    html = (
        '<p>See <a href="newsroom:story/later:1">the story</a>, <a href="newsroom:question/q-1">the question</a> '
        'and <a href="newsroom:topic/New%20subject">the subject</a>.</p>'
    )
    imported(
        written(tmp_path, story("a", sections=[section(html)], questions=[question()]), story("later:1"))
    )
    stored = Piece.objects.get(origin_id="a").sections.get().html
    for uid in (
        Piece.objects.get(origin_id="later:1").uid,
        only("question").uid,
        Topic.objects.get(name="New subject").uid,
    ):
        assert str(uid) in stored
    assert exported()[0]["sections"][0]["html"] == html


def test_a_link_to_a_story_that_is_not_here_yet_leads_there_when_it_is(
    tmp_path: Path, client: Client
) -> None:
    html = '<p>See <a href="newsroom:story/later:1">the story</a>.</p>'
    imported(written(tmp_path, story("a", sections=[section(html)])))
    page = only().get_absolute_url()
    assert exported()[0]["sections"][0]["html"] == html
    assert "<p>See the story.</p>" in client.get(page).content.decode()
    imported(written(tmp_path, story("later:1", headline="Later")))
    assert '<p>See <a href="/stories/later/">the story</a>.</p>' in client.get(page).content.decode()
    assert exported()[0]["sections"][0]["html"] == html
