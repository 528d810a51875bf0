"""Where the claims come from: outlets, and the articles that they published."""

import uuid
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom.canonical import canonical_url, check_web_url
from newsroom.languages import LONGEST, check_language
from newsroom.slugs import distinct, slug_of

from ..fields import PlainTextField


def validate_web_url(value: str) -> None:
    """Refuses what is no http or https address, with the sentence of ``check_web_url``."""
    try:
        check_web_url(value)
    except ValueError as error:
        raise ValidationError(str(error), code="url") from error


class WebURLField(models.TextField):
    """An http or https address of at most 2,000 characters, or nothing."""

    default_validators = [validate_web_url]

    def to_python(self, value):
        value = super().to_python(value)
        return value.strip() if isinstance(value, str) else value


def validate_language(value: str) -> None:
    """Refuses what is no tag of a language, with the sentence of ``check_language``."""
    try:
        check_language(value)
    except ValueError as error:
        raise ValidationError(str(error), code="language") from error


class LanguageField(models.CharField):
    """The language of an article, as a BCP 47 tag; empty where it is that of the piece which cites it."""

    default_validators = [validate_language]

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": LONGEST, "blank": True, "default": "", **kwargs}
        if not args:
            kwargs.setdefault("verbose_name", _("language"))
        super().__init__(*args, **kwargs)


class Outlet(models.Model):
    """Who published a source. Public while a live piece cites it."""

    class Kind(models.TextChoices):
        NEWSPAPER = "newspaper", _("newspaper")
        AGENCY = "agency", _("news agency")
        BROADCASTER = "broadcaster", _("broadcaster")
        MAGAZINE = "magazine", _("magazine")
        ONLINE = "online", _("online publication")
        MINISTRY = "ministry", _("ministry or authority")
        ORGANISATION = "organisation", _("organisation")
        OTHER = "other", _("other")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = PlainTextField(_("name"), max_length=200, single_line=True)
    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True, editable=False)
    homepage = WebURLField(_("home page"), blank=True, default="")
    country = PlainTextField(
        _("country"),
        max_length=60,
        blank=True,
        default="",
        single_line=True,
        help_text=_("Its name, as readers see it beside what the outlet says: Japan, Germany."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True, default="")
    description = PlainTextField(_("description"), blank=True, default="", max_length=5000)

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="outlet_name_once",
                violation_error_message=_(
                    "There is an outlet of this name already, upper and lower case aside."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outlet", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if not self.name:
            raise ValidationError({"name": _("An outlet needs a name.")})
        # Countries are counted by name: the spelling that is there already holds.
        same = Outlet.objects.filter(country__iexact=self.country).exclude(pk=self.pk)
        self.country = same.values_list("country", flat=True).first() or self.country
        if OutletAlias.objects.filter(name__iexact=self.name).exclude(outlet=self.pk).exists():
            raise ValidationError({"name": _("This name is an alias of another outlet.")})

    def save(self, *args, **kwargs):
        if not self.slug:
            stem = slug_of(self.name, fallback="outlet")
            self.slug = distinct(
                stem, set(Outlet.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
            )
        super().save(*args, **kwargs)


class OutletAlias(models.Model):
    """Another name under which an outlet is found: a former one, kept as it is renamed or merged, or one entered."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="aliases")
    name = PlainTextField(_("other name"), max_length=200, single_line=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="outlet_alias_once",
                violation_error_message=_("This alias is taken."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if Outlet.objects.filter(name__iexact=self.name).exclude(pk=self.outlet_id).exists():
            raise ValidationError({"name": _("This is the name of another outlet.")})

    @classmethod
    def keep(cls, former: str, outlet: Outlet) -> None:
        """Have whoever types the ``former`` name find the outlet, which is called otherwise by now."""
        cls.objects.filter(outlet=outlet, name__iexact=outlet.name).delete()
        if not Outlet.objects.filter(name__iexact=former).exists():
            cls.objects.get_or_create(name__iexact=former, defaults={"outlet": outlet, "name": former})


class Article(models.Model):
    """One thing that an outlet published; a print source has no URL."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    outlet = models.ForeignKey(
        Outlet, verbose_name=_("outlet"), on_delete=models.PROTECT, related_name="articles"
    )
    url = WebURLField(_("address"), blank=True, default="")
    canonical_url = models.TextField(default="", editable=False)
    title = PlainTextField(_("headline"), blank=True, default="", max_length=1000, single_line=True)
    byline = PlainTextField(_("byline"), blank=True, default="", max_length=500, single_line=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    language = LanguageField(help_text=_("A tag such as fr or pt-BR; empty: as the pieces that cite it."))

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            # The digest, since an address may be longer than an index entry can be.
            models.UniqueConstraint(
                MD5("canonical_url"),
                condition=~Q(canonical_url=""),
                name="article_url_once",
                violation_error_message=_("There is an article of this address already."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.url or str(self.outlet)

    def clean(self) -> None:
        super().clean()
        if self.url:
            with suppress(ValueError):  # what is no address has its sentence at the field
                self.canonical_url = canonical_url(self.url)

    def save(self, *args, **kwargs):
        self.canonical_url = canonical_url(self.url) if self.url else ""
        super().save(*args, **kwargs)
