"""Pieces, filings and records of imports into their tables, hundreds at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from newsroom.slugs import slug_of

from ..document import Document, fingerprint_of
from ..editions.bulk import copy_rows, reserve_ids
from ..models import Filing, Piece
from ..models.addresses import redacted_among
from .addresses import free_slugs
from .pieces import Wanted
from .standing import Standing, filing_digest

COLUMNS = tuple(
    "id uid kind slug headline standfirst language credit created_at changed_at fingerprint origin_id".split()
)
TABLES = ("briefings_piece", "briefings_publicslug")


def make_pieces(
    new: Sequence[Wanted], documents: Mapping[UUID, Document], *, moment: datetime
) -> tuple[dict[UUID, int], int]:
    """Rows for these pieces: their primary keys, and how many did not get the slug that they asked for.

    The fingerprint of what is published is left to the publishing.
    """
    stems = [piece.slug or slug_of(piece.headline, fallback=piece.kind) for piece in new]
    slugs = free_slugs(stems, TABLES, redacted_among)
    ids = reserve_ids(Piece, len(new))
    copy_rows(
        Piece,
        COLUMNS,
        (
            (
                *(pk, piece.uid, piece.kind, slug, piece.headline, piece.standfirst, piece.language),
                *(piece.credit, moment, moment),
                "" if piece.published_at else fingerprint_of(documents[piece.uid]),
                piece.origin_id,
            )
            for pk, piece, slug in zip(ids, new, slugs, strict=True)
        ),
    )
    lost = sum(1 for piece, slug in zip(new, slugs, strict=True) if piece.slug and piece.slug != slug)
    return {piece.uid: pk for pk, piece in zip(ids, new, strict=True)}, lost


CHANGE = """
UPDATE briefings_piece AS p SET fingerprint = v.fingerprint, slug = v.slug, changed_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS v (id, fingerprint, slug) WHERE p.id = v.id
"""
CLAIM = """
INSERT INTO briefings_publicslug (slug, piece_id)
SELECT p.slug, p.id FROM briefings_piece p WHERE p.id = ANY(%s) AND p.live_edition_id IS NOT NULL
ON CONFLICT (slug) DO NOTHING
"""


def change_pieces(
    changed: Sequence[tuple[Wanted, Standing]], documents: Mapping[UUID, Document], *, moment: datetime
) -> int:
    """Fingerprints, and other slugs where the record gives one that is free; how many were not free.

    The words are ``load_documents``'s business.
    """
    if not changed:
        return 0
    asked = [(p, s) for p, s in changed if p.slug and p.slug != s.slug]
    free_ones = free_slugs([p.slug or "" for p, _ in asked], TABLES, redacted_among)
    free = dict(zip((s.id for _, s in asked), free_ones, strict=True))
    lost = {s.id for p, s in asked if free[s.id] != p.slug} - _own_former(asked)
    slugs = [piece.slug if s.id in free and s.id not in lost else s.slug for piece, s in changed]
    ids = [s.id for _, s in changed]
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [moment, ids, [fingerprint_of(documents[p.uid]) for p, _ in changed], slugs])
        cursor.execute(CLAIM, [ids])
    return len(lost)


def _own_former(asked: Sequence[tuple[Wanted, Standing]]) -> set[int]:
    """Pieces that ask for a slug which was theirs before."""
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.piece_id FROM unnest(%s::text[], %s::bigint[]) AS v (slug, piece)"
            " JOIN briefings_publicslug s ON s.slug = v.slug AND s.piece_id = v.piece",
            [[p.slug for p, _ in asked], [s.id for _, s in asked]],
        )
        return {row[0] for row in cursor.fetchall()}


def file_new(topics: Mapping[int, Sequence[int]]) -> None:
    """File these pieces, which stand under no topic yet; topics in their order, all by primary key."""
    copy_rows(
        Filing,
        ("content_object", "tag", "position"),
        ((piece, topic, place) for piece, filed in topics.items() for place, topic in enumerate(filed)),
    )


def refile(before: Mapping[int, Sequence[int]], after: Mapping[int, Sequence[int]]) -> list[int]:
    """Bring filings from ``before`` to ``after``; the pieces that stand under other topics now."""
    different = [piece for piece, topics in after.items() if list(topics) != list(before[piece])]
    gone = [(p, t) for p in different for t in before[p] if t not in after[p]]
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(
                "DELETE FROM briefings_filing f USING unnest(%s::bigint[], %s::bigint[]) AS v (piece, topic)"
                " WHERE f.content_object_id = v.piece AND f.tag_id = v.topic",
                [list(column) for column in zip(*gone, strict=True)],
            )
        if rows := [(p, t, place) for p in different for place, t in enumerate(after[p])]:
            cursor.execute(
                "INSERT INTO briefings_filing (content_object_id, tag_id, position)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[])"
                " ON CONFLICT (content_object_id, tag_id) DO UPDATE SET position = excluded.position",
                [list(column) for column in zip(*rows, strict=True)],
            )
    return [piece for piece in different if set(before[piece]) != set(after[piece])]


REMEMBER = """
INSERT INTO briefings_importrecord (piece_id, record, document, filing, imported_at)
SELECT v.piece, v.record, p.fingerprint, v.filing, %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS v (piece, record, filing)
JOIN briefings_piece p ON p.id = v.piece
ON CONFLICT (piece_id) DO UPDATE SET record = excluded.record, document = excluded.document,
    filing = excluded.filing, imported_at = excluded.imported_at
"""


def remember(rows: Sequence[tuple[int, str, Sequence[int]]], *, moment: datetime) -> None:
    """Keep what was imported: of each piece its record's digest and its topics."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            REMEMBER,
            [
                moment,
                [pk for pk, _, _ in rows],
                [digest for _, digest, _ in rows],
                [filing_digest(topics) for _, _, topics in rows],
            ],
        )
