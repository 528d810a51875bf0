"""What lists and the bar show of a piece's review and assignment."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from ..approvals import desk_state, why_unapproved, without_approval
from ..house import current
from ..models import Piece
from ..words import Priority
from .listing import moment_of


def desk_states_of(piece: Any) -> Iterator[tuple[str, str]]:
    """(class, words) of its state on the desk, where the house has a review. Of a piece ``with_review``."""
    if current().review and (state := desk_state(piece)):
        yield state, state.label


def assignment_of(piece: Any) -> str:
    """Who works on it, by when, how soon; empty where nobody said so."""
    facts = [piece.assignee.get_username() if piece.assignee else ""]
    facts.append(moment_of(piece.due_at) if piece.due_at else "")
    facts.append(str(piece.get_priority_display()) if piece.priority != Priority.NORMAL else "")
    return ", ".join(fact for fact in facts if fact)


def missing_approvals(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """{piece, url, sentence} of those whose words of now nobody approved. Nothing without a review."""
    if not current().review:
        return []
    known = {piece.pk: piece for piece in pieces}
    wanted = {pk: piece.fingerprint for pk, piece in known.items()}
    missing = without_approval(wanted)
    reasons = why_unapproved({pk: wanted[pk] for pk in missing})
    return [
        {"piece": known[pk], "url": review_of(known[pk]), "sentence": reasons[pk]}
        for pk in known
        if pk in reasons
    ]


def review_of(piece: Piece) -> str:
    """The address of the page of its review."""
    model = "story" if piece.is_story else "commonquestion"
    return reverse(f"admin:briefings_{model}_review", args=[piece.pk])
