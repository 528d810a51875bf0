"""What stands on the page of the background work, read in few queries and one look at the queue."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import current_app
from celery.schedules import crontab
from django.db.models import Count, Max, Min, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.background import ALIVE, Background, Process, look
from newsroom.clock import now

from ..models import FailedTask, RefreshRound, RefreshWish, TaskHour

LATE = 3
"""A task of the schedule that was not run for so many of its intervals, and a minute, is late."""

LABELS = {
    "briefings.tasks.schedules.publish_due": gettext_lazy("Publish what is due"),
    "briefings.tasks.related.refresh_wished": gettext_lazy("Hand out wished refreshes"),
    "briefings.tasks.related.refresh_related": gettext_lazy("Refresh one piece’s related links"),
    "briefings.tasks.related.refresh_all": gettext_lazy("Refresh all related links"),
    "briefings.tasks.related.go_on_refreshing": gettext_lazy("Go on with the refresh of all"),
    "briefings.tasks.cards.draw_card": gettext_lazy("Draw one piece’s card image"),
    "briefings.tasks.cards.draw_missing_cards": gettext_lazy("Draw missing card images"),
    "briefings.tasks.links.enrol_source_links": gettext_lazy("Enrol source links for checking"),
    "briefings.tasks.links.check_source_links": gettext_lazy("Hand out source links to check"),
    "briefings.tasks.links.check_source_link": gettext_lazy("Check one source link"),
    "briefings.tasks.mail.send_mails": gettext_lazy("Send mails about reviews"),
    "briefings.tasks.reports.purge_reports": gettext_lazy("Forget old reports of readers"),
    "briefings.tasks.upkeep.purge_deleted_drafts": gettext_lazy("Forget drafts deleted long ago"),
    "briefings.tasks.upkeep.purge_activity": gettext_lazy("Forget old lines of the activity log"),
    "briefings.tasks.upkeep.purge_records": gettext_lazy("Forget old records of this page"),
}

QUEUES = {
    "publishing": gettext_lazy("Publishing"),
    "default": gettext_lazy("Everything else"),
    "checking": gettext_lazy("Checking source links"),
    "refreshing": gettext_lazy("Refreshing related links"),
}

REASONS = {
    "SoftTimeLimitExceeded": gettext_lazy("It took longer than it may."),
    "TimeLimitExceeded": gettext_lazy("It took longer than it may, and its process was ended."),
    "WorkerLostError": gettext_lazy("Its process died each time; memory may have run out."),
}


@dataclass(frozen=True)
class TaskLine:
    """One task: when it ran last and how, the last day's figures, and when it is due next, if on a schedule."""

    name: str
    label: str
    every: str
    last: TaskHour | None
    runs: int
    failures: int
    mean: float | None
    longest: float | None
    next_run: datetime | None
    late: bool


@dataclass(frozen=True)
class QueueLine:
    label: str
    waiting: int
    workers: int


@dataclass(frozen=True)
class ProcessLine:
    process: Process
    seen: datetime
    alive: bool
    queues: list[str]


def facts() -> dict[str, Any]:
    """The page's context but for its list of failures."""
    moment = now()
    found = look()
    processes = [_process(process, moment) for process in found.processes] if found else []
    tasks = task_lines(moment)
    wishes = RefreshWish.objects.aggregate(count=Count("pk"), oldest=Min("wished_at"))
    queues = queue_lines(found, processes) if found else []
    return {
        "answers": found is not None,
        "troubles": troubles(found, queues, processes, tasks),
        "queues": queues,
        "taken": found.taken if found else 0,
        "processes": processes,
        "tasks": tasks,
        "wishes": wishes["count"],
        "oldest_wish": wishes["oldest"],
        "round": RefreshRound.objects.order_by("-pk").first(),
    }


def task_lines(moment: datetime) -> list[TaskLine]:
    """Tasks on the schedule first, in its order, then those that ran in the last day."""
    ran = TaskHour.objects.order_by("task", "-hour").distinct("task")
    last = {row.task: row for row in ran}
    day = TaskHour.objects.filter(hour__gt=moment - timedelta(days=1)).values("task")
    sums = {
        row["task"]: row
        for row in day.annotate(
            all_runs=Sum("runs"), failed=Sum("failures"), took=Sum("seconds"), most=Max("longest")
        ).order_by("task")
    }
    schedules = {entry["task"]: entry["schedule"] for entry in current_app.conf.beat_schedule.values()}
    lines = []
    for name in [*schedules, *sorted(set(sums) - set(schedules))]:
        of_day = sums.get(name, {"all_runs": 0, "failed": 0, "took": 0.0, "most": None})
        latest = last.get(name)
        next_run, late = _next(schedules.get(name), latest, moment)
        lines.append(
            TaskLine(
                name=name,
                label=label_of(name),
                every=_every(schedules.get(name)),
                last=latest,
                runs=of_day["all_runs"],
                failures=of_day["failed"],
                mean=of_day["took"] / of_day["all_runs"] if of_day["all_runs"] else None,
                longest=of_day["most"],
                next_run=next_run,
                late=late,
            )
        )
    return lines


