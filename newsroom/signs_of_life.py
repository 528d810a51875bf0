"""Workers and beat say every few seconds that they live; connected by newsroom/celery.py, in its processes alone."""

import socket
from time import time
from typing import Any

from celery.signals import (
    after_task_publish,
    beat_init,
    celeryd_after_setup,
    heartbeat_sent,
    worker_shutdown,
)

from newsroom.background import INTERVAL, give_sign, say_farewell


class Signs:
    """Of this process: what it is, once it is known, and when it gave the last sign."""

    def __init__(self) -> None:
        self.who: tuple[str, str, tuple[str, ...]] | None = None
        self.given = 0.0

    def connect(self) -> None:
        """Listen to Celery's own signals; in web processes and commands none of them makes this one known."""
        celeryd_after_setup.connect(self.worker_is_set_up)
        beat_init.connect(self.beat_is_set_up)
        heartbeat_sent.connect(self.give)
        # Beat has no heartbeat, but hands out a sweep every few seconds.
        after_task_publish.connect(self.give)
        worker_shutdown.connect(self.end)

    def worker_is_set_up(self, sender: str, instance: Any, **_: Any) -> None:
        self.who = ("worker", sender, tuple(sorted(instance.app.amqp.queues.consume_from)))

    def beat_is_set_up(self, **_: Any) -> None:
        self.who = ("beat", f"beat@{socket.gethostname()}", ())
        self.give()

    def give(self, **_: Any) -> None:
        """Give a sign where the last one is `INTERVAL` old; nothing comes of a server that does not answer."""
        moment = time()
        if self.who is None or moment - self.given < INTERVAL:
            return
        self.given = moment
        give_sign(*self.who, at=moment)

    def end(self, **_: Any) -> None:
        if self.who is not None:
            say_farewell(*self.who)


signs = Signs()
