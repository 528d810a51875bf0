"""Topics: the subjects that pieces are filed under, each with a page of its own.

A topic is the taggit tag. This app knows nothing of pieces; what is filed where lives in
``briefings.models.filing``.
"""

import unicodedata
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.models import TagBase

from newsroom.slugs import distinct, slug_of
from newsroom.text import clean_plain, clean_plain_lines

RESERVED = frozenset({"letter"})
"""What stands in topics' place in other addresses (/topics/letter/A/)."""


class Topic(TagBase):
    """A person, place, organisation, event or theme that pieces are filed under."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        PLACE = "place", pgettext_lazy("kind of topic", "place")
        ORGANISATION = "organisation", _("organisation")
        EVENT = "event", _("event")
        THEME = "theme", _("theme")

    NAME_MAX = 200

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=NAME_MAX)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("Left empty, it is made from the name. An earlier address goes on leading here."),
    )
    letter = models.CharField(max_length=1, default="#", editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="children",
    )
    description = models.TextField(_("description"), blank=True, default="", max_length=5000)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_once",
                violation_error_message=_(
                    "There is a topic of this name already, upper and lower case aside."
                ),
            ),
        ]
        permissions = [("merge_topic", "Can merge topics")]

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        self.name = clean_plain(self.name)
        self.description = clean_plain_lines(self.description)
        if not self.name:
            raise ValidationError({"name": _("A topic needs a name.")})
        if self.parent_id and self.parent_id in {self.pk, *self.descendants()}:
            raise ValidationError(
                {"parent": _("A topic cannot be part of itself or of one of its own parts.")}
            )
        if not self.slug:
            self.slug = free_topic_slug(self.name)
        elif self.slug in RESERVED:
            raise ValidationError({"slug": _("The site itself needs this address.")})
        elif FormerSlug.objects.filter(slug=self.slug).exclude(topic=self.pk).exists():
            raise ValidationError({"slug": _("This address was another topic's and still leads there.")})

    def save(self, *args, **kwargs):
        """Keep the address that a renamed topic leaves, so that it redirects for good."""
        self.letter = letter_of(self.name)
        if not self.slug:
            self.slug = free_topic_slug(self.name)
        if not self._state.adding:
            before = Topic.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            if before and before != self.slug:
                FormerSlug.objects.filter(slug=self.slug, topic=self).delete()
                FormerSlug.objects.update_or_create(slug=before, defaults={"topic": self})
        super().save(*args, **kwargs)

    def descendants(self) -> set[int]:
        """Primary keys of its parts, their parts, and so on."""
        found: set[int] = set()
        level = [self.pk] if self.pk else []
        while level:
            level = list(
                Topic.objects.filter(parent__in=level).exclude(pk__in=found).values_list("pk", flat=True)
            )
            found.update(level)
        return found


class FormerSlug(models.Model):
    """An address that a topic had; it redirects for good and is never another topic's."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


def letter_of(name: str) -> str:
    """Under which letter of A to Z a name stands: accents aside, ``#`` for what begins with no letter."""
    first = next((char for char in unicodedata.normalize("NFKD", name) if char.isalnum()), "")
    return first.upper()[:1] if first.isalpha() else "#"


def free_topic_slug(name: str) -> str:
    """An address for ``name`` that no topic has or had."""
    stem = slug_of(name, fallback="topic")
    taken = set(RESERVED)
    taken.update(Topic.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken.update(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return distinct(stem, taken)
