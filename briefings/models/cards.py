"""Card images: what other sites show where somebody links to a piece."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Card(models.Model):
    """The card image of a piece as it was drawn last. A piece whose row differs from what is live is drawn again.

    ``digest`` names the file, and is empty where the house's type has not all letters of the headline: such a piece has
    no card. Digests hold the piece's UUID, so that no two pieces share a file.
    """

    piece = models.OneToOneField(
        "briefings.Piece", primary_key=True, on_delete=models.CASCADE, related_name="card"
    )
    edition = models.ForeignKey("briefings.Edition", on_delete=models.CASCADE, related_name="+")
    house = models.CharField(max_length=100)  # its name as it stands on the card
    language = models.CharField(max_length=35)  # the house's, in which sources are counted
    drawer = models.PositiveSmallIntegerField()  # cards.DRAWER
    digest = models.CharField(max_length=32, blank=True, default="", db_index=True)
    drawn_at = models.DateTimeField(_("drawn"))

    class Meta:
        verbose_name = _("card image")
        verbose_name_plural = _("card images")

    def __str__(self) -> str:
        return f"{self.piece_id}: {self.digest[:8]}"


def card_path(digest: str) -> Path:
    """Where the file of a card lies; its address is the same below MEDIA_URL."""
    return Path(settings.MEDIA_ROOT) / "cards" / f"{digest}.png"
