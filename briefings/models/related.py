"""Related links, the wishes to compute them again, and what computing them keeps of each piece."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RelatedLink(models.Model):
    """From a piece to another, with a score and its reason: topics that both have, or words.

    ``rank`` is the place that scoring gives it on the page, from 1; 0 is none. Editors may hide a link, or pin it:
    those pinned stand first, by ``position``. No refresh touches what they chose.
    """

    piece = models.ForeignKey(
        "briefings.Piece", verbose_name=_("piece"), on_delete=models.CASCADE, related_name="related_links"
    )
    target = models.ForeignKey(
        "briefings.Piece", verbose_name=_("leads to"), on_delete=models.CASCADE, related_name="related_from"
    )
    score = models.FloatField(_("score"), default=0, db_default=0)
    rank = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "place"), default=0, db_default=0)
    shared_topics = ArrayField(models.TextField(), default=list, blank=True, verbose_name=_("also about"))
    shared_words = ArrayField(
        models.TextField(), default=list, db_default=[], blank=True, verbose_name=_("words of both")
    )
    pinned = models.BooleanField(_("pinned"), default=False)
    position = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        db_default=0,
        help_text=_("Pinned links stand first, the lowest number on top."),
    )
    hidden = models.BooleanField(_("hidden"), default=False)
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        verbose_name = _("related link")
        verbose_name_plural = _("related links")
        ordering = ["-pinned", "position", "rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["piece", "target"], name="related_once")]

    def __str__(self) -> str:
        return f"{self.piece_id} to {self.target_id}"


class RelatedBasis(models.Model):
    """What the links of a live piece were last computed from; another basis makes its neighbours look again.

    ``topic_norm`` is the Euclidean norm of the rarities of its topics (scoring.topic_norm), kept so that others
    need not count its topics.
    """

    piece = models.OneToOneField(
        "briefings.Piece", primary_key=True, on_delete=models.CASCADE, related_name="related_basis"
    )
    edition_id = models.BigIntegerField()
    topics = ArrayField(models.BigIntegerField())  # primary keys, in order
    topic_norm = models.FloatField()

    def __str__(self) -> str:
        return f"Basis of {self.piece_id}"


class Keyword(models.Model):
    """One of the words that tell a live piece from others: a lexeme of its search row, weighed against the rest.

    ``weight`` is its share of the piece's keyword vector, whose Euclidean norm is 1.
    """

    pk = models.CompositePrimaryKey("piece", "word")
    piece = models.ForeignKey(
        "briefings.Piece", on_delete=models.CASCADE, related_name="keywords", db_index=False
    )
    word = models.TextField()
    weight = models.FloatField()

    class Meta:
        indexes = [
            # The pieces that a word tells most of, from the index alone.
            models.Index("word", models.F("weight").desc(), include=["piece"], name="keyword_heaviest")
        ]

    def __str__(self) -> str:
        return f"{self.word} in {self.piece_id}"


class WordCount(models.Model):
    """In how many of the pieces counted a lexeme stands. The rarest are left out; "" holds how many were counted."""

    word = models.TextField(primary_key=True)
    pieces = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.word}: {self.pieces}"


class RefreshWish(models.Model):
    """Somebody wishes that a piece's related links be computed again. It outlives a lost queue.

    It is due at ``due_at``, at once without one. A worker that takes it up holds a lease until ``leased_until``; a
    wish repeated meanwhile raises ``wished``, and then the wish stays when the work is done. ``offered`` are pieces
    that found this one near and that it should look at, wherever its own search looks.
    """

    piece = models.OneToOneField("briefings.Piece", on_delete=models.CASCADE, related_name="refresh_wish")
    wished = models.PositiveIntegerField(_("times wished"), default=1)
    wished_at = models.DateTimeField(_("first wished"))
    due_at = models.DateTimeField(_("due"), null=True)
    offered = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    leased_by = models.CharField(max_length=255, default="", blank=True)
    leased_until = models.DateTimeField(_("held until"), null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("wish for a refresh")
        verbose_name_plural = _("wishes for a refresh")
        indexes = [models.Index(fields=["wished_at"], name="wish_oldest")]

    def __str__(self) -> str:
        return f"{self.piece_id} since {self.wished_at}"
