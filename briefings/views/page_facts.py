"""What the page of a piece looks up beside its edition: all that applies at once, by one prepared statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from newsroom.links import resolve_links
from newsroom.prepared import fetch
from topics.models import Topic

from ..models import LiveByline, LiveCitation, Outlet, Person, Piece
from ..pages.age import is_old
from ..pages.gone_sources import addresses_of
from ..pages.open_places import OutletFacts
from ..pages.page_words import label
from ..paths import path_of
from ..related.reasons import reason
from ..successors import ids_instead, topics_instead
from ..words import EditionKind, PieceKind

RELATED = 6
CHANGES = 10
"""The newest editions that a page names; corrections and clarifications stand on it however many came later."""

NOTICES = 100
"""And so many rows of either at most."""

# Each part is one value, so that the whole is one row. Counts are of live pieces; what is not live is left out.
SQL = """
WITH own AS MATERIALIZED (
    SELECT t.id, t.name, t.slug, t.kind, f.position, f.id AS filing,
        (SELECT COALESCE(sum(c.stories + c.questions), 0) FROM briefings_topiccount c WHERE c.topic_id = t.id) AS count
    FROM briefings_filing f JOIN topics_topic t ON t.id = f.tag_id WHERE f.content_object_id = %(piece)s::bigint
)
SELECT
(SELECT json_agg(json_build_array(o.uid, o.slug, o.country, o.kind)) FROM briefings_outlet o
    WHERE o.uid = ANY(%(outlets)s::uuid[]) AND (NOT %(public_only)s::boolean
        OR EXISTS (SELECT FROM briefings_livecitation c WHERE c.outlet_id = o.id))),
(SELECT json_agg(json_build_array(w.uid, w.slug)) FROM briefings_person w
    WHERE w.uid = ANY(%(people)s::uuid[]) AND (NOT %(public_only)s::boolean
        OR EXISTS (SELECT FROM briefings_livebyline b WHERE b.person_id = w.id))),
(SELECT json_agg(json_build_array(kind, uid, slug)) FROM (
    SELECT p.kind, p.uid, p.slug FROM briefings_piece p JOIN briefings_edition e ON e.id = p.live_edition_id
    WHERE p.uid = ANY(%(links)s::uuid[]) AND e.kind <> 'withdrawal'
    UNION ALL
    SELECT 'topic', t.uid, t.slug FROM topics_topic t
    WHERE t.uid = ANY(%(links)s::uuid[]) AND EXISTS (SELECT FROM briefings_livefiling f WHERE f.topic_id = t.id)
    ) linked),
(SELECT json_agg(json_build_array(q.slug, e.headline, l.teaser, e.standfirst, e.language) ORDER BY l.position, l.id)
    FROM briefings_livequestion l JOIN briefings_piece q ON q.id = l.question_id
    JOIN briefings_edition e ON e.id = q.live_edition_id
    WHERE l.story_id = %(piece)s::bigint AND e.kind <> 'withdrawal'),
(SELECT json_agg(json_build_array(n.number, n.kind, n.note, n.released_at, n.redaction_id IS NOT NULL)) FROM (
    SELECT * FROM (
        SELECT number, kind, note, released_at, redaction_id, row_number() OVER (ORDER BY number DESC) AS place
        FROM briefings_edition WHERE piece_id = %(piece)s::bigint AND kind <> 'withdrawal'
    ) every WHERE place <= %(changes)s::int OR kind IN ('correction', 'clarification')
    ORDER BY number DESC LIMIT %(notices)s::int
    ) n),
(SELECT max(released_at) FROM briefings_edition WHERE piece_id = %(piece)s::bigint AND kind = 'update'),
(SELECT json_agg(json_build_array(name, slug, kind, count) ORDER BY position, filing) FROM own),
(SELECT json_agg(json_build_array(
        n.kind, n.slug, n.headline, n.language, n.first_published_at, n.shared_topics, n.shared_words
    )) FROM (
    SELECT p.kind, p.slug, e.headline, e.language, e.first_published_at, l.shared_topics, l.shared_words
    FROM briefings_relatedlink l JOIN briefings_piece p ON p.id = l.target_id
    JOIN briefings_edition e ON e.id = p.live_edition_id
    WHERE l.piece_id = %(piece)s::bigint AND NOT l.hidden AND e.kind <> 'withdrawal'
    ORDER BY l.pinned DESC, l.position, l.rank = 0, l.rank, l.score DESC, l.id LIMIT %(related)s::int
    ) n),
(SELECT json_agg(json_build_array(h.url, h.reached_at)) FROM briefings_linkhealth h
    WHERE h.state = 'dead' AND h.url = ANY(%(sources)s::text[])),
(CASE WHEN %(old)s::boolean THEN (
    SELECT json_build_array(own.name, p.slug, e.headline, e.language, e.first_published_at)
    FROM own
    CROSS JOIN LATERAL (SELECT l.piece_id FROM briefings_livefiling l WHERE l.topic_id = own.id AND l.kind = 'story'
        ORDER BY l.first_published_at DESC, l.piece_id DESC LIMIT 1) newest
    JOIN briefings_piece p ON p.id = newest.piece_id JOIN briefings_edition e ON e.id = p.live_edition_id
    WHERE e.kind <> 'withdrawal' AND e.first_published_at > %(since)s::timestamptz
    ORDER BY own.count, own.position, own.filing LIMIT 1) END)
