"""The folder that keeps the embedded servers' data, the secrets and the lock of one checkout."""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import IO, Any

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# A unix socket's path has at most 107 bytes; PostgreSQL's longest file name there is `.s.PGSQL.5432.lock`.
SOCKET_PATH_BYTES = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


class Refused(Exception):
    """Something stands in the way of the run; the message is one sentence for the person at the terminal."""


def disk_is_full(output: str) -> bool:
    """Whether a program wrote that it found no room."""
    return "No space left on device" in output or "Disk quota exceeded" in output


def explain(what: str, output: str) -> str:
    """One sentence on a program that failed: a full disk by its name, else the last line that it wrote."""
    if disk_is_full(output):
        return f"The disk is full: {what}."
    lines = [line for line in output.splitlines() if line.strip()]
    return f"{what}: {lines[-1].strip() if lines else 'it said nothing'}"


def state_folder() -> Path:
    """`.embedded` in the checkout, or the folder named by NEWSROOM_STATE."""
    return Path(os.environ.get("NEWSROOM_STATE") or BASE_DIR / ".embedded").absolute()


class State:
    """One state folder: `postgres/`, `valkey/`, `sockets/`, `secrets.json`, `running.json`, `lock`, ..."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = folder / "postgres"
        self.valkey = folder / "valkey"
        self.running = folder / "running.json"
        self.beat_schedule = folder / "celerybeat-schedule"
        self.media = folder / "media"
        self.collected = folder / "collected"
        self.content_laid = folder / "first-run-done"
        self._lock: IO[str] | None = None
        self._sockets: Path | None = None

    def lock(self) -> None:
        """Take the folder for this process until it ends; raises Refused while another one has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Others may pass through, not look: as root, PostgreSQL runs as another user below it.
        self.folder.chmod(0o711)
        handle = open(self.folder / "lock", "a+")  # noqa: SIM115  (held until the process ends)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise Refused(f"It already runs here ({handle.read().strip() or 'starting'}).") from None
        handle.truncate(0)
        self._lock = handle

    def describe_lock(self, words: str) -> None:
        """Write into the lock what a second run is told about this one, such as its process and address."""
        if self._lock is None:
            raise RuntimeError("the lock is not held")
        self._lock.truncate(0)
        self._lock.write(words)
        self._lock.flush()

    def sockets(self) -> Path:
        """The folder for the servers' sockets: here, or a short temporary one where this path is too long."""
        if self._sockets is None:
            folder = self.folder / "sockets"
            if len(os.fsencode(folder / LONGEST_SOCKET_NAME)) > SOCKET_PATH_BYTES:
                folder = Path(tempfile.mkdtemp(prefix="newsroom-", dir="/tmp"))
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711)
            self._sockets = folder
        return self._sockets

    def remove_temporary_sockets(self) -> None:
        """Remove the temporary socket folder, where one was made."""
        if self._sockets is not None and self._sockets.parent != self.folder:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def secret(self, name: str) -> str:
        """The secret of that name, generated on first use and kept in a file for this user alone."""
        path = self.folder / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(50)
            write_private(path, known)
        return known[name]


def write_private(path: Path, content: Any) -> None:
    """Replace a JSON file in one step, with mode 0600 from its first byte."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
    os.replace(temporary, path)
