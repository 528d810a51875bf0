"""Stories near to each other by topics and words, and how their related links and wishes stand."""

from datetime import timedelta

from django.db import connection

from briefings.editions.publishing import Publication, publish_many
from briefings.models import Piece, RefreshWish, RelatedLink
from briefings.related.relating import refresh_piece
from briefings.words import Origin
from tests.building import make_story, moment, published

PROSE = {
    "Here": "ferry harbour captain tide lighthouse anchor",
    "Near": "parliament budget minister coalition vote treasury",
    "Gone": "orchard apple cider blossom pruning ladder",
    "Pinned": "glacier ice crevasse moraine meltwater ridge",
    "Hidden": "violin concerto orchestra conductor rehearsal bow",
    "Neither": "tractor harvest barley silo combine furrow",
    "Same words": "ferry harbour captain tide lighthouse anchor",
}


def draft_about(headline: str, *topics: str, words: str = "", **fields) -> Piece:
    """A story whose words no other one has, unless `words` says which."""
    html = f"<p>{words or PROSE.get(headline) or f'only {headline} says {headline}'}[^wire]</p>"
    return make_story(headline, topics=topics, sections=[html], **fields)


def story_about(headline: str, *topics: str, on: str = "", **fields) -> Piece:
    """The same, live."""
    return published(draft_about(headline, *topics, **fields), on=on)


def stories_day_by_day(amount: int, *topics: str, own_topic: str = "") -> list[Piece]:
    """Live stories Near 0, Near 1 and so on, of a day each from the first of 2025 on; their own topic with a number."""
    drafts = [
        draft_about(f"Near {n}", *topics, *([f"{own_topic} {n}"] if own_topic else []), words=f"w{n}")
        for n in range(amount)
    ]
    days = [moment("2025-01-01") + timedelta(days=n) for n in range(amount)]
    publish_many(
        [Publication(draft.pk, first_published_at=day) for draft, day in zip(drafts, days, strict=True)],
        by=None,
        origin=Origin.IMPORT,
    )
    return drafts


def links_of(piece: Piece) -> list[tuple[str, list[str]]]:
    links = RelatedLink.objects.filter(piece=piece).select_related("target").order_by("rank", "pk")
    return [(link.target.headline, link.shared_topics) for link in links]


def wished() -> set[str]:
    return set(RefreshWish.objects.values_list("piece__headline", flat=True))


def versions(model: type) -> list[tuple[str, str]]:
    """Where each row stands and who wrote it: other values after any write, one of the same values too."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text, cmin::text FROM {model._meta.db_table} ORDER BY ctid")
        return cursor.fetchall()


def refreshed(*pieces: Piece) -> None:
    """Refresh these, then forget who was wished for."""
    for piece in pieces:
        refresh_piece(piece.pk)
    RefreshWish.objects.all().delete()
