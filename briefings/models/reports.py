"""What readers report as wrong, and what keeps floods of reports out, which is forgotten daily."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..fields import PlainTextField

WORDS_MAX = 2000


class Problem(models.Model):
    """A sentence of a piece, or a whole part of it, that readers reported; all their reports of it while it is open.

    ``sentence`` is the edition's own, never a reader's; empty where the whole part is meant.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        HANDLED = "handled", _("handled")
        DECLINED = "declined", _("declined")
        CORRECTED = "corrected", _("led to a correction")

    piece = models.ForeignKey(
        "briefings.Piece", verbose_name=_("piece"), on_delete=models.CASCADE, related_name="problems"
    )
    edition = models.ForeignKey(
        "briefings.Edition",
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="problems",
        help_text=_("The one in which it was first reported."),
    )
    part = models.UUIDField(editable=False)
    anchor = models.CharField(max_length=200, editable=False)
    heading = models.TextField(_("section"), editable=False)
    sentence = models.TextField(_("sentence"), blank=True, default="", editable=False)
    sentence_digest = models.CharField(max_length=32, editable=False)
    report_count = models.PositiveIntegerField(_("reports"), default=0, editable=False)
    first_at = models.DateTimeField(_("first reported"), editable=False)
    last_at = models.DateTimeField(_("last reported"), editable=False)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, default=Outcome.OPEN)
    correction = models.ForeignKey(
        "briefings.Edition",
        verbose_name=_("correction"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="problems_mended",
        help_text=_("The edition that put it right. Its change log says that a reader reported it."),
    )
    promised = models.ForeignKey(
        "briefings.Schedule",
        verbose_name=_("to be put right by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="puts_right",
        help_text=_("The scheduled words that put it right. It is settled when they go out."),
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    settled_at = models.DateTimeField(_("settled"), null=True, editable=False)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("reported problems")
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "part", "sentence_digest"],
                condition=Q(outcome="open"),
                name="problem_open_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="corrected", correction__isnull=False)
                | (~Q(outcome="corrected") & Q(correction__isnull=True)),
                name="problem_corrected_by",
            ),
        ]
        indexes = [
            models.Index(fields=["-last_at"], condition=Q(outcome="open"), name="problem_open_newest"),
            models.Index(fields=["last_at"], name="problem_last"),
        ]

    def __str__(self) -> str:
        return self.sentence or self.heading


class ProblemReport(models.Model):
    """One reader's report: the words, and nothing that tells who it was."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="reports")
    edition = models.ForeignKey("briefings.Edition", on_delete=models.PROTECT, related_name="+")
    words = PlainTextField(_("what is wrong"), blank=True, default="", max_length=WORDS_MAX)
    reported_at = models.DateTimeField(_("reported"))
    form = models.CharField(max_length=32, unique=True)  # of the one form that it was sent with

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-reported_at", "-pk"]
        indexes = [models.Index(fields=["reported_at"], name="report_newest")]

    def __str__(self) -> str:
        return self.words or str(self.problem_id)


class ReportSalt(models.Model):
    """The secret of one day with which addresses are hashed. Once it is deleted no hash leads back to an address."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day}"


class ReportSender(models.Model):
    """How often somebody sent a report on a day, under a hash of the address."""

    day = models.DateField()
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="report_sender_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
