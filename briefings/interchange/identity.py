"""Which UUID a thing of the origin has here, without looking. Pure.

An id that is a UUID is kept; from any other one a UUID is made that is always the same, so that a link to a story
that comes later in the file leads there already.
"""

from unicodedata import normalize
from uuid import UUID, uuid5

NAMESPACE = UUID("6b0f3d1e-5a64-4c0b-9d0e-2f1c6c8a7e55")


def piece_uid(kind: str, origin_id: str) -> UUID:
    """Of a piece of this kind ("story", "question")."""
    return uuid_in(origin_id) or uuid5(NAMESPACE, f"{kind}/{normalize('NFC', origin_id)}")


def part_uid(owner: UUID, table: str, origin_id: str) -> UUID:
    """Of a part of the piece ``owner`` in ``table`` ("section", "event", "answer", "citation")."""
    return uuid_in(origin_id) or uuid5(owner, f"{table}/{normalize('NFC', origin_id)}")


def uuid_in(text: str) -> UUID | None:
    """The UUID that ``text`` is, written as UUIDs are written here, or None."""
    if len(text) != 36 or text.count("-") != 4:
        return None
    try:
        uid = UUID(text)
    except ValueError:
        return None
    return uid if str(uid) == text else None


def kept_id(origin_id: str | None) -> str:
    """What is stored as the id of the origin: nothing where it is the UUID itself."""
    return "" if not origin_id or uuid_in(origin_id) else origin_id
