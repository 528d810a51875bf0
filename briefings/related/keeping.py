"""The rows of a piece's related links: brought in line with what scoring says, beside what editors chose."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from newsroom.clock import now
from newsroom.prepared import fetch, run

from .keywording import words_of_both
from .nearness import Subjects
from .scoring import RETOLD, Candidate, Scored, arrange

KEPT = 12
"""Links kept per piece: more than a page shows, so that one that is hidden or withdrawn leaves no gap."""

SLIGHT = 0.01
"""A change of a kept score below this is not written, and nobody is told: it is what the statistics' drift makes."""

KEPT_ALREADY = """
SELECT target_id, score, rank, shared_topics, shared_words, pinned OR hidden FROM briefings_relatedlink
WHERE piece_id = %(piece)s::bigint
"""

# What an editor chose is asked at the moment of writing: it may have been chosen meanwhile.
KEEP = """
WITH gone AS (
    DELETE FROM briefings_relatedlink WHERE piece_id = %(piece)s::bigint AND target_id = ANY(%(gone)s::bigint[])
        AND NOT pinned AND NOT hidden
)
INSERT INTO briefings_relatedlink AS l (piece_id, target_id, score, rank, shared_topics, shared_words, computed_at,
    pinned, hidden)
SELECT %(piece)s::bigint, target, score, rank, topics, words, %(now)s::timestamptz, false, false
FROM jsonb_to_recordset(%(links)s::jsonb) AS v (target bigint, score float8, rank int, topics text[], words text[])
ON CONFLICT (piece_id, target_id) DO UPDATE SET score = EXCLUDED.score, rank = EXCLUDED.rank,
    shared_topics = EXCLUDED.shared_topics, shared_words = EXCLUDED.shared_words, computed_at = EXCLUDED.computed_at
"""


def keep_links(own: Subjects, scored: Sequence[Scored], near: dict[int, Candidate]) -> int:
    """Bring the rows in line with what is related, best first; how many there are now.

    The KEPT best have rows, and only what changed is written. Links that an editor chose stay, and keep what was
    chosen; their reasons follow the words of today as all others do.
    """
    rows = {target: kept for target, *kept in fetch(KEPT_ALREADY, {"piece": own.piece_id})}
    chosen = {target for target, (*_, by_editor) in rows.items() if by_editor}
    best = scored[:KEPT]
    ranks = _ranks(own, best, near, chosen)
    wanted = {link.piece_id for link in best}
    related = {link.piece_id: link for link in scored}
    beside = [related.get(pk) or Scored(pk, 0.0) for pk in sorted(chosen - wanted)]

    unnamed = [link.piece_id for link in (*best, *beside) if link.score and not link.shared]
    words = words_of_both(own.piece_id, unnamed) if unnamed else {}
    links = [
        {
            "target": link.piece_id,
            "score": link.score,
            "rank": ranks.get(link.piece_id, 0),
            "topics": link.shared,
            "words": words.get(link.piece_id, []),
        }
        for link in (*best, *beside)
    ]
    changed = [link for link in links if not _same(link, rows.get(link["target"]))]
    gone = list(rows.keys() - chosen - wanted)
    if changed or gone:
        values = {"piece": own.piece_id, "gone": gone, "links": orjson.dumps(changed).decode(), "now": now()}
        run(KEEP, values)
    return len(rows.keys() | wanted) - len(gone)


def _same(link: dict[str, Any], row: Sequence[Any] | None) -> bool:
    if row is None:
        return False
    score, rank, topics, words, _ = row
    return abs(score - link["score"]) < SLIGHT and (rank, topics, words) == (
        link["rank"],
        link["topics"],
        link["words"],
    )


# Of these pieces, those of which one retells the other.
RETELLING = """
SELECT a.piece_id, b.piece_id FROM briefings_keyword a JOIN briefings_keyword b ON b.word = a.word
WHERE a.piece_id = ANY(%(ids)s::bigint[]) AND b.piece_id = ANY(%(ids)s::bigint[]) AND a.piece_id < b.piece_id
GROUP BY a.piece_id, b.piece_id HAVING sum(a.weight * b.weight) >= %(retold)s::float8
"""


def _ranks(
    own: Subjects, best: Sequence[Scored], near: dict[int, Candidate], chosen: Collection[int]
) -> dict[int, int]:
    """The place of each on the page, from 1; those that an editor pinned or hid have none."""
    open_ones = [scored for scored in best if scored.piece_id not in chosen]
    pairs = fetch(RETELLING, {"ids": [scored.piece_id for scored in open_ones], "retold": RETOLD})
    retelling = {frozenset(pair) for pair in pairs}
    order = arrange(own.published, open_ones, near, lambda one, other: frozenset((one, other)) in retelling)
    return {pk: place for place, pk in enumerate(order, start=1)}
