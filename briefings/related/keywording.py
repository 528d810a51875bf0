"""Keywords in the database: how often words stand in pieces, and which tell a piece from the rest."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from newsroom.prepared import fetch

from ..models import Keyword, SearchRow
from .keywords import as_written, keywords

log = logging.getLogger("newsroom.relating")

SAMPLE = 5_000
"""Words are counted in the newest so many pieces, and scaled up."""

SELDOM = 3
"""Words that stand in fewer pieces of the sample are not kept: most are of this kind, and all weigh the most."""

GROWN = 1.5
"""Counts are made again when there are so many times as many pieces."""

# What is looked at of a piece: headline, standfirst, sections and answers, and neither events nor sources, whose
# outlets would make neighbours of all who cite them. Numbers and addresses tell nothing.
LEXEMES = """
SELECT s.piece_id, u.lexeme, cardinality(u.weights) + cardinality(array_positions(u.weights, 'A'))
    + cardinality(array_positions(u.weights, 'B')), c.pieces
FROM briefings_searchrow s CROSS JOIN LATERAL unnest(ts_filter(s.words, '{a,b,c}')) AS u
LEFT JOIN briefings_wordcount c ON c.word = u.lexeme
WHERE s.piece_id = ANY(%s::bigint[]) AND length(u.lexeme) BETWEEN 3 AND 40 AND u.lexeme !~ '[/@:]|^[-+.,0-9]+$'
"""

WRITE = """
WITH fresh AS MATERIALIZED (
    SELECT * FROM unnest(%(pieces)s::bigint[], %(words)s::text[], %(weights)s::float8[]) AS v (piece_id, word, weight)
), gone AS (
    DELETE FROM briefings_keyword k WHERE k.piece_id = ANY(%(ids)s)
        AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.piece_id = k.piece_id AND f.word = k.word)
)
INSERT INTO briefings_keyword (piece_id, word, weight) SELECT piece_id, word, weight FROM fresh
ON CONFLICT (piece_id, word) DO UPDATE SET weight = EXCLUDED.weight
WHERE abs(briefings_keyword.weight - EXCLUDED.weight) >= 0.01
"""

COUNT = """
WITH fresh AS MATERIALIZED (
    SELECT word, round(ndoc * %(scale)s)::int AS pieces FROM ts_stat(%(sample)s) WHERE ndoc >= %(seldom)s
    UNION ALL SELECT '', %(total)s
), gone AS (
    DELETE FROM briefings_wordcount c WHERE NOT EXISTS (SELECT 1 FROM fresh f WHERE f.word = c.word)
)
INSERT INTO briefings_wordcount (word, pieces) SELECT word, pieces FROM fresh
ON CONFLICT (word) DO UPDATE SET pieces = EXCLUDED.pieces
WHERE abs(briefings_wordcount.pieces - EXCLUDED.pieces) > 0.1 * briefings_wordcount.pieces
"""


def total_of() -> int:
    """How many live pieces there were when words were counted; 0 before the first time."""
    rows = fetch("SELECT pieces FROM briefings_wordcount WHERE word = ''")
    return rows[0][0] if rows else 0


def count_words() -> int:
    """Count in how many pieces words stand; how many pieces are live. Counts that hardly changed are not written."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Two at once would be twice the work, and would wait for each other's rows.
        cursor.execute("LOCK TABLE briefings_wordcount IN SHARE ROW EXCLUSIVE MODE")
        total = SearchRow.objects.count()
        cursor.execute(
            COUNT,
            {
                "sample": "SELECT ts_filter(words, '{a,b,c}') FROM (SELECT words FROM briefings_searchrow"
                f" ORDER BY piece_id DESC LIMIT {SAMPLE}) AS newest",
                "scale": total / min(total, SAMPLE) if total else 1,
                "seldom": SELDOM,
                "total": total,
            },
        )
    log.info("counted words pieces=%s", total)
    return total


def count_words_if_grown() -> bool:
    """Count again where there are many more pieces than at the last time, as after an import."""
    if SearchRow.objects.count() <= max(GROWN * total_of(), 10):
        return False
    count_words()
    return True


def worked_out(piece_ids: Sequence[int]) -> dict[int, dict[str, float]]:
    """The keyword vectors that these live pieces have by their search rows and today's counts; nothing is kept."""
    found: dict[int, list[tuple[str, int, int | None]]] = defaultdict(list)
    for pk, word, times, pieces in fetch(LEXEMES, [list(piece_ids)]):
        found[pk].append((word, times, pieces))
    total = max(total_of(), 1)
    return {pk: keywords(words, total) for pk, words in found.items()}


def write_keywords(piece_ids: Sequence[int]) -> None:
    """Bring the keywords of these live pieces in line with their search rows, by today's counts."""
    rows = [(pk, *pair) for pk, words in worked_out(piece_ids).items() for pair in words.items()]
    pieces, words, weights = ([row[n] for row in rows] for n in range(3))
    values: dict[str, Any] = {"ids": list(piece_ids), "pieces": pieces, "words": words, "weights": weights}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)


def forget_keywords(piece_ids: Sequence[int]) -> None:
    Keyword.objects.filter(piece__in=piece_ids).delete()


OF_PIECES = "SELECT piece_id, word, weight FROM briefings_keyword WHERE piece_id = ANY(%s::bigint[])"


def keywords_of(piece_ids: Sequence[int]) -> dict[int, dict[str, float]]:
    """The keyword vectors of these pieces."""
    vectors: dict[int, dict[str, float]] = defaultdict(dict)
    for pk, word, weight in fetch(OF_PIECES, [list(piece_ids)]):
        vectors[pk][word] = weight
    return vectors


def words_of_both(piece_id: int, others: Sequence[int], most: int = 3) -> dict[int, list[str]]:
    """Per other piece, up to ``most`` of the keywords that both have, as the piece writes them."""
    vectors = keywords_of([piece_id, *others])
    own = vectors.get(piece_id, {})
    row = (
        SearchRow.objects.filter(piece=piece_id).values_list("piece__live_edition__headline", "text").first()
    )
    text = f"{row[0]}\n{row[1][:20_000]}" if row else ""
    shared = {
        pk: sorted(own.keys() & vectors.get(pk, {}).keys(), key=lambda w: (-own[w] * vectors[pk][w], w))
        for pk in others
    }
    return {pk: as_written(words[: most + 2], text)[:most] for pk, words in shared.items()}
