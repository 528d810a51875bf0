"""Where words of a piece are kept, and how they are taken out of there: what ``words_kept`` lists is made of this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ..models import Activity


class Goes(Enum):
    """When the words in a place go."""

    WITH_EDITIONS = "with editions"
    """The database function ``briefings_redact`` takes them out, for the editions chosen."""
    ALWAYS = "always"
    """With any redaction of the piece, copies of words that stay aside: of others nobody can tell what they hold."""
    WHEN_CLOSED = "when closed"
    """They are of the live edition, and go when its address closes; otherwise they are words that stay public."""
    WITH_WORKING_COPY = "with the working copy"
    WITH_ADDRESSES = "with addresses"
    WITH_PICTURES = "with pictures"


@dataclass(frozen=True)
class Redacted:
    """What is being redacted: the piece, and the primary keys of the editions.

    ``staying`` are the fingerprints of words that stay somewhere: those of other editions and of the working copy.
    """

    piece: Any
    editions: Sequence[int]
    staying: Sequence[str] = ()


@dataclass(frozen=True)
class Place:
    """Columns of a table. ``label`` as ``app.Model``; ``of`` finds the rows; ``delete`` takes out rows whole,
    otherwise the columns are emptied."""

    label: str
    columns: tuple[str, ...]
    goes: Goes
    of: Callable[[Redacted], Q]
    delete: bool = True

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    def rows(self, redacted: Redacted) -> "models.QuerySet[Any]":
        return self.model._base_manager.filter(self.of(redacted))

    def take_out(self, redacted: Redacted) -> int:
        """Take the words out; of how many rows."""
        if not self.delete:
            return self.rows(redacted).update(**{name: self.blank(name) for name in self.columns})
        count = self.rows(redacted).count()
        self.rows(redacted).delete()
        return count

    def blank(self, name: str) -> Any:
        field = self.model._meta.get_field(name)
        if field.null:
            return None
        if isinstance(field, models.JSONField | ArrayField):
            return field.get_default() or []
        return ""


@dataclass(frozen=True)
class FilePlace:
    """A folder below MEDIA_ROOT, the module that alone writes it, and when its files go."""

    folder: str
    module: str
    goes: Goes


def by(path: str) -> Callable[[Redacted], Q]:
    """Rows whose ``path`` is the piece."""
    return lambda redacted: Q(**{path: redacted.piece.pk})


def by_edition(path: str) -> Callable[[Redacted], Q]:
    """Rows whose ``path`` is one of the editions."""
    return lambda redacted: Q(**{f"{path}__in": list(redacted.editions)})


def by_review(redacted: Redacted) -> Q:
    """Reviews, but for those of words that stay."""
    staying = list(redacted.staying)
    same = Q(fingerprint__in=staying) | Q(fingerprint="", document=None, asked_for__in=staying)
    return Q(piece=redacted.piece.pk) & ~same


def by_what_was_said(redacted: Redacted) -> Q:
    """Reviews that say anything beside the words that they are about."""
    return Q(piece=redacted.piece.pk) & (~Q(message="") | ~Q(answer=""))


def by_schedule(redacted: Redacted) -> Q:
    """Schedules, but for those of words that stay: with a note of its own where that stands with an edition."""
    wordless = Q(note="", reason="") | Q(edition__isnull=False, reason="")
    same = Q(fingerprint__in=list(redacted.staying)) & wordless
    return Q(piece=redacted.piece.pk) & ~same


def by_admin_entry(redacted: Redacted) -> Q:
    """Django's own history of the piece, which names it by its headline, under former primary keys too."""
    kinds = ContentType.objects.filter(app_label="briefings", model__in=["piece", "story", "commonquestion"])
    return Q(content_type__in=kinds, object_id__in=[str(pk) for pk in keys_of(redacted.piece)])


def keys_of(piece: Any) -> set[int]:
    """The primary keys that the piece has had: a draft that was deleted and came back has another one."""
    former = Activity.objects.filter(uid=piece.uid, piece__isnull=False).order_by()
    return {piece.pk, *former.values_list("piece_id", flat=True).distinct()}


def place(label: str, columns: str, goes: Goes, of: Callable[[Redacted], Q], delete: bool = True) -> Place:
    return Place(label, tuple(columns.split()), goes, of, delete)
