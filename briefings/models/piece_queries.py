"""What is asked of pieces, in the words of the desk: a small language for queries."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from ..words import LIVE_KINDS, EditionKind


def live(path: str = "") -> Q:
    """The condition that the piece at the end of ``path`` (such as ``question__``) can be read by readers."""
    return Q(**{f"{path}live_edition__kind__in": LIVE_KINDS})


class PieceQuerySet(models.QuerySet["Piece"]):
    def live(self) -> "PieceQuerySet":
        """Pieces that readers can read now."""
        return self.filter(live())

    def drafts(self) -> "PieceQuerySet":
        """Pieces of which nothing was ever published."""
        return self.filter(live_edition__isnull=True)

    def withdrawn(self) -> "PieceQuerySet":
        return self.filter(live_edition__kind=EditionKind.WITHDRAWAL)

    def with_unpublished_changes(self) -> "PieceQuerySet":
        """Live pieces whose working copy differs from what readers see."""
        return self.live().exclude(fingerprint=F("live_edition__fingerprint"))

    def released(self) -> "PieceQuerySet":
        """Live pieces, newest first by the date that readers see."""
        return self.live().order_by("-live_edition__first_published_at", "-pk")

    def as_cards(self) -> "PieceQuerySet":
        """With what a card shows, and without a document."""
        return self.select_related("live_edition").defer("live_edition__document", "live_edition__findings")

    def owned_by(self, user: Any) -> "PieceQuerySet":
        return self.filter(owner=user)
