"""What tests of the review share: words changed and approved by somebody, what is refused, the state on the desk."""

import pytest

from briefings.models import Piece, Review
from briefings.refusing import PublishingRefused
from briefings.reviews.approvals import DeskState, desk_state, in_state, with_review
from briefings.reviews.contributing import words_changed
from briefings.reviews.reviewing import approve, send_to_review
from tests.building import changed, make_editor


def edited(piece: Piece, by: object, **fields: object) -> Piece:
    """Changed as the form changes it: with whoever did."""
    before = piece.fingerprint
    piece = changed(piece, **fields)
    words_changed(piece, before=before, by=by)
    return piece


def approved(piece: Piece, by: object = None, **fields: object) -> Review:
    """Sent to review by its owner, or else by an editor, and approved by ``by`` or an editor made for it."""
    send_to_review(piece.pk, by=piece.owner or make_editor())
    piece.refresh_from_db()
    return approve(piece.pk, by=by or make_editor(), looked=piece.fingerprint, **fields)


def state_of(piece: Piece) -> DeskState | None:
    found = desk_state(with_review(Piece.objects.as_cards()).get(pk=piece.pk))
    named = [
        state for state in DeskState if in_state(Piece.objects.all(), state).filter(pk=piece.pk).exists()
    ]
    assert named == ([found] if found else []), "the lists say the same as the piece"
    return found


def refusal(verb: object) -> str:
    with pytest.raises(PublishingRefused) as refused:
        verb()  # type: ignore[operator]
    return str(refused.value)
