"""What was taken out for good, by whom and why; and addresses that held words of it, as digests."""

import hashlib

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Redaction(models.Model):
    """Words taken out of editions of a piece for good. The database function ``briefings_redact`` writes it.

    ``reason`` is what readers see in the place of the words. ``tombstone`` is the withdrawal that closes the
    piece's address with it, where nothing readable is left. ``counts`` says what else went, by place, as numbers.
    """

    piece = models.ForeignKey("briefings.Piece", on_delete=models.PROTECT, related_name="redactions")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="redactions"
    )
    reason = models.TextField(_("reason"))
    numbers = ArrayField(models.PositiveIntegerField(), verbose_name=_("editions"))
    tombstone = models.ForeignKey("briefings.Edition", null=True, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [
            ("redact_piece", "Can redact pieces"),
            ("rename_source", "Can rename outlets, people and topics"),
        ]

    def __str__(self) -> str:
        return f"Redaction of {self.piece_id} at {self.at}"


class RedactedAddress(models.Model):
    """An address that was taken from a piece with its words: it shows a tombstone, and is never another piece's.

    Kept as the SHA-256 of the slug, in hexadecimal, since the slug is made of the headline's words.
    """

    digest = models.CharField(max_length=64, unique=True)
    piece = models.ForeignKey("briefings.Piece", on_delete=models.PROTECT, related_name="redacted_addresses")

    def __str__(self) -> str:
        return f"An address of {self.piece_id}"


def digest_of(slug: str) -> str:
    """What stays of an address whose words were taken out."""
    return hashlib.sha256(slug.encode()).hexdigest()
