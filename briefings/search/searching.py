"""Asking what is live: which pieces hold the words, in which order, and where in them the words stand.

Any text is a query (quotes, ``or`` and ``-`` mean what they mean in web searches); words are compared without
accents, those of English pieces by their stems too. What takes longer than PATIENCE is given up.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from psycopg.errors import QueryCanceled

from newsroom.markup import tidy

from ..words import PieceKind

QUERY_MAX = 200
"""Characters of a query that are looked at."""

PATIENCE = 2_000
"""Milliseconds that the database may take for one statement of a search."""

BOUNDS = """
SELECT set_config('statement_timeout', %s::text, true),
    -- Always by the index: PostgreSQL believes that reading a row reads its words, which lie elsewhere, compressed.
    -- For a word that stands in three pieces of ten, reading all of them looked cheaper and took ten times as long.
    set_config('enable_seqscan', 'off', true)
"""

RANKED = 200
"""Of more matches than this the newest are ranked, and the others follow by date, so that a common word costs no more
than a rare one: to rank a piece takes the database as long as to show a short page."""

REACHED = 2_000
"""Of so many matches, the newest, a reader can turn the pages."""

TOPICS = 8
EXCERPT = 40_000  # characters of a text that excerpts are cut from
CUT = " … "
EDGE = 40  # characters at either end of a text; half of them tell whether an excerpt begins or ends there

MATCHES = """
(english AND words @@ websearch_to_tsquery('newsroom_english', %(query)s)
    OR NOT english AND words @@ websearch_to_tsquery('newsroom', %(query)s))
"""

COUNT = f"SELECT kind, count(*) FROM briefings_searchrow WHERE {MATCHES} GROUP BY kind"

# Control characters mark what matched: no text of ours can hold them (newsroom.markup.UNWANTED).
PAGE = f"""
WITH asked AS (
    SELECT websearch_to_tsquery('newsroom', %(query)s) AS plain,
        websearch_to_tsquery('newsroom_english', %(query)s) AS english
), matched AS MATERIALIZED (
    -- By the index alone. Walking by date instead, PostgreSQL would unpack the words of every piece that it passes.
    SELECT piece_id, published_at FROM briefings_searchrow WHERE {MATCHES} AND kind = ANY(%(kinds)s)
), found AS (
    SELECT piece_id FROM matched ORDER BY published_at DESC, piece_id DESC LIMIT %(looked_at)s OFFSET %(skipped)s
), ranked AS (
    SELECT piece_id, s.published_at, CASE WHEN %(skipped)s > 0 THEN 0
        ELSE ts_rank(s.words, CASE WHEN s.english THEN asked.english ELSE asked.plain END, 1) END AS score
    FROM found JOIN briefings_searchrow s USING (piece_id), asked
    ORDER BY score DESC, published_at DESC, piece_id DESC LIMIT %(limit)s OFFSET %(offset)s
)
SELECT ranked.piece_id,
    ts_headline(c.config, e.headline, c.query, E'StartSel=\x02, StopSel=\x03, HighlightAll=true'),
    ts_headline(c.config, left(s.text, %(excerpt)s), c.query,
        E'StartSel=\x02, StopSel=\x03, MaxFragments=2, MinWords=12, MaxWords=28, FragmentDelimiter="{CUT}"'),
    left(s.text, {EDGE}), right(s.text, {EDGE})
FROM ranked
JOIN briefings_searchrow s USING (piece_id)
JOIN briefings_piece p ON p.id = ranked.piece_id
JOIN briefings_edition e ON e.id = p.live_edition_id
CROSS JOIN asked
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.english THEN 'newsroom_english'::regconfig ELSE 'newsroom'::regconfig END AS config,
        CASE WHEN s.english THEN asked.english ELSE asked.plain END AS query
) AS c
ORDER BY ranked.score DESC, ranked.published_at DESC, ranked.piece_id DESC
"""

PUBLIC_TOPIC = "EXISTS (SELECT FROM briefings_livefiling f WHERE f.topic_id = t.id)"

TOPICS_NAMED = f"""
SELECT t.name, t.slug FROM topics_topic t
WHERE to_tsvector('newsroom'::regconfig, t.name) @@ websearch_to_tsquery('newsroom', %(query)s)
    -- A query that only says what it does not want names nothing.
    AND querytree(websearch_to_tsquery('newsroom', %(query)s)) NOT IN ('', 'T') AND {PUBLIC_TOPIC}
