"""Writing down what tasks did: sums by task and hour, and what failed for good."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery

from newsroom.clock import now

from ..models import FailedTask, TaskHour
from ..models.task_runs import Outcome

KEPT = timedelta(days=14)
"""For so long the figures of an hour are kept, but for the last hour of each task."""

FAILURES_KEPT = timedelta(days=60)
MOST_FAILURES = 2000
"""So many failures are kept at most, the latest; the page shows them in pages, and nobody reads more."""

ADD = """
INSERT INTO briefings_taskhour AS known (task, hour, runs, failures, retries, seconds, longest,
    last_started_at, last_seconds, last_outcome, last_result)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (task, hour) DO UPDATE SET runs = known.runs + excluded.runs,
    failures = known.failures + excluded.failures, retries = known.retries + excluded.retries,
    seconds = known.seconds + excluded.seconds, longest = greatest(known.longest, excluded.longest),
    last_started_at = greatest(known.last_started_at, excluded.last_started_at),
    last_seconds = CASE WHEN excluded.last_started_at >= known.last_started_at
        THEN excluded.last_seconds ELSE known.last_seconds END,
    last_outcome = CASE WHEN excluded.last_started_at >= known.last_started_at
        THEN excluded.last_outcome ELSE known.last_outcome END,
    last_result = CASE WHEN excluded.last_started_at >= known.last_started_at
        THEN excluded.last_result ELSE known.last_result END
"""


@dataclass(frozen=True)
class Run:
    """One run of a task: when it began, how many seconds it took, how it ended and how many it did, if it says."""

    task: str
    began: datetime
    seconds: float
    outcome: Outcome
    result: int | None


@dataclass(frozen=True)
class Work:
    """A task with its arguments, as it is kept: see FailedTask."""

    task: str
    arguments: dict[str, Any]
    repeatable: bool

    @property
    def key(self) -> str:
        canonical = json.dumps([self.task, self.arguments], sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def work_of(task: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Work:
    """The work with ids alone: in the place of other arguments stand the names of their types."""
    odd = False

    def kept(value: Any) -> Any:
        nonlocal odd
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, list | tuple) and len(value) <= 1000:
            return [kept(each) for each in value]
        if _is_uuid(value):
            return str(value)
        odd = True
        return f"({type(value).__name__})"

    arguments = {
        "args": [kept(one) for one in args],
        "kwargs": {name: kept(one) for name, one in kwargs.items()},
    }
    return Work(task, arguments, repeatable=not odd)


def add_runs(runs: Iterable[Run]) -> None:
    """Add runs to the figures of their hours: one row for each task and hour, however many runs."""
    hours: dict[tuple[str, datetime], list[Run]] = {}
    for run in sorted(runs, key=lambda run: run.began):
        hour = run.began.replace(minute=0, second=0, microsecond=0)
        hours.setdefault((run.task, hour), []).append(run)
    with transaction.atomic(), connection.cursor() as cursor:
        # In one order, so that two processes cannot wait for each other.
        for (task, hour), ran in sorted(hours.items()):
            last = ran[-1]
            outcomes = [run.outcome for run in ran]
            cursor.execute(
                ADD,
                [
                    task,
                    hour,
                    len(ran),
                    outcomes.count(Outcome.FAILED),
                    outcomes.count(Outcome.RETRIED),
                    sum(run.seconds for run in ran),
                    max(run.seconds for run in ran),
                    last.began,
                    last.seconds,
                    last.outcome,
                    last.result,
                ],
            )


def keep_failure(work: Work, error: BaseException) -> None:
    """Keep that the work failed for good, and why; one that failed before is the same row."""
    moment = now()
    about = {"error": type(error).__name__[:200], "reason": sentence_of(error), "failed_at": moment}
    with transaction.atomic():
        new = {**about, "task": work.task, "arguments": work.arguments, "repeatable": work.repeatable}
        row, created = FailedTask.objects.select_for_update().get_or_create(
            key=work.key, defaults={**new, "first_failed_at": moment}
        )
        if not created:
            FailedTask.objects.filter(pk=row.pk).update(
                **about, times=F("times") + 1, retried_at=None, retried_by=None
            )


def forget_failures(done: Iterable[Work]) -> int:
    """Work that succeeded has not failed for good; how many failures are gone."""
    return FailedTask.objects.filter(key__in={work.key for work in done}).delete()[0]


def sentence_of(error: BaseException) -> str:
    """The first line of what the exception says: databases quote data in those after it."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else ""


def purge_old() -> int:
    """Forget figures and failures that are old or too many; how many rows."""
    moment = now()
    newest = TaskHour.objects.filter(task=OuterRef("task")).order_by("-hour").values("pk")[:1]
    hours = TaskHour.objects.filter(hour__lt=moment - KEPT).exclude(pk=Subquery(newest))
    gone = hours.delete()[0]
    gone += FailedTask.objects.filter(failed_at__lt=moment - FAILURES_KEPT).delete()[0]
    beyond = FailedTask.objects.order_by("-failed_at", "-pk").values_list("pk", flat=True)[MOST_FAILURES:]
    return gone + FailedTask.objects.filter(pk__in=list(beyond)).delete()[0]


def _is_uuid(value: Any) -> bool:
    if isinstance(value, UUID):
        return True
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False
