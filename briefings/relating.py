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

CANDIDATES = """
WITH live AS MATERIALIZED (
    SELECT count(*) AS total FROM briefings_piece p JOIN briefings_edition e ON e.id = p.live_edition_id
    WHERE e.kind <> 'withdrawal'
), subjects AS MATERIALIZED (
    SELECT t.id, t.name, (
        SELECT count(*) FROM briefings_filing f
        JOIN briefings_piece p ON p.id = f.content_object_id
        JOIN briefings_edition e ON e.id = p.live_edition_id AND e.kind <> 'withdrawal'
        WHERE f.tag_id = t.id
    ) AS pieces
    FROM briefings_filing own JOIN topics_topic t ON t.id = own.tag_id WHERE own.content_object_id = %(piece)s
)
SELECT p.id, e.first_published_at, array_agg(s.name), array_agg(s.pieces), (SELECT total FROM live)
FROM subjects s
JOIN briefings_filing f ON f.tag_id = s.id AND f.content_object_id <> %(piece)s
JOIN briefings_piece p ON p.id = f.content_object_id
JOIN briefings_edition e ON e.id = p.live_edition_id AND e.kind <> 'withdrawal'
GROUP BY p.id, e.first_published_at
ORDER BY sum(ln(1 + (SELECT total FROM live)::float8 / greatest(1, s.pieces))) DESC, e.first_published_at DESC
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
        total, candidates = _candidates(piece_id)
        best = score(piece.live_edition.first_published_at, candidates, total=total, most=KEPT)
        return _keep(piece_id, best, now())


def _candidates(piece_id: int) -> tuple[int, list[Candidate]]:
    """How many pieces are live, and those that share a topic with this one."""
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"piece": piece_id, "considered": CONSIDERED})
        rows = cursor.fetchall()
    return (rows[0][4] if rows else 0), [
        Candidate(pk, published, [Subject(name, pieces) for name, pieces in zip(names, counts, strict=True)])
        for pk, published, names, counts, _total in rows
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
