"""The refresh of related links: what is near a piece is found, scored and kept, and its neighbours are told.

How it stays cheap and complete:
- Candidates come from indexes, a bounded number for each topic and each keyword, however many pieces share them.
- The score of a pair is symmetric and rests on nothing else of these two than their edition, their topics and their
  keywords. So a publication changes other pieces' links in three ways alone: this piece enters the KEPT best of
  another, it stands there with another score or for its words alone, which may be others now, or it stands there no
  more. Only those are wished for (``_tell``), and only after the piece itself changed (``RelatedBasis``), so that a
  refresh of a neighbour spreads no further. What shifts slowly for all, how rare topics and words are, waits for the
  refresh of all at night.
- Editors' choices, pinned and hidden links, survive every refresh.
"""

from collections.abc import Sequence

import orjson
from django.db import connection, transaction

from newsroom.prepared import fetch, run

from ..models import Piece, RelatedBasis, RelatedLink
from .keeping import KEPT, SLIGHT, keep_links
from .keywording import forget_keywords, write_keywords
from .nearness import Basis, Subjects, candidates, subjects_of
from .scoring import Scored, score, topic_norm
from .wishes import wish_look


def refresh_piece(piece_id: int, *, again: bool = False) -> int:
    """Compute the related links of one piece again and keep them; how many there are now.

    A piece that is not live, or is gone, has none. Doing it twice leaves the same rows. ``again`` also makes its
    keywords again, by today's counts: for the refresh of all.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Locked first and read afterwards, for the reasons that publishing.lock gives.
        cursor.execute("SELECT 1 FROM briefings_piece WHERE id = %s FOR NO KEY UPDATE", [piece_id])
        if cursor.fetchone() is None:
            return 0
        own = subjects_of([piece_id]).get(piece_id)
        if own is None:
            _forget(piece_id)
            return 0
        norm = topic_norm(own.topics.values(), own.total)
        changed = _keep_basis(own, norm, again=again)
        near = candidates(own)
        scored = score(own.published, norm, near.values(), total=own.total)
        if changed:
            _tell(piece_id, scored)
        return keep_links(own, scored, near)


def _keep_basis(own: Subjects, norm: float, *, again: bool) -> bool:
    """Keep what the links are computed from; whether edition or topics are others than the last time."""
    basis = Basis(own.edition_id, sorted(own.topics), norm)
    kept = own.basis or Basis(0, [], norm)
    changed = (kept.edition_id, kept.topics) != (basis.edition_id, basis.topics)
    if kept.edition_id != basis.edition_id or again:
        write_keywords([own.piece_id])
    if changed or abs(kept.topic_norm - norm) > SLIGHT * norm:
        _write_bases({own.piece_id: basis})
    return changed


WRITE = """
INSERT INTO briefings_relatedbasis (piece_id, edition_id, topics, topic_norm)
SELECT * FROM jsonb_to_recordset(%(bases)s::jsonb)
    AS v (piece_id bigint, edition_id bigint, topics bigint[], topic_norm float8)
ON CONFLICT (piece_id) DO UPDATE
SET edition_id = EXCLUDED.edition_id, topics = EXCLUDED.topics, topic_norm = EXCLUDED.topic_norm
"""


def _write_bases(bases: dict[int, Basis]) -> None:
    rows = [{"piece_id": pk, **vars(basis)} for pk, basis in bases.items()]
    run(WRITE, {"bases": orjson.dumps(rows).decode()})


def make_known(piece_ids: Sequence[int]) -> None:
    """Keywords and bases of live pieces that have none yet, so that others find them before their own turn.

    Their own refresh still finds the basis another one (there is no edition 0), and tells their neighbours. Pieces
    that somebody is at are left to whoever that is: nobody waits here while others wait for rows written here.
    """
    with transaction.atomic():
        unknown = Piece.objects.filter(pk__in=piece_ids, related_basis=None).order_by("pk")
        free = unknown.select_for_update(no_key=True, skip_locked=True, of=("self",))
        pieces = subjects_of(list(free.values_list("pk", flat=True)))
        if not pieces:
            return
        write_keywords(list(pieces))
        _write_bases(
            {
                own.piece_id: Basis(0, sorted(own.topics), topic_norm(own.topics.values(), own.total))
                for own in pieces.values()
            }
        )


NEIGHBOURS = """
SELECT near.id FROM unnest(%(ids)s::bigint[], %(scores)s::float8[]) AS near (id, score)
LEFT JOIN briefings_relatedlink mine ON mine.piece_id = near.id AND mine.target_id = %(piece)s::bigint
WHERE CASE WHEN mine.id IS NULL
    THEN near.score > COALESCE((SELECT l.score FROM briefings_relatedlink l WHERE l.piece_id = near.id
        ORDER BY l.score DESC OFFSET %(last)s::int LIMIT 1), -1)
    ELSE abs(mine.score - near.score) >= %(slight)s::float8 END
UNION
SELECT piece_id FROM briefings_relatedlink WHERE target_id = %(piece)s::bigint
    AND (NOT piece_id = ANY(%(ids)s::bigint[]) OR shared_topics = '{}')
"""


def _tell(piece_id: int, scored: Sequence[Scored]) -> None:
    """Have those neighbours look at this piece whose links it changes; ``scored`` are all its candidates."""
    near = fetch(
        NEIGHBOURS,
        {
            "piece": piece_id,
            "ids": [link.piece_id for link in scored],
            "scores": [link.score for link in scored],
            "last": KEPT - 1,
            "slight": SLIGHT,
        },
    )
    wish_look((pk for (pk,) in near), at=piece_id)


def _forget(piece_id: int) -> None:
    """The piece is not live: it has no links but those an editor chose, and those that lead to it look elsewhere."""
    RelatedLink.objects.filter(piece=piece_id, pinned=False, hidden=False).delete()
    forget_keywords([piece_id])
    if RelatedBasis.objects.filter(piece=piece_id).delete()[0]:
        _tell(piece_id, [])
