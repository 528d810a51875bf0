"""What changed when, looked up: for editions about to be written, and for those whose renderings are made again."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet

from ..document import Document, upgrade
from ..models import Edition
from ..words import EditionKind
from .changed_parts import Changed, changed_in, changed_over


def with_words() -> QuerySet[Edition]:
    """Editions that readers had, and whose words are still there."""
    return Edition.objects.filter(redaction=None).exclude(kind=EditionKind.WITHDRAWAL)


def changed_by_next(fresh: Iterable[tuple[int, int, EditionKind, Document]]) -> dict[int, Changed]:
    """By piece, of (piece, number, kind, document) that come next; asks once, and again only for pieces of which
    nothing is kept. Nothing is told of first editions and withdrawals."""
    wanted = {
        piece: (number, kind, document)
        for piece, number, kind, document in fresh
        if number > 1 and kind != EditionKind.WITHDRAWAL
    }
    if not wanted:
        return {}
    newest = with_words().filter(piece__in=wanted).order_by("piece_id", "-number").distinct("piece_id")
    rows: Iterable[Any] = newest.values_list("piece_id", "document", F("rendering__needs__changed"))
    known = {piece: (upgrade(stored), changed) for piece, stored, changed in rows}
    whole = changed_in_all([piece for piece, (_, changed) in known.items() if changed is None])
    found: dict[int, Changed] = {}
    for piece, (number, kind, document) in wanted.items():
        if piece in known:
            old, changed = known[piece]
            before = whole.get(piece, {}) if changed is None else changed
            found[piece] = changed_in(document, number=number, kind=kind, old=old, before=before)
    return found


def changed_in_all(pieces: Iterable[int]) -> Mapping[int, Changed]:
    """By piece, from all its editions; those with one alone are left out."""
    rows: Iterable[Any] = (
        with_words()
        .filter(piece__in=list(pieces), piece__live_edition__number__gt=1)
        .order_by("piece_id", "number")
        .values_list("piece_id", "number", "kind", "document")
    )
    return {
        piece: changed_over((number, EditionKind(kind), upgrade(stored)) for _, number, kind, stored in told)
        for piece, told in groupby(rows, key=lambda row: row[0])
    }
