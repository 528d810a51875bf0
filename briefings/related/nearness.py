"""Live pieces as their links are computed from them, and which are near one: a bounded number, found by indexes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from newsroom.prepared import fetch

from .keywording import keywords_of, worked_out
from .scoring import Candidate, Subject, likeness, rarity, topic_norm

NEAREST = 20
"""Of each topic, so many pieces of each kind published just before this one are candidates, and as many just after."""

NEWEST = 5
"""And so many of its newest ones, so that old pieces meet new ones."""

BY_TOPIC = 80
BY_WORD = 40
"""At most so many candidates are scored: those that share the rarest topics, and those with the most words."""

PER_WORD = 30
"""Of a keyword, so many pieces are looked at: those of which it tells most."""


@dataclass(frozen=True)
class Basis:
    """What the links of a piece were last computed from: its edition, its topics in order, and their norm."""

    edition_id: int
    topics: list[int]
    topic_norm: float


@dataclass(frozen=True)
class Subjects:
    """A live piece as its links are computed from it; ``topics`` by primary key.

    ``counted`` is how many live pieces there were when words were counted (0 before the first time).
    """

    piece_id: int
    edition_id: int
    published: datetime
    basis: Basis | None
    counted: int
    topics: dict[int, Subject]

    @cached_property
    def total(self) -> int:
        """How many live pieces there are, as far as the counts know."""
        return max(self.counted, *(subject.pieces for subject in self.topics.values()), 1)


SUBJECTS = """
SELECT p.id, e.id, e.first_published_at, b.edition_id, b.topics, b.topic_norm,
    COALESCE((SELECT pieces FROM briefings_wordcount WHERE word = ''), 0), f.topic_id, t.name,
    (SELECT sum(c.stories + c.questions) FROM briefings_topiccount c WHERE c.topic_id = f.topic_id)
FROM briefings_piece p JOIN briefings_edition e ON e.id = p.live_edition_id
LEFT JOIN briefings_relatedbasis b ON b.piece_id = p.id
LEFT JOIN briefings_livefiling f ON f.piece_id = p.id LEFT JOIN topics_topic t ON t.id = f.topic_id
WHERE p.id = ANY(%(ids)s::bigint[]) AND e.kind <> 'withdrawal' ORDER BY p.id, f.topic_id
"""


def subjects_of(piece_ids: Sequence[int]) -> dict[int, Subjects]:
    """Those of the pieces that are live, by key."""
    found: dict[int, Subjects] = {}
    for pk, edition, published, *kept, counted, topic, name, pieces in fetch(
        SUBJECTS, {"ids": list(piece_ids)}
    ):
        if pk not in found:
            basis = Basis(*kept) if kept[0] is not None else None
            found[pk] = Subjects(pk, edition, published, basis, counted, {})
        if topic is not None:
            found[pk].topics[topic] = Subject(name, pieces)
    return found


CANDIDATES = """
WITH own_words AS MATERIALIZED (SELECT word, weight FROM briefings_keyword WHERE piece_id = %(piece)s::bigint),
by_topic AS (
    SELECT near.piece_id, t.rarity, near.apart
    FROM unnest(%(topics)s::bigint[], %(rarities)s::float8[]) AS t (id, rarity)
    CROSS JOIN (VALUES ('story'), ('question')) AS kinds (kind)
    CROSS JOIN LATERAL (
        (SELECT piece_id, %(at)s::timestamptz - first_published_at AS apart FROM briefings_livefiling
         WHERE topic_id = t.id AND kind = kinds.kind AND first_published_at <= %(at)s::timestamptz
         ORDER BY first_published_at DESC, piece_id DESC LIMIT %(nearest)s::int)
        UNION
        (SELECT piece_id, first_published_at - %(at)s::timestamptz FROM briefings_livefiling
         WHERE topic_id = t.id AND kind = kinds.kind AND first_published_at >= %(at)s::timestamptz
         ORDER BY first_published_at, piece_id LIMIT %(nearest)s::int)
        UNION
        (SELECT piece_id, greatest(%(at)s::timestamptz - first_published_at, first_published_at - %(at)s::timestamptz)
         FROM briefings_livefiling WHERE topic_id = t.id AND kind = kinds.kind
         ORDER BY first_published_at DESC, piece_id DESC LIMIT %(newest)s::int)
    ) AS near
), found AS (
    (SELECT piece_id FROM by_topic GROUP BY piece_id
     ORDER BY sum(rarity) DESC, min(apart), piece_id DESC LIMIT %(by_topic)s::int)
    UNION
    (SELECT near.piece_id FROM own_words w CROSS JOIN LATERAL (
         SELECT k.piece_id, k.weight FROM briefings_keyword k WHERE k.word = w.word
         ORDER BY k.weight DESC LIMIT %(per_word)s::int
     ) AS near GROUP BY near.piece_id ORDER BY sum(w.weight * near.weight) DESC, near.piece_id DESC
     LIMIT %(by_word)s::int)
    UNION SELECT target_id FROM briefings_relatedlink WHERE piece_id = %(piece)s::bigint
    UNION SELECT unnest(offered) FROM briefings_refreshwish WHERE piece_id = %(piece)s::bigint
)
SELECT c.piece_id, e.first_published_at, p.kind = 'question', b.topic_norm,
    ARRAY(SELECT f.topic_id FROM briefings_livefiling f
          WHERE f.piece_id = c.piece_id AND f.topic_id = ANY(%(topics)s::bigint[])),
    COALESCE((SELECT sum(k.weight * w.weight) FROM briefings_keyword k JOIN own_words w ON w.word = k.word
              WHERE k.piece_id = c.piece_id), 0)
