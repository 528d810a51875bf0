"""Drafts that go and come: deleting one, bringing it back within 30 days, copying a story as a follow-up."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now
from topics.models import Topic

from .activity import record
from .document import dump, upgrade
from .editions.compiling import compile_piece
from .editions.loading import load_documents
from .models import Byline, Citation, DeletedDraft, Filing, Piece, QuestionLink, Section
from .models.addresses import free_slug, slug_taken
from .models.origin import KEPT_FOR
from .models.schedules import Embargo, Expiry, Schedule
from .reviews.contributing import contributed
from .successors import rows_by_uid
from .words import PieceKind, SectionKind


class DraftRefused(Exception):
    """Says in a sentence why a draft cannot go, or cannot come back."""


HOUSE_SECTIONS = (
    SectionKind.WHATS_HAPPENED,
    SectionKind.BEHIND_THE_HEADLINE,
    SectionKind.PAPERS_SAY,
    SectionKind.HOW_WE_GOT_HERE,
)


@transaction.atomic
def delete_draft(piece: Piece, *, by: Any) -> DeletedDraft:
    """Take a draft off the desk, keeping it whole for 30 days. Raises DraftRefused for what was published."""
    piece = Piece.objects.select_for_update().get(pk=piece.pk)
    owner = by.pk if piece.belongs_to(by) else piece.owner_id
    _ask(by, "delete", piece.kind, _("You may not delete this draft."), owner=owner)
    if piece.live_edition_id is not None:
        raise DraftRefused(_("What was once published cannot be deleted; it can be withdrawn."))
    if reasons := what_waits([piece.pk]):
        raise DraftRefused(" ".join(reasons))
    if story := QuestionLink.objects.filter(question=piece).select_related("story").first():
        raise DraftRefused(
            _("The story “%(headline)s” leads to this question; take it out there first.")
            % {"headline": story.story.headline}
        )
    # The same piece may have been deleted before, and imported again since.
    kept, _created = DeletedDraft.objects.update_or_create(
        uid=piece.uid,
        defaults={
            "kind": piece.kind,
            "slug": piece.slug,
            "headline": piece.headline,
            "document": dump(compile_piece(piece)),
            "topics": [str(uid) for uid in piece.filings.values_list("tag__uid", flat=True)],
            "contributors": list(piece.contributors.order_by("pk").values_list("who", flat=True)),
            "origin_id": piece.origin_id,
            "owner": piece.owner,
            "deleted_by": by,
            "deleted_at": now(),
        },
    )
    record("delete_draft", piece, by=by)
    piece.delete()
    return kept


def what_waits(pieces: Iterable[int]) -> list[str]:
    """Sentences that say which times of these drafts are ahead; deleting and bringing back would take them off."""
    ids = list(pieces)
    reasons = []
    if Schedule.objects.waiting().filter(piece__in=ids).exists():
        reasons.append(_("It is scheduled, or in a release. Cancel that first."))
    if Embargo.objects.filter(piece__in=ids, until__gt=now()).exists():
        reasons.append(_("It is under an embargo. Whoever may publish has to lift it first."))
    if Expiry.objects.waiting().filter(piece__in=ids).exists():
        reasons.append(_("It is to be withdrawn at a time. Cancel that first."))
    return reasons


@transaction.atomic
def bring_back(kept: DeletedDraft, *, by: Any) -> Piece:
    """Put a deleted draft on the desk again as it was, under another address where its own is taken.

    Raises DraftRefused where the piece is there again already (an import brings back what it knows).
    """
    kept = DeletedDraft.objects.select_for_update().filter(pk=kept.pk).first()
    if kept is None:
        raise DraftRefused(_("This draft was brought back already, or its 30 days are over."))
    again = Piece.objects.filter(uid=kept.uid).first()
    if again is not None:
        raise DraftRefused(_("“%(headline)s” is on the desk again already.") % {"headline": again.headline})
    if not may_bring_back(kept, by):
        raise DraftRefused(_("You may not bring back this draft."))
    document = upgrade(kept.document)
    taken = slug_taken(kept.slug, by_other_than=None)
    piece = Piece.objects.create(
        uid=kept.uid,
        kind=kept.kind,
        slug=free_slug(kept.headline, kind=kept.kind) if taken else kept.slug,
        headline=document.headline,
        standfirst=document.standfirst,
        language=document.language,
        credit=document.credit,
        origin_id=kept.origin_id,
        owner=kept.owner or by,
    )
    load_documents({piece.pk: document}, fresh=True)
    uids = [UUID(uid) for uid in kept.topics]
    found = rows_by_uid(Topic, uids)
    # Two of them may have become one meanwhile.
    topics = dict.fromkeys(found[uid] for uid in uids if uid in found)
    Filing.objects.bulk_create(
        Filing(content_object=piece, tag=topic, position=place) for place, topic in enumerate(topics)
    )
    contributed(piece, get_user_model().objects.filter(pk__in=kept.contributors).values_list("pk", flat=True))
    piece.refresh_fingerprint()
    record("bring_back", piece, by=by)
    kept.delete()
    return piece


def may_bring_back(kept: DeletedDraft, by: Any) -> bool:
    """Who began it or deleted it may, an assignee too; pieces of others are for who may change any."""
    return _may(by, "add", kept.kind, owner=by.pk if by.pk == kept.deleted_by_id else kept.owner_id)


def purge_deleted_drafts() -> int:
    """Forget the drafts deleted more than 30 days ago; how many they were."""
    return DeletedDraft.objects.filter(deleted_at__lt=now() - KEPT_FOR).delete()[0]


@transaction.atomic
def follow_up(story: Piece, *, by: Any) -> Piece:
    """A new draft about the same subject: sources, topics and questions of ``story``, and none of its words."""
    _ask(by, "add", PieceKind.STORY, _("You may not begin stories."))
    copy = Piece.objects.create(
        kind=PieceKind.STORY,
        headline=_("Follow-up: %(headline)s") % {"headline": story.headline[:280]},
        language=story.language,
        owner=by,
    )
    Section.objects.bulk_create(
        Section(story=copy, kind=kind, position=place) for place, kind in enumerate(HOUSE_SECTIONS)
    )
    for model, owner in ((Citation, "piece"), (QuestionLink, "story"), (Byline, "piece")):
        rows = list(model._base_manager.filter(**{owner: story.pk}).order_by("position", "pk"))
        for row in rows:
            row.pk = None
            setattr(row, f"{owner}_id", copy.pk)
            row._state.adding = True
            if isinstance(row, Citation):
                row.uid = Citation._meta.get_field("uid").get_default()
            if isinstance(row, QuestionLink):
                row.teaser = ""  # words of the other story; without one the intro serves
        model._base_manager.bulk_create(rows)
    Filing.objects.bulk_create(
        Filing(content_object=copy, tag_id=tag, position=place)
        for place, tag in enumerate(story.filings.values_list("tag", flat=True))
    )
    copy.refresh_fingerprint()
    record("follow_up", story, by=by, draft=copy.pk)
    return copy


ANYBODY = -1


def _ask(by: Any, verb: str, kind: str, sentence: str, *, owner: int | None = ANYBODY) -> None:
    """Raises DraftRefused with the sentence for who lacks the right, or has it for pieces of their own alone."""
    if not _may(by, verb, kind, owner=owner):
        raise DraftRefused(sentence)


def _may(by: Any, verb: str, kind: str, *, owner: int | None) -> bool:
    model = "story" if kind == PieceKind.STORY else "commonquestion"
    may: bool = by.has_perm(f"briefings.{verb}_{model}")
    return may and (owner in (ANYBODY, by.pk) or by.has_perm("briefings.change_any_piece"))
