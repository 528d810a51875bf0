"""What editors decide of the front page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LeadPin(models.Model):
    """The story that a chief editor holds at the head of the front page until a time. There is at most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    story = models.ForeignKey(
        "briefings.Story", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+"
    )
    until = models.DateTimeField(_("until"))
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("pinned by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    pinned_at = models.DateTimeField(_("pinned"), editable=False)

    class Meta:
        verbose_name = _("pinned lead")
        verbose_name_plural = _("pinned lead")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_lead_pin")]

    def __str__(self) -> str:
        return str(self.story) if self.story_id else str(_("Lead of the front page"))
