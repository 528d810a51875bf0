"""Filing: which piece stands under which topic, now and in the past."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase

from topics.models import Topic


class Filing(ItemBase):
    """Puts a piece under a topic, at a position. It applies at once and is no part of the document."""

    content_object = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="filings")
    tag = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="filings")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"],
                name="filed_once",
                violation_error_message=_("The piece is filed under this topic already."),
            )
        ]
        indexes = [models.Index(fields=["tag", "content_object"], name="filing_by_topic")]

    def __str__(self) -> str:
        return str(self.tag) if self.tag_id else ""


class FilingSpan(models.Model):
    """From when until when a piece stood under a topic. Written by a trigger on filings, and by nothing else."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="filing_spans")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="filing_spans")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "from_at"], name="filing_span_by_topic")]

    def __str__(self) -> str:
        return f"{self.piece_id} under {self.topic_id} from {self.from_at}"
