"""`make run`: servers, migrations, first content, then web, workers and beat, until one of them ends."""

import errno
import http.client
import json
import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path

from newsroom.embedded import running
from newsroom.embedded.collecting import collect_if_changed
from newsroom.embedded.postgres import Postgres
from newsroom.embedded.reloading import Sources, unreadable
from newsroom.embedded.state import BASE_DIR, Refused, State, explain
from newsroom.embedded.supervisor import Child, Ended, Supervisor
from newsroom.embedded.valkey import Valkey
from newsroom.processes import die_with_parent

CELERY_PROCESSES = ("worker", "publisher", "beat")
APPLICATION = ("web", *CELERY_PROCESSES)
SERVERS = ("db", "valkey")
GUNICORN = (sys.executable, "-m", "gunicorn")
CELERY = (sys.executable, "-m", "celery", "--quiet", "-A", "newsroom")
# One that publishes and does nothing else: a queue of its own is not enough while every process refreshes.
WORKERS = (("worker", "default,checking,refreshing", 2), ("publisher", "publishing", 1))
EVERY_ADDRESS = ("0.0.0.0", "::")
TRUE = ("1", "true", "yes", "on")


class Run:
    """One run in one state folder."""

    def __init__(self, state: State, supervisor: Supervisor, host: str, port: int) -> None:
        self.state = state
        self.supervisor = supervisor
        self.host = host
        self.port = port
        self.site = f"http://{'localhost' if host in ('127.0.0.1', *EVERY_ADDRESS) else host}:{port}"
        self.environment = {
            "SITE_URL": self.site,
            "MEDIA_ROOT": str(state.media),
            "STATIC_ROOT": str(state.collected),
            **os.environ,
            "EMBEDDED": "1",
            "PYTHONUNBUFFERED": "1",
            # Celery advises against root; whoever tries this out as root knows.
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        }
        self.debug = self.environment.get("DEBUG", "").lower() in TRUE
        self._sources = Sources(BASE_DIR) if self.debug else None
        self.owns_database = not os.environ.get("DATABASE_URL")

    def up(self) -> None:
        """Start everything; returns when the site answers and the workers take tasks."""
        listener = _listen(self.host, self.port)
        self.state.describe_lock(f"process {os.getpid()}, {self.site}")
        self.environment.setdefault("SECRET_KEY", self.state.secret("SECRET_KEY"))
        self._start_servers()
        running.announce(self.state, self.environment)
        self._manage("migrate", "migrate", "--no-input", "--verbosity=1")
        if self.environment.get("STATIC_COLLECTED", "0" if self.debug else "1").lower() in TRUE:
            collect_if_changed(
                self.state,
                lambda: self._manage("static", "collectstatic", "--no-input", "-v0"),
                self.supervisor.say,
            )
        account = self._lay_first_content()
        self._start_application(listener)
        self._announce(account)

    def watch(self) -> None:
        """Pass on lines until the end; with DEBUG, restart workers and beat when a source file changes."""

        def look() -> None:
            changed = self._sources.changed() if self._sources else []
            if problem := unreadable(changed):
                self.supervisor.say(f"workers and beat wait: {problem}")
            elif changed:
                self.supervisor.say("a source file changed: workers and beat start again")
                self.supervisor.stop(CELERY_PROCESSES)
                self._start_celery()

        self.supervisor.watch(look)

    def down(self) -> None:
        """End web, workers and beat, then the servers they use, then whatever is left."""
        running.withdraw(self.state)
        self.supervisor.stop(APPLICATION)
        self.supervisor.stop([child.name for child in self.supervisor.children if child.name not in SERVERS])
        self.supervisor.stop(SERVERS)
        self.supervisor.sweep_orphans()
        self.state.remove_temporary_sockets()

    def _start_servers(self) -> None:
        postgres = valkey = None
        if self.owns_database:
            postgres = Postgres(
                self.state.postgres, self.state.sockets() / "db", self.state.secret("DATABASE_PASSWORD")
            )
            postgres.account.own(postgres.sockets)
            if not (self.state.postgres / "PG_VERSION").exists():
                self.supervisor.say("making a database of the project's own (once)")
            if postgres.prepare():
                self.state.content_laid.unlink(missing_ok=True)
            # SIGINT is PostgreSQL's fast shutdown: it does not wait for open connections.
            self.supervisor.start(
                "db", postgres.command(), environment=postgres.environment(), folder=Path("/"),
                stop=signal.SIGINT, before_exec=postgres.account.before_exec(signal.SIGINT),
            )  # fmt: skip
            self.environment["DATABASE_URL"] = postgres.url()
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(self.state.valkey, self.state.sockets())
            lock = valkey.prepare()
            parent = os.getpid()
            self.supervisor.start(
                "valkey", valkey.command(), environment={"PATH": os.defpath}, folder=Path("/"),
                pass_fds=[lock], before_exec=lambda: die_with_parent(signal.SIGTERM, parent=parent),
            )  # fmt: skip
            os.close(lock)
            self.environment["REDIS_URL"] = valkey.url()
        if postgres:
            self.supervisor.wait_until(postgres.answers, "PostgreSQL")
        if valkey:
            self.supervisor.wait_until(valkey.answers, "Valkey")

    def _manage(self, name: str, *arguments: str, hidden: str = "") -> list[str]:
        status, lines = self.supervisor.run(
            name,
            [sys.executable, "manage.py", *arguments],
            hidden=hidden,
            environment=self.environment,
            folder=BASE_DIR,
        )
        if status:
            raise Refused(explain(f"manage.py {arguments[0]} failed", "\n".join(lines)))
        return lines

    def _lay_first_content(self) -> dict[str, str] | None:
        """On the first run with a database of its own: content and an account; gives the account."""
        if not self.owns_database or self.state.content_laid.exists():
            return None
        demo = self.environment.get("DEMO", "1").lower() in TRUE
        # Its last line is for this program, and holds a password.
        lines = self._manage("content", "first_run", *([] if demo else ["--no-content"]), hidden="{")
        account: dict[str, str] = json.loads(lines[-1])
        self.state.content_laid.touch()
        return account

    def _start_application(self, listener: socket.socket) -> None:
        options = ["--reload"] if self.debug else []
        self.supervisor.start(
            "web",
            [*GUNICORN, "--bind", f"fd://{listener.fileno()}", *options, "newsroom.wsgi"],
            environment=self.environment, folder=BASE_DIR, pass_fds=[listener.fileno()],
        )  # fmt: skip
        listener.close()
        self._start_celery()
        self.supervisor.wait_until(lambda: _answers(self.host, self.port), "The web server")

    def _start_celery(self) -> None:
        workers = [
            self.supervisor.start(
                name,
                [
                    *CELERY, "worker", f"--hostname={name}@%h", f"--queues={queues}", "--pool=prefork",
                    f"--concurrency={processes}", "--loglevel=INFO", "--without-gossip", "--without-mingle",
                ],
                environment=self.environment, folder=BASE_DIR,
            )
            for name, queues, processes in WORKERS
        ]  # fmt: skip
        self.supervisor.start(
            "beat",
            [*CELERY, "beat", f"--schedule={self.state.beat_schedule}", "--pidfile=", "--loglevel=INFO"],
            environment=self.environment, folder=BASE_DIR,
        )  # fmt: skip
        for worker in workers:
            self.supervisor.wait_until(partial(_ready, worker), f"The {worker.name}")

    def _announce(self, account: dict[str, str] | None) -> None:
        say = self.supervisor.say
        say("")
        say(f"Site   {self.site}/")
        say(f"Admin  {self.site}/admin/")
        if account:
            say(f"Editor {account['username']}, password {account['password']} (shown this once)")
        say("Ctrl-C ends it.")


def run(state: State, host: str, port: int) -> int:
    """Run until the end; gives the status for the shell: 0 after a signal, 1 with a sentence otherwise."""
    state.lock()
    supervisor = Supervisor()
    this = Run(state, supervisor, host, port)
    last_words: list[str] = []
    try:
        this.up()
        this.watch()
    except Ended as end:
        supervisor.say(f"ending ({signal.Signals(end.signum).name})")
    except Refused as problem:
        last_words = str(problem).splitlines()
    finally:
        this.down()
    # After everything that the end itself writes, or nobody would see them.
    for line in last_words:
        supervisor.say(line)
    return 1 if last_words else 0


def _ready(worker: Child) -> bool:
    return any(" ready." in line for line in worker.lines)


def _listen(host: str, port: int) -> socket.socket:
    """The web server's socket, bound before anything else starts, so that a port in use costs nothing."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(0)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise Refused(f"Port {port} is in use: `make run PORT={port + 1}` takes another one.") from None
        raise Refused(f"Port {port} of {host} cannot be opened: {problem.strerror}.") from None
    return listener


def _answers(host: str, port: int) -> bool:
    here = "localhost" if host in EVERY_ADDRESS else host
    connection = http.client.HTTPConnection(here, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
