"""Related links in the database: what is found and kept, who looks again, and what editors said about it."""

from datetime import timedelta

import pytest
from django.db import connection

from briefings.editions.publishing import Publication, publish_many
from briefings.models import Keyword, Piece, RefreshWish, RelatedBasis, RelatedLink
from briefings.related.keeping import KEPT
from briefings.related.keywording import count_words
from briefings.related.nearness import NEAREST
from briefings.related.relating import make_known, refresh_piece
from briefings.related.wishes import wish_look
from briefings.words import Origin
from tests.building import (
    changed,
    file_under,
    make_question,
    make_story,
    moment,
    published,
    withdrawn,
)

db = pytest.mark.django_db

PROSE = {
    "Here": "ferry harbour captain tide lighthouse anchor",
    "Near": "parliament budget minister coalition vote treasury",
    "Gone": "orchard apple cider blossom pruning ladder",
    "Pinned": "glacier ice crevasse moraine meltwater ridge",
    "Hidden": "violin concerto orchestra conductor rehearsal bow",
    "Neither": "tractor harvest barley silo combine furrow",
    "Same words": "ferry harbour captain tide lighthouse anchor",
}


def draft_about(headline: str, *topics: str, words: str = "", **fields) -> Piece:
    """A story whose words no other one has, unless `words` says which."""
    html = f"<p>{words or PROSE.get(headline) or f'only {headline} says {headline}'}[^wire]</p>"
    return make_story(headline, topics=topics, sections=[html], **fields)


def story_about(headline: str, *topics: str, on: str = "", **fields) -> Piece:
    """The same, live."""
    return published(draft_about(headline, *topics, **fields), on=on)


def stories_day_by_day(amount: int, *topics: str, own_topic: str = "") -> list[Piece]:
    """Live stories Near 0, Near 1 and so on, of a day each from the first of 2025 on; their own topic with a number."""
    drafts = [
        draft_about(f"Near {n}", *topics, *([f"{own_topic} {n}"] if own_topic else []), words=f"w{n}")
        for n in range(amount)
    ]
    days = [moment("2025-01-01") + timedelta(days=n) for n in range(amount)]
    publish_many(
        [Publication(draft.pk, first_published_at=day) for draft, day in zip(drafts, days, strict=True)],
        by=None,
        origin=Origin.IMPORT,
    )
    return drafts


def links_of(piece: Piece) -> list[tuple[str, list[str]]]:
    links = RelatedLink.objects.filter(piece=piece).select_related("target").order_by("rank", "pk")
    return [(link.target.headline, link.shared_topics) for link in links]


def wished() -> set[str]:
    return set(RefreshWish.objects.values_list("piece__headline", flat=True))


