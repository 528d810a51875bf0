"""Servers for one test run: fresh, in a folder of their own, gone afterwards."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from newsroom.embedded.postgres import Postgres
from newsroom.embedded.state import Refused, explain
from newsroom.embedded.valkey import Valkey
from newsroom.processes import die_with_parent

PATIENCE = 60  # seconds for a server to answer


@contextlib.contextmanager
def throw_away_servers() -> Iterator[dict[str, str]]:
    """Start PostgreSQL and Valkey in a short temporary folder; yields the environment that leads to them.

    They end with this block, and with this process however it ends. A server whose URL the environment
    already has is not started.
    """
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        # Or this process would end without clearing up after itself.
        signal.signal(signal.SIGTERM, _end)
    folder = Path(tempfile.mkdtemp(prefix="newsroom-test-", dir="/tmp"))
    folder.chmod(0o711)
    environment: dict[str, str] = {"SECRET_KEY": secrets.token_urlsafe(50), "EMBEDDED": "1"}
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        sockets = folder / "s"
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(folder / "postgres", sockets, secrets.token_urlsafe(20), throw_away=True)
            postgres.account.own(sockets)
            postgres.prepare()
            # SIGINT is PostgreSQL's fast shutdown: open connections do not keep it.
            stack.enter_context(
                _running(
                    postgres.command(), folder / "postgres.log", postgres.answers, signal.SIGINT,
                    postgres.account.before_exec(signal.SIGINT), postgres.environment(),
                )
            )  # fmt: skip
            environment["DATABASE_URL"] = postgres.url()
        if not os.environ.get("REDIS_URL"):
            sockets.mkdir(mode=0o700, exist_ok=True)
            valkey = Valkey(folder / "valkey", sockets, throw_away=True)
            os.close(valkey.prepare())
            parent = os.getpid()
            stack.enter_context(
                _running(
                    valkey.command(), folder / "valkey.log", valkey.answers, signal.SIGTERM,
                    lambda: die_with_parent(signal.SIGTERM, parent=parent), None,
                )
            )  # fmt: skip
            environment["REDIS_URL"] = valkey.url()
        yield environment


def _end(_signum: int, _frame: object) -> None:
    # As Ctrl-C: pytest takes any other exception for the failure of one test.
    raise KeyboardInterrupt


@contextlib.contextmanager
def _running(
    command: list[str],
    log: Path,
    answers: Callable[[], bool],
    end: signal.Signals,
    before_exec: Callable[[], None],
    environment: dict[str, str] | None,
) -> Iterator[None]:
    with open(log, "wb") as output:
        # A session of its own: Ctrl-C at the terminal reaches this process first, and the server through it.
        server = subprocess.Popen(
            command, cwd="/", env=environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=before_exec,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers():
            if server.poll() is not None or time.monotonic() > deadline:
                raise Refused(explain(f"{Path(command[0]).name} did not start", log.read_text()))
            time.sleep(0.02)
        yield
    finally:
        server.send_signal(end)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
