"""Mail about reviews and assignments. The rows say what is to be sent; this only looks."""

import logging

from celery import shared_task

from ..reviews import mailing

log = logging.getLogger("newsroom.tasks")


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def send_mails() -> dict[str, int]:
    """Send what is due; how many were sent, dropped, failed for good, or are to be tried again."""
    outcomes = mailing.send_due()
    if outcomes:
        log.info("mails %s", " ".join(f"{name}={count}" for name, count in sorted(outcomes.items())))
    return dict(outcomes)
