"""The two kinds of piece, each as a model of its own over the one table."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..words import PieceKind
from .piece import Piece
from .piece_queries import PieceQuerySet


class KindManager(models.Manager[Piece]):
    """Gives a proxy its own kind of piece, and makes that kind."""

    def __init__(self, kind: PieceKind) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> PieceQuerySet:
        return PieceQuerySet(self.model, using=self._db).filter(kind=self.kind)

    def create(self, **fields: Any) -> Piece:
        return super().create(**{**fields, "kind": self.kind})


class Story(Piece):
    """A briefing: sections, citations, a timeline, common questions, topics."""

    objects = KindManager(PieceKind.STORY)

    class Meta:
        proxy = True
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.kind:
            self.kind = PieceKind.STORY
        super().save(*args, **kwargs)


class CommonQuestion(Piece):
    """An FAQ page: a title that is a question, an intro, answers."""

    objects = KindManager(PieceKind.QUESTION)

    class Meta:
        proxy = True
        verbose_name = _("common question")
        verbose_name_plural = _("common questions")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.kind:
            self.kind = PieceKind.QUESTION
        super().save(*args, **kwargs)
