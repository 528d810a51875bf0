"""The piece: what goes through the desk and out of the door, a story or a common question."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from topics.models import Topic

from ..fields import PlainTextField
from ..paths import path_of
from ..words import EditionKind, Origin, PieceKind, Priority
from .addresses import claim_slug, free_slug, slug_taken
from .filing import Filing
from .pictures import Picture
from .piece_queries import PieceQuerySet

if TYPE_CHECKING:
    from .editions import Edition


KEPT_BY_VERBS = ("live_edition", "fingerprint", "assignee", "assigned_at", "due_at", "priority")
"""Columns that publishing, ``refresh_fingerprint`` and ``assigning.assign`` write, and a save of a piece loaded earlier
must not undo."""


class Piece(models.Model):
    """One story or common question: its address, its working copy's own words, and what is live of it."""

    HEADLINE_MAX = 300

    class State(models.TextChoices):
        """The public state, derived from the records."""

        DRAFT = "draft", _("draft")
        LIVE = "live", _("live")
        CHANGED = "changed", _("unpublished changes")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=PieceKind, editable=False)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_(
            "Left empty, it is made from the headline. An address once public goes on leading here for good."
        ),
        error_messages={"unique": _("Another piece has this address.")},
    )
    headline = PlainTextField(_("headline"), max_length=HEADLINE_MAX, single_line=True)
    standfirst = PlainTextField(_("standfirst"), blank=True, default="", max_length=2000)
    language = models.CharField(_("language"), max_length=35, default="en")
    credit = PlainTextField(
        _("credit"),
        blank=True,
        default="",
        max_length=1000,
        help_text=_("A licence or an attribution, shown at the end of the page."),
    )
    lead_picture = models.ForeignKey(
        Picture,
        verbose_name=_("lead image"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    # Rows are also written by COPY, which knows the defaults of the database alone.
    lead_alt = PlainTextField(
        _("alternative text"),
        blank=True,
        default="",
        db_default="",
        max_length=1000,
        single_line=True,
        help_text=_("What the image shows, for those who cannot see it."),
    )
    lead_caption = PlainTextField(
        _("caption"), blank=True, default="", db_default="", max_length=1000, single_line=True
    )
    lead_credit = PlainTextField(
        _("credit of the image"),
        blank=True,
        default="",
        db_default="",
        max_length=300,
        single_line=True,
        help_text=_("Who made it, and by what right it stands here."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pieces",
    )
    # Who is to do something about it, by when: no content, and changed by a verb of its own.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="assigned_pieces",
    )
    assigned_at = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    priority = models.SmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    fingerprint = models.CharField(max_length=64, default="", editable=False)
    live_edition = models.OneToOneField(
        "briefings.Edition", null=True, editable=False, on_delete=models.PROTECT, related_name="live_for"
    )
    origin_id = models.CharField(max_length=300, default="", blank=True, editable=False)

    topics = TaggableManager(through=Filing, blank=True, verbose_name=_("topics"))
    filed_under = models.ManyToManyField(
        Topic,
        through=Filing,
        through_fields=("content_object", "tag"),
        related_name="pieces",
        editable=False,
    )

    objects = models.Manager.from_queryset(PieceQuerySet)()

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "origin_id"], condition=~Q(origin_id=""), name="piece_origin_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=PieceKind.values), name="piece_kind_known"),
        ]
        indexes = [models.Index(fields=["kind", "-changed_at"], name="piece_kind_changed")]
        permissions = [
            ("change_any_piece", "Can change pieces that others own"),
            ("publish_piece", "Can publish pieces and restore editions"),
            ("withdraw_piece", "Can withdraw pieces"),
            ("rename_live_piece", "Can change address and topics of live pieces"),
        ]

    def __str__(self) -> str:
        return self.headline or str(_("(no headline)"))

    def get_absolute_url(self) -> str:
        return path_of("story" if self.is_story else "question", self.slug)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the working copy. What is live stays what the verbs made it, however old this instance is.

        Raises ValidationError where a piece that was ever public takes an address that is another's.
        """
        if not self.slug:
            self.slug = free_slug(self.headline, kind=self.kind)
        if self._state.adding:
            super().save(*args, **kwargs)
            return
        if not args and kwargs.get("update_fields") is None and not kwargs.get("force_insert"):
            left_out = {"id", *KEPT_BY_VERBS} | self.get_deferred_fields()
            names = {field.attname: field.name for field in self._meta.concrete_fields}
            kwargs["update_fields"] = [
                name for column, name in names.items() if not {column, name} & left_out
            ]
        with transaction.atomic():
            super().save(*args, **kwargs)
            if taken := claim_slug(self):
                raise ValidationError({"slug": taken})

    def clean(self) -> None:
        super().clean()
        if self.slug and (taken := slug_taken(self.slug, by_other_than=self.pk)):
            raise ValidationError({"slug": taken})

    # What it is

    @property
    def is_story(self) -> bool:
        return self.kind == PieceKind.STORY

    def belongs_to(self, user: Any) -> bool:
        """Whether it is this user's to change: as its owner, or by assignment."""
        return user.pk is not None and user.pk in (self.owner_id, self.assignee_id)

    @property
    def state(self) -> State:
        """Costs no query where ``live_edition`` is at hand (``as_cards()``)."""
        if self.live_edition_id is None:
            return self.State.DRAFT
        if self.live_edition.kind == EditionKind.WITHDRAWAL:
            return self.State.WITHDRAWN
        if self.live_edition.fingerprint != self.fingerprint:
            return self.State.CHANGED
        return self.State.LIVE

    @property
    def is_live(self) -> bool:
        return self.state in (self.State.LIVE, self.State.CHANGED)

    # What can be done with it: each verb in one transaction, returning the record it made

    def publish(
        self,
        *,
        by: Any,
        kind: EditionKind | None = None,
        note: str = "",
        first_published_at: datetime | None = None,
        origin: Origin = Origin.DESK,
        looked_by: Any = None,
    ) -> "Edition":
        """Publish the working copy. Raises PublishingRefused with its reasons, and then changes nothing."""
        from ..editions.publishing import Publication, publish_many

        publication = Publication(
            self.pk, kind=kind, note=note, first_published_at=first_published_at, looked_by=looked_by
        )
        return self._then(publish_many([publication], by=by, origin=origin))

    def restore(self, number: int, *, by: Any, note: str = "") -> "Edition":
        """Publish the words of edition ``number`` again, as a new edition. The working copy stays as it is."""
        from ..editions.restoring import restore

        return self._then([restore(self.pk, number, by=by, note=note)])

    def withdraw(self, *, by: Any, note: str) -> "Edition":
        """Take the piece from readers; its address answers 410 with ``note`` as the reason."""
        from ..editions.withdrawing import withdraw

        return self._then([withdraw(self.pk, by=by, note=note)])

    def refresh_fingerprint(self) -> None:
        """Keep the working copy's fingerprint in step with its rows; whoever saves parts calls this last."""
        from ..document import fingerprint_of
        from ..editions.compiling import compile_pieces

        self.fingerprint = fingerprint_of(compile_pieces([self.pk])[self.pk])
        Piece.objects.filter(pk=self.pk).update(fingerprint=self.fingerprint)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Only a draft can go; ``briefings.drafts.delete_draft`` keeps it for 30 days first."""
        if self.live_edition_id is not None:
            raise models.ProtectedError(str(_("What was once published cannot be deleted.")), {self})
        return super().delete(*args, **kwargs)

    def _then(self, editions: list["Edition"]) -> "Edition":
        self.refresh_from_db(fields=["live_edition", "fingerprint"])
        return editions[0]
