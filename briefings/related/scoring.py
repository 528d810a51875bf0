"""How related one piece is to another, and in which order a page shows what is. Pure: values in, values out.

The score of a pair is symmetric and lies between 0 and 1: half of it from the topics that both have, half from the
words that tell both from the rest, each as the cosine of vectors weighted by rarity, and less the longer the two
are apart. docs/related-links.md has what other formulas came to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from math import exp, log, sqrt

HALF_LIFE_DAYS = 30.0
"""Two pieces this many days apart have lost half of what time can take from their score."""

RECENCY_FLOOR = 0.4
"""What is left of the score for pieces long apart: an old piece about the same rare subject still belongs."""

TOPICS_PART = 0.5
"""The part of the score that comes from topics; the rest comes from words."""

ALIKE = 0.2
"""Pieces without a common topic need this likeness of their words to be related at all."""

RETOLD = 0.75
"""From this likeness on, two pieces tell the same story twice; a reader of one hardly needs the other."""

SHOWN = 6
"""Links that a page shows; the mixing rules of ``arrange`` are about these."""

QUESTIONS = 2
"""Common questions among them at most, where stories are to be had."""

ONE_TOPIC = 2
"""Links that lead with the same topic, before another topic is preferred."""

DIMMED = 0.8
"""What a link's score counts for, per link of the same leading topic above ONE_TOPIC."""


@dataclass(frozen=True)
class Subject:
    """A topic, with how many live pieces are filed under it."""

    name: str
    pieces: int


@dataclass(frozen=True)
class Candidate:
    """Another live piece, or the piece itself.

    ``shared`` are the topics of both, ``norm`` is the topic_norm of all of its own, ``likeness`` the cosine of the
    two pieces' keywords.
    """

    piece_id: int
    published: datetime
    shared: Sequence[Subject] = ()
    norm: float = 0.0
    likeness: float = 0.0
    is_question: bool = False


@dataclass(frozen=True)
class Scored:
    """``shared`` are the names of the topics, the rarest first: the reason, as readers see it."""

    piece_id: int
    score: float
    shared: list[str] = field(default_factory=list)


def rarity(subject: Subject, total: int) -> float:
    """Inverse document frequency, smoothed: ln(1 + total / pieces) (Spärck Jones 1972)."""
    return log(1 + total / max(1, subject.pieces))


def topic_norm(subjects: Iterable[Subject], total: int) -> float:
    """The Euclidean norm of the rarities of a piece's topics."""
    return sqrt(sum(rarity(subject, total) ** 2 for subject in subjects))


def recency(one: datetime, other: datetime) -> float:
    """Between RECENCY_FLOOR and 1: halves every HALF_LIFE_DAYS towards the floor."""
    days = abs((one - other).total_seconds()) / 86_400
    return RECENCY_FLOOR + (1 - RECENCY_FLOOR) * exp(-log(2) * days / HALF_LIFE_DAYS)


def score(
    published: datetime, norm: float, candidates: Iterable[Candidate], *, total: int, most: int | None = None
) -> list[Scored]:
    """The ``most`` most related of the candidates, best first; equal ones by newness, then by key.

    ``published`` is the piece's own time, ``norm`` its topic_norm, ``total`` the number of live pieces. Scores have
    three decimals, so that a topic which grew by a piece changes hardly any.
    """
    scored = []
    rare = cache(lambda subject: rarity(subject, total))
    for candidate in candidates:
        weights = sorted(
            ((rare(subject), subject.name) for subject in candidate.shared),
            key=lambda pair: (-pair[0], pair[1]),
        )
        if not weights and candidate.likeness < ALIKE:
            continue
        both = norm * candidate.norm
        # Norms are kept from other days, when topics had other sizes: hence the bound.
        topics = min(1.0, sum(weight**2 for weight, _ in weights) / both) if both else 0.0
        near = TOPICS_PART * topics + (1 - TOPICS_PART) * candidate.likeness
        value = round(near * recency(published, candidate.published), 3)
        scored.append(
            (-value, -candidate.published.timestamp(), candidate.piece_id, [name for _, name in weights])
        )
    scored.sort()
    return [Scored(pk, -negative, shared) for negative, _, pk, shared in scored[:most]]


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two keyword vectors of norm 1."""
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def arrange(
    published: datetime,
    scored: Sequence[Scored],
    facts: Mapping[int, Candidate],
    retells: Callable[[int, int], bool],
) -> list[int]:
    """The order in which a page shows what is related (keys of pieces), made for its first SHOWN places.

    ``scored`` are best first; ``facts`` has each candidate by key, ``retells`` says of two of them whether they
    are RETOLD alike.
    - The best first, but a third link that leads with the same topic counts for less.
    - What retells the piece itself, or a link above it, comes last.
    - Among those shown are at most QUESTIONS questions, and one where one is at least half as near as the last of
      them, since it answers what a story only touches.
    - One newer than the piece is among those shown where there is one, so that old pieces lead on.
    """
    order: list[int] = []
    led: Counter[str] = Counter()
    rest = list(scored)
    asked = 0

    retold = {link.piece_id for link in rest if facts[link.piece_id].likeness >= RETOLD}

    def worth(link: Scored) -> tuple[bool, bool, float]:
        over = max(0, led[link.shared[0]] + 1 - ONE_TOPIC) if link.shared else 0
        too_many = facts[link.piece_id].is_question and asked >= QUESTIONS
        return (link.piece_id not in retold, not too_many, link.score * DIMMED**over)

    while rest and len(order) < SHOWN:
        best = max(rest, key=worth)  # the first of equal ones
        rest.remove(best)
        order.append(best.piece_id)
        asked += facts[best.piece_id].is_question
        if best.shared:
            led[best.shared[0]] += 1
        retold |= {link.piece_id for link in rest if retells(best.piece_id, link.piece_id)}
    order += [link.piece_id for link in rest]
    _lift(order, scored, lambda pk: facts[pk].is_question, at_least=0.5, from_end=2)
    _lift(order, scored, lambda pk: facts[pk].published > published, at_least=0.0, from_end=1)
    return order


def _lift(
    order: list[int],
    scored: Sequence[Scored],
    wanted: Callable[[int], bool],
    *,
    at_least: float,
    from_end: int,
) -> None:
    """Where none of those shown is ``wanted``, put the best one that is in the place ``from_end`` of them."""
    if len(order) <= SHOWN or any(wanted(pk) for pk in order[:SHOWN]):
        return
    scores = {link.piece_id: link.score for link in scored}
    bar = at_least * scores[order[SHOWN - 1]]
    for pk in order[SHOWN:]:
        if wanted(pk) and scores[pk] >= bar:
            order.remove(pk)
            order.insert(SHOWN - from_end, pk)
            return
