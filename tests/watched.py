"""A process in the background whose lines a test waits for: never for a clock."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from newsroom.processes import die_with_parent

PATIENCE = 60  # seconds for what is awaited
ENDED = "(ended)\n"


class Watched:
    """A running command. `pid` is its own; `log` is a file with all that it wrote."""

    def __init__(
        self, command: Sequence[str], *, log: Path, environment: Mapping[str, str], folder: Path
    ) -> None:
        parent = os.getpid()
        self.log = log
        self._lines: list[str] = []
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL, parent=parent),
        )  # fmt: skip
        self.pid = self.process.pid
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with open(self.log, "w", buffering=1) as log:
            for line in self.process.stdout or ():
                log.write(line)
                self._note(line)
        self._note(ENDED)

    def _note(self, line: str) -> None:
        with self._news:
            self._lines.append(line)
            self._news.notify_all()

    def wait_for(self, words: str) -> str:
        """Wait for a line that contains `words`, also an earlier one, and give it; fails with the log."""

        def found() -> str | None:
            return next((line for line in self._lines if words in line or line == ENDED), None)

        with self._news:
            line = self._news.wait_for(found, PATIENCE)
            written = "".join(self._lines)
        if line is None or words not in line:
            raise AssertionError(f"no line with {words!r}:\n{written}")
        return line

    def wait(self) -> tuple[int, str]:
        """Wait for its end; gives its status and all that it wrote."""
        status = self.process.wait(PATIENCE)
        self.wait_for(ENDED.strip())
        return status, "".join(self._lines[:-1])

    def family(self) -> list[psutil.Process]:
        """Every process below this one."""
        return psutil.Process(self.pid).children(recursive=True)

    def kill(self) -> None:
        """End it as a power cut would, and what it started too."""
        family = self.family() if self.process.poll() is None else []
        self.process.kill()
        self.process.wait()
        _, left = psutil.wait_procs(family, timeout=PATIENCE)
        for process in left:
            process.kill()
