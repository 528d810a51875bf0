"""Real Celery workers in processes of their own, bound to the databases of the test that starts them."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from django.db import connection

from newsroom.processes import die_with_parent

PATIENCE = 60  # seconds for an awaited line


class CeleryWorker:
    """A worker with one pool process. `pid` is the worker's own; `log` is a file with all that it wrote."""

    def __init__(self, log: Path, **environment: str) -> None:
        """Start it; `environment` overrides variables of the settings."""
        self.log = log
        self._lines: list[str] = []
        self._news = threading.Condition()
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        parent = os.getpid()
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "celery", "-A", "newsroom", "worker", "--pool=prefork",
                "--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=INFO",
                f"--hostname={log.stem}-{parent}@%h",
            ],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database.geturl(), **environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, preexec_fn=lambda: die_with_parent(signal.SIGKILL, parent=parent),
        )  # fmt: skip
        self.pid = self.process.pid
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with open(self.log, "w", buffering=1) as log:
            for line in self.process.stdout or ():
                log.write(line)
                with self._news:
                    self._lines.append(line)
                    self._news.notify_all()
        with self._news:
            self._lines.append("(ended)\n")
            self._news.notify_all()

    def wait_for(self, words: str, timeout: float = PATIENCE) -> str:
        """Wait for a line that contains `words`, also an earlier one, and return it; fails with the log."""

        def found() -> str | None:
            return next((line for line in self._lines if words in line or line == "(ended)\n"), None)

        with self._news:
            line = self._news.wait_for(found, timeout)
            written = "".join(self._lines)
        if line is None or words not in line:
            raise AssertionError(f"the worker wrote no line with {words!r}:\n{written}")
        return line

    def wait_ready(self) -> None:
        """Wait until it takes tasks."""
        self.wait_for(" ready.")

    def children(self) -> list[int]:
        """Process ids of its pool."""
        return [child.pid for child in psutil.Process(self.pid).children(recursive=True)]

    def kill(self) -> None:
        """End it as a power cut would, its pool included."""
        family = [psutil.Process(pid) for pid in self.children()] if self.process.poll() is None else []
        self.process.kill()
        self.process.wait()
        psutil.wait_procs(family, timeout=PATIENCE)
