"""Real Celery workers in processes of their own, bound to the databases of the test that starts them."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from tests.watched import PATIENCE, Watched


class CeleryWorker(Watched):
    """A worker with one pool process. `pid` is the worker's own; `log` is a file with all that it wrote."""

    def __init__(self, log: Path, *, queues: str = "", **environment: str) -> None:
        """Start it on these queues, or on all; `environment` overrides variables of the settings."""
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        super().__init__(
            [
                sys.executable, "-m", "celery", "--quiet", "-A", "newsroom", "worker", "--pool=prefork",
                "--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=INFO",
                f"--hostname={log.stem}-{os.getpid()}@%h", *([f"--queues={queues}"] if queues else []),
            ],
            log=log,
            environment={**os.environ, "DATABASE_URL": database.geturl(), **environment},
            folder=settings.BASE_DIR,
        )  # fmt: skip

    def wait_ready(self) -> None:
        """Wait until it takes tasks."""
        self.wait_for(" ready.")

    def children(self) -> list[int]:
        """Process ids of its pool."""
        return [child.pid for child in self.family()]


def wait_until(happened: Callable[[], bool], what: str, timeout: float = PATIENCE) -> None:
    """Wait until `happened()`, asked again and again; fails with `what` was awaited."""
    deadline = time.monotonic() + timeout
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"after {timeout} seconds it is not so that {what}")
        time.sleep(0.05)
