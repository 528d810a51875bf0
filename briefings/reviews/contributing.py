"""Whose words a working copy holds, kept as it is changed: by these an approval knows one's own words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from newsroom.clock import now

from ..activity import record
from ..models import Contributor, Piece, Review
from ..refusing import Editor, NotAllowed


def words_changed(piece: Piece, *, before: str, by: Any, former_owner: int | None = None) -> None:
    """The working copy had the fingerprint ``before`` and has the piece's now, by the hand of ``by``. Where it was
    given to another owner, the words stay those of ``former_owner``, an id, as well.

    Where readers saw the words of ``before``, whatever was open or counted until then is over. In the transaction of
    the change; no query where nothing changed, else two to four.
    """
    if former_owner is not None and former_owner != piece.owner_id:
        contributed(piece, [former_owner])
    if piece.fingerprint == before:
        return
    moment = now()
    if before and piece.live_edition is not None and piece.live_edition.fingerprint == before:
        piece.contributors.all().delete()
        piece.reviews.open().update(outcome=Review.Outcome.OVERTAKEN, decided_at=moment)
    elif before and Review.objects.approved().filter(piece=piece, fingerprint=before, edition=None).exists():
        record("reopen", piece, by=by)
    Contributor.objects.bulk_create(
        [Contributor(piece_id=piece.pk, who_id=by.pk, last_at=moment)],
        update_conflicts=True,
        unique_fields=["piece", "who"],
        update_fields=["last_at"],
    )


def contributed(piece: Piece, who: Iterable[int]) -> None:
    """Count these accounts, by their ids, among those whose words the working copy holds."""
    moment = now()
    rows = [Contributor(piece_id=piece.pk, who_id=pk, last_at=moment) for pk in who]
    Contributor.objects.bulk_create(rows, ignore_conflicts=True)


def own_words(piece: Piece, by: Editor) -> bool:
    """Whether these are the words of ``by``: they own the piece, or changed it since it was last what readers see."""
    return piece.owner_id == by.pk or Contributor.objects.filter(piece=piece, who=by.pk).exists()


def may_change(piece: Piece, by: Editor) -> bool:
    """Whether ``by`` may change the piece's words: any piece, or those they own or are assigned."""
    model = "story" if piece.is_story else "commonquestion"
    mine = piece.belongs_to(by) or by.has_perm("briefings.change_any_piece")
    return mine and by.has_perm(f"briefings.change_{model}")


def ask_for_change(piece: Piece, by: Editor) -> None:
    """Raises NotAllowed for who may not change the piece."""
    if not may_change(piece, by):
        raise NotAllowed([_("You may not change this piece.")])
