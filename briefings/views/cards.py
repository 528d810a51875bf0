"""Cards: what lists show of a piece, from columns of its live edition and never from a document."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery

from ..models import LiveFiling, Piece


def live_count(topic: str = "pk") -> Subquery:
    """How many live pieces stand under the topic that ``topic`` of a row names."""
    under = LiveFiling.objects.filter(topic=OuterRef(topic)).order_by().values("topic")
    return Subquery(under.annotate(count=Count("pk")).values("count"), output_field=IntegerField())


def card(piece: Piece) -> dict[str, Any]:
    """What a list shows of a live piece fetched ``as_cards()``."""
    edition = piece.live_edition
    assert edition is not None
    return {
        "headline": edition.headline,
        "standfirst": edition.standfirst,
        "url": piece.get_absolute_url(),
        "kind": piece.kind,
        "kind_label": piece.get_kind_display(),
        "language": edition.language,
        "published_at": edition.first_published_at,
        "updated_at": edition.updated_at,
        "source_count": edition.source_count,
        "outlet_count": edition.outlet_count,
    }
