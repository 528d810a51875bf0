"""Related links in the database: finding who shares topics, and keeping what scoring says of them.

Editors' choices, pinned and hidden links, survive every refresh.
"""

from collections import defaultdict
from datetime import datetime

from django.db import connection, transaction

from newsroom.clock import now

from .models import Piece, RelatedLink
from .scoring import Candidate, Scored, Subject, score

KEPT = 12
"""Links kept per piece: more than a page shows, so that one that is hidden or withdrawn leaves no gap."""

CONSIDERED = 200
"""At most so many candidates are scored, those that share the rarest topics first."""

NEWEST = 120
"""Of a topic, its newest pieces of each kind are candidates: however large it grows, so many are looked at."""

CANDIDATES = """
WITH subjects AS MATERIALIZED (
    SELECT t.id, t.name, (SELECT count(*) FROM briefings_livefiling f WHERE f.topic_id = t.id) AS pieces
    FROM briefings_livefiling own JOIN topics_topic t ON t.id = own.topic_id WHERE own.piece_id = %(piece)s
)
SELECT near.piece_id, near.first_published_at, array_agg(s.name), array_agg(s.pieces)
FROM subjects s
CROSS JOIN (VALUES ('story'), ('question')) AS kinds (kind)
CROSS JOIN LATERAL (
    SELECT f.piece_id, f.first_published_at FROM briefings_livefiling f
    WHERE f.topic_id = s.id AND f.kind = kinds.kind AND f.piece_id <> %(piece)s
    ORDER BY f.first_published_at DESC, f.piece_id DESC LIMIT %(newest)s
) AS near
GROUP BY near.piece_id, near.first_published_at
ORDER BY sum(ln(1 + %(total)s::float8 / greatest(1, s.pieces))) DESC, near.first_published_at DESC
LIMIT %(considered)s
"""


def refresh_piece(piece_id: int) -> int:
    """Compute the related links of one piece again and keep them; how many there are now.

    A piece that is not live, or is gone, has none. Doing it twice leaves the same rows.
    """
    with transaction.atomic():
        # Locked first and read afterwards, for the reasons that publishing.lock gives.
        if not Piece.objects.filter(pk=piece_id).select_for_update(no_key=True).values_list("pk").first():
            return 0
        piece = Piece.objects.as_cards().get(pk=piece_id)
        if not piece.is_live or piece.live_edition is None:
            RelatedLink.objects.filter(piece=piece_id, pinned=False, hidden=False).delete()
            return 0
        total = Piece.objects.live().count()
        candidates = _candidates(piece_id, total)
        best = score(piece.live_edition.first_published_at, candidates, total=total, most=KEPT)
        return _keep(piece_id, best, now())


def _candidates(piece_id: int, total: int) -> list[Candidate]:
    """Live pieces that share a topic with this one; ``total`` is the number of live pieces."""
    bounds = {"newest": NEWEST, "considered": CONSIDERED}
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"piece": piece_id, "total": total, **bounds})
        return [
            Candidate(
                pk, published, [Subject(name, pieces) for name, pieces in zip(names, counts, strict=True)]
            )
            for pk, published, names, counts in cursor.fetchall()
        ]


def _keep(piece_id: int, best: list[Scored], moment: datetime) -> int:
    """Bring the rows in line with ``best``, writing only what changed; links an editor chose stay."""
    rows = {link.target_id: link for link in RelatedLink.objects.filter(piece=piece_id)}
    wanted = {scored.piece_id: scored for scored in best}
    gone = [link.pk for pk, link in rows.items() if pk not in wanted and not link.pinned and not link.hidden]
    changes: dict[bool, list[RelatedLink]] = defaultdict(list)
    for target, scored in wanted.items():
        link = rows.get(target) or RelatedLink(piece_id=piece_id, target_id=target, score=-1)
        if (round(link.score, 6), link.shared_topics) != (round(scored.score, 6), scored.shared):
            link.score, link.shared_topics, link.computed_at = round(scored.score, 6), scored.shared, moment
            changes[link.pk is None].append(link)
    if gone:
        RelatedLink.objects.filter(pk__in=gone).delete()
    if changes[True]:
        RelatedLink.objects.bulk_create(changes[True])
    if changes[False]:
        RelatedLink.objects.bulk_update(changes[False], ["score", "shared_topics", "computed_at"])
    return len(rows) - len(gone) + len(changes[True])
