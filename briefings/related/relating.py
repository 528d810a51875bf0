"""Related links in the database: finding what is near a piece, keeping what scoring says of it, and telling others.

How it stays cheap and complete:
- Candidates come from indexes, a bounded number for each topic and each keyword, however many pieces share them.
- The score of a pair is symmetric and rests on nothing else of these two than their edition, their topics and their
  keywords. So a publication changes other pieces' links in three ways alone: this piece enters the KEPT best of
  another, it stands there with another score, or it stands there no more. Only those are wished for (``_tell``), and
  only after the piece itself changed (``RelatedBasis``), so that a refresh of a neighbour spreads no further. What
  shifts slowly for all, how rare topics and words are, waits for the refresh of all at night.
- Editors' choices, pinned and hidden links, survive every refresh.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from newsroom.clock import now
from newsroom.prepared import fetch

from ..models import Piece, RelatedBasis, RelatedLink
from .keywording import forget_keywords, keywords_of, total_of, words_of_both, worked_out, write_keywords
from .scoring import Candidate, Scored, Subject, arrange, likeness, rarity, score, topic_norm
from .wishes import wish_look

KEPT = 12
"""Links kept per piece: more than a page shows, so that one that is hidden or withdrawn leaves no gap."""

NEAREST = 20
"""Of each topic, so many pieces of each kind published just before this one are candidates, and as many just after."""

NEWEST = 5
"""And so many of its newest ones, so that old pieces meet new ones."""

BY_TOPIC = 80
BY_WORD = 40
"""At most so many candidates are scored: those that share the rarest topics, and those with the most words."""

PER_WORD = 30
"""Of a keyword, so many pieces are looked at: those of which it tells most."""

SLIGHT = 0.01
"""A change of a kept score below this is not written, and nobody is told: it is what the statistics' drift makes."""


@dataclass(frozen=True)
class Subjects:
    """A live piece as its links are computed from it; ``topics`` by primary key."""

    piece_id: int
    edition_id: int
    published: datetime
    topics: dict[int, Subject]


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
        own = _subjects([piece_id]).get(piece_id)
        if own is None:
            _forget(piece_id)
            return 0
        total = max(total_of(), *(subject.pieces for subject in own.topics.values()), 1)
        norm = topic_norm(own.topics.values(), total)
        changed = _keep_basis(own, norm, again=again)
        near = _candidates(own, total)
        scored = score(own.published, norm, near.values(), total=total)
        best = scored[:KEPT]
        if changed:
            _tell(piece_id, scored)
        return _keep(own, best, near)


SUBJECTS = """
SELECT p.id, e.id, e.first_published_at, f.topic_id, t.name,
    (SELECT sum(c.stories + c.questions) FROM briefings_topiccount c WHERE c.topic_id = f.topic_id)
FROM briefings_piece p JOIN briefings_edition e ON e.id = p.live_edition_id
LEFT JOIN briefings_livefiling f ON f.piece_id = p.id LEFT JOIN topics_topic t ON t.id = f.topic_id
WHERE p.id = ANY(%(ids)s::bigint[]) AND e.kind <> 'withdrawal' ORDER BY p.id, f.topic_id
"""


def _subjects(piece_ids: Sequence[int]) -> dict[int, Subjects]:
    """Those of the pieces that are live."""
    found: dict[int, Subjects] = {}
    for pk, edition, published, topic, name, pieces in fetch(SUBJECTS, {"ids": list(piece_ids)}):
        own = found.setdefault(pk, Subjects(pk, edition, published, {}))
        if topic is not None:
            own.topics[topic] = Subject(name, pieces)
    return found


BASIS = "SELECT edition_id, topics, topic_norm FROM briefings_relatedbasis WHERE piece_id = %s::bigint"


def _keep_basis(own: Subjects, norm: float, *, again: bool) -> bool:
    """Keep what the links are computed from; whether edition or topics are others than the last time."""
    topics = sorted(own.topics)
    [(edition_id, kept_topics, kept_norm)] = fetch(BASIS, [own.piece_id]) or [(None, None, norm)]
    changed = (edition_id, kept_topics) != (own.edition_id, topics)
    if edition_id != own.edition_id or again:
        write_keywords([own.piece_id])
    if changed or abs(kept_norm - norm) > SLIGHT * norm:
        RelatedBasis.objects.bulk_create(
            [RelatedBasis(piece_id=own.piece_id, edition_id=own.edition_id, topics=topics, topic_norm=norm)],
            update_conflicts=True,
            unique_fields=["piece"],
            update_fields=["edition_id", "topics", "topic_norm"],
        )
    return changed


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


def _candidates(own: Subjects, total: int) -> dict[int, Candidate]:
    """Live pieces near this one by topics or words, by key."""
    rows = fetch(
        CANDIDATES,
        {
            "piece": own.piece_id,
            "at": own.published,
            "topics": list(own.topics),
            "rarities": [rarity(subject, total) for subject in own.topics.values()],
            "nearest": NEAREST,
            "newest": NEWEST,
            "by_topic": BY_TOPIC,
            "per_word": PER_WORD,
            "by_word": BY_WORD,
        },
    )
    strangers = _strangers(own, [row[0] for row in rows if row[3] is None], total)
    candidates = {}
    for pk, published, asks, norm, topics, alike in rows:
        norm, alike = strangers.get(pk, (norm or 0.0, alike))
        shared = [own.topics[topic] for topic in topics]
        candidates[pk] = Candidate(pk, published, shared, norm, min(alike, 1.0), asks)
    return candidates


