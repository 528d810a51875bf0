"""How related one piece is to another. Pure: values in, scores out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log

HALF_LIFE_DAYS = 120.0
"""Two pieces this many days apart count for half of what they would on one day."""

RECENCY_FLOOR = 0.25
"""What is left of the score for pieces long apart: an old piece about the same rare subject still belongs."""


@dataclass(frozen=True)
class Subject:
    """A topic, with how many live pieces are filed under it."""

    name: str
    pieces: int


@dataclass(frozen=True)
class Candidate:
    """Another live piece, when it was first published, and the topics that it shares."""

    piece_id: int
    published: datetime
    shared: Sequence[Subject]


@dataclass(frozen=True)
class Scored:
    """``shared`` are the names of the topics, the rarest first: the reason, as readers see it."""

    piece_id: int
    score: float
    shared: list[str]


def rarity(subject: Subject, total: int) -> float:
    """Inverse document frequency, smoothed: ln(1 + total / pieces) (Spärck Jones 1972)."""
    return log(1 + total / max(1, subject.pieces))


def recency(one: datetime, other: datetime) -> float:
    """Between RECENCY_FLOOR and 1: halves every HALF_LIFE_DAYS towards the floor."""
    days = abs((one - other).total_seconds()) / 86_400
    return RECENCY_FLOOR + (1 - RECENCY_FLOOR) * exp(-log(2) * days / HALF_LIFE_DAYS)


def score(published: datetime, candidates: Iterable[Candidate], *, total: int, most: int) -> list[Scored]:
    """The ``most`` most related of the candidates, best first; equal ones by newness, then by key.

    ``published`` is the piece's own time, ``total`` the number of live pieces.
    """
    scored = []
    for candidate in candidates:
        weights = sorted(
            ((rarity(subject, total), subject.name) for subject in candidate.shared),
            key=lambda pair: (-pair[0], pair[1]),
        )
        if not weights:
            continue
        value = sum(weight for weight, _ in weights) * recency(published, candidate.published)
        scored.append(
            (-value, -candidate.published.timestamp(), candidate.piece_id, [name for _, name in weights])
        )
    scored.sort()
    return [Scored(pk, -negative, shared) for negative, _, pk, shared in scored[:most]]
