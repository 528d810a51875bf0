"""Card images: drawn as pieces go live, and whatever is missing, found by looking at what is live."""

import logging
from time import monotonic

from celery import shared_task

from ..pages import carding

log = logging.getLogger("newsroom.tasks")

SWEEP = 100
"""Cards that one sweep draws at most, in some ten seconds of one worker; the next one takes the rest."""

SECONDS = 20
"""And how long it goes on at most: on a busy machine sweeps would overlap, draw the same, and leave no process for
the refreshes that an import brings as well."""


@shared_task
def draw_card(piece_id: int) -> str:
    """Draw the card of one piece, or forget that of a withdrawn one; the digest of its file or ""."""
    return carding.draw_card(piece_id)


@shared_task
def draw_missing_cards() -> int:
    """Draw what a lost queue, an import or a new name of the house left to be drawn; how many."""
    ends = monotonic() + SECONDS
    for piece_id in carding.left_over_cards(SWEEP):
        carding.forget_card(piece_id)
    drawn = 0
    for piece_id in carding.missing_cards(SWEEP):
        if monotonic() > ends:
            break
        carding.draw_card(piece_id)
        drawn += 1
    if drawn:
        log.info("drew cards=%s", drawn)
    return drawn
