"""What makes two pieces related: topics, words and days as a score, the reason in words, the order on a page."""

from datetime import timedelta
from itertools import pairwise

import pytest

from briefings.related.keywords import MOST, as_written, keywords
from briefings.related.reasons import reason
from briefings.related.scoring import (
    ALIKE,
    HALF_LIFE_DAYS,
    QUESTIONS,
    RECENCY_FLOOR,
    RETOLD,
    SHOWN,
    Candidate,
    Scored,
    Subject,
    arrange,
    rarity,
    recency,
    score,
    topic_norm,
)
from tests.building import moment

DAY = moment("2026-01-01")
TOTAL = 100


def days_later(days: float):
    return DAY + timedelta(days=days)


def near(pk: int, *topics: Subject, days: float = 0, norm: float = 0, **facts) -> Candidate:
    """A candidate that is filed under these topics alone, unless `norm` says otherwise."""
    return Candidate(pk, days_later(days), topics, norm or topic_norm(topics, TOTAL), **facts)


RARE, COMMON = Subject("Rare", 1), Subject("Common", 50)
BOTH = topic_norm([RARE, COMMON], TOTAL)


# Scoring, without a database


def test_a_rarer_topic_weighs_more():
    weights = [rarity(Subject("x", pieces), 1000) for pieces in (1, 10, 100, 1000)]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 4


def test_a_topic_that_nothing_is_filed_under_weighs_as_one_with_one():
    assert rarity(Subject("x", 0), 50) == rarity(Subject("x", 1), 50)


def test_recency_halves_towards_the_floor():
    above = [recency(DAY, days_later(HALF_LIFE_DAYS * n)) - RECENCY_FLOOR for n in range(4)]
    assert round(above[0], 9) == round(1 - RECENCY_FLOOR, 9)
    assert [round(later / earlier, 9) for earlier, later in pairwise(above)] == [0.5] * 3


def test_recency_is_the_same_before_and_after():
    assert recency(DAY, days_later(30)) == recency(days_later(30), DAY)


def test_what_is_long_ago_keeps_the_floor():
    assert round(recency(DAY, moment("1926-01-01")), 9) == RECENCY_FLOOR


def test_the_same_topics_and_words_on_one_day_score_one_and_topics_alone_half():
    assert [s.score for s in score(DAY, BOTH, [near(1, RARE, COMMON, likeness=1.0)], total=TOTAL)] == [1.0]
    assert [s.score for s in score(DAY, BOTH, [near(1, RARE, COMMON)], total=TOTAL)] == [0.5]


def test_the_score_of_a_pair_is_the_same_from_both_sides():
    here, there = topic_norm([RARE, COMMON], TOTAL), topic_norm([RARE], TOTAL)
    (one,) = score(DAY, here, [near(1, RARE, norm=there, days=9, likeness=0.3)], total=TOTAL)
    (other,) = score(days_later(9), there, [near(2, RARE, norm=here, likeness=0.3)], total=TOTAL)
    assert one.score == other.score > 0


def test_a_topic_too_many_makes_what_is_shared_count_for_less():
    scored = score(DAY, BOTH, [near(1, RARE, norm=9 * BOTH), near(2, RARE)], total=TOTAL)
    assert [s.piece_id for s in scored] == [2, 1]


def test_the_reasons_stand_the_rarest_first_and_equal_ones_by_name():
    subjects = [Subject("Common", 90), Subject("Rare B", 2), Subject("Rarest", 1), Subject("Rare A", 2)]
    (scored,) = score(DAY, topic_norm(subjects, TOTAL), [near(1, *subjects)], total=TOTAL)
    assert scored.shared == ["Rarest", "Rare A", "Rare B", "Common"]


def test_the_best_come_first_then_the_newest_then_by_key_whatever_the_order_of_candidates():
    # Two as far before as after: equal in score.
    candidates = [
        near(4, RARE, days=-1),
        near(1, COMMON),
        near(3, RARE, days=1),
        near(2, RARE, days=1),
        near(5, RARE),
    ]
    expected = [5, 2, 3, 4, 1]
    assert [s.piece_id for s in score(DAY, BOTH, candidates, total=TOTAL)] == expected
    assert [s.piece_id for s in score(DAY, BOTH, candidates[::-1], total=TOTAL)] == expected
    assert [s.piece_id for s in score(DAY, BOTH, candidates, total=TOTAL, most=2)] == expected[:2]


