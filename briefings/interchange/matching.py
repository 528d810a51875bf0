"""Which of a piece's parts a part without an id is: by its words, then by its place. Pure."""

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5


@dataclass(frozen=True)
class Likeness:
    """What a part is known by, the strictest likeness first: all its words, then its heading, its date, …"""

    forms: tuple[Hashable, ...]
    uid: UUID | None = None  # of a part that is there, or that has an id of its own


def match(owner: UUID, table: str, present: Sequence[Likeness], wanted: Sequence[Likeness]) -> list[UUID]:
    """The UUIDs of the ``wanted`` parts, all different.

    Those that have one keep it. The others take that of the present part with equal words, else with an equal
    looser form, else of the one at the same place; what is left is new, with a UUID made of ``owner``, ``table``
    ("section", "event", "answer"), place and words, so that a repeated import makes the same.
    """
    found: list[UUID | None] = [part.uid for part in wanted]
    taken = {uid for uid in found if uid is not None}
    free = [part for part in present if part.uid not in taken]
    depth = max((len(part.forms) for part in wanted), default=0)
    for level in range(depth):
        by_form: dict[Hashable, list[Likeness]] = {}
        for part in reversed(free):
            by_form.setdefault(part.forms[level], []).append(part)
        for place, part in enumerate(wanted):
            if found[place] is None and (same := by_form.get(part.forms[level])):
                match_ = same.pop()
                found[place] = match_.uid
                free.remove(match_)
    at = {id(part): place for place, part in enumerate(present)}
    by_place = {at[id(part)]: part.uid for part in free}
    uids: list[UUID] = []
    taken = {uid for uid in found if uid is not None} | {part.uid for part in present if part.uid}
    for place, uid in enumerate(found):
        if uid is None:
            uid = by_place.get(place) or _new(owner, table, place, wanted[place], taken)
        taken.add(uid)
        uids.append(uid)
    return uids


def _new(owner: UUID, table: str, place: int, part: Likeness, taken: set[UUID]) -> UUID:
    words = hashlib.sha256(repr(part.forms[0]).encode()).hexdigest()
    uid = uuid5(owner, f"{table}/{place}/{words}")
    while uid in taken:
        uid = uuid5(uid, words)
    return uid
