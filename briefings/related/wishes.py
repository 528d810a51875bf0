"""Wishes for a refresh of related links: made with what changes them, taken up by workers under a lease."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q

from newsroom.clock import now

from ..models import RefreshWish

LEASE = timedelta(minutes=2)
"""How long a worker may take before another may take the wish up; twice as long after each attempt that settled
nothing, so that a refresh which always fails is not handed out every other minute for ever."""

DOUBLINGS = 7
"""No lease is longer than LEASE doubled so many times: some four hours."""

PATIENCE = timedelta(minutes=1)
"""However often a wish is repeated, it is due this long after it was first made."""

OFFERED = 60
"""So many pieces are offered to another one at most between two refreshes; its own search finds the nearest anyway."""


def wish_refresh(piece_ids: Iterable[int]) -> None:
    """Wish that the related links of these pieces be computed again. Many wishes for a piece are one.

    It is due when the piece was left alone for RELATED_QUIET_SECONDS, so that a burst of edits makes one refresh.
    Where refreshes failed before, the piece is another one now, and waits no longer than anybody's lease.
    """
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO briefings_refreshwish (piece_id, wished, wished_at, due_at, leased_by, attempts)"
            " SELECT piece, 1, %(now)s, %(due)s, '', 0 FROM unnest(%(pieces)s::bigint[]) AS piece"
            " ON CONFLICT (piece_id) DO UPDATE SET wished = briefings_refreshwish.wished + 1,"
            " due_at = LEAST(EXCLUDED.due_at, briefings_refreshwish.wished_at + %(patience)s::interval),"
            " attempts = 0, leased_until = CASE WHEN briefings_refreshwish.leased_until > %(lease)s"
            " THEN %(lease)s ELSE briefings_refreshwish.leased_until END",
            {
                "now": moment,
                "due": moment + timedelta(seconds=settings.RELATED_QUIET_SECONDS),
                "lease": moment + LEASE,
                "pieces": sorted(set(piece_ids)),
                "patience": f"{PATIENCE.total_seconds()} seconds",
            },
        )


def wish_look(piece_ids: Iterable[int], *, at: int) -> None:
    """Wish that these pieces compute their links again and look at the piece ``at``, which found them near."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO briefings_refreshwish (piece_id, wished, wished_at, offered, leased_by, attempts)"
            " SELECT piece, 1, %(now)s, ARRAY[%(at)s::bigint], '', 0 FROM unnest(%(pieces)s::bigint[]) AS piece"
            " ON CONFLICT (piece_id) DO UPDATE SET wished = briefings_refreshwish.wished + 1,"
            " offered = (EXCLUDED.offered || briefings_refreshwish.offered)[1:%(offered)s]",
            {"now": now(), "at": at, "pieces": sorted(set(piece_ids)), "offered": OFFERED},
        )


def take_up(piece_id: int, *, holder: str) -> int | None:
    """Take the lease of this piece's wish; how often it was wished so far, or None where there is nothing to do.

    A wish that is not due yet is nothing to do. A holder takes up its own wish again: a task that comes a second
    time because its worker died need not wait for its own lease to end.
    """
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE briefings_refreshwish SET leased_by = %s, attempts = attempts + 1,"
            " leased_until = %s + %s::interval * 2 ^ LEAST(attempts, %s)"
            " WHERE piece_id = %s AND (due_at IS NULL OR due_at <= %s)"
            " AND (leased_until IS NULL OR leased_until < %s OR leased_by = %s) RETURNING wished",
            [holder, moment, f"{LEASE.total_seconds()} seconds", DOUBLINGS, piece_id, moment, moment, holder],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def settle(piece_id: int, *, wished: int, holder: str) -> None:
    """The wish is fulfilled. One that was repeated while the work ran stays, free to be taken up.

    Whoever worked longer than the lease settles nothing that another holds by now.
    """
    held = RefreshWish.objects.filter(piece=piece_id, leased_by=holder)
    if not held.filter(wished=wished).delete()[0]:
        held.update(leased_by="", leased_until=None, attempts=0)


def open_wishes(limit: int) -> list[int]:
    """Primary keys of up to ``limit`` pieces whose wish is due and nobody holds, the oldest first."""
    moment = now()
    return list(
        RefreshWish.objects.exclude(leased_until__gte=moment)
        .filter(Q(due_at=None) | Q(due_at__lte=moment))
        .order_by("wished_at")
        .values_list("piece_id", flat=True)[:limit]
    )