def queue_lines(found: Background, processes: list[ProcessLine]) -> list[QueueLine]:
    alive = [line.process for line in processes if line.alive]
    return [
        QueueLine(str(QUEUES.get(name, name)), waiting, sum(name in process.queues for process in alive))
        for name, waiting in found.waiting.items()
    ]


def troubles(
    found: Background | None, queues: list[QueueLine], processes: list[ProcessLine], tasks: list[TaskLine]
) -> list[str]:
    """Sentences on what keeps the work from being done; none where all is well."""
    if found is None:
        return [
            _(
                "The queue does not answer. What is saved and published stays; work that it leads to waits in the"
                " database and is taken up when the queue is back."
            )
        ]
    sentences = []
    idle = [queue.label for queue in queues if not queue.workers]
    if idle:
        sentences.append(_("No worker takes from: %(queues)s.") % {"queues": ", ".join(idle)})
    if not any(line.alive and line.process.kind == "beat" for line in processes):
        sentences.append(_("Beat is not running: nothing on the schedule is handed out."))
    late = [line.label for line in tasks if line.late]
    if late and not sentences:
        names = ", ".join(late)
        sentences.append(
            ngettext(
                "This did not run when it should: %(names)s.",
                "These did not run when they should: %(names)s.",
                len(late),
            )
            % {"names": names}
        )
    return sentences


def label_of(task: str) -> str:
    """A task in words; its own name, where it has no label yet."""
    return str(LABELS.get(task) or task.rpartition(".")[2].replace("_", " ").capitalize())


def arguments_of(failed: FailedTask) -> str:
    """Its ids in one line: positional ones, then those with names."""
    kept = failed.arguments
    parts = [str(one) for one in kept["args"]]
    parts += [f"{name}={one}" for name, one in kept["kwargs"].items()]
    return ", ".join(parts)


def reason_of(failed: FailedTask) -> str:
    """Why it failed, in words."""
    if failed.error in REASONS:
        return str(REASONS[failed.error])
    return f"{failed.error}: {failed.reason}" if failed.reason else failed.error


def _process(process: Process, moment: datetime) -> ProcessLine:
    seen = datetime.fromtimestamp(process.seen, UTC)
    alive = (moment - seen).total_seconds() < ALIVE
    return ProcessLine(process, seen, alive, [str(QUEUES.get(name, name)) for name in process.queues])


def _every(schedule: Any) -> str:
    if schedule is None:
        return ""
    if isinstance(schedule, crontab):
        hours, minutes = sorted(schedule.hour), sorted(schedule.minute)
        if len(hours) == len(minutes) == 1:
            return _("daily at %(time)s") % {"time": f"{hours[0]:02}:{minutes[0]:02}"}
        if len(hours) == 24 and len(minutes) == 1:
            return _("hourly, at minute %(minute)s") % {"minute": minutes[0]}
        return _("by the calendar")
    seconds = _seconds(schedule)
    if seconds % 60 == 0:
        minutes = int(seconds // 60)
        return ngettext("every minute", "every %(count)s minutes", minutes) % {"count": minutes}
    return ngettext("every second", "every %(count)s seconds", int(seconds)) % {"count": int(seconds)}


def _next(schedule: Any, last: TaskHour | None, moment: datetime) -> tuple[datetime | None, bool]:
    """When it is due next, and whether it is late by now. One that never ran is not called late."""
    if schedule is None:
        return None, False
    if isinstance(schedule, crontab):
        here = moment.astimezone(current_app.timezone)
        # To the minute: what is left was reckoned a moment later than the moment it is added to.
        following = moment + schedule.remaining_estimate(here) + timedelta(seconds=30)
        following = following.replace(second=0, microsecond=0)
        if last is None:
            return following, False
        due = last.last_started_at + _after(schedule, last.last_started_at)
        return following, due < moment - timedelta(hours=2)
    interval = timedelta(seconds=_seconds(schedule))
    if last is None:
        return None, False
    due = last.last_started_at + interval
    return max(due, moment), due < moment - LATE * interval - timedelta(minutes=1)


def _after(schedule: crontab, began: datetime) -> timedelta:
    """From that run to the one after it."""
    here = began.astimezone(current_app.timezone)
    start, delta, _now = schedule.remaining_delta(here)
    return (start + delta) - here


def _seconds(schedule: Any) -> float:
    if isinstance(schedule, timedelta):
        return schedule.total_seconds()
    return float(schedule if isinstance(schedule, int | float) else schedule.run_every.total_seconds())
