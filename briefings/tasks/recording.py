"""Each worker process writes down what its tasks did: counted in memory, kept every few seconds, failures at once.

A row for each run would cost a refresh of one piece a tenth of its time. What a killed process had counted and not
kept is lost; it is figures alone.
"""

import logging
from time import monotonic
from typing import Any

from celery import Task
from celery.signals import task_failure, task_postrun, task_prerun, worker_process_shutdown
from django.db import Error, connections

from newsroom.clock import now

from ..background.runs import Run, Work, add_runs, forget_failures, keep_failure, work_of
from ..models.task_runs import Outcome

log = logging.getLogger("newsroom.tasks")

EVERY = 5.0
"""Seconds between two times of keeping the figures; a process without tasks keeps its last ones at its next."""

MOST = 1000
"""Runs counted in memory before they are kept, whatever the time."""

OUTCOMES = {"SUCCESS": Outcome.SUCCEEDED, "FAILURE": Outcome.FAILED, "RETRY": Outcome.RETRIED}


class Recorder:
    """What one process ran since it kept the figures the last time."""

    def __init__(self) -> None:
        self.began: dict[str, tuple[Any, float]] = {}
        self.runs: list[Run] = []
        self.done: list[Work] = []
        self.kept_at = float("-inf")

    def task_begins(self, task_id: str, **_: Any) -> None:
        self.began[task_id] = (now(), monotonic())

    def task_ends(self, sender: Task, task_id: str, state: str, retval: Any, **more: Any) -> None:
        began = self.began.pop(task_id, None)
        if began is None or state not in OUTCOMES or not _is_ours(sender):
            return
        outcome = OUTCOMES[state]
        result = _amount(retval) if outcome is Outcome.SUCCEEDED else None
        self.runs.append(Run(sender.name, began[0], monotonic() - began[1], outcome, result))
        if state == "SUCCESS":
            self.done.append(work_of(sender.name, more["args"], more["kwargs"]))
        if monotonic() - self.kept_at >= EVERY or len(self.runs) >= MOST:
            self.keep()

    def task_failed(self, sender: Task, exception: BaseException, args: Any, kwargs: Any, **_: Any) -> None:
        """In the process that ran it; in the worker's main process, where a time limit killed that one."""
        if not _is_ours(sender):
            return
        work = work_of(sender.name, args or (), kwargs or {})
        log.error(
            "failed for good task=%s arguments=%s error=%s",
            work.task,
            work.arguments,
            type(exception).__name__,
        )
        try:
            keep_failure(work, exception)
        except Error as error:
            log.warning("failure not kept task=%s error=%s", work.task, type(error).__name__)
        if not self.began:
            # The main process runs no tasks: a connection left open there would be inherited by each new child.
            connections.close_all()

    def keep(self, **_: Any) -> None:
        """Keep what was counted; where the database is away, it stays counted for the next time."""
        self.kept_at = monotonic()
        try:
            add_runs(self.runs)
            self.runs.clear()
            forget_failures(self.done)
            self.done.clear()
        except Error as error:
            log.warning("figures not kept runs=%s error=%s", len(self.runs), type(error).__name__)
            # Bounded, however long it is away.
            del self.runs[:-MOST], self.done[:-MOST]


def _amount(returned: object) -> int | None:
    """How many a task did, where it says: a number, or numbers by what became of them."""
    if isinstance(returned, dict) and all(isinstance(one, int) for one in returned.values()):
        return sum(returned.values())
    return returned if isinstance(returned, int) else None


def _is_ours(task: Task) -> bool:
    return task.name.startswith("briefings.") and not task.request.is_eager


recorder = Recorder()
task_prerun.connect(recorder.task_begins)
task_postrun.connect(recorder.task_ends)
task_failure.connect(recorder.task_failed)
worker_process_shutdown.connect(recorder.keep)
