"""Notes as the pages of a piece show them: by section, with their answers, and what whoever looks may do."""

from collections import defaultdict
from typing import Any

from ..document import Document
from ..models import Note, Piece
from ..models.reviews import APPROVE
from ..reviews.contributing import may_change
from ..words import SectionKind


def parts_of(piece: Piece, working: Document) -> list[tuple[str, str]]:
    """(UUID, name) of what notes can be about: sections of a story, answers of a question."""
    if piece.is_story:
        return [(str(part.uid), part.heading or SectionKind(part.kind).label) for part in working.sections]
    return [(str(part.uid), part.question) for part in working.answers]


def note_groups(piece: Piece, parts: list[tuple[str, str]], user: Any) -> list[dict[str, Any]]:
    """{name, uid, open, resolved} of each part that has notes, in the order of the page; those about the whole first,
    those about parts that are gone last. One query."""
    names = dict(parts)
    found: dict[str, list[Note]] = defaultdict(list)
    may_all = may_change(piece, user) or user.has_perm(APPROVE)
    for one in threads(Note.objects.filter(piece=piece)):
        one.may_resolve = may_all or one.by_id == user.pk
        key = "" if one.part is None else str(one.part) if str(one.part) in names else "gone"
        found[key].append(one)
    return [
        {
            "uid": key,
            "name": names.get(key, ""),
            "gone": key == "gone",
            "open": [one for one in found[key] if one.resolved_at is None],
            "resolved": [one for one in found[key] if one.resolved_at is not None],
        }
        for key in ("", *names, "gone")
        if key in found
    ]


def open_notes(piece: Piece) -> dict[str, list[Note]]:
    """The open notes for the form, by the UUID of their part; "" for the whole and for parts that are gone, which the
    form has no row for. One query."""
    beside: dict[str, list[Note]] = defaultdict(list)
    for one in threads(Note.objects.filter(piece=piece)):
        if one.resolved_at is None:
            beside[str(one.part or "")].append(one)
    return beside


def threads(notes: Any) -> list[Any]:
    """The notes that answer none, each with those that do as ``thread``."""
    rows = list(notes.select_related("by", "resolved_by").order_by("pk"))
    first = {row.pk: row for row in rows if row.answers_id is None}
    for row in first.values():
        row.thread = []
    for row in rows:
        if row.answers_id in first:
            first[row.answers_id].thread.append(row)
    return list(first.values())