def versions(model: type) -> list[tuple[str, str]]:
    """Where each row stands and who wrote it: other values after any write, one of the same values too."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text, cmin::text FROM {model._meta.db_table} ORDER BY ctid")
        return cursor.fetchall()


def refreshed(*pieces: Piece) -> None:
    """Refresh these, then forget who was wished for."""
    for piece in pieces:
        refresh_piece(piece.pk)
    RefreshWish.objects.all().delete()


@db
def test_live_pieces_of_shared_topics_are_related_and_others_are_not():
    make_story("A draft", topics=["Bridges"])
    withdrawn(story_about("Withdrawn", "Bridges"))
    story_about("Elsewhere", "Rivers")
    published(make_question("Why bridges?", topics=["Bridges"]), on="2026-01-01")
    story_about("Near", "Bridges", "Tolls", on="2026-01-01")
    story = story_about("Here", "Bridges", "Tolls", on="2026-01-01")
    assert refresh_piece(story.pk) == 2
    assert links_of(story) == [("Near", ["Tolls", "Bridges"]), ("Why bridges?", ["Bridges"])]


@db
def test_pieces_of_many_rare_words_in_common_are_related_without_a_topic():
    story = story_about("Here", "Bridges")
    same, near = story_about("Same words", "Rivers"), story_about("Near", "Bridges")
    make_known([story.pk, same.pk, near.pk])
    refresh_piece(story.pk)
    assert {(link.target_id, bool(link.shared_words)) for link in RelatedLink.objects.all()} == {
        (same.pk, True),
        (near.pk, False),
    }
    assert set(RelatedLink.objects.get(target=same).shared_words) <= set(PROSE["Here"].split())


@db
def test_the_words_of_outlets_and_events_make_no_neighbours():
    cited = {"sources": [{"key": "wire", "outlet": "Zanzibar Gazette Quarterly"}]}
    told = {"events": [("2026-01-01", "<p>Zanzibar gazette quarterly zither.</p>")]}
    one, other = story_about("Here", **cited, **told), story_about("Near", **cited, **told)
    refresh_piece(one.pk)
    assert links_of(one) == []
    assert not Keyword.objects.filter(piece__in=[one, other], word__startswith="zanz").exists()


@db
def test_a_story_does_not_repeat_the_questions_it_leads_to_nor_they_their_stories():
    question = published(make_question("Why bridges?", topics=["Bridges"]))
    story = story_about("Here", "Bridges", questions=[question])
    story_about("Near", "Bridges")
    refreshed(story, question)
    assert (links_of(story), links_of(question)) == ([("Near", ["Bridges"])], [("Near", ["Bridges"])])


@db
def test_a_refresh_repeated_leaves_the_same_rows_untouched(time_machine):
    time_machine.move_to(moment("2026-03-01"), tick=False)
    story_about("Near", "Bridges")
    story = story_about("Here", "Bridges")
    count_words()
    refresh_piece(story.pk)
    tables = (RelatedLink, RelatedBasis, Keyword)
    before = [versions(model) for model in tables]
    time_machine.move_to(moment("2026-03-02"), tick=False)
    count_words()
    assert refresh_piece(story.pk) == refresh_piece(story.pk, again=True) == 1
    assert [versions(model) for model in tables] == before


@db
def test_a_refresh_writes_what_changed(time_machine):
    time_machine.move_to(moment("2026-03-01"), tick=False)
    near = story_about("Near", "Bridges")
    gone = story_about("Gone", "Bridges")
    story = story_about("Here", "Bridges", "Tolls")
    refresh_piece(story.pk)
    file_under(near, "Tolls")
    gone.filings.all().delete()
    time_machine.move_to(moment("2026-03-02"), tick=False)
    refresh_piece(story.pk)
    assert links_of(story) == [("Near", ["Bridges", "Tolls"])]
    assert RelatedLink.objects.get().computed_at == moment("2026-03-02")


@db
def test_the_best_are_kept_and_no_more():
    for n in range(KEPT + 3):
        story_about(f"Near {n}", "Bridges", on=f"2025-01-{n + 1:02d}", words=f"only{n} says{n}")
    story = story_about("Here", "Bridges", on="2025-01-31")
    assert refresh_piece(story.pk) == KEPT
    assert [headline for headline, _ in links_of(story)] == [f"Near {n}" for n in range(KEPT + 2, 2, -1)]


@db
def test_of_a_large_topic_those_nearest_in_time_and_the_newest_are_looked_at(django_assert_max_num_queries):
    pieces = stories_day_by_day(3 * NEAREST, "Bridges")
    old = story_about("Here", "Bridges", on="2025-01-01")
    make_known([piece.pk for piece in pieces])
    with django_assert_max_num_queries(16):
        refresh_piece(old.pk)
    assert {headline for headline, _ in links_of(old)} <= {f"Near {n}" for n in range(NEAREST)}


# Who looks again


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


# What editors decide


@db
def test_what_an_editor_pinned_or_hid_survives_when_nothing_is_shared_any_more(client):
    story = story_about("Here", "Bridges")
    for headline in ("Pinned", "Hidden", "Neither"):
        story_about(headline, "Bridges")
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target__headline="Pinned").update(pinned=True, position=4)
    RelatedLink.objects.filter(target__headline="Hidden").update(hidden=True)
    story.filings.all().delete()
    assert refresh_piece(story.pk) == 2
    assert sorted(headline for headline, _ in links_of(story)) == ["Hidden", "Pinned"]
    assert RelatedLink.objects.get(pinned=True).position == 4
    page = client.get(story.get_absolute_url()).content.decode()
    shown = page[page.index('id="related"') :]
    assert ("Pinned" in shown, "Hidden" in shown, "Neither" in shown) == (True, False, False)


@db
def test_the_reason_of_a_pinned_link_names_no_word_that_one_of_both_has_no_more(client):
    words = "Mueller harbour captain tide lighthouse anchor"
    one, other = story_about("Here", words=words), story_about("Same words", words=words)
    make_known([one.pk, other.pk])
    refreshed(one)
    RelatedLink.objects.filter(piece=one).update(pinned=True)
    assert RelatedLink.objects.get(piece=one).shared_words[0] == "Mueller"
    published(changed(one, html="<p>tractor harvest barley silo combine furrow.[^wire]</p>"))
    refreshed(one)
    assert RelatedLink.objects.get(piece=one).shared_words == []
    page = client.get(one.get_absolute_url()).content.decode()
    assert ("Mueller" in page, "Chosen by the editors" in page) == (False, True)


@db
def test_pinned_links_stand_first_in_the_editors_order(client):
    story = story_about("Here", "Bridges", "Tolls")
    story_about("The nearest", "Bridges", "Tolls")
    for place, headline in ((2, "The second"), (1, "The first")):
        target = story_about(headline, "Bridges")
        refresh_piece(story.pk)
        RelatedLink.objects.filter(target=target).update(pinned=True, position=place)
    refresh_piece(story.pk)
    page = client.get(story.get_absolute_url()).content.decode()
    places = [page.index(headline) for headline in ("The first", "The second", "The nearest")]
    assert places == sorted(places)


@db
def test_a_target_withdrawn_since_shows_neither_its_words_nor_its_reason(client):
    story = story_about("Here", "Bridges")
    target = story_about("Withdrawn words", "Bridges")
    story_about("Staying words", "Bridges")
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target=target).update(pinned=True)
    withdrawn(target)
    page = client.get(story.get_absolute_url()).content.decode()
    assert ("Withdrawn words" in page, "Staying words" in page) == (False, True)


@db
def test_the_page_gives_each_link_its_reason(client):
    topics = ["A bridge", "B road", "C toll", "D river"]
    story = story_about("Here", *topics, on="2026-01-02")
    story_about("Near", *topics, on="2026-01-01")
    story_about("Far", "D river", on="2026-01-03")
    published(make_question("Who pays?", topics=["C toll"]), on="2026-01-01")
    refresh_piece(story.pk)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Both about A bridge, B road and C toll" in page
    assert "Newer on D river" in page
    assert "Answers a question on C toll" in page


@db
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_live_has_no_links_but_those_an_editor_chose(state):
    story = story_about("Here", "Bridges")
    for headline in ("Pinned", "Neither"):
        story_about(headline, "Bridges")
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target__headline="Pinned").update(pinned=True)
    if state == "withdrawn":
        withdrawn(story)
        refresh_piece(story.pk)
        assert [headline for headline, _ in links_of(story)] == ["Pinned"]
    else:
        draft = make_story("A draft", topics=["Bridges"])
        assert refresh_piece(draft.pk) == 0
        assert links_of(draft) == []


@db
def test_a_piece_that_is_gone_is_no_error():
    assert refresh_piece(987654321) == 0