ORDER BY length(t.name), t.name LIMIT %(limit)s
"""

TOPICS_NEAR = f"""
SELECT t.name, t.slug FROM topics_topic t
WHERE lower(t.name) %% lower(%(query)s) AND {PUBLIC_TOPIC}
ORDER BY similarity(lower(t.name), lower(%(query)s)) DESC, t.name LIMIT %(limit)s
"""


class TookTooLong(Exception):
    """The database gave a search up after PATIENCE."""


@contextmanager
def bounded() -> Iterator[None]:
    """Searches within this block end after PATIENCE. Raises TookTooLong.

    Nothing is written here, and rolling back puts the connection's own settings in force again.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(BOUNDS, [str(PATIENCE)])
            yield
            transaction.set_rollback(True)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise


@dataclass(frozen=True)
class Hit:
    """A piece that was found; headline and excerpt are safe HTML with <mark> around what matched."""

    piece_id: int
    headline: SafeString
    excerpt: SafeString


class Matches:
    """What is found for a query, counted by kind; slices of it are lists of hits, as a Paginator wants them."""

    ordered = True

    def __init__(self, query: str, kind: PieceKind | None = None) -> None:
        self.query = query
        self.kinds = [kind.value] if kind else list(PieceKind.values)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pieces of each kind match, whichever kind is asked for."""
        return dict(_rows(COUNT, query=self.query))

    def count(self) -> int:
        """How many hits can be paged through."""
        return min(REACHED, self.total())

    def total(self) -> int:
        """How many pieces of the kinds asked for match."""
        return sum(self.counts.get(kind, 0) for kind in self.kinds)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Hit]:
        """The hits of a page: the best of the newest RANKED first, then older ones by date."""
        if not self.count():
            return []
        if part.start < RANKED < min(part.stop, self.count()):
            return [*self[part.start : RANKED], *self[RANKED : part.stop]]
        limit, by_date = part.stop - part.start, part.start >= RANKED
        rows = _rows(
            PAGE,
            query=self.query,
            kinds=self.kinds,
            looked_at=limit if by_date else RANKED,
            skipped=part.start if by_date else 0,
            excerpt=EXCERPT,
            limit=limit,
            offset=0 if by_date else part.start,
        )
        return [
            Hit(pk, marked(headline), marked(with_cuts(excerpt, beginning, end)))
            for pk, headline, excerpt, beginning, end in rows
        ]


STRAY = re.compile(r"[\x02\x03]")
BEFORE_WORDS, AFTER_WORDS = re.compile(r"\W*"), re.compile(r"\W*$")

# A minus that begins a word or a quotation says what is not wanted; others there say nothing, and dozens in a row are
# more than PostgreSQL can take ("tsquery stack too small").
MINUSES = re.compile(r"(?<![^\W_])-+(\"?[^\W_])|(?<![^\W_])-+")


def readable_query(written: str) -> str:
    """The query as it is looked for: one line of at most QUERY_MAX characters."""
    query = tidy(written[: 10 * QUERY_MAX]).strip()[:QUERY_MAX]
    return MINUSES.sub(lambda found: f"-{found[1]}" if found[1] else " ", query).strip()


def topics_named(query: str) -> list[dict[str, str]]:
    """Public topics whose names hold the words."""
    return _topics(TOPICS_NAMED, query)


def topics_near(query: str) -> list[dict[str, str]]:
    """Public topics of nearly that name, for a query with a slip of the pen."""
    return _topics(TOPICS_NEAR, query)


def with_cuts(excerpt: str, beginning: str, end: str) -> str:
    """The excerpt, which says where words of its text before or after it are left out.

    PostgreSQL gives it from word to word: signs before the first word of the text and after the last are put back.
    """
    if not excerpt:
        return ""
    parts = STRAY.sub("", excerpt).split(CUT)
    opening, closing = BEFORE_WORDS.match(beginning), AFTER_WORDS.search(end)
    is_first = beginning[opening.end() :].startswith(parts[0][: EDGE // 2])
    is_last = end[: closing.start()].endswith(parts[-1][-(EDGE // 2) :])
    return f"{opening[0] if is_first else CUT.lstrip()}{excerpt}{closing[0] if is_last else CUT.rstrip()}"


def marked(excerpt: str) -> SafeString:
    """Plain text with what matched between control characters, as HTML: each stretch escaped, then marked."""
    stretches = re.split(r"\x02([^\x02\x03]*)\x03", excerpt)  # those at odd places matched
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", stretch) if place % 2 else STRAY.sub("", stretch),)
            for place, stretch in enumerate(stretches)
        ),
    )


def _topics(statement: str, query: str) -> list[dict[str, str]]:
    return [
        {"name": name, "url": reverse("topic", args=[slug])}
        for name, slug in _rows(statement, query=query, limit=TOPICS)
    ]


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
