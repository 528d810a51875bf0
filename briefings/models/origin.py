"""Where pieces came from and where drafts went: imports, and deleted drafts kept for 30 days."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from ..words import PieceKind

KEPT_FOR = timedelta(days=30)


class ImportRecord(models.Model):
    """What the last import brought to a piece, so that a second one knows what changed, here and there."""

    piece = models.OneToOneField("briefings.Piece", on_delete=models.CASCADE, related_name="import_record")
    record = models.CharField(max_length=64)  # of the record as read
    document = models.CharField(max_length=64)  # of the working copy as written
    filing = models.CharField(max_length=64)  # of the topics as filed
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.piece_id} at {self.imported_at}"


class DeletedDraft(models.Model):
    """A draft that was deleted, whole, for as long as it can be brought back."""

    uid = models.UUIDField(unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=PieceKind)
    slug = models.CharField(max_length=100)
    headline = models.TextField(_("headline"))
    document = models.JSONField()
    topics = models.JSONField(default=list)
    contributors = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    """Ids of the accounts whose words it holds, beside the owner's."""
    origin_id = models.CharField(max_length=300, default="", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("deleted by"),
    )
    deleted_at = models.DateTimeField(_("deleted"))

    class Meta:
        verbose_name = _("deleted draft")
        verbose_name_plural = _("deleted drafts")
        ordering = ["-deleted_at"]

    def __str__(self) -> str:
        return self.headline
