"""What stands here already of the pieces that a file brings, and whether an editor has changed it since."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ..words import EditionKind, Origin


@dataclass(frozen=True)
class Standing:
    """A piece as it is; ``record``, ``document`` and ``filing`` are those of its last import, or None."""

    id: int
    uid: UUID
    kind: str
    slug: str
    fingerprint: str
    origin: str | None  # of the live edition
    edition_kind: str | None
    first_published_at: datetime | None
    record: str | None
    document: str | None
    filing: str | None
    topics: list[int]
    redacted: bool  # words of it were taken out for good, which no import brings back

    @property
    def was_published(self) -> bool:
        return self.origin is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was published and is not before readers now, which is the desk's to change."""
        return self.edition_kind == EditionKind.WITHDRAWAL

    @property
    def is_edited(self) -> bool:
        """Whether somebody else than an import had a hand in it."""
        return (
            self.record is None
            or self.fingerprint != self.document
            # Topics of a question are given by its first import alone, and the desk's from then on.
            or (self.kind == "story" and filing_digest(self.topics) != self.filing)
            or (self.was_published and self.origin != Origin.IMPORT)
        )


def filing_digest(topics: Sequence[int]) -> str:
    """Equal for the same topics, by primary key, in the same order."""
    return hashlib.sha256(",".join(map(str, topics)).encode()).hexdigest()


FILED = """
SELECT r.piece_id, r.filing,
    ARRAY(SELECT f.tag_id FROM briefings_filing f WHERE f.content_object_id = r.piece_id ORDER BY f.position, f.id)
FROM briefings_importrecord r
WHERE r.piece_id IN (SELECT f.content_object_id FROM briefings_filing f WHERE f.tag_id = %s)
"""
FOLLOW = """
UPDATE briefings_importrecord r SET filing = v.after
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS v (piece, before, after)
WHERE r.piece_id = v.piece AND r.filing = v.before
"""


def follow_merge(source: Any, into: Any, **_: Any) -> None:
    """Topics are about to be merged: a piece that is filed as its import filed it stays so, by two statements.

    Without this, an import would take all that stood under ``source`` for edited.
    """
    with connection.cursor() as cursor:
        cursor.execute(FILED, [source.pk])
        rows = [
            (piece, kept, filing_digest(merged_filing(topics, source.pk, into.pk)))
            for piece, kept, topics in cursor.fetchall()
            if filing_digest(topics) == kept
        ]
        if rows:
            cursor.execute(FOLLOW, [list(column) for column in zip(*rows, strict=True)])


def merged_filing(topics: Sequence[int], source: int, into: int) -> list[int]:
    """What a piece filed under ``topics`` is filed under once ``source`` is ``into``, in order."""
    if into in topics:
        return [topic for topic in topics if topic != source]
    return [into if topic == source else topic for topic in topics]


LOCK = "SELECT id FROM briefings_piece WHERE uid = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
# A statement of its own: one that waited for a lock sees what it joins as it was before it waited.
READ = """
SELECT p.id, p.uid, p.kind, p.slug, p.fingerprint, e.origin, e.kind, e.first_published_at,
    r.record, r.document, r.filing,
    ARRAY(SELECT f.tag_id FROM briefings_filing f WHERE f.content_object_id = p.id ORDER BY f.position, f.id),
    EXISTS (SELECT FROM briefings_redaction x WHERE x.piece_id = p.id)
FROM briefings_piece p
LEFT JOIN briefings_edition e ON e.id = p.live_edition_id
LEFT JOIN briefings_importrecord r ON r.piece_id = p.id
WHERE p.id = ANY(%s)
"""


def standing_of(uids: Iterable[UUID]) -> dict[UUID, Standing]:
    """The pieces with these UUIDs that there are, locked until the transaction ends."""
    wanted = list(uids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [wanted])
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return {}
        cursor.execute(READ, [ids])
        return {row[1]: Standing(*row) for row in cursor.fetchall()}
