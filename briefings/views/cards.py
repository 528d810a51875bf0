"""Cards: what lists show of a piece, from columns of its live edition and never from a document."""

from datetime import datetime
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Subquery, Sum

from ..models import Piece, TopicCount
from ..paths import path_of
from ..words import PieceKind


def live_count(topic: str = "pk") -> Subquery:
    """How many live pieces stand under the topic that ``topic`` of a row names."""
    under = TopicCount.objects.filter(topic_id=OuterRef(topic)).order_by().values("topic_id")
    counted = under.annotate(count=Sum(F("stories") + F("questions"))).values("count")
    return Subquery(counted, output_field=IntegerField())


EDITION = "live_edition__"
FIELDS = (
    "kind",
    "slug",
    *(EDITION + name for name in ("headline", "standfirst", "language", "first_published_at", "number")),
    *(EDITION + name for name in ("released_at", "source_count", "outlet_count")),
)
"""What ``card_of`` takes, as a queryset of pieces names it."""

SELECT = """
SELECT p.kind, p.slug, e.headline, e.standfirst, e.language, e.first_published_at, e.number, e.released_at,
    e.source_count, e.outlet_count
"""
"""The same, of ``briefings_piece p`` and its live ``briefings_edition e``, for a statement that is kept prepared."""


def card_of(
    kind: str,
    slug: str,
    headline: str,
    standfirst: str,
    language: str,
    first_published_at: datetime,
    number: int,
    released_at: datetime,
    source_count: int,
    outlet_count: int,
) -> dict[str, Any]:
    """What a list shows of a live piece."""
    return {
        "headline": headline,
        "standfirst": standfirst,
        "url": path_of(kind, slug),
        "kind": kind,
        "kind_label": KIND_LABELS[kind],
        "language": language,
        "published_at": first_published_at,
        "updated_at": released_at if number > 1 else None,
        "source_count": source_count,
        "outlet_count": outlet_count,
    }


KIND_LABELS = {kind.value: kind.label for kind in PieceKind}


def card(piece: Piece) -> dict[str, Any]:
    """The same of a piece fetched ``as_cards()``."""
    edition = piece.live_edition
    assert edition is not None
    return card_of(
        piece.kind,
        piece.slug,
        edition.headline,
        edition.standfirst,
        edition.language,
        edition.first_published_at,
        edition.number,
        edition.released_at,
        edition.source_count,
        edition.outlet_count,
    )
