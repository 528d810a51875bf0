"""What was done on the desk: who, when, to what. Rows are filed by the verbs and never change."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.clock import now


class ActivityIsAppendOnly(Exception):
    """A line of the activity log was about to be changed or deleted."""


class Activity(models.Model):
    """One thing that somebody, or a machine, did. The database refuses to change or delete it.

    Two functions of the database alone may: a redaction empties ``name`` and ``details`` of the lines about a
    piece, and ``briefings_forget_activity`` takes out what is older than the log is kept for. What a line is
    about is named by its primary key without a constraint, since a line outlives what it is about.
    """

    at = models.DateTimeField(_("when"), default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    by_name = models.CharField(max_length=150, default="", db_default="")
    verb = models.CharField(_("what"), max_length=32)
    kind = models.CharField(max_length=32, default="", db_default="")
    object_id = models.BigIntegerField(null=True)
    piece = models.ForeignKey(
        "briefings.Piece",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="activities",
    )
    uid = models.UUIDField(null=True)
    name = models.TextField(default="", db_default="")
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activity log")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["-at", "-id"], name="activity_newest"),
            models.Index(fields=["piece", "-at"], name="activity_by_piece"),
            models.Index(fields=["verb", "-at"], name="activity_by_verb"),
            models.Index(fields=["uid", "-at"], name="activity_by_uid"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.object_id or ''}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ActivityIsAppendOnly(_("The activity log is never rewritten."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ActivityIsAppendOnly(_("The activity log is never rewritten."))
