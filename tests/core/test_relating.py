"""Related links: what is near, why, and what editors said about it."""

from itertools import pairwise

import pytest

from briefings.models import Piece, RelatedLink
from briefings.relating import KEPT, refresh_piece
from briefings.scoring import HALF_LIFE_DAYS, RECENCY_FLOOR, Candidate, Subject, rarity, recency, score
from tests.building import (
    file_under,
    make_question,
    make_story,
    moment,
    published,
    withdrawn,
)

DAY = moment("2026-01-01")


def days_later(days: float):
    return moment("2026-01-01") + (moment("2026-01-02") - DAY) * days


# Scoring, without a database


def test_a_rarer_topic_weighs_more():
    weights = [rarity(Subject("x", pieces), 1000) for pieces in (1, 10, 100, 1000)]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 4


def test_a_topic_that_nothing_is_filed_under_weighs_as_one_with_one():
    assert rarity(Subject("x", 0), 50) == rarity(Subject("x", 1), 50)


def test_recency_halves_towards_the_floor():
    above = [recency(DAY, days_later(HALF_LIFE_DAYS * n)) - RECENCY_FLOOR for n in range(4)]
    assert above[0] == 1 - RECENCY_FLOOR
    assert [round(later / earlier, 9) for earlier, later in pairwise(above)] == [0.5] * 3


def test_recency_is_the_same_before_and_after():
    assert recency(DAY, days_later(30)) == recency(days_later(30), DAY)


def test_what_is_long_ago_keeps_the_floor():
    assert round(recency(DAY, moment("1926-01-01")), 9) == RECENCY_FLOOR


def test_the_reasons_stand_the_rarest_first_and_equal_ones_by_name():
    subjects = [Subject("Common", 90), Subject("Rare B", 2), Subject("Rarest", 1), Subject("Rare A", 2)]
    (scored,) = score(DAY, [Candidate(1, DAY, subjects)], total=100, most=5)
    assert scored.shared == ["Rarest", "Rare A", "Rare B", "Common"]


def test_the_best_come_first_then_the_newest_then_by_key_whatever_the_order_of_candidates():
    rare, common = [Subject("Rare", 1)], [Subject("Common", 50)]
    # Two as far before as after: equal in score.
    candidates = [
        Candidate(4, days_later(-1), rare),
        Candidate(1, DAY, common),
        Candidate(3, days_later(1), rare),
        Candidate(2, days_later(1), rare),
        Candidate(5, DAY, rare),
    ]
    expected = [5, 2, 3, 4, 1]
    assert [s.piece_id for s in score(DAY, candidates, total=100, most=9)] == expected
    assert [s.piece_id for s in score(DAY, candidates[::-1], total=100, most=9)] == expected
    assert [s.piece_id for s in score(DAY, candidates, total=100, most=2)] == expected[:2]


def test_what_shares_nothing_is_not_related():
    assert score(DAY, [Candidate(1, DAY, [])], total=10, most=5) == []


# In the database

db = pytest.mark.django_db


def links_of(piece: Piece) -> list[tuple[str, list[str]]]:
    links = RelatedLink.objects.filter(piece=piece).select_related("target")
    return [(link.target.headline, link.shared_topics) for link in links]


@db
def test_live_pieces_of_shared_topics_are_related_and_others_are_not():
    make_story("A draft", topics=["Bridges"])
    withdrawn(make_story("Withdrawn", topics=["Bridges"]))
    published(make_story("Elsewhere", topics=["Rivers"]))
    published(make_question("Why bridges?", topics=["Bridges"]), on="2026-01-01")
    published(make_story("Near", topics=["Bridges", "Tolls"]), on="2026-01-01")
    story = published(make_story("Here", topics=["Bridges", "Tolls"]), on="2026-01-01")
    assert refresh_piece(story.pk) == 2
    assert links_of(story) == [("Near", ["Tolls", "Bridges"]), ("Why bridges?", ["Bridges"])]


@db
def test_a_refresh_repeated_leaves_the_same_rows_untouched(time_machine):
    time_machine.move_to(moment("2026-03-01"), tick=False)
    published(make_story("Near", topics=["Bridges"]))
    story = published(make_story("Here", topics=["Bridges"]))
    refresh_piece(story.pk)
    before = list(RelatedLink.objects.values())
    time_machine.move_to(moment("2026-03-02"), tick=False)
    assert refresh_piece(story.pk) == 1
    assert list(RelatedLink.objects.values()) == before


@db
def test_a_refresh_writes_what_changed(time_machine):
    time_machine.move_to(moment("2026-03-01"), tick=False)
    near = published(make_story("Near", topics=["Bridges"]))
    gone = published(make_story("Gone", topics=["Bridges"]))
    story = published(make_story("Here", topics=["Bridges", "Tolls"]))
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
        published(make_story(f"Near {n}", topics=["Bridges"]), on=f"2025-01-{n + 1:02d}")
    story = published(make_story("Here", topics=["Bridges"]), on="2025-01-31")
    assert refresh_piece(story.pk) == KEPT
    assert [headline for headline, _ in links_of(story)] == [f"Near {n}" for n in range(KEPT + 2, 2, -1)]


@db
def test_what_an_editor_pinned_or_hid_survives_when_nothing_is_shared_any_more(client):
    story = published(make_story("Here", topics=["Bridges"]))
    for headline in ("Pinned", "Hidden", "Neither"):
        published(make_story(headline, topics=["Bridges"]))
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target__headline="Pinned").update(pinned=True)
    RelatedLink.objects.filter(target__headline="Hidden").update(hidden=True)
    story.filings.all().delete()
    assert refresh_piece(story.pk) == 2
    assert sorted(headline for headline, _ in links_of(story)) == ["Hidden", "Pinned"]
    page = client.get(story.get_absolute_url()).content.decode()
    assert ("Pinned" in page, "Hidden" in page, "Neither" in page) == (True, False, False)


@db
def test_a_pinned_link_stands_first(client):
    story = published(make_story("Here", topics=["Bridges", "Tolls"]))
    published(make_story("The nearest", topics=["Bridges", "Tolls"]))
    far = published(make_story("The pinned one", topics=["Bridges"]))
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target=far).update(pinned=True)
    page = client.get(story.get_absolute_url()).content.decode()
    assert page.index("The pinned one") < page.index("The nearest")


@db
def test_a_target_withdrawn_since_shows_neither_its_words_nor_its_reason(client):
    story = published(make_story("Here", topics=["Bridges"]))
    target = published(make_story("Withdrawn words", topics=["Bridges"]))
    published(make_story("Staying words", topics=["Bridges"]))
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target=target).update(pinned=True)
    withdrawn(target)
    page = client.get(story.get_absolute_url()).content.decode()
    assert ("Withdrawn words" in page, "Staying words" in page) == (False, True)


@db
def test_the_reason_names_up_to_three_topics(client):
    topics = ["A bridge", "B road", "C toll", "D river"]
    story = published(make_story("Here", topics=topics))
    published(make_story("Near", topics=topics))
    published(make_story("Far", topics=["D river"]))
    refresh_piece(story.pk)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Also about A bridge, B road and C toll" in page
    assert "Also about D river" in page


@db
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_live_has_no_links_but_those_an_editor_chose(state):
    story = published(make_story("Here", topics=["Bridges"]))
    for headline in ("Pinned", "Neither"):
        published(make_story(headline, topics=["Bridges"]))
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
