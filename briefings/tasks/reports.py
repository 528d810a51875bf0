"""Forgetting what readers reported, in time."""

import logging

from celery import shared_task

from .. import problems

log = logging.getLogger("newsroom.tasks")


@shared_task
def purge_reports() -> int:
    """Forget reports older than 90 days, and each day's salt once the day is over; how many reports."""
    gone = problems.purge_reports()
    if gone:
        log.info("purged reports=%s", gone)
    return gone