"""


class Change(NamedTuple):
    """What readers are told of an edition."""

    number: int
    kind: str
    note: str
    released_at: datetime
    is_redacted: bool

    @property
    def kind_label(self) -> str:
        return label(EditionKind, self.kind)


@dataclass(frozen=True)
class Facts:
    """``outlets`` and ``people`` (paths) by UUID, ``addresses`` of what the text links to by (kind, UUID), cards of
    the ``questions`` that a live story leads to, the newest ``editions`` and older corrections, when the
    ``last_update`` came, however many editions ago, the piece's ``topics`` with counts, up to RELATED live pieces,
    those pinned first, each with its ``reason``, of sources that are ``gone`` when each address was last reached, and,
    where the piece is old, a ``newer`` story on the rarest of its topics that has one.
    """

    outlets: dict[str, OutletFacts]
    people: dict[str, str]
    addresses: dict[tuple[str, str], str]
    questions: list[dict[str, str]]
    editions: list[Change]
    last_update: datetime | None
    topics: list[dict[str, Any]]
    related: list[dict[str, Any]]
    gone: dict[str, datetime | None]
    newer: dict[str, Any] | None

    def resolve(self, html: str) -> str:
        """``html`` with its links to pieces leading to those that readers can read; of others the words stay."""
        return resolve_links(html, lambda kind, ref: self.addresses.get((kind, ref.lower())))


def look_up(piece: Piece, needs: Mapping[str, Any], *, public_only: bool) -> Facts:
    """What the page of ``piece`` needs (``rendering.needs_of``). ``public_only`` leaves out outlets and people
    without a page, whom no live piece uses."""
    since = piece.live_edition.first_published_at if piece.live_edition else None
    cited = {source["outlet"] for source in needs["sources"]}
    credited = {named["person"] for named in needs["byline"]}
    [(outlets, people, links, questions, editions, last_update, topics, related, gone, newer)] = fetch(
        SQL,
        {
            "piece": piece.pk,
            "outlets": list(cited),
            "people": list(credited),
            "sources": addresses_of(needs["sources"]),
            "links": needs["links"],
            "changes": CHANGES,
            "notices": NOTICES,
            "related": RELATED,
            "public_only": public_only,
            "old": piece.is_story and since is not None and is_old(since),
            "since": since,
        },
    )
    shown_outlets, shown_people = Outlet.objects.all(), Person.objects.all()
    if public_only:
        shown_outlets = shown_outlets.filter(Exists(LiveCitation.objects.filter(outlet=OuterRef("pk"))))
        shown_people = shown_people.filter(Exists(LiveByline.objects.filter(person=OuterRef("pk"))))
    outlets = [*(outlets or ()), *_instead(shown_outlets, cited, outlets, ("slug", "country", "kind"))]
    people = [*(people or ()), *_instead(shown_people, credited, people, ("slug",))]
    unknown = set(needs["links"]) - {uid for _, uid, _ in links or ()}
    merged = [("topic", str(uid), slug) for uid, (slug, _) in topics_instead(map(UUID, unknown)).items()]
    return Facts(
        outlets={
            uid: OutletFacts(path_of("outlet", slug), country, label(Outlet.Kind, kind))
            for uid, slug, country, kind in outlets
        },
        people={uid: path_of("person", slug) for uid, slug in people},
        addresses={(kind, uid): path_of(kind, slug) for kind, uid, slug in [*(links or ()), *merged]},
        questions=[
            {
                "title": title,
                "language": language,
                "teaser": teaser or intro,
                "teaser_language": "" if teaser else language,
                "url": path_of("question", slug),
            }
            for slug, title, teaser, intro, language in questions or ()
        ],
        editions=[
            Change(number, kind, note, datetime.fromisoformat(at), is_redacted)
            for number, kind, note, at, is_redacted in editions or ()
        ],
        last_update=last_update,
        topics=[topic_entry(*row) for row in topics or ()],
        related=[related_entry(*row, seen_from=since) for row in related or ()],
        gone={url: at and datetime.fromisoformat(at) for url, at in gone or ()},
        newer=newer_entry(*newer) if newer else None,
    )


def _instead(
    rows: "QuerySet[Any]", wanted: set[str], found: list[list[Any]] | None, columns: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """Those of ``rows``, as the statement gives them, that took the place of what is ``wanted`` and was not found,
    under the UUID that the edition knows. No query where all were found."""
    instead = ids_instead(rows.model, map(UUID, wanted - {row[0] for row in found or ()}))
    if not instead:
        return []
    facts = {row[0]: row[1:] for row in rows.filter(pk__in=instead.values()).values_list("pk", *columns)}
    return [(str(uid), *facts[pk]) for uid, pk in instead.items() if pk in facts]


def topic_entry(name: str, slug: str, kind: str, count: int) -> dict[str, Any]:
    """A topic as lists show it, with how many live pieces stand under it."""
    return {
        "name": name,
        "url": path_of("topic", slug),
        "count": count,
        "kind": kind,
        "kind_label": label(Topic.Kind, kind),
    }


def newer_entry(topic: str, slug: str, headline: str, language: str, at: str) -> dict[str, Any]:
    """A newer story as an old one names it."""
    return {
        "topic": topic,
        "headline": headline,
        "language": language,
        "url": path_of(PieceKind.STORY, slug),
        "published_at": datetime.fromisoformat(at),
    }


def related_entry(
    kind: str,
    slug: str,
    headline: str,
    language: str,
    at: str,
    topics: list[str],
    words: list[str],
    *,
    seen_from: datetime | None,
) -> dict[str, Any]:
    """A related piece as the page of one first published at ``seen_from`` lists it; None: not published yet."""
    published = datetime.fromisoformat(at)
    answers = kind == PieceKind.QUESTION
    return {
        "kind": kind,
        "headline": headline,
        "language": language,
        "url": path_of(kind, slug),
        "published_at": published,
        "reason": reason(
            topics, words, answers=answers, newer=seen_from is not None and published > seen_from
        ),
    }