FROM found c JOIN briefings_piece p ON p.id = c.piece_id
JOIN briefings_edition e ON e.id = p.live_edition_id
LEFT JOIN briefings_relatedbasis b ON b.piece_id = c.piece_id
WHERE c.piece_id <> %(piece)s::bigint AND e.kind <> 'withdrawal'
    -- The questions that a story leads to stand on its page already, and the stories on theirs.
    AND NOT EXISTS (SELECT 1 FROM briefings_livequestion q WHERE (q.story_id, q.question_id)
        IN ((%(piece)s::bigint, c.piece_id), (c.piece_id, %(piece)s::bigint)))
"""


def candidates(own: Subjects) -> dict[int, Candidate]:
    """Live pieces near this one by topics or words, by key."""
    rows = fetch(
        CANDIDATES,
        {
            "piece": own.piece_id,
            "at": own.published,
            "topics": list(own.topics),
            "rarities": [rarity(subject, own.total) for subject in own.topics.values()],
            "nearest": NEAREST,
            "newest": NEWEST,
            "by_topic": BY_TOPIC,
            "per_word": PER_WORD,
            "by_word": BY_WORD,
        },
    )
    strangers = _strangers(own, [row[0] for row in rows if row[3] is None])
    near = {}
    for pk, published, asks, norm, topics, alike in rows:
        norm, alike = strangers.get(pk, (norm or 0.0, alike))
        shared = [own.topics[topic] for topic in topics]
        near[pk] = Candidate(pk, published, shared, norm, min(alike, 1.0), asks)
    return near


def _strangers(own: Subjects, piece_ids: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Topic norm and likeness in words of live pieces that were never refreshed, by key.

    Worked out and not kept: their rows are written by their own refresh, which may run at this moment, and would
    wait for this one while this one waits for it.
    """
    if not piece_ids:
        return {}
    mine = keywords_of([own.piece_id]).get(own.piece_id, {})
    words = worked_out(piece_ids)
    return {
        pk: (topic_norm(other.topics.values(), own.total), likeness(mine, words.get(pk, {})))
        for pk, other in subjects_of(piece_ids).items()
    }
