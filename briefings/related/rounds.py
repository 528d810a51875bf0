"""The refresh of all pieces, in slices: whoever goes on with a round goes on where the last one stopped.

A round is a row that says up to which piece it is. A killed worker loses one batch at most, which is done again and
changes nothing; a queue that forgets loses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.db import connection
from django.db.models import F, Q

from newsroom.clock import now

from ..models import Piece, RefreshRound

LEASE = timedelta(minutes=2)
"""How long a worker may take for a batch before another may go on; a batch takes seconds."""

BATCH = 100
"""Pieces whose keys are held at once, and after which the round is brought forward."""

KEPT = 30
"""Rounds that are remembered."""


@dataclass(frozen=True)
class Slice:
    """What one went on with: how many pieces, how many of the round so far, and whether that was the end of it."""

    pieces: int
    so_far: int
    ended: bool


def begin_round() -> bool:
    """Begin a round; whether it is a new one. Where one is open, that one is to be ended first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO briefings_refreshround (began_at, last_piece_id, pieces, leased_by)"
            " VALUES (%s, 0, 0, '') ON CONFLICT DO NOTHING",
            [now()],
        )
        new = bool(cursor.rowcount == 1)
    if new:
        old = RefreshRound.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
        RefreshRound.objects.filter(pk__in=list(old)).delete()
    return new


def go_on(refresh: Callable[[int], object], *, holder: str, seconds: float = float("inf")) -> Slice | None:
    """Refresh the live pieces that the open round has not had, for about so many seconds.

    None where no round is open, or another holder is at it. Memory stays flat: ``BATCH`` keys at a time.
    """
    ends = monotonic() + seconds
    round_ = _take(holder)
    if round_ is None:
        return None
    last, so_far, done = round_.last_piece_id, round_.pieces, 0
    while True:
        following = Piece.objects.live().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        ids = list(following[:BATCH])
        for piece_id in ids:
            refresh(piece_id)
        done += len(ids)
        last = ids[-1] if ids else last
        ended = len(ids) < BATCH
        stops = ended or monotonic() >= ends
        moment = now()
        # Where the lease ran out and another took the round, that one's place in it counts.
        held = RefreshRound.objects.filter(pk=round_.pk, leased_by=holder, ended_at=None).update(
            last_piece_id=last,
            pieces=F("pieces") + len(ids),
            ended_at=moment if ended else None,
            leased_by="" if stops else holder,
            leased_until=None if stops else moment + LEASE,
        )
        if stops or not held:
            return Slice(done, so_far + done, ended and bool(held))


def _take(holder: str) -> RefreshRound | None:
    moment = now()
    free = Q(leased_until=None) | Q(leased_until__lt=moment) | Q(leased_by=holder)
    taken = RefreshRound.objects.filter(free, ended_at=None).update(
        leased_by=holder, leased_until=moment + LEASE
    )
    return RefreshRound.objects.filter(ended_at=None, leased_by=holder).first() if taken else None
