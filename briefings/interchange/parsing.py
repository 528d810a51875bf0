"""From a line to the JSON value in it, whatever that is of. Pure."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from .identity import piece_uid
from .reading import Line
from .schema import BadRecord


@dataclass(frozen=True)
class Parsed:
    """A line that is JSON, with the digest of its canonical form."""

    line: Line
    value: Any
    digest: str

    @property
    def uid(self) -> UUID | None:
        """Of the story that it is about, where it has an id."""
        origin_id = self.value.get("id") if isinstance(self.value, dict) else None
        return piece_uid("story", origin_id) if isinstance(origin_id, str) and origin_id else None


def parse(line: Line) -> Parsed:
    """Raises BadRecord for what is no JSON."""
    if line.fault:
        raise BadRecord([("line", line.fault)])
    try:
        line.content.decode()
        value = orjson.loads(line.content)
    except UnicodeDecodeError as error:
        raise BadRecord([("line", f"is no UTF-8 at byte {error.start + 1}")]) from error
    except orjson.JSONDecodeError as error:
        raise BadRecord([("line", f"is no JSON: {error}")]) from error
    try:
        canonical = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, RecursionError) as error:  # it reads deeper than it writes
        raise BadRecord([("line", "is nested too deeply")]) from error
    return Parsed(line, value, hashlib.sha256(canonical).hexdigest())
