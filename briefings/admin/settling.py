"""Problems that readers reported, settled by the edition that puts them right: on the page that publishes it."""

from collections.abc import Iterable
from typing import Any

from ..models import Edition, Piece, Problem
from ..problems import settle_problem


def open_problems(piece: Piece, user: Any) -> Any:
    """Those of the piece that this user may settle, the one reported last first: none of a piece that is not live,
    since a withdrawn one has nothing that an edition mends until it is before readers again."""
    if not piece.is_live or not user.has_perm("briefings.change_problem"):
        return Problem.objects.none()
    return Problem.objects.filter(piece=piece, outcome=Problem.Outcome.OPEN).order_by("-last_at", "-pk")


def settle_by(editions: Iterable[Edition], problems: Iterable[Problem], *, by: Any) -> None:
    """Each led to the edition of its own piece among these. Raises ProblemRefused."""
    of_piece = {edition.piece_id: edition for edition in editions}
    for problem in problems:
        if edition := of_piece.get(problem.piece_id):
            settle_problem(problem, outcome=Problem.Outcome.CORRECTED, correction=edition, by=by)
