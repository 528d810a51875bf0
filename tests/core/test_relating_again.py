"""Who looks again at its related links when another piece is published, changed or withdrawn."""

import pytest

from briefings.models import Keyword, Piece, RefreshWish, RelatedLink
from briefings.related.keeping import KEPT
from briefings.related.nearness import NEAREST
from briefings.related.relating import refresh_piece
from briefings.related.wishes import wish_look
from tests.building import changed, published, withdrawn
from tests.core.related import PROSE, links_of, refreshed, stories_day_by_day, story_about, wished

db = pytest.mark.django_db


@db
def test_a_publication_has_only_those_look_again_whose_links_it_changes():
    full = story_about("Here", "Bridges", "Tolls", on="2026-01-01")
    for n in range(KEPT):
        story_about(f"Near {n}", "Bridges", "Tolls", on="2026-01-01", words=f"only{n} says{n}")
    lonely = story_about("Pinned", "Ice", on="2026-01-01")
    elsewhere = story_about("Gone", "Apples", on="2026-01-01")
    refreshed(*Piece.objects.all())
    refreshed(*Piece.objects.all())
    assert (RelatedLink.objects.filter(piece=full).count(), links_of(elsewhere)) == (KEPT, [])
    far = story_about("Far", "Ice", on="2020-01-01")
    RefreshWish.objects.all().delete()
    refresh_piece(far.pk)
    assert wished() == {lonely.headline}
    RefreshWish.objects.all().delete()
    close = story_about("Close", "Bridges", "Tolls", on="2026-01-01", words=PROSE["Here"])
    RefreshWish.objects.all().delete()
    refresh_piece(close.pk)
    assert full.headline in wished()
    assert not {far.headline, elsewhere.headline, close.headline} & wished()
    refresh_piece(full.pk)
    assert RelatedLink.objects.filter(piece=full, target=close).exists()
    assert RelatedLink.objects.filter(piece=full).count() == KEPT


@db
def test_neighbours_that_look_again_have_nobody_else_look():
    near, story = story_about("Near", "Bridges"), story_about("Here", "Bridges")
    refreshed(near, story)
    refresh_piece(near.pk)
    refresh_piece(story.pk, again=True)
    assert wished() == set()


@db
def test_an_edit_that_makes_nothing_nearer_has_nobody_look_again():
    near, story = story_about("Near", "Bridges"), story_about("Here", "Bridges")
    refreshed(near, story, near)
    published(changed(story, credit="A credit"))
    RefreshWish.objects.all().delete()
    refresh_piece(story.pk)
    assert wished() == set()


@db
def test_those_that_led_to_a_withdrawn_piece_look_elsewhere():
    near, story = story_about("Near", "Bridges"), story_about("Here", "Bridges")
    other = story_about("Gone", "Apples")
    refreshed(near, story, other)
    withdrawn(near)
    RefreshWish.objects.all().delete()
    refresh_piece(near.pk)
    assert wished() == {"Here"}
    refresh_piece(story.pk)
    assert not RelatedLink.objects.exists()
    assert not Keyword.objects.filter(piece=near).exists()


@db
def test_a_piece_that_was_offered_is_looked_at_where_no_search_finds_it():
    stories_day_by_day(2 * NEAREST, "Bridges", own_topic="Rare")
    story = story_about("Here", "Bridges", on="2024-12-31")
    nearest = story_about("Gone", "Bridges", on="2025-01-26")
    refreshed(story)
    assert len(links_of(story)) == KEPT
    assert not RelatedLink.objects.filter(piece=story, target=nearest).exists()
    wish_look([story.pk], at=nearest.pk)
    assert RefreshWish.objects.get().offered == [nearest.pk]
    refresh_piece(story.pk)
    assert RelatedLink.objects.filter(piece=story, target=nearest).exists()
    # And it stays found when nobody offers it any more.
    refreshed(story)
    refresh_piece(story.pk, again=True)
    assert RelatedLink.objects.filter(piece=story, target=nearest).exists()
