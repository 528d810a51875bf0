"""Addresses of pieces: whose they are, and whose they stay."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from briefings.models import Piece, PublicSlug
from briefings.models.addresses import free_slug, slug_taken
from briefings.refusing import PublishingRefused
from tests.building import make_editor, make_question, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


def renamed(piece: Piece, slug: str) -> Piece:
    piece.slug = slug
    piece.full_clean(exclude=["kind"])
    piece.save()
    return piece


def test_an_address_is_made_from_the_headline():
    assert make_story("The Élysée's 1,000 bridges").slug == "the-elysees-1000-bridges"


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("日本の首相", "日本の首相"),
        ("Президент России", "президент-россии"),
        ("رئيس الوزراء", "رئيس-الوزراء"),
        ("!!!", "story"),
    ],
)
def test_headlines_in_other_scripts_have_addresses_that_answer(client, headline, slug):
    story = published(make_story(headline))
    assert story.slug == slug
    assert client.get(story.get_absolute_url()).status_code == 200


def test_equal_headlines_have_different_addresses():
    assert [make_story("A bridge").slug, make_question("A bridge").slug, make_story("A bridge").slug] == [
        "a-bridge",
        "a-bridge-2",
        "a-bridge-3",
    ]


def test_an_address_that_the_other_kind_has_is_refused_in_a_sentence():
    make_question("Why bridges?", slug="bridges")
    story = make_story("Bridges fall", slug="falling")
    with pytest.raises(ValidationError) as refused:
        renamed(story, "bridges")
    assert "“bridges” is the address of the common question “Why bridges?”." in refused.value.messages


def test_the_database_refuses_an_address_twice():
    make_question(slug="bridges")
    with pytest.raises(IntegrityError), transaction.atomic():
        Piece.objects.create(kind="story", headline="x", slug="bridges")


def test_the_old_address_of_a_live_story_leads_to_the_new_one_for_good(client):
    make_story("A draft", slug="draft")
    story = renamed(published(make_story(slug="first")), "second")
    renamed(story, "third")
    for old in ("first", "second"):
        response = client.get(f"/stories/{old}/")
        assert (response.status_code, response["Location"]) == (301, "/stories/third/")
    assert client.get("/stories/third/").status_code == 200


def test_the_old_address_of_a_question_leads_to_the_new_one_and_not_from_among_stories(client):
    renamed(published(make_question(slug="first")), "second")
    assert client.get("/questions/first/")["Location"] == "/questions/second/"
    assert client.get("/stories/first/").status_code == 404


def test_a_draft_that_is_renamed_leaves_nothing_behind(client):
    story = renamed(make_story(slug="first"), "second")
    published(story)
    assert client.get("/stories/first/").status_code == 404
    assert slug_taken("first", by_other_than=None) == ""


def test_a_live_story_that_goes_back_to_its_old_address_answers_there(client):
    story = renamed(renamed(published(make_story(slug="first")), "second"), "first")
    assert client.get("/stories/first/").status_code == 200
    assert client.get("/stories/second/")["Location"] == "/stories/first/"
    assert set(story.public_slugs.values_list("slug", flat=True)) == {"first", "second"}


def test_the_new_address_of_a_live_story_is_its_own_at_once():
    story = renamed(published(make_story(slug="first")), "second")
    renamed(story, "third")
    assert PublicSlug.objects.get(slug="second").piece_id == story.pk
    assert "goes on leading there" in slug_taken("second", by_other_than=None)


def test_a_live_story_cannot_be_saved_under_an_address_that_was_anothers():
    renamed(published(make_story("The old one", slug="first")), "second")
    other = published(make_story("The new one", slug="other"))
    other.slug = "first"
    with pytest.raises(ValidationError, match="“first” was an address of “The old one”"):
        other.save()
    assert Piece.objects.get(pk=other.pk).slug == "other"


def test_a_draft_cannot_be_renamed_to_an_address_that_was_anothers():
    renamed(published(make_story("The old one", slug="first")), "second")
    with pytest.raises(ValidationError, match="“first” was an address of “The old one”"):
        renamed(make_story(slug="third"), "first")


def test_a_draft_under_an_address_that_was_anothers_cannot_be_published():
    renamed(published(make_story(slug="first")), "second")
    draft = make_story("Another", slug="first")
    with pytest.raises(PublishingRefused, match="The address “first” was another piece’s"):
        draft.publish(by=make_editor())
    assert (draft.state, draft.editions.count()) == (Piece.State.DRAFT, 0)


def test_a_made_address_is_none_that_was_public_before():
    renamed(published(make_story("A bridge")), "elsewhere")
    withdrawn(make_story("Gone"))
    assert free_slug("A bridge", kind="story") == "a-bridge-2"
    assert free_slug("Gone", kind="story") == "gone-2"


def test_the_old_address_of_a_withdrawn_story_leads_to_where_its_withdrawal_is_told(client):
    renamed(withdrawn(make_story(slug="first"), note="It was wrong."), "second")
    response = client.get("/stories/first/", follow=True)
    assert (response.redirect_chain, response.status_code) == ([("/stories/second/", 301)], 410)
    assert b"It was wrong." in response.content
