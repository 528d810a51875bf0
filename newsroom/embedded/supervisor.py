"""Children in sessions of their own, their lines with their names, and an end that leaves none behind."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from newsroom.embedded.state import Refused, disk_is_full
from newsroom.processes import adopt_orphans, die_with_parent

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LAST_LINES = 20
KILLED_AFTER = 10  # seconds that a child has to end when asked
TICK = 0.05


class Ended(Exception):
    """Somebody asked for the end; `signum` is how."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


class Child:
    """One running process and the last lines that it wrote."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
        self.name = name
        self.process = process
        self.stop = stop
        self.lines: deque[str] = deque(maxlen=LAST_LINES)
        self.rest = b""
        self.hidden = ""

    def obituary(self) -> str:
        """How it ended, and the last lines that it wrote."""
        code = self.process.returncode
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
        cause = "The disk is full. " if disk_is_full("\n".join(self.lines)) else ""
        first = f"{cause}{self.name} {how}, so everything else ends too. Its last lines:"
        return "\n".join([first, *(f"    {line}" for line in self.lines)])


class Supervisor:
    """Runs children until one dies or a signal asks for the end; one per process, in its main thread."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._signum = 0
        self._muted = False
        adopt_orphans()
        reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self._selector.register(reader, selectors.EVENT_READ, None)
        for signum in ENDING:
            signal.signal(signum, self._note_signal)

    def _note_signal(self, signum: int, _frame: Any) -> None:
        self._signum = signum

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: Path,
        stop: signal.Signals = signal.SIGTERM,
        before_exec: Callable[[], None] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> Child:
        """Start a child; without `before_exec` it is killed at once should this process be."""
        parent = os.getpid()
        process = subprocess.Popen(
            [str(part) for part in command], env=dict(environment), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0, pass_fds=pass_fds,
            start_new_session=True,
            preexec_fn=before_exec or (lambda: die_with_parent(signal.SIGKILL, parent=parent)),
        )  # fmt: skip
        child = Child(name, process, stop)
        self.children.append(child)
        self._selector.register(_output(child), selectors.EVENT_READ, child)
        return child

    def wait_until(self, ready: Callable[[], bool], what: str, patience: float = 120) -> None:
        """Pass on lines until `ready()`. Raises Ended, or Refused where a child dies or patience is out."""
        deadline = time.monotonic() + patience
        while not ready():
            self._pump(TICK)
            self._look_around()
            if time.monotonic() > deadline:
                raise Refused(f"{what} was not ready after {patience:.0f} seconds.")

    def run(
        self, name: str, command: Sequence[str | Path], *, hidden: str = "", **options: Any
    ) -> tuple[int, list[str]]:
        """Run a command to its end as the child `name`; gives its status and last lines.

        Lines that begin with `hidden` are given, and not shown.
        """
        child = self.start(name, command, **options)
        child.hidden = hidden
        while child.process.poll() is None:
            self._pump(TICK)
            self._look_around(but=child)
        self._drain(child)
        self._sweep(child)
        self.children.remove(child)
        return child.process.returncode, list(child.lines)

    def watch(self, every_second: Callable[[], None]) -> None:
        """Pass on lines until the end. Raises Ended, or Refused with the name of a child that died."""
        while True:
            self._pump(1)
            self._look_around()
            every_second()

    def stop(self, names: Sequence[str]) -> None:
        """Ask these children to end, wait, kill what does not; a second signal meanwhile kills at once."""
        chosen = [child for child in self.children if child.name in names]
        self._signum = 0
        for child in chosen:
            if child.process.poll() is None:
                child.process.send_signal(child.stop)
        deadline = time.monotonic() + KILLED_AFTER
        while any(child.process.poll() is None for child in chosen):
            self._pump(TICK)
            if self._signum or time.monotonic() > deadline:
                for child in chosen:
                    child.process.kill()
        for child in chosen:
            self._sweep(child)
            self._drain(child)
            self.children.remove(child)

    def sweep_orphans(self) -> None:
        """Kill and collect what lost its own parent and therefore became a child of this process."""
        for _ in range(1000):
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                for orphan in _children_of_this_process():
                    os.kill(orphan, signal.SIGKILL)
                time.sleep(0.01)

    def say(self, line: str, name: str = "newsroom") -> None:
        """One line on standard output with a name before it."""
        if self._muted:
            return
        try:
            sys.stdout.write(f"{name:<8} | {line}\n")
            sys.stdout.flush()
        except OSError:
            # The terminal is gone; the children still have to be ended in order.
            self._muted = True
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115

    def _look_around(self, but: Child | None = None) -> None:
        if self._signum:
            raise Ended(self._signum)
        for child in self.children:
            if child is not but and child.process.poll() is not None:
                self._drain(child)
                raise Refused(child.obituary())

    def _pump(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                os.read(key.fd, 512)
            else:
                self._read(key.data)

    def _read(self, child: Child) -> bool:
        """Pass on what the child wrote; False at the end of its output."""
        output = _output(child)
        chunk = os.read(output.fileno(), 65536)
        *lines, child.rest = (child.rest + chunk).split(b"\n")
        if not chunk:
            self._selector.unregister(output)
            output.close()
            lines, child.rest = [child.rest] if child.rest else [], b""
        for line in lines:
            words = line.decode(errors="replace").rstrip()
            child.lines.append(words)
            if not child.hidden or not words.startswith(child.hidden):
                self.say(words, child.name)
        return bool(chunk)

    def _drain(self, child: Child) -> None:
        """Read what is left, without waiting for descendants that hold the pipe open."""
        output = _output(child)
        if output.closed:
            return
        os.set_blocking(output.fileno(), False)
        try:
            while self._read(child):
                pass
        except BlockingIOError:
            self._selector.unregister(output)
            output.close()

    def _sweep(self, child: Child) -> None:
        """Kill what is left of the child's session."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)


def _output(child: Child) -> IO[bytes]:
    if child.process.stdout is None:
        raise RuntimeError("started without a pipe")
    return child.process.stdout


def _children_of_this_process() -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in the second field may hold blanks and brackets; the parent is 2 fields on.
            parent = path.read_text().rpartition(")")[2].split()[1]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == os.getpid():
            found.append(int(path.parent.name))
    return found
