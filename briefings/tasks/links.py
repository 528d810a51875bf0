"""Checking the links of sources. Nothing happens where ``LINK_CHECKS`` is off."""

import logging

from celery import Task, shared_task
from django.conf import settings

from ..source_links.checking import check_article, check_due
from ..source_links.enrolling import enrol

log = logging.getLogger("newsroom.tasks")

MOST = 100
SECONDS = 50
"""Links that one sweep looks at, and how long it goes on: the next one, a minute later, takes the rest."""


@shared_task
def enrol_source_links() -> int:
    """Bring the list of links in step with what live pieces cite; how many rows changed."""
    changed = enrol() if settings.LINK_CHECKS else 0
    if changed:
        log.info("enrolled source links=%s", changed)
    return changed


@shared_task(bind=True)
def check_source_links(self: Task) -> int:
    """Look at links that are due; how many."""
    if not settings.LINK_CHECKS:
        return 0
    checked = check_due(holder=self.request.id or "", most=MOST, seconds=SECONDS)
    if checked:
        log.info("checked source links=%s", checked)
    return checked


@shared_task(bind=True)
def check_source_link(self: Task, article_id: int) -> str:
    """Look at one article's link now; the outcome, or "" where it was not looked at."""
    if not settings.LINK_CHECKS:
        return ""
    found = check_article(article_id, holder=self.request.id or "")
    return found.outcome if found else ""
