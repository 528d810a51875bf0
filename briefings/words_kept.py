"""Every column and file that may hold a piece's words, and what a redaction does with each. The only such list.

A test reads the text and JSON columns of all models and fails on one that stands neither here nor among those that
hold no words of a piece, each with the reason why not. Whoever adds a table adds a line.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Goes(Enum):
    """When the words in a place go."""

    WITH_EDITIONS = "with editions"
    """The database function ``briefings_redact`` takes them out, for the editions chosen."""
    ALWAYS = "always"
    """With any redaction of the piece: which edition's words they are cannot be told."""
    WHEN_CLOSED = "when closed"
    """They are of the live edition, and go when its address closes; otherwise they are words that stay public."""
    WITH_WORKING_COPY = "with the working copy"
    WITH_ADDRESSES = "with addresses"
    WITH_PICTURES = "with pictures"


@dataclass(frozen=True)
class Redacted:
    """What is being redacted: the piece, and the primary keys of the editions."""

    piece: Any
    editions: Sequence[int]


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


def by(path: str) -> Callable[[Redacted], Q]:
    """Rows whose ``path`` is the piece."""
    return lambda redacted: Q(**{path: redacted.piece.pk})


def by_edition(path: str) -> Callable[[Redacted], Q]:
    """Rows whose ``path`` is one of the editions."""
    return lambda redacted: Q(**{f"{path}__in": list(redacted.editions)})


def by_admin_entry(redacted: Redacted) -> Q:
    """Django's own history of the piece, which names it by its headline."""
    kinds = ContentType.objects.filter(app_label="briefings", model__in=["piece", "story", "commonquestion"])
    return Q(content_type__in=kinds, object_id=str(redacted.piece.pk))


def _place(label: str, columns: str, goes: Goes, of: Callable[[Redacted], Q], delete: bool = True) -> Place:
    return Place(label, tuple(columns.split()), goes, of, delete)


CITATION = "key outlet_name title byline url archive_url paraphrase quote origin_id"

PLACES: tuple[Place, ...] = (
    # What was published
    _place(
        "briefings.Edition",
        "document note findings fingerprint headline standfirst picture",
        Goes.WITH_EDITIONS,
        lambda redacted: Q(pk__in=list(redacted.editions)),
    ),
    _place("briefings.Rendering", "page body sources needs", Goes.WITH_EDITIONS, by_edition("edition")),
    _place("briefings.Activity", "name details", Goes.WITH_EDITIONS, by("piece")),
    # What is derived from the live edition, on pages of others
    _place("briefings.LiveEvent", "html digest", Goes.WHEN_CLOSED, by("piece")),
    _place("briefings.LiveCitation", "title url", Goes.WHEN_CLOSED, by("piece")),
    _place("briefings.LiveQuestion", "teaser", Goes.WHEN_CLOSED, by("story")),
    _place("briefings.SearchRow", "words text", Goes.WHEN_CLOSED, by("piece")),
    _place(
        "briefings.RelatedLink",
        "shared_topics shared_words",
        Goes.WHEN_CLOSED,
        lambda redacted: Q(piece=redacted.piece.pk) | Q(target=redacted.piece.pk),
    ),
    _place("briefings.Keyword", "word", Goes.WHEN_CLOSED, by("piece")),
    _place("briefings.Card", "digest", Goes.WHEN_CLOSED, by("piece")),
    # What readers reported, which quotes the edition
    _place(
        "briefings.ProblemReport",
        "words",
        Goes.WITH_EDITIONS,
        lambda redacted: (
            Q(edition__in=list(redacted.editions)) | Q(problem__edition__in=list(redacted.editions))
        ),
    ),
    _place(
        "briefings.Problem",
        "heading sentence anchor sentence_digest",
        Goes.WITH_EDITIONS,
        by_edition("edition"),
    ),
    # The working copy
    _place("briefings.Section", "heading html origin_id", Goes.WITH_WORKING_COPY, by("story")),
    _place("briefings.Answer", "question html keys origin_id", Goes.WITH_WORKING_COPY, by("piece")),
    _place("briefings.Event", "html keys origin_id", Goes.WITH_WORKING_COPY, by("story")),
    _place("briefings.Citation", CITATION, Goes.WITH_WORKING_COPY, by("piece")),
    _place("briefings.QuestionLink", "teaser", Goes.WITH_WORKING_COPY, by("story")),
    _place("briefings.Byline", "name", Goes.WITH_WORKING_COPY, by("piece")),
    _place(
        "briefings.Piece",
        "headline standfirst credit lead_alt lead_caption lead_credit fingerprint",
        Goes.WITH_WORKING_COPY,
        by("pk"),
        delete=False,
    ),
    # Copies and traces on the desk
    _place(
        "briefings.DeletedDraft",
        "slug headline document topics origin_id",
        Goes.ALWAYS,
        lambda redacted: Q(uid=redacted.piece.uid),
    ),
    _place("briefings.Release", "reason", Goes.ALWAYS, by("schedules__piece"), delete=False),
    _place("briefings.Schedule", "document fingerprint headline note reason", Goes.ALWAYS, by("piece")),
    _place("briefings.Review", "document fingerprint asked_for message answer", Goes.ALWAYS, by("piece")),
    _place("briefings.Note", "text", Goes.ALWAYS, by("piece")),
    _place("briefings.Expiry", "note reason", Goes.WHEN_CLOSED, by("piece")),
    _place("briefings.Embargo", "note", Goes.ALWAYS, by("piece"), delete=False),
    _place("briefings.Reminder", "note", Goes.ALWAYS, by("piece"), delete=False),
    # Its arguments are ids; the first sentence of an error may name the piece
    _place(
        "briefings.FailedTask",
        "reason",
        Goes.ALWAYS,
        lambda redacted: Q(arguments__args__contains=[redacted.piece.pk]),
        delete=False,
    ),
    _place("admin.LogEntry", "object_repr change_message", Goes.ALWAYS, by_admin_entry, delete=False),
    # Addresses: a digest of each stays (RedactedAddress), so that it goes on leading to the tombstone
    _place("briefings.Piece", "slug", Goes.WITH_ADDRESSES, by("pk"), delete=False),
    _place("briefings.PublicSlug", "slug", Goes.WITH_ADDRESSES, by("piece")),
    # Pictures chosen to go
    _place("briefings.Picture", "digest", Goes.WITH_PICTURES, lambda redacted: Q(pk__in=[])),
)

