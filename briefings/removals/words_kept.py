"""Every column and file that may hold a piece's words, and what a redaction does with each. The only such list.

A test reads the text and JSON columns of all models and fails on one that stands neither here nor among those that
hold no words of a piece, each with the reason why not. Whoever adds a table adds a line.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q

from .places import (
    FilePlace,
    Goes,
    Place,
    by,
    by_admin_entry,
    by_edition,
    by_review,
    by_schedule,
    by_what_was_said,
    place,
)

CITATION = "key outlet_name title byline url archive_url paraphrase quote origin_id"

PLACES: tuple[Place, ...] = (
    # What was published
    place(
        "briefings.Edition",
        "document note findings fingerprint headline standfirst picture",
        Goes.WITH_EDITIONS,
        lambda redacted: Q(pk__in=list(redacted.editions)),
    ),
    place("briefings.Rendering", "page body sources needs", Goes.WITH_EDITIONS, by_edition("edition")),
    place("briefings.Activity", "name details", Goes.WITH_EDITIONS, by("piece")),
    # What is derived from the live edition, on pages of others
    place("briefings.LiveEvent", "html digest", Goes.WHEN_CLOSED, by("piece")),
    place("briefings.LiveCitation", "title url", Goes.WHEN_CLOSED, by("piece")),
    place("briefings.LiveQuestion", "teaser", Goes.WHEN_CLOSED, by("story")),
    place("briefings.SearchRow", "words text", Goes.WHEN_CLOSED, by("piece")),
    place(
        "briefings.RelatedLink",
        "shared_topics shared_words",
        Goes.WHEN_CLOSED,
        lambda redacted: Q(piece=redacted.piece.pk) | Q(target=redacted.piece.pk),
    ),
    place("briefings.Keyword", "word", Goes.WHEN_CLOSED, by("piece")),
    place("briefings.Card", "digest", Goes.WHEN_CLOSED, by("piece")),
    # What readers reported, which quotes the edition
    place(
        "briefings.ProblemReport",
        "words",
        Goes.WITH_EDITIONS,
        lambda redacted: (
            Q(edition__in=list(redacted.editions)) | Q(problem__edition__in=list(redacted.editions))
        ),
    ),
    place(
        "briefings.Problem",
        "heading sentence anchor sentence_digest",
        Goes.WITH_EDITIONS,
        by_edition("edition"),
    ),
    # The working copy
    place("briefings.Section", "heading html origin_id", Goes.WITH_WORKING_COPY, by("story")),
    place("briefings.Answer", "question html keys origin_id", Goes.WITH_WORKING_COPY, by("piece")),
    place("briefings.Event", "html keys origin_id", Goes.WITH_WORKING_COPY, by("story")),
    place("briefings.Citation", CITATION, Goes.WITH_WORKING_COPY, by("piece")),
    place("briefings.QuestionLink", "teaser", Goes.WITH_WORKING_COPY, by("story")),
    place("briefings.Byline", "name", Goes.WITH_WORKING_COPY, by("piece")),
    place(
        "briefings.Piece",
        "headline standfirst credit lead_alt lead_caption lead_credit fingerprint",
        Goes.WITH_WORKING_COPY,
        by("pk"),
        delete=False,
    ),
    # Copies and traces on the desk
    place(
        "briefings.DeletedDraft",
        "slug headline document topics origin_id",
        Goes.ALWAYS,
        lambda redacted: Q(uid=redacted.piece.uid),
    ),
    place("briefings.Release", "name reason", Goes.ALWAYS, by("schedules__piece"), delete=False),
    place("briefings.Schedule", "document fingerprint headline note reason", Goes.ALWAYS, by_schedule),
    place("briefings.Review", "document fingerprint asked_for", Goes.ALWAYS, by_review),
    place("briefings.Review", "message answer", Goes.ALWAYS, by_what_was_said, delete=False),
    place("briefings.Note", "text", Goes.ALWAYS, by("piece")),
    place("briefings.Expiry", "note reason", Goes.WHEN_CLOSED, by("piece")),
    place("briefings.Embargo", "note", Goes.ALWAYS, by("piece"), delete=False),
    place("briefings.Reminder", "note", Goes.ALWAYS, by("piece"), delete=False),
    # The first sentence of an error may name the piece. Of a task without arguments, which looks for its work itself,
    # nobody can tell which piece that is.
    place(
        "briefings.FailedTask",
        "reason",
        Goes.ALWAYS,
        lambda redacted: Q(arguments__args__contains=[redacted.piece.pk]) | Q(arguments__args=[]),
        delete=False,
    ),
    place("admin.LogEntry", "object_repr change_message", Goes.ALWAYS, by_admin_entry, delete=False),
    # Addresses: a digest of each stays (RedactedAddress), so that it goes on leading to the tombstone
    place("briefings.Piece", "slug", Goes.WITH_ADDRESSES, by("pk"), delete=False),
    place("briefings.PublicSlug", "slug", Goes.WITH_ADDRESSES, by("piece")),
    # Pictures chosen to go
    place("briefings.Picture", "digest", Goes.WITH_PICTURES, lambda redacted: Q(pk__in=[])),
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
    "briefings.Citation.language": "a tag",
    "briefings.Card.house": "the house's name",
    "briefings.Card.language": "a tag",
    "briefings.DeletedDraft.contributors": "ids of accounts",
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
    "briefings.LiveCitation.language": "a tag",
    "briefings.Mail": "the name of an error; what it tells is read when it is sent",
    "briefings.Outlet": "the library of sources",
    "briefings.OutletAlias": "the library of sources",
    "briefings.Person": "the people of the house",
    "briefings.PersonAlias": "the people of the house",
    "briefings.Picture.widths": "numbers",
    "briefings.Piece.language": "a tag",
    "briefings.Piece.origin_id": "the key in the file it was imported from, by which an import finds it redacted",
    "briefings.ProblemReport.form": "the number of a form",
    "briefings.RedactedAddress": "digests of addresses",
    "briefings.Redaction": "the reason that readers see, and numbers",
    "briefings.RefreshRound": "who works on it",
    "briefings.RefreshWish": "who works on it",
    "briefings.ReportSalt": "a secret of one day",
    "briefings.Rendering.language": "a tag",
    "briefings.ReportSender": "a hash and a count",
    "briefings.SentForm": "digests, and addresses of the desk, for a day",
    "briefings.TaskHour": "the name of a function",
    "briefings.WordCount": "in how many pieces a word stands, the rarest left out; it leads to none of them",
}
"""Tables and columns without words of a piece, each with why not."""


FILES: tuple[FilePlace, ...] = (
    FilePlace("pictures", "briefings/models/pictures.py", Goes.WITH_PICTURES),
    FilePlace("cards", "briefings/models/cards.py", Goes.WHEN_CLOSED),
)


def places(*goes: Goes) -> list[Place]:
    return [kept for kept in PLACES if kept.goes in goes]


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
    listed = {(kept.label, column) for kept in PLACES for column in kept.columns}
    return sorted(
        f"{label}.{column}"
        for label, column in columns_of_words()
        if (label, column) not in listed
        and not {label.partition(".")[0], label, f"{label}.{column}"} & NO_WORDS.keys()
    )
