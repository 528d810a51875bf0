"""The house's own settings: one row, changed in the admin by a chief editor."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..fields import PlainTextField, RichTextField
from .pictures import Picture


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is no time zone; one is written like Europe/Lisbon."), params={"value": value[:60]}
        )


def validate_language(value: str) -> None:
    if value not in dict(settings.LANGUAGES):
        raise ValidationError(
            _("The interface has no words in the language “%(value)s”."), params={"value": value[:60]}
        )


class House(models.Model):
    """What readers and editors see of the publication itself. There is one row, made when it is first saved.

    Readers of it ask ``briefings.house``, which holds it.
    """

    ONLY = 1

    name = PlainTextField(_("name of the publication"), max_length=100, single_line=True)
    tagline = PlainTextField(_("tagline"), blank=True, default="", max_length=200, single_line=True)
    logo = models.ForeignKey(
        Picture, verbose_name=_("logo"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        validators=[validate_time_zone],
        help_text=_("Days and times on pages and on the desk are of this zone, such as Europe/Lisbon."),
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        validators=[validate_language],
        help_text=_("Of the pages and of the desk; a piece may be in another."),
    )
    contact = models.EmailField(
        _("contact address"),
        blank=True,
        default="",
        help_text=_("An e-mail address for readers, public on every page."),
    )
    review = models.BooleanField(
        _("review before publishing"),
        default=False,
        db_default=False,
        help_text=_(
            "On, nothing is published, scheduled or released before somebody approved exactly these words."
        ),
    )
    approve_own = models.BooleanField(
        _("approving one’s own words"),
        default=False,
        db_default=False,
        help_text=_("On, whoever owns or wrote a piece may approve it too, where they may approve at all."),
    )
    about = RichTextField(_("about us"), blank=True, default="")
    standards = RichTextField(_("our standards"), blank=True, default="")
    how_we_cite = RichTextField(_("how we cite"), blank=True, default="")
    corrections = RichTextField(_("how we correct"), blank=True, default="")
    privacy = RichTextField(_("privacy"), blank=True, default="")

    class Meta:
        verbose_name = _("settings of the house")
        verbose_name_plural = _("settings of the house")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_house")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.ONLY
        super().save(*args, **kwargs)
