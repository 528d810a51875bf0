"""Card images: drawn as pieces go live, and whatever is missing, found by looking at what is live."""

import logging

from celery import shared_task

from ..pages import carding

log = logging.getLogger("newsroom.tasks")

SWEEP = 100
"""Cards that one sweep draws at most, in some ten seconds of one worker; the next one takes the rest."""


@shared_task
def draw_card(piece_id: int) -> str:
    """Draw the card of one piece, or forget that of a withdrawn one; the digest of its file or ""."""
    return carding.draw_card(piece_id)


@shared_task
def draw_missing_cards() -> int:
    """Draw what a lost queue, an import or a new name of the house left to be drawn; how many."""
    for piece_id in carding.left_over_cards(SWEEP):
        carding.forget_card(piece_id)
    missing = carding.missing_cards(SWEEP)
    for piece_id in missing:
        carding.draw_card(piece_id)
    if missing:
        log.info("drew cards=%s", len(missing))
    return len(missing)
