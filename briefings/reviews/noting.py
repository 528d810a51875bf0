"""Notes of the desk beside the words: about a section or the whole, answered, resolved. They are never public."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now

from ..activity import record
from ..editions.publishing import lock
from ..models import Answer, Note, Piece, Section
from ..models.reviews import APPROVE
from ..refusing import Editor, NotAllowed, PublishingRefused
from .contributing import may_change
from .reviewing import worded

MOST = 500
"""Notes a piece, with their answers: a form that shows them stays one that can be read."""


def note(
    piece_id: int, *, by: Editor, text: str, part: UUID | None = None, answers: int | None = None
) -> Note:
    """Note something about a section or an answer of the piece (``part``, its UUID), about the whole, or in answer to
    the note ``answers``. For everybody who sees the piece. Raises NotAllowed or PublishingRefused."""
    text = worded(text)
    if not text:
        raise PublishingRefused([_("A note needs words.")])
    with transaction.atomic():
        piece = lock([piece_id])[piece_id]
        if not by.has_perm(f"briefings.view_{_model(piece)}"):
            raise NotAllowed([_("You may not see this piece.")])
        if Note.objects.filter(piece=piece).count() >= MOST:
            raise PublishingRefused([_("A piece has room for %(most)s notes.") % {"most": MOST}])
        if answers is not None:
            asked = Note.objects.filter(pk=answers, piece=piece, answers=None).first()
            if asked is None or asked.resolved_at is not None:
                raise PublishingRefused([_("This note was resolved meanwhile. Write one of your own.")])
            part = asked.part
        elif part is not None and not _stands(piece, part):
            raise PublishingRefused([_("This part is gone meanwhile. Note it about the whole.")])
        made = Note.objects.create(
            piece=piece, part=part, answers_id=answers, text=text, by_id=by.pk, at=now()
        )
        record("note", piece, by=by, note=made.pk)
        return made


def resolve(note_id: int, *, by: Editor, resolved: bool = True) -> Note:
    """The note is dealt with, or is open again. For who wrote it, may change the piece, or may approve.

    Doing it twice changes nothing. Raises NotAllowed or PublishingRefused.
    """
    with transaction.atomic():
        found = Note.objects.select_for_update(of=("self",)).filter(pk=note_id, answers=None)
        one = found.select_related("piece").first()
        if one is None:
            raise PublishingRefused([_("There is no such note any more.")])
        if by.pk != one.by_id and not may_change(one.piece, by) and not by.has_perm(APPROVE):
            raise NotAllowed([_("This note is another’s.")])
        if (one.resolved_at is not None) is resolved:
            return one
        one.resolved_by_id, one.resolved_at = (by.pk, now()) if resolved else (None, None)
        one.save(update_fields=["resolved_by", "resolved_at"])
        record("resolve" if resolved else "unresolve", one.piece, by=by, note=one.pk)
        return one


def _model(piece: Piece) -> str:
    return "story" if piece.is_story else "commonquestion"


def _stands(piece: Piece, part: UUID) -> bool:
    """Whether the working copy has a section or an answer with this UUID."""
    if piece.is_story:
        return Section.objects.filter(story=piece, uid=part).exists()
    return Answer.objects.filter(piece=piece, uid=part).exists()