NO_WORDS: dict[str, str] = {
    "admin": "Django's history of other things; what is a piece's stands above.",
    "auth": "accounts, groups, rights",
    "axes": "failed sign-ins",
    "contenttypes": "names of tables",
    "sessions": "who is signed in; messages travel in cookies",
    "taggit": "unused: the house's topics are its tags",
    "topics": "names and descriptions of subjects, which editors write about no single piece",
    "briefings.Activity.by_name": "the name of an account",
    "briefings.Activity.verb": "one of activity.VERBS",
    "briefings.Activity.kind": "the name of a table",
    "briefings.Article": "what the outlet published, in the outlet's words, for all pieces that cite it",
    "briefings.Card.house": "the house's name",
    "briefings.Card.language": "a tag",
    "briefings.Edition.language": "a tag",
    "briefings.FailedTask.arguments": "ids",
    "briefings.FailedTask.error": "the name of a class",
    "briefings.FailedTask.key": "a digest",
    "briefings.FailedTask.task": "the name of a function",
    "briefings.House": "the house's own words",
    "briefings.ImportRecord": "digests, by which an import knows what it brought",
    "briefings.LinkCheck": "what was found at an address of the library of sources",
    "briefings.LinkHealth": "addresses of the library of sources",
    "briefings.LinkHost": "hosts of the library of sources",
    "briefings.Mail": "the name of an error; what it tells is read when it is sent",
    "briefings.Outlet": "the library of sources",
    "briefings.OutletAlias": "the library of sources",
    "briefings.Person": "the people of the house",
    "briefings.Picture.widths": "numbers",
    "briefings.Piece.language": "a tag",
    "briefings.Piece.origin_id": "the key in the file it was imported from, by which an import finds it redacted",
    "briefings.ProblemReport.form": "the number of a form",
    "briefings.RedactedAddress": "digests of addresses",
    "briefings.Redaction": "the reason that readers see, and numbers",
    "briefings.RefreshRound": "who works on it",
    "briefings.RefreshWish": "who works on it",
    "briefings.Release.name": "what the desk calls a batch of pieces",
    "briefings.ReportSalt": "a secret of one day",
    "briefings.Rendering.language": "a tag",
    "briefings.ReportSender": "a hash and a count",
    "briefings.TaskHour": "the name of a function",
    "briefings.WordCount": "in how many pieces a word stands, the rarest left out; it leads to none of them",
}
"""Tables and columns without words of a piece, each with why not."""


@dataclass(frozen=True)
class FilePlace:
    """A folder below MEDIA_ROOT, the module that alone writes it, and when its files go."""

    folder: str
    module: str
    goes: Goes


FILES: tuple[FilePlace, ...] = (
    FilePlace("pictures", "briefings/models/pictures.py", Goes.WITH_PICTURES),
    FilePlace("cards", "briefings/models/cards.py", Goes.WHEN_CLOSED),
)


def places(*goes: Goes) -> list[Place]:
    return [place for place in PLACES if place.goes in goes]


def columns_of_words() -> Iterator[tuple[str, str]]:
    """(label of the model, column) of every text or JSON column of every model that has a table."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if holds_text(field):
                yield model._meta.label, field.name


def holds_text(field: Any) -> bool:
    """Whether what stands in the field is text of any kind; a choice from a list of ours is none."""
    if field.choices or field.is_relation:
        return False
    if isinstance(field, ArrayField):
        return holds_text(field.base_field)
    return field.get_internal_type() in TEXT


TEXT = frozenset(
    "CharField TextField SlugField URLField EmailField FileField FilePathField JSONField BinaryField"
    " SearchVectorField HStoreField".split()
)


def unlisted() -> list[str]:
    """Columns of which this page does not say what a redaction does with them, as ``app.Model.column``."""
    listed = {(place.label, column) for place in PLACES for column in place.columns}
    return sorted(
        f"{label}.{column}"
        for label, column in columns_of_words()
        if (label, column) not in listed
        and not {label.partition(".")[0], label, f"{label}.{column}"} & NO_WORDS.keys()
    )
