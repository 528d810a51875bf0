"""What was published: immutable editions, and beside each what was derived from it for the page."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..words import EditionKind, Origin, PieceKind


class EditionIsImmutable(Exception):
    """An edition was about to be changed or deleted."""


class Edition(models.Model):
    """A snapshot of a piece as it went out. The database refuses to change or delete it, a redaction aside."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.PROTECT, related_name="editions")
    piece_kind = models.CharField(max_length=8, choices=PieceKind)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=13, choices=EditionKind)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    note = models.TextField(_("note"), blank=True, default="")
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("editor"),
        null=True,
        on_delete=models.PROTECT,
        related_name="editions",
    )
    first_published_at = models.DateTimeField(_("first published"))
    released_at = models.DateTimeField(_("released"))
    schema = models.PositiveSmallIntegerField()
    document = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    # What a card and a head of a page show, so that lists never load a document.
    headline = models.TextField()
    standfirst = models.TextField(default="")
    language = models.CharField(max_length=35)
    word_count = models.PositiveIntegerField(default=0)
    source_count = models.PositiveIntegerField(default=0)
    outlet_count = models.PositiveIntegerField(default=0)
    # The lead image as the document has it, or nothing.
    picture = models.JSONField(null=True, default=None)
    # Set by the database's function alone, which takes the words out in the same statement.
    redaction = models.ForeignKey(
        "briefings.Redaction",
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="editions",
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["piece", "number"], name="edition_number_once")]
        indexes = [
            models.Index(fields=["piece_kind", "-first_published_at"], name="edition_latest"),
            models.Index(
                fields=["-released_at", "-id"],
                condition=models.Q(kind__in=[EditionKind.CORRECTION.value, EditionKind.CLARIFICATION.value]),
                name="edition_corrections",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.headline} ({self.number})"

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == EditionKind.WITHDRAWAL

    @property
    def is_redacted(self) -> bool:
        return self.redaction_id is not None

    @property
    def updated_at(self):
        """When readers last got other words, or None for words as first published here."""
        return self.released_at if self.number > 1 else None

    @property
    def reading_minutes(self) -> int:
        """At 230 words a minute, at least one (Brysbaert 2019 gives 238 for English non-fiction)."""
        return max(1, round(self.word_count / 230))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EditionIsImmutable(_("An edition never changes. Publish another one."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise EditionIsImmutable(_("An edition is never deleted."))


class Rendering(models.Model):
    """The page's own data, derived from an edition, and made again whenever the renderer's number changes.

    ``body`` and ``sources`` are HTML ready for the page (``page_html``, ``sources_html``) in ``language``, that of
    the interface; ``needs`` is what the page has to look up for them (``rendering.needs_of``). ``page`` is the data
    they are made of.
    """

    edition = models.OneToOneField(
        Edition, primary_key=True, on_delete=models.CASCADE, related_name="rendering"
    )
    renderer = models.PositiveIntegerField()
    language = models.CharField(max_length=35, default="")
    page = models.JSONField()
    body = models.TextField(default="")
    sources = models.TextField(default="")
    needs = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.edition_id} by {self.renderer}"
