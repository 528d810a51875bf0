"""Handing work to the queue once it is committed, without depending on the queue."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from ..tasks import check_source_link, draw_card, refresh_related, send_mails

log = logging.getLogger("newsroom.enqueueing")


def enqueue_refresh(piece_ids: Iterable[int]) -> None:
    """When the transaction commits, ask workers to fulfil the wishes for a refresh of these pieces, and to draw
    their cards.

    The wishes are rows, and a missing card shows itself: where the queue cannot be reached the next sweep finds
    them. So this is no ``delay_on_commit``, whose error would reach the editor although the words are saved.
    """
    wanted = sorted(set(piece_ids))

    def send() -> None:
        for piece_id in wanted:
            try:
                # When it is due; of a burst, all but the last message find nothing to do.
                refresh_related.apply_async((piece_id,), countdown=settings.RELATED_QUIET_SECONDS)
                draw_card.delay(piece_id)
            except OperationalError:
                log.warning("queue unreachable, wishes stay pieces=%s", len(wanted))
                return

    if wanted:
        transaction.on_commit(send)


def enqueue_link_check(article_id: int) -> None:
    """When the transaction commits, ask a worker to look at the article's link, which is due: the next sweep finds it
    where the queue cannot be reached."""

    def send() -> None:
        try:
            check_source_link.delay(article_id)
        except OperationalError:
            log.warning("queue unreachable, link stays due article=%s", article_id)

    transaction.on_commit(send)


def enqueue_mails() -> None:
    """When the transaction commits, ask a worker to send what is due: the next sweep finds it where the queue cannot be
    reached. Without a mail server nothing is asked."""

    def send() -> None:
        try:
            send_mails.delay()
        except OperationalError:
            log.warning("queue unreachable, mails stay due")

    if settings.MAIL_CONFIGURED:
        transaction.on_commit(send)
