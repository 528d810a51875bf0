"""Wishes for a refresh of related links: made with what changes them, taken up by workers under a lease."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection

from newsroom.clock import now

from .models import RefreshWish

LEASE = timedelta(minutes=2)
"""How long a worker may take before another may take the wish up."""


def wish_refresh(piece_ids: Iterable[int]) -> None:
    """Wish that the related links of these pieces be computed again. Many wishes for a piece are one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO briefings_refreshwish (piece_id, wished, wished_at, leased_by, attempts)"
            " SELECT piece, 1, %s, '', 0 FROM unnest(%s::bigint[]) AS piece ON CONFLICT (piece_id)"
            " DO UPDATE SET wished = briefings_refreshwish.wished + 1",
            [now(), sorted(set(piece_ids))],
        )


def take_up(piece_id: int, *, holder: str) -> int | None:
    """Take the lease of this piece's wish; how often it was wished so far, or None where there is nothing to do.

    A holder takes up its own wish again: a task that comes a second time because its worker died need not wait
    for its own lease to end.
    """
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE briefings_refreshwish SET leased_by = %s, leased_until = %s, attempts = attempts + 1"
            " WHERE piece_id = %s AND (leased_until IS NULL OR leased_until < %s OR leased_by = %s)"
            " RETURNING wished",
            [holder, moment + LEASE, piece_id, moment, holder],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def settle(piece_id: int, *, wished: int, holder: str) -> None:
    """The wish is fulfilled. One that was repeated while the work ran stays, free to be taken up.

    Whoever worked longer than the lease settles nothing that another holds by now.
    """
    held = RefreshWish.objects.filter(piece=piece_id, leased_by=holder)
    if not held.filter(wished=wished).delete()[0]:
        held.update(leased_by="", leased_until=None)


def open_wishes(limit: int) -> list[int]:
    """Primary keys of up to ``limit`` pieces whose wish nobody holds, the oldest first."""
    return list(
        RefreshWish.objects.exclude(leased_until__gte=now())
        .order_by("wished_at")
        .values_list("piece_id", flat=True)[:limit]
    )
