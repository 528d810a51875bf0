"""Tidying up."""

import logging

from celery import shared_task

from .. import drafts, remembering
from ..background import runs

log = logging.getLogger("newsroom.tasks")


@shared_task
def purge_deleted_drafts() -> int:
    """Forget drafts deleted more than 30 days ago; how many."""
    gone = drafts.purge_deleted_drafts()
    log.info("purged deleted drafts=%s", gone)
    return gone


@shared_task
def purge_records() -> int:
    """Forget old figures of the background work, and failures that are old or too many; how many rows."""
    gone = runs.purge_old()
    log.info("purged records=%s", gone)
    return gone


@shared_task
def purge_activity() -> int:
    """Forget lines of the activity log that are older than they are kept for; how many."""
    gone = remembering.forget_old_activity()
    log.info("purged activity=%s", gone)
    return gone
