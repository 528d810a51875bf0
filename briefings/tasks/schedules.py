"""Publishing on time. The rows say what is due; these tasks only look."""

import logging

from celery import shared_task

from ..schedules import due

log = logging.getLogger("newsroom.tasks")


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def publish_due() -> dict[str, int]:
    """Publish, release and withdraw what is due; how many were done, failed, or are to be tried again."""
    outcomes = due.publish_due()
    if outcomes:
        log.info("due %s", " ".join(f"{name}={count}" for name, count in sorted(outcomes.items())))
    return dict(outcomes)
