"""Keeping related links up to date."""

import logging
from functools import partial

from celery import Task, shared_task

from ..related.keywording import count_words, count_words_if_grown
from ..related.relating import make_known, refresh_piece
from ..related.rounds import begin_round, go_on
from ..related.wishes import open_wishes, settle, take_up

log = logging.getLogger("newsroom.tasks")

SWEEP = 500
"""Wishes that one sweep hands out at most; the next one, seconds later, takes the rest."""

KNOWN = 4 * SWEEP
"""And of so many of them the keywords are made beforehand."""

SLICE = 60.0
"""Seconds of refreshing all pieces before the worker is free for what waits in the queue."""


@shared_task(bind=True)
def refresh_related(self: Task, piece_id: int) -> int | None:
    """Fulfil the wish for a refresh of one piece's related links; how many it has now, None where no wish is open.

    The wish goes last, so that a worker killed in the middle leaves it to the next.
    """
    links = fulfil(piece_id, holder=self.request.id or "")
    if links is not None:
        log.info("refreshed piece=%s links=%s", piece_id, links)
    return links


def fulfil(piece_id: int, *, holder: str) -> int | None:
    """What the task does, whoever the holder of the lease is."""
    wished = take_up(piece_id, holder=holder)
    if wished is None:
        return None
    links = refresh_piece(piece_id)
    settle(piece_id, wished=wished, holder=holder)
    return links


@shared_task
def refresh_wished() -> int:
    """Hand out the wishes that are due and nobody holds; how many. Finds what a lost queue or a dead worker left.

    Before that the pieces are made known to each other: after an import each then finds the others in its first
    refresh, and need not look again for each that comes later.
    """
    pieces = open_wishes(SWEEP)
    if pieces:
        count_words_if_grown()
        make_known(open_wishes(KNOWN))
    for piece_id in pieces:
        refresh_related.delay(piece_id)
    return len(pieces)


@shared_task(bind=True)
def refresh_all(self: Task) -> int:
    """Begin a round of refreshing every live piece, or go on with the open one; how many pieces this slice had."""
    if begin_round():
        count_words()
    return _slice(self)


@shared_task(bind=True)
def go_on_refreshing(self: Task) -> int:
    """Go on with an open round that nobody is at, as after a worker's death; how many pieces this slice had."""
    return _slice(self)


def _slice(task: Task) -> int:
    """Slices keep each task short, so that wishes come in between; the next one is handed out at once."""
    had = go_on(partial(refresh_piece, again=True), holder=task.request.id or "", seconds=SLICE)
    if had is None:
        return 0
    if had.ended:
        log.info("refreshed all pieces=%s", had.so_far)
    else:
        go_on_refreshing.delay()
    return had.pieces
