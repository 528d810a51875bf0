"""Related links, and the wishes to compute them again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class RelatedLink(models.Model):
    """From a piece to another, with a score and the topics that are its reason; editors may pin or hide it."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="related_links")
    target = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="related_from")
    score = models.FloatField(_("score"))
    shared_topics = ArrayField(models.TextField(), default=list, verbose_name=_("also about"))
    pinned = models.BooleanField(_("pinned"), default=False)
    hidden = models.BooleanField(_("hidden"), default=False)
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        verbose_name = _("related link")
        verbose_name_plural = _("related links")
        ordering = ["-pinned", "-score", "pk"]
        constraints = [models.UniqueConstraint(fields=["piece", "target"], name="related_once")]

    def __str__(self) -> str:
        return f"{self.piece_id} to {self.target_id}"


class RefreshWish(models.Model):
    """Somebody wishes that a piece's related links be computed again. It outlives a lost queue.

    A worker that takes it up holds a lease until ``leased_until``; a wish repeated meanwhile raises
    ``wished``, and then the wish stays when the work is done.
    """

    piece = models.OneToOneField("briefings.Piece", on_delete=models.CASCADE, related_name="refresh_wish")
    wished = models.PositiveIntegerField(default=1)
    wished_at = models.DateTimeField()
    leased_by = models.CharField(max_length=255, default="", blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("wish for a refresh")
        verbose_name_plural = _("wishes for a refresh")
        indexes = [models.Index(fields=["wished_at"], name="wish_oldest")]

    def __str__(self) -> str:
        return f"{self.piece_id} since {self.wished_at}"