def test_without_a_common_topic_many_words_are_needed():
    candidates = [near(1, likeness=ALIKE), near(2, likeness=ALIKE - 0.001), near(3)]
    assert [(s.piece_id, s.shared) for s in score(DAY, BOTH, candidates, total=TOTAL)] == [(1, [])]


# The order on a page


def arranged(*links: tuple[float, str, Candidate], twice: set[frozenset[int]] = frozenset()) -> list[int]:
    """Keys in the page's order; links are (score, leading topic, candidate), `twice` tell one story."""
    scored = [Scored(near.piece_id, value, [topic]) for value, topic, near in links]
    facts = {near.piece_id: near for _, _, near in links}
    return arrange(DAY, scored, facts, lambda one, other: frozenset({one, other}) in twice)


def test_a_third_link_of_one_topic_gives_way_to_another_topic_that_is_nearly_as_near():
    links = [(0.9 - n / 100, "A", near(n)) for n in range(4)] + [(0.8, "B", near(9))]
    assert arranged(*links) == [0, 1, 9, 2, 3]


def test_a_story_told_twice_is_shown_once_and_the_second_stands_last():
    links = [(0.9 - n / 100, f"T{n}", near(n)) for n in range(4)]
    assert arranged(*links, twice={frozenset({0, 1})}) == [0, 2, 3, 1]


def test_what_retells_the_piece_itself_stands_last():
    assert arranged((0.9, "A", near(1, likeness=RETOLD)), (0.1, "B", near(2))) == [2, 1]


def test_questions_take_no_more_than_their_places_among_those_shown():
    links = [(0.9 - n / 100, f"T{n}", near(n, is_question=True)) for n in range(4)]
    links += [(0.3, f"S{n}", near(n)) for n in range(10, 10 + SHOWN)]
    order = arranged(*links)
    assert [pk for pk in order[:SHOWN] if pk < 10] == [0, 1][:QUESTIONS]
    assert sorted(order) == [0, 1, 2, 3, *range(10, 10 + SHOWN)]


def test_a_question_at_least_half_as_near_has_a_place_among_those_shown():
    stories = [(0.9, f"S{n}", near(n)) for n in range(SHOWN)]
    assert 9 in arranged(*stories, (0.45, "Q", near(9, is_question=True)))[:SHOWN]
    assert 9 not in arranged(*stories, (0.44, "Q", near(9, is_question=True)))[:SHOWN]


def test_an_old_piece_leads_on_to_a_newer_one():
    older = [(0.9, f"S{n}", near(n, days=-1)) for n in range(SHOWN)]
    assert arranged(*older, (0.1, "N", near(9, days=1)))[:SHOWN] == [0, 1, 2, 3, 4, 9]


# Words


def test_keywords_are_the_rare_words_that_stand_often_and_their_vector_has_the_norm_one():
    found = keywords([("seldom", 2, 1), ("often", 2, 90), ("new", 1, None)], total=100)
    assert list(found) == ["seldom", "new", "often"]
    assert round(sum(weight**2 for weight in found.values()), 2) == 1.0
    assert len(keywords([(f"w{n}", 1, None) for n in range(99)], total=100)) == MOST


def test_stems_are_named_as_the_text_writes_them_names_first():
    text = "The ministry of Élan said that Elan's ferries, and no ministries, run."
    assert as_written(["ministri", "elan", "gone", "ferri"], text) == ["Élan", "ministry", "ferries"]


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("Both about A", {"topics": ["A"]}),
        ("Both about A, B and C", {"topics": ["A", "B", "C", "D"]}),
        ("Newer on A and B", {"topics": ["A", "B"], "newer": True}),
        ("Answers a question on A", {"topics": ["A"], "answers": True, "newer": True}),
        ("Both mention A and B", {"topics": [], "words": ["A", "B"]}),
        ("Newer, also mentions A", {"topics": [], "words": ["A"], "newer": True}),
        ("A question that also mentions A", {"topics": [], "words": ["A"], "answers": True}),
        ("Chosen by the editors", {"topics": [], "newer": True}),
    ],
)
def test_the_reason_in_words(said, how):
    assert reason(**how) == said
