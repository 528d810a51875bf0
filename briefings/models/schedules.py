"""What waits for its time: pieces to be published, releases of several, withdrawals; embargoes and reminders."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..words import EditionKind


class Outcome(models.TextChoices):
    """What became of something that waits for its time."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class TimedQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "TimedQuerySet":
        return self.filter(outcome=Outcome.WAITING)

    def due(self, moment: datetime) -> "TimedQuerySet":
        """What is to be done at ``moment``, whatever has waited longest first."""
        return self.waiting().filter(next_try__lte=moment).order_by("next_try", "pk")

    def failed(self) -> "TimedQuerySet":
        return self.filter(outcome=Outcome.FAILED)


class Timed(models.Model):
    """Something to be done at a time, by the right of who asked for it, and what became of it.

    ``next_try`` is None where nothing is to happen by itself: without a time, or when it is over. ``reason`` is a
    sentence: why it failed, or why the last try did.
    """

    at = models.DateTimeField(_("time"), null=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, default=Outcome.WAITING)
    ended_at = models.DateTimeField(_("ended"), null=True)
    reason = models.TextField(_("reason"), default="")
    late_by = models.DurationField(_("late by"), null=True)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    next_try = models.DateTimeField(_("next try"), null=True)

    objects = TimedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.outcome == Outcome.WAITING

    @property
    def is_failed(self) -> bool:
        return self.outcome == Outcome.FAILED

    @property
    def was_late(self) -> bool:
        """Whether anybody would notice: workers look every few seconds."""
        return self.late_by is not None and self.late_by >= timedelta(minutes=1)


class Release(Timed):
    """Several pieces that go out together, all or none: at once, or at a time. They are its ``schedules``."""

    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        default_permissions = ("view",)
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_try"], condition=Q(outcome="waiting"), name="release_due"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Release %(number)s") % {"number": self.pk}

    @property
    def log_name(self) -> str:
        """What the activity log calls it for good: its name may be words of a piece, which a redaction takes out."""
        return f"#{self.pk}"


class Schedule(Timed):
    """A frozen document waiting for its time. The edition and its number are made when it goes out.

    ``seen`` is the number of the live edition when the document was frozen (0 for none): with another one
    live, it never goes out. One that belongs to a release goes out with it alone, and shares its time and outcome.
    """

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="schedules")
    release = models.ForeignKey(
        Release, verbose_name=_("release"), null=True, on_delete=models.CASCADE, related_name="schedules"
    )
    position = models.PositiveIntegerField(default=0)  # within its release
    schema = models.PositiveSmallIntegerField()
    document = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    headline = models.TextField(_("headline"))  # of the document, so that lists never load one
    frozen_at = models.DateTimeField(_("frozen"))
    seen = models.PositiveIntegerField()
    kind = models.CharField(_("kind of edition"), max_length=13, choices=EditionKind, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    edition = models.OneToOneField(
        "briefings.Edition", null=True, on_delete=models.PROTECT, related_name="schedule"
    )

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        default_permissions = ("view",)
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["piece"], condition=Q(outcome="waiting"), name="one_open_schedule_a_piece"
            ),
            models.CheckConstraint(
                condition=Q(outcome="done", edition__isnull=False)
                | (~Q(outcome="done") & Q(edition__isnull=True)),
                name="schedule_done_has_edition",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try"],
                condition=Q(outcome="waiting", release__isnull=True),
                name="schedule_due",
            ),
            models.Index(fields=["outcome", "at"], name="schedule_by_day"),
        ]

    def __str__(self) -> str:
        return self.headline


class Expiry(Timed):
    """A live piece that is to be withdrawn at a time; ``note`` is the reason that readers will see."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="expiries")
    note = models.TextField(_("reason for readers"))

    class Meta:
        verbose_name = _("withdrawal at a time")
        verbose_name_plural = _("withdrawals at a time")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["piece"], condition=Q(outcome="waiting"), name="one_open_expiry_a_piece"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try"], condition=Q(outcome="waiting"), name="expiry_due"),
        ]

    def __str__(self) -> str:
        return f"{self.piece_id} at {self.at}"


class Embargo(models.Model):
    """A piece that must not go live before ``until``; for the desk, ``note`` says why."""

    piece = models.OneToOneField("briefings.Piece", on_delete=models.CASCADE, related_name="embargo")
    until = models.DateTimeField(_("embargo until"))
    note = models.TextField(_("note"), default="")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("embargo")
        verbose_name_plural = _("embargoes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.piece_id} until {self.until}"


class Reminder(models.Model):
    """Somebody is to look at a piece again at a time, once or every ``repeat_days``. Over when ``at`` is None."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="reminders")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("for"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("time"), null=True)
    repeat_days = models.PositiveIntegerField(_("every so many days"), null=True)
    note = models.TextField(_("note"), default="")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField(_("last looked at"), null=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], condition=Q(at__isnull=False), name="reminder_due")]

    def __str__(self) -> str:
        return f"{self.piece_id} at {self.at}"
