"""The rows that pages need across pieces, written from documents in the transaction that publishes them."""

import hashlib
from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

from newsroom.markup import MARKER, map_text
from newsroom.text import clean_paragraphs

from ..document import Document, Event
from ..models import (
    Article,
    Edition,
    LiveByline,
    LiveCitation,
    LiveEvent,
    LiveQuestion,
    Outlet,
    Person,
    Piece,
    SearchRow,
)
from ..pages.numbering import Numbering
from ..pages.rendering import numbering_of, safe_address
from ..search.searchwriting import write_search_rows
from ..successors import known_ids
from .bulk import copy_rows, ids_by_uid


def forget_live_rows(piece_ids: Sequence[int]) -> None:
    """Take out what these pieces had on pages of others and in search, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"pieces": list(piece_ids)})


OWNERS: dict[type[Model], str] = {
    LiveEvent: "piece",
    LiveCitation: "piece",
    LiveByline: "piece",
    LiveQuestion: "story",
    SearchRow: "piece",
}
"""The rows that publishing writes for other pages, and which of their fields names the piece; those of topics aside,
which ``file_live`` brings in line: most stay, and each that comes or goes is counted."""

FORGET = "WITH {} SELECT".format(
    ", ".join(
        f"d{n} AS (DELETE FROM {model._meta.db_table} WHERE {model._meta.get_field(owner).column}"
        " = ANY(%(pieces)s::bigint[]))"
        for n, (model, owner) in enumerate(OWNERS.items())
    )
)


def write_live_rows(
    live: Sequence[tuple[int, Edition, Document]], numberings: Sequence[Numbering] | None = None
) -> None:
    """Put in what these pieces have on pages of others. What a document names and is gone is left out.

    ``numberings``, in the same order, where they are known already.
    """
    numberings = numberings or [numbering_of(document) for _, _, document in live]
    documents = [document for _, _, document in live]
    file_live([(pk, edition) for pk, edition, _ in live])
    outlets = known_ids(Outlet, (c.outlet for d in documents for c in d.citations))
    articles = ids_by_uid(Article, (c.article for d in documents for c in d.citations))
    people = known_ids(Person, (credited.person for d in documents for credited in d.byline))
    questions = ids_by_uid(Piece, (ref.question for d in documents for ref in d.questions))
    copy_rows(
        LiveEvent,
        ("piece", "uid", "start", "end", "precision", "circa", "html", "digest"),
        (
            (pk, e.uid, e.start, e.end, e.precision, e.circa, html, event_digest(e, html))
            for pk, _, document in live
            for e in document.events
            for html in [without_markers(clean_paragraphs(e.html))]
        ),
    )
    copy_rows(
        LiveCitation,
        (
            "piece",
            "outlet",
            "article",
            "number",
            "title",
            "language",
            "url",
            "published_on",
            "first_published_at",
        ),
        (
            (
                pk,
                outlets[c.outlet],
                articles[c.article],
                numbers[c.key],
                c.title,
                c.language or document.language,
                safe_address(c.url),
                c.published_on,
                edition.first_published_at,
            )
            for (pk, edition, document), numbering in zip(live, numberings, strict=True)
            for numbers in [numbering.numbers]
            for c in document.citations
            if c.outlet in outlets and c.article in articles
        ),
    )
    copy_rows(
        LiveByline,
        ("piece", "person", "position"),
        (
            (pk, person, position)
            for pk, _, document in live
            # Two people who are one by now stand once.
            for position, person in enumerate(
                dict.fromkeys(people[c.person] for c in document.byline if c.person in people)
            )
        ),
    )
    copy_rows(
        LiveQuestion,
        ("story", "question", "teaser", "position"),
        (
            (pk, questions[ref.question], ref.teaser, position)
            for pk, _, document in live
            for position, ref in enumerate(document.questions)
            if ref.question in questions
        ),
    )
    write_search_rows(live)


FILE = """
WITH v AS MATERIALIZED (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::boolean[]) AS v (piece, kind, at, shown)
), gone AS (
    DELETE FROM briefings_livefiling l USING v WHERE l.piece_id = v.piece AND NOT (v.shown AND EXISTS (
        SELECT FROM briefings_filing f WHERE f.content_object_id = l.piece_id AND f.tag_id = l.topic_id))
)
INSERT INTO briefings_livefiling (piece_id, topic_id, kind, first_published_at)
SELECT v.piece, f.tag_id, v.kind, v.at FROM v JOIN briefings_filing f ON f.content_object_id = v.piece WHERE v.shown
ON CONFLICT (piece_id, topic_id) DO UPDATE SET first_published_at = EXCLUDED.first_published_at
WHERE briefings_livefiling.first_published_at <> EXCLUDED.first_published_at
"""


def file_live(live: Sequence[tuple[int, Edition]]) -> None:
    """Have the pieces of these editions stand under their topics for readers, and those withdrawn under none."""
    with connection.cursor() as cursor:
        cursor.execute(
            FILE,
            [
                [piece for piece, _ in live],
                [edition.piece_kind for _, edition in live],
                [edition.first_published_at for _, edition in live],
                [not edition.is_withdrawal for _, edition in live],
            ],
        )


def without_markers(html: str) -> str:
    """An event's words for other pages, where numbers of sources mean nothing."""
    return map_text(html, lambda text: MARKER.sub("", text)) if "[^" in html else html


def event_digest(event: Event, html: str) -> str:
    """Equal for events of the same time and words, in whichever story they stand."""
    told = f"{event.start.isoformat()}|{event.end and event.end.isoformat()}|{event.precision}|{html}"
    return hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()
