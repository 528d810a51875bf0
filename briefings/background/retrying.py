"""Trying work again that failed for good, and forgetting it."""

import logging
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from newsroom.clock import now

from ..models import FailedTask

log = logging.getLogger("newsroom.retrying")

RIGHT = "briefings.change_failedtask"

AGAIN = timedelta(minutes=30)
"""After this long without an end, what was handed out is taken for lost, and may be handed out once more."""


class RetryRefused(Exception):
    """The work was not handed out; the message says why."""


def retry(failed: int, *, by: Any) -> FailedTask:
    """Hand the work out once more, once however often this is called; the row goes when the work succeeds.

    Raises RetryRefused, and FailedTask.DoesNotExist for one that is gone: it succeeded meanwhile, or was forgotten.
    """
    _require(by)
    with transaction.atomic():
        row = FailedTask.objects.select_for_update().get(pk=failed)
        if not row.repeatable:
            raise RetryRefused(_("Its arguments were not kept, so it cannot be tried again from here."))
        if row.task not in current_app.tasks:
            raise RetryRefused(_("There is no such task any more."))
        moment = now()
        if row.retried_at is not None and row.retried_at > moment - AGAIN:
            raise RetryRefused(_("It was handed out already and has not ended yet."))
        row.retried_at, row.retried_by = moment, by
        row.save(update_fields=["retried_at", "retried_by"])
        try:
            # Within the transaction: where the queue is away, nothing was handed out and nothing is noted.
            current_app.send_task(row.task, args=row.arguments["args"], kwargs=row.arguments["kwargs"])
        except OperationalError as away:
            raise RetryRefused(
                _("The queue does not answer. Nothing was changed; try again later.")
            ) from away
    log.info("handed out again task=%s arguments=%s by=%s", row.task, row.arguments, by.pk)
    return row


def forget(failed: int, *, by: Any) -> bool:
    """Take the work off the list without trying it again; whether it stood there."""
    _require(by)
    return FailedTask.objects.filter(pk=failed).delete()[0] == 1


def _require(by: Any) -> None:
    if not by.has_perm(RIGHT):
        raise RetryRefused(_("You may not decide what is tried again."))
