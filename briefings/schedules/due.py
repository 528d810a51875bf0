"""What is due is done: schedules, releases, withdrawals at a time. Workers call this every few seconds.

Each row is claimed, done and written down in one transaction of its own, with FOR UPDATE SKIP LOCKED: two who look at
the same time never take the same row, and one who dies in the middle leaves it due. A failure is kept on the row
with its reason; where trying again can help, the row says when.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from psycopg import Error as DriverError

from newsroom.account_names import account_name
from newsroom.clock import now

from ..activity import record
from ..editions.publishing import publish_many
from ..editions.withdrawing import withdraw
from ..models.schedules import Expiry, Outcome, Release, Schedule, Timed
from ..problems import keep_promises
from ..refusing import AddressTaken, NotAllowed, PublishingRefused
from ..words import Origin
from .releasing import close, put_out
from .scheduling import RIGHT, publication_of

log = logging.getLogger("newsroom.publishing")

TRIES = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
"""After the first failure that may pass by itself, and at most; doubled from try to try: 12 take 90 minutes."""


def publish_due(limit: int = 500) -> Counter[str]:
    """Do up to ``limit`` of what is due; how many were ``done``, ``failed`` or are to be tried ``again``."""
    outcomes: Counter[str] = Counter()
    for model, act in ACTS:
        while outcomes.total() < limit and (outcome := _do_next(model, act)):
            outcomes[outcome] += 1
    return outcomes


def wait_after(attempts: int) -> timedelta:
    """How long after so many failed tries the next one comes."""
    doubled: timedelta = FIRST_WAIT * 2 ** (min(attempts, 20) - 1)
    return min(doubled, LONGEST_WAIT)


def _publish(one: Schedule) -> None:
    who = _who(one, RIGHT)
    (edition,) = publish_many([publication_of(one)], by=who, origin=Origin.SCHEDULE)
    one.edition_id = edition.pk
    keep_promises(one, edition, by=who)
    close(one, one.at, edition.released_at)


def _release(release: Release) -> None:
    put_out(release, by=_who(release, RIGHT), origin=Origin.SCHEDULE)


def _expire(expiry: Expiry) -> None:
    who = _who(expiry, "briefings.withdraw_piece")
    edition = withdraw(expiry.piece_id, by=who, note=expiry.note, origin=Origin.SCHEDULE, verb="expire")
    close(expiry, expiry.at, edition.released_at)


ACTS: tuple[tuple[type[Timed], Callable[[Any], None]], ...] = (
    (Schedule, _publish),
    (Release, _release),
    (Expiry, _expire),
)


def _who(one: Timed, right: str) -> Any:
    """Who asked for it. Raises NotAllowed where they have lost the right since."""
    if not one.who.has_perm(right):
        raise NotAllowed(
            [_("%(who)s, who asked for it, has no longer the right to.") % {"who": account_name(one.who)}]
        )
    return one.who


def _do_next(model: type[Timed], act: Callable[[Any], None]) -> str | None:
    """Claim one due row, do it and write down its outcome; None where none is due that nobody else holds."""
    due = model.objects.due(now())
    if model is Schedule:
        due = due.filter(release=None)
    one, settled = None, False
    try:
        with transaction.atomic():
            one = due.select_for_update(skip_locked=True).first()
            outcome = _attempt(one, act) if one is not None else None
        settled = True
    finally:
        # What nobody foresaw ends this look of the worker, and is logged by it. The row is put off, so that the
        # next look begins with the others.
        if one is not None and not settled:
            _put_off_after_the_unforeseen(model, one.pk)
    return outcome


def _attempt(one: Timed, act: Callable[[Any], None]) -> str:
    """Do it within a savepoint, so that what failed leaves its reason and nothing else."""
    try:
        with transaction.atomic():
            act(one)
    except AddressTaken as refused:
        return _again(one, " ".join(refused.reasons))
    except PublishingRefused as refused:
        return _fail(one, " ".join(refused.reasons))
    except (DatabaseError, DriverError) as error:
        log.warning("database trouble %s=%s error=%s", _named(one), one.pk, type(error).__name__)
        return _again(one, _("The database could not do it: %(error)s.") % {"error": type(error).__name__})
    log.info("due done %s=%s late=%s", _named(one), one.pk, one.late_by)
    return "done"


def _again(one: Timed, reason: str) -> str:
    one.attempts += 1
    if one.attempts >= TRIES:
        return _fail(one, reason)
    one.reason, one.next_try = reason, now() + wait_after(one.attempts)
    one.save(update_fields=["attempts", "reason", "next_try"])
    log.warning("due again %s=%s attempts=%s", _named(one), one.pk, one.attempts)
    return "again"


def _fail(one: Timed, reason: str) -> str:
    one.outcome, one.reason, one.ended_at, one.next_try = Outcome.FAILED, reason, now(), None
    one.save(update_fields=["outcome", "reason", "ended_at", "next_try", "attempts"])
    if isinstance(one, Release):
        members = one.schedules.filter(outcome=Outcome.WAITING)
        list(
            members.order_by("pk").select_for_update().values_list("pk")
        )  # in the order in which all others do
        members.update(outcome=Outcome.FAILED, ended_at=one.ended_at, next_try=None)
        record("release_failed", one, by=None)
    elif isinstance(one, Schedule):
        record("schedule_failed", one.piece, by=None, schedule=one.pk)
    elif isinstance(one, Expiry):
        record("expiry_failed", one.piece, by=None)
    log.warning("due failed %s=%s", _named(one), one.pk)
    return "failed"


def _put_off_after_the_unforeseen(model: type[Timed], pk: int) -> None:
    with transaction.atomic():
        one = model.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
        if one is not None:
            _again(one, _("Something unforeseen went wrong; the log says what."))


def _named(one: Timed) -> str:
    return one._meta.model_name or ""
