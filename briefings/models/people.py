"""People whose bylines stand on pieces."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom.slugs import distinct, slug_of

from ..fields import PlainTextField


class Person(models.Model):
    """Whose byline stands on a piece. Public while a live piece carries it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = PlainTextField(_("name"), max_length=200, single_line=True)
    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True, editable=False)
    role = PlainTextField(_("role"), blank=True, default="", max_length=200, single_line=True)
    bio = PlainTextField(_("about"), blank=True, default="", max_length=5000)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="person_name_once",
                violation_error_message=_(
                    "There is a person of this name already, upper and lower case aside."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if not self.name:
            raise ValidationError({"name": _("A person needs a name.")})
        if PersonAlias.objects.filter(name__iexact=self.name).exclude(person=self.pk).exists():
            raise ValidationError({"name": _("This name is a former or another name of somebody else.")})

    def save(self, *args, **kwargs):
        if not self.slug:
            stem = slug_of(self.name, fallback="person")
            self.slug = distinct(
                stem, set(Person.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
            )
        super().save(*args, **kwargs)


class PersonAlias(models.Model):
    """Another name under which a person is found: a former one, kept as they are renamed or merged, or one entered."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    name = PlainTextField(_("other name"), max_length=200, single_line=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="person_alias_once",
                violation_error_message=_("This alias is taken."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if Person.objects.filter(name__iexact=self.name).exclude(pk=self.person_id).exists():
            raise ValidationError({"name": _("This is the name of another person.")})

    @classmethod
    def keep(cls, former: str, person: Person) -> None:
        """Have whoever types the ``former`` name find the person, who is called otherwise by now."""
        cls.objects.filter(person=person, name__iexact=person.name).delete()
        if former.lower() != person.name.lower():
            cls.objects.get_or_create(name__iexact=former, defaults={"person": person, "name": former})
