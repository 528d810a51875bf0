"""A web server as production runs it, and how much processor time it and its database spend."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import psutil


@contextlib.contextmanager
def serving(application: str, **environment: str) -> Iterator[tuple[int, psutil.Process]]:
    """Run ``application`` (module:callable) under gunicorn with one process; yields its port and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        application,
    ]
    env = {**os.environ, "WEB_CONCURRENCY": "1", "ACCESS_LOG": "0", **environment}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        wait_until_answering(port, process)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def wait_until_answering(port: int, process: subprocess.Popen, patience: float = 30) -> None:
    """Until something listens on the port. Raises RuntimeError where the process ends or nothing does."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
    raise RuntimeError("The server did not start.")


class Client:
    """One connection that asks for pages, one after the other."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, headers: Mapping[str, str] = MappingProxyType({})) -> bytes:
        self.connection.request("GET", path, headers={"Host": "localhost", **headers})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        return body


def processor_seconds(process: psutil.Process) -> float:
    """What a process and its children have used so far, user and system.

    Of PostgreSQL without those that tidy up at their own pace: for minutes after an import, autovacuum would be
    counted to whatever is asked meanwhile.
    """
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):
            if not TIDYING.search(" ".join(one.cmdline())):
                total += used_by(one)
    return total


TIDYING = re.compile(r"^postgres: .*(?:autovacuum|checkpointer|background writer)")


def used_by(process: psutil.Process) -> float:
    """To the nanosecond where the kernel tells (Linux), else in its clock's hundredths of a second."""
    tasks = list(Path(f"/proc/{process.pid}/task").glob("*/schedstat"))
    if tasks:
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    times = process.cpu_times()
    return float(times.user + times.system)


def database_server() -> psutil.Process:
    """The PostgreSQL server of this run; its backends are its children."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    parent = backend.parent()
    assert parent is not None
    return parent
