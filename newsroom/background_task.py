"""What all tasks share: when they are tried again, and how long they may take."""

from typing import Any

from celery.contrib.django.task import DjangoTask
from django.db.utils import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as QueueUnreachable
from redis.exceptions import ConnectionError as ServerUnreachable
from redis.exceptions import TimeoutError as ServerSilent

LIMITS = {"publishing": (60, 90), "refreshing": (300, 360), "checking": (900, 960), "default": (900, 960)}
"""By queue: seconds after which a task is told to end, and after which its process is killed."""


class BackgroundTask(DjangoTask):
    """A task that is tried again where that can help: servers that are away come back, errors in data do not.

    The waits double from 2 seconds and are drawn at random below that (full jitter), so that workers who lost one
    server together do not come back together: two minutes at most until it has failed for good.
    """

    autoretry_for = (OperationalError, InterfaceError, QueueUnreachable, ServerUnreachable, ServerSilent)
    max_retries = 6
    retry_backoff = 2
    retry_backoff_max = 120
    retry_jitter = True
    # A task whose process was killed is handed out again, so often and no more: one that kills its process each
    # time fails for good in the end.
    retry_on_worker_lost = True
    default_retry_delay = 1

    @classmethod
    def annotate(cls) -> None:
        """Called by Celery once the application is known: the limits of the task's queue, where it names none."""
        super().annotate()
        conf = cls.app.conf
        if cls.soft_time_limit == conf.task_soft_time_limit and cls.time_limit == conf.task_time_limit:
            cls.soft_time_limit, cls.time_limit = LIMITS[queue_of(cls.app, cls.name)]


def queue_of(app: Any, task: str) -> str:
    """The queue that the settings' routes lead a task of this name to."""
    options = app.amqp.router.route({}, task)
    return options["queue"].name if "queue" in options else app.conf.task_default_queue
