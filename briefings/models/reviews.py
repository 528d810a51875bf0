"""The review: who asked for it, what was looked at and decided, notes beside the words, mail about it.

What state a piece is in on the desk is derived from these rows (``approvals``); none of them is a flag.
"""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

APPROVE = "briefings.approve_piece"


def user_key(verbose_name: Any = None, **options: Any) -> Any:
    """A foreign key to an account, which is closed and never deleted while something rests on it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=verbose_name,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> "ReviewQuerySet":
        """Those that wait for somebody's decision."""
        return self.filter(outcome=Review.Outcome.OPEN)

    def approved(self) -> "ReviewQuerySet":
        return self.filter(outcome=Review.Outcome.APPROVED)

    def standing(self) -> "ReviewQuerySet":
        """Approvals by people who may still approve."""
        return self.approved().filter(decided_by__in=approvers())


def approvers() -> Any:
    """The accounts that may approve, the closed ones left out; costs nothing until it is asked."""
    backend = "newsroom.rights.RightsInOneQuery"
    return get_user_model().objects.with_perm(APPROVE, backend=backend).order_by().values("pk")


class Review(models.Model):
    """One look at a piece: asked for with a message, decided with another.

    ``asked_for`` is the fingerprint of the words when it was asked for. With the decision the document that was looked
    at is kept, with its ``fingerprint`` and ``schema`` number: an approval is one of exactly these words. ``edition``
    is the first one that was made of an approval.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("in review")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        REVOKED = "revoked", _("approval taken back")
        TAKEN_BACK = "taken_back", _("taken back")
        OVERTAKEN = "overtaken", _("overtaken")

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="reviews")
    asked_by = user_key(_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    asked_for = models.CharField(max_length=64)
    message = models.TextField(_("message"), blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided_by = user_key(_("decided by"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.TextField(_("answer"), blank=True, default="")
    schema = models.PositiveSmallIntegerField(null=True)
    document = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    edition = models.ForeignKey(
        "briefings.Edition", null=True, on_delete=models.PROTECT, related_name="approvals"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        default_permissions = ()
        permissions = [("approve_piece", "Can approve pieces and send them back")]
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["piece"], condition=Q(outcome="open"), name="one_open_review_a_piece"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None)
                | (~Q(outcome="open") & Q(decided_at__isnull=False)),
                name="review_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved")
                | Q(document__isnull=False, schema__isnull=False, decided_by__isnull=False),
                name="review_approved_has_words",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(outcome="open"), name="review_open"),
            models.Index(
                fields=["piece", "fingerprint"], condition=Q(outcome="approved"), name="review_approved"
            ),
            models.Index(
                fields=["decided_at"],
                condition=Q(outcome="approved", edition=None),
                name="review_approved_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.piece_id}"


class Note(models.Model):
    """A remark of the desk about a section or an answer, by its lasting UUID (None: about the whole), or an answer to
    one. What answers is resolved with what it answers."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="notes")
    part = models.UUIDField(null=True)
    answers = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("note"))
    by = user_key(_("by"))
    at = models.DateTimeField(_("written"))
    resolved_by = user_key(_("resolved by"), null=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["piece"],
                condition=Q(resolved_at=None, answers=None),
                name="note_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.piece_id} {self.at}"


class Contributor(models.Model):
    """Who changed the words of a working copy since it was last what readers see."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="contributors")
    who = user_key()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["piece", "who"], name="contributor_once")]

    def __str__(self) -> str:
        return f"{self.piece_id} {self.who_id}"


class Mail(models.Model):
    """A mail about a piece that is still to be sent, made with what it tells of. It goes when it is sent.

    ``next_try`` is None where it was given up; ``reason`` then says why. Its words are made when it is sent.
    """

    class About(models.TextChoices):
        ASKED = "asked", _("sent to review")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        ASSIGNED = "assigned", _("assigned")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="mails")
    review = models.ForeignKey(Review, null=True, on_delete=models.CASCADE, related_name="mails")
    about = models.CharField(max_length=10, choices=About)
    to = user_key()
    by = user_key()
    made_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    reason = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("mail to be sent")
        verbose_name_plural = _("mails to be sent")
        default_permissions = ()
        indexes = [models.Index(fields=["next_try"], condition=Q(next_try__isnull=False), name="mail_due")]

    def __str__(self) -> str:
        return f"{self.about} {self.piece_id}"
