"""The parts of a piece, as rows that editors change. Each has a UUID that lasts."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..fields import ParagraphsField, PlainTextField, RichTextField
from ..words import PieceKind, Precision, SectionKind
from .people import Person
from .sources import Article, LanguageField, Outlet, WebURLField

KEY_PATTERN = r"[a-z0-9][a-z0-9-]{0,63}"
validate_key = RegexValidator(
    rf"\A{KEY_PATTERN}\Z",
    _(
        "A key is made of small letters, digits and hyphens, begins with a letter or digit, and has at most 64."
    ),
)


class Part(models.Model):
    """What sections, answers, events and citations have in common."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    origin_id = models.CharField(max_length=300, default="", blank=True, editable=False)

    class Meta:
        abstract = True


def keys_field() -> ArrayField:
    """Keys of citations that a part rests on beside its markers."""
    return ArrayField(
        models.CharField(max_length=64, validators=[validate_key]),
        verbose_name=_("sources"),
        default=list,
        blank=True,
        help_text=_("Keys of sources, separated by commas, beside those marked in the text."),
    )


class Section(Part):
    """One headed block of a story."""

    story = models.ForeignKey(
        "briefings.Piece",
        on_delete=models.CASCADE,
        related_name="sections",
        limit_choices_to={"kind": PieceKind.STORY},
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SectionKind)
    heading = PlainTextField(
        _("heading"),
        blank=True,
        default="",
        max_length=300,
        single_line=True,
        help_text=_("Only for “other”: the house’s sections have their own."),
    )
    html = RichTextField(_("text"), blank=True, default="")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["story", "uid"], name="section_uid_once")]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()

    def clean(self) -> None:
        super().clean()
        if self.kind == SectionKind.OTHER and not self.heading:
            raise ValidationError({"heading": _("A section of the kind “other” needs a heading of its own.")})


class Answer(Part):
    """A question and its answer, on the page of a common question."""

    piece = models.ForeignKey(
        "briefings.Piece",
        on_delete=models.CASCADE,
        related_name="answers",
        limit_choices_to={"kind": PieceKind.QUESTION},
    )
    question = PlainTextField(_("question"), max_length=300, single_line=True)
    html = RichTextField(_("answer"), blank=True, default="")
    keys = keys_field()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["piece", "uid"], name="answer_uid_once")]

    def __str__(self) -> str:
        return self.question


class Event(Part):
    """One dated entry of a story's timeline. Days, months and years are stored as their first moment in UTC."""

    story = models.ForeignKey(
        "briefings.Piece",
        on_delete=models.CASCADE,
        related_name="events",
        limit_choices_to={"kind": PieceKind.STORY},
    )
    start = models.DateTimeField(_("date"))
    end = models.DateTimeField(_("until"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=6, choices=Precision, default=Precision.DAY)
    circa = models.BooleanField(_("circa"), default=False)
    html = ParagraphsField(_("what happened"))
    keys = keys_field()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["story", "uid"], name="event_uid_once"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="event_ends_after_start",
                violation_error_message=_("The event ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d}" if self.start else ""


class Citation(Part):
    """One article as cited in one piece. Names, dates and address are frozen here as they were cited."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="citations")
    key = models.CharField(_("key"), max_length=64, validators=[validate_key])
    outlet = models.ForeignKey(
        Outlet, verbose_name=_("outlet"), on_delete=models.PROTECT, related_name="citations"
    )
    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.PROTECT, related_name="citations"
    )
    outlet_name = PlainTextField(_("outlet, as cited"), max_length=200, single_line=True)
    title = PlainTextField(_("headline"), blank=True, default="", max_length=1000, single_line=True)
    byline = PlainTextField(_("byline"), blank=True, default="", max_length=500, single_line=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    accessed_on = models.DateField(_("read on"), null=True, blank=True)
    url = WebURLField(_("address"), blank=True, default="")
    archive_url = WebURLField(_("archived copy"), blank=True, default="")
    paraphrase = PlainTextField(_("what it says, in our words"), blank=True, default="", max_length=5000)
    quote = PlainTextField(_("short quote"), blank=True, default="", max_length=2000)
    language = LanguageField()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["piece", "uid"], name="citation_uid_once"),
            models.UniqueConstraint(
                fields=["piece", "key"],
                name="citation_key_once",
                violation_error_message=_("Two sources of this piece have the same key."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.outlet_name}"


class QuestionLink(models.Model):
    """A story leads to a common question, with a teaser of its own; without one the intro serves."""

    story = models.ForeignKey(
        "briefings.Piece",
        on_delete=models.CASCADE,
        related_name="question_links",
        limit_choices_to={"kind": PieceKind.STORY},
    )
    question = models.ForeignKey(
        "briefings.Piece",
        verbose_name=_("common question"),
        on_delete=models.PROTECT,
        related_name="story_links",
        limit_choices_to={"kind": PieceKind.QUESTION},
    )
    teaser = PlainTextField(_("teaser"), blank=True, default="", max_length=2000)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("common question")
        verbose_name_plural = _("common questions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "question"],
                name="question_linked_once",
                violation_error_message=_("The story leads to this question already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.question) if self.question_id else ""


class Byline(models.Model):
    """A person's name on a piece, as credited there."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="bylines"
    )
    name = PlainTextField(_("as credited"), blank=True, default="", max_length=200, single_line=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("byline")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "person"],
                name="byline_once",
                violation_error_message=_("This person stands in the byline already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        if not self.name:
            self.name = self.person.name
        super().save(*args, **kwargs)
