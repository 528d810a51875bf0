"""Tasks speak the house's language, in its time zone: the desk reads what they keep, such as why a schedule failed or
what was found at the address of a source."""

from typing import Any

from celery import Task
from celery.signals import task_postrun, task_prerun
from django.utils import timezone, translation

from ..house import current, zone


def task_begins(task: Task, **_: Any) -> None:
    if not task.request.is_eager:
        translation.activate(current().language)
        timezone.activate(zone())


def task_ends(task: Task, **_: Any) -> None:
    if not task.request.is_eager:
        translation.deactivate()
        timezone.deactivate()


task_prerun.connect(task_begins)
task_postrun.connect(task_ends)