def _strangers(own: Subjects, piece_ids: Sequence[int], total: int) -> dict[int, tuple[float, float]]:
    """Topic norm and likeness in words of live pieces that were never refreshed, by key.

    Worked out and not kept: their rows are written by their own refresh, which may run at this moment, and would
    wait for this one while this one waits for it.
    """
    if not piece_ids:
        return {}
    mine = keywords_of([own.piece_id]).get(own.piece_id, {})
    words = worked_out(piece_ids)
    return {
        pk: (topic_norm(other.topics.values(), total), likeness(mine, words.get(pk, {})))
        for pk, other in _subjects(piece_ids).items()
    }


def make_known(piece_ids: Sequence[int]) -> None:
    """Keywords and bases of live pieces that have none yet, so that others find them before their own turn.

    Their own refresh still finds the basis another one (there is no edition 0), and tells their neighbours. Pieces
    that somebody is at are left to whoever that is: nobody waits here while others wait for rows written here.
    """
    with transaction.atomic():
        free = Piece.objects.filter(pk__in=piece_ids, related_basis=None).order_by("pk")
        pieces = _subjects(
            list(
                free.select_for_update(no_key=True, skip_locked=True, of=("self",)).values_list(
                    "pk", flat=True
                )
            )
        )
        if not pieces:
            return
        counted = total_of()
        write_keywords(list(pieces))
        RelatedBasis.objects.bulk_create(
            [
                RelatedBasis(
                    piece_id=own.piece_id,
                    edition_id=0,
                    topics=sorted(own.topics),
                    topic_norm=topic_norm(
                        own.topics.values(), max(counted, *(s.pieces for s in own.topics.values()), 1)
                    ),
                )
                for own in pieces.values()
            ]
        )


NEIGHBOURS = """
SELECT near.id FROM unnest(%(ids)s::bigint[], %(scores)s::float8[]) AS near (id, score)
LEFT JOIN briefings_relatedlink mine ON mine.piece_id = near.id AND mine.target_id = %(piece)s::bigint
WHERE CASE WHEN mine.id IS NULL
    THEN near.score > COALESCE((SELECT l.score FROM briefings_relatedlink l WHERE l.piece_id = near.id
        ORDER BY l.score DESC OFFSET %(last)s::int LIMIT 1), -1)
    ELSE abs(mine.score - near.score) >= %(slight)s::float8 END
UNION
SELECT piece_id FROM briefings_relatedlink WHERE target_id = %(piece)s::bigint AND NOT piece_id = ANY(%(ids)s::bigint[])
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


def _keep(own: Subjects, best: Sequence[Scored], near: dict[int, Candidate]) -> int:
    """Bring the rows in line with ``best``, writing only what changed; links an editor chose stay."""
    rows = {link.target_id: link for link in RelatedLink.objects.filter(piece=own.piece_id)}
    ranks = _ranks(own, best, near, {pk for pk, link in rows.items() if link.hidden or link.pinned})
    moment = now()
    fresh: list[RelatedLink] = []
    changed: list[RelatedLink] = []
    wanted = {scored.piece_id for scored in best}
    for scored in best:
        link = rows.get(scored.piece_id) or RelatedLink(piece_id=own.piece_id, target_id=scored.piece_id)
        rank = ranks.get(scored.piece_id, 0)
        same = abs(link.score - scored.score) < SLIGHT and link.rank == rank
        if link.pk is not None and same and link.shared_topics == scored.shared:
            continue
        link.score, link.rank, link.shared_topics, link.computed_at = (
            scored.score,
            rank,
            scored.shared,
            moment,
        )
        (changed if link.pk else fresh).append(link)
    worded = [link for link in (*fresh, *changed) if not link.shared_topics]
    if worded:
        words = words_of_both(own.piece_id, [link.target_id for link in worded])
        for link in worded:
            link.shared_words = words.get(link.target_id, [])
    gone = [pk for pk, link in rows.items() if pk not in wanted and not link.pinned and not link.hidden]
    if gone:
        # Asked again: an editor may have chosen one meanwhile.
        RelatedLink.objects.filter(piece=own.piece_id, target__in=gone, pinned=False, hidden=False).delete()
    if fresh:
        RelatedLink.objects.bulk_create(fresh, ignore_conflicts=True)
    if changed:
        columns = ["score", "rank", "shared_topics", "shared_words", "computed_at"]
        RelatedLink.objects.bulk_update(changed, columns)
    return len(rows) - len(gone) + len(fresh)


def _ranks(
    own: Subjects, best: Sequence[Scored], near: dict[int, Candidate], chosen: Collection[int]
) -> dict[int, int]:
    """The place of each on the page, from 1; those that an editor pinned or hid have none."""
    open_ones = [scored for scored in best if scored.piece_id not in chosen]
    vectors = keywords_of([scored.piece_id for scored in open_ones])

    def alike(one: int, other: int) -> float:
        return likeness(vectors.get(one, {}), vectors.get(other, {}))

    order = arrange(own.published, open_ones, near, alike)
    return {pk: place for place, pk in enumerate(order, start=1)}
