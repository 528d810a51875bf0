"""Keeping related links up to date."""

import logging
from collections.abc import Iterator

from celery import Task, shared_task

from ..models import Piece
from ..relating import refresh_piece
from ..wishes import open_wishes, settle, take_up

log = logging.getLogger("newsroom.tasks")

SWEEP = 500
"""Wishes that one sweep hands out at most; the next one, seconds later, takes the rest."""


@shared_task(bind=True)
def refresh_related(self: Task, piece_id: int) -> int | None:
    """Fulfil the wish for a refresh of one piece's related links; how many it has now, None where no wish is open.

    The wish goes last, so that a worker killed in the middle leaves it to the next.
    """
    holder = self.request.id or ""
    wished = take_up(piece_id, holder=holder)
    if wished is None:
        return None
    links = refresh_piece(piece_id)
    settle(piece_id, wished=wished, holder=holder)
    log.info("refreshed piece=%s links=%s", piece_id, links)
    return links


@shared_task
def refresh_wished() -> int:
    """Hand out the wishes that nobody holds; how many. Finds what a lost queue or a dead worker left."""
    pieces = open_wishes(SWEEP)
    for piece_id in pieces:
        refresh_related.delay(piece_id)
    return len(pieces)


@shared_task
def refresh_all(batch: int = 1000) -> int:
    """Refresh the related links of every live piece; how many pieces. Memory stays flat, unchanged rows stay."""
    count = 0
    for piece_id in live_ids(batch):
        refresh_piece(piece_id)
        count += 1
    log.info("refreshed all pieces=%s", count)
    return count


def live_ids(batch: int) -> Iterator[int]:
    """Primary keys of the live pieces, in order, ``batch`` at a time."""
    last = 0
    while True:
        ids = list(
            Piece.objects.live().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]
        )
        yield from ids
        if len(ids) < batch:
            return
        last = ids[-1]
