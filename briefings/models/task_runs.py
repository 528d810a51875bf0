"""What the background work did: figures by task and hour, what failed for good, and how far the nightly round is.

A row for each refresh of a piece would cost about as much as the refresh itself and say nothing that its figures do
not; so successes are counted and failures alone have rows. No words of pieces stand here: ids, names, figures.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.clock import now


class Outcome(models.TextChoices):
    """How a run of a task ended."""

    SUCCEEDED = "succeeded", _("succeeded")
    RETRIED = "retried", _("tried again later")
    FAILED = "failed", _("failed")


class TaskHour(models.Model):
    """The runs of one task within one hour (UTC), and the last of them. ``seconds`` is their sum."""

    task = models.CharField(_("task"), max_length=200)
    hour = models.DateTimeField(_("hour"))
    runs = models.PositiveIntegerField(_("runs"))
    failures = models.PositiveIntegerField(_("failures"))
    retries = models.PositiveIntegerField(_("retries"))
    seconds = models.FloatField(_("seconds"))
    longest = models.FloatField(_("longest, seconds"))
    last_started_at = models.DateTimeField(_("last run"))
    last_seconds = models.FloatField(_("seconds of the last run"))
    last_outcome = models.CharField(_("outcome of the last run"), max_length=10, choices=Outcome)
    last_result = models.BigIntegerField(_("how many it did"), null=True)

    class Meta:
        verbose_name = _("hour of a task")
        verbose_name_plural = _("hours of tasks")
        constraints = [models.UniqueConstraint(fields=["task", "hour"], name="task_hour_once")]

    def __str__(self) -> str:
        return f"{self.task} {self.hour:%Y-%m-%d %H}"


class FailedTask(models.Model):
    """Work that failed and is not tried again by itself. One row for a task with the same arguments.

    ``arguments`` is ``{"args": [...], "kwargs": {...}}`` of ids; where others were given, their types stand in
    their place, and it cannot be repeated from here. ``reason`` is the exception's first sentence: what databases
    say after it quotes data. The row goes when the work succeeds.
    """

    task = models.CharField(_("task"), max_length=200)
    arguments = models.JSONField(_("arguments"))
    key = models.CharField(max_length=64, unique=True)
    repeatable = models.BooleanField(default=True)
    error = models.CharField(_("kind of error"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_failed_at = models.DateTimeField(_("first failed"))
    failed_at = models.DateTimeField(_("failed"), default=now)
    retried_at = models.DateTimeField(_("tried again"), null=True)
    retried_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("failed task")
        # Its list is the page of the background work, and the rail calls it so.
        verbose_name_plural = _("background work")
        ordering = ["-failed_at", "-pk"]
        indexes = [models.Index(fields=["-failed_at", "-id"], name="failed_latest")]

    def __str__(self) -> str:
        return self.task


class RefreshRound(models.Model):
    """One refresh of the related links of all live pieces, and how far it is: up to the piece ``last_piece_id``.

    A worker that goes on with it holds a lease until ``leased_until``.
    """

    began_at = models.DateTimeField(_("began"))
    last_piece_id = models.BigIntegerField(default=0)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    ended_at = models.DateTimeField(_("ended"), null=True)
    leased_by = models.CharField(max_length=255, default="", blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of refreshing")
        verbose_name_plural = _("rounds of refreshing")
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=models.Q(ended_at=None), name="one_open_round")
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"
