"""What lists and the bar show of a piece's review and assignment."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from newsroom.account_names import account_name

from ..house import current
from ..models import Piece
from ..reviews.approvals import desk_state, why_unapproved, without_approval
from ..words import Priority
from .listing import moment_of


def desk_states_of(piece: Any) -> Iterator[tuple[str, str]]:
    """(class, words) of its state on the desk, where the house has a review. Of a piece ``with_review``."""
    if current().review and (state := desk_state(piece)):
        yield state, state.label


def assignment_of(piece: Any) -> str:
    """Who works on it, by when, how soon; empty where nobody said so."""
    facts = [account_name(piece.assignee) if piece.assignee else ""]
    facts.append(moment_of(piece.due_at) if piece.due_at else "")
    facts.append(str(piece.get_priority_display()) if piece.priority != Priority.NORMAL else "")
    return ", ".join(fact for fact in facts if fact)


def unapproved_words(wanted: dict[int, str]) -> dict[int, str]:
    """Of pieces with the fingerprints of words, a sentence each where nobody approved these. Nothing without a review;
    two queries at most."""
    if not current().review or not wanted:
        return {}
    missing = without_approval(wanted)
    return why_unapproved({pk: wanted[pk] for pk in missing})


def missing_approvals(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """{piece, url, sentence} of those that could go out now, and whose words nobody approved."""
    known = {piece.pk: piece for piece in pieces if piece.state != Piece.State.LIVE}
    reasons = unapproved_words({pk: piece.fingerprint for pk, piece in known.items()})
    return [
        {"piece": known[pk], "url": review_of(known[pk]), "sentence": reasons[pk]}
        for pk in known
        if pk in reasons
    ]


def review_of(piece: Piece) -> str:
    """The address of the page of its review."""
    model = "story" if piece.is_story else "commonquestion"
    return reverse(f"admin:briefings_{model}_review", args=[piece.pk])
