"""`make run`, seen from outside: what it says, what it starts and that it leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from newsroom.embedded.state import BASE_DIR, State
from tests.watched import PATIENCE, Watched

# One worker for this file: its runs come one after another on one state folder, which is dear to make.
pytestmark = pytest.mark.xdist_group("runner")

NOT_OURS = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "SECRET_KEY", "EMBEDDED", "DJANGO_SETTINGS_MODULE")
UP = "Ctrl-C ends it."
PROCESSES = {"db", "valkey", "web", "worker", "publisher", "beat"}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that the tests of this file share, so that one first run serves them all."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def empty_state(state: Path, tmp_path: Path) -> Path:
    """A state folder as before the first run, but for the static files: compressing them is most of such a run."""
    collected = State(state).collected
    if collected.exists():
        shutil.copytree(collected, State(tmp_path / "state").collected)
    return tmp_path / "state"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """A function that starts the runner; what still runs when the test ends is killed."""
    runs: list[Watched] = []

    def start(state: Path, *, port: int | None = None, **environment: str) -> Watched:
        command = [sys.executable, "-m", "newsroom.embedded", "run", "--port", str(port or free_port())]
        log = tmp_path / f"run{len(runs)}.log"
        runs.append(Watched(command, log=log, environment=outside(state, **environment), folder=BASE_DIR))
        return runs[-1]

    yield start
    for run in runs:
        run.kill()


def outside(state: Path, **environment: str) -> dict[str, str]:
    """An environment in which nothing leads to the servers of the tests themselves."""
    own = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return {**own, "NEWSROOM_STATE": str(state), "DEMO": "0", **environment}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def address(run: Watched) -> str:
    return run.wait_for("Site   ").split()[-1]


def status_of(url: str) -> int:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return int(answer.status)


def left_of(family: list[psutil.Process]) -> list[str]:
    """The command lines of those that are still there after a while."""
    _, left = psutil.wait_procs(family, timeout=10)
    return [" ".join(process.cmdline()) for process in left]


def manage(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=BASE_DIR, env=outside(state), capture_output=True, text=True)


def test_a_second_run_in_the_same_place_says_so_and_touches_nothing(state, start):
    first = start(state)
    first.wait_for(UP)
    status, said = start(state).wait()
    assert (status, said) == (1, f"It already runs here (process {first.pid}, {address(first)[:-1]}).\n")
    assert status_of(address(first) + "healthz") == 200


def test_commands_beside_a_run_find_its_servers_and_else_say_how_to_start_them(state, start):
    run = start(state)
    run.wait_for(UP)
    beside = manage(state, "migrate", "--check")
    assert (beside.returncode, beside.stderr) == (0, "")
    run.process.send_signal(signal.SIGHUP)
    assert run.wait()[0] == 0
    alone = manage(state, "migrate", "--check")
    assert alone.returncode == 1
    assert alone.stderr == (
        "manage.py: DATABASE_URL is not set (the PostgreSQL database). On your own machine, `make run` brings "
        "servers of its own: start it and try again beside it. For other servers see docs/configuration.md.\n"
    )


def test_a_killed_runner_leaves_nothing_behind_and_the_next_run_comes_up(state, start):
    run = start(state)
    run.wait_for(UP)
    family = run.family()
    assert len(family) >= 11  # both servers, gunicorn and the workers with their children, beat
    run.process.kill()
    assert left_of(family) == []
    again = start(state)
    again.wait_for(UP)


def test_the_first_run_alone_shows_an_account_and_sigterm_leaves_nothing_behind(empty_state, start):
    run = start(empty_state)
    run.wait_for(UP)
    assert run.wait_for("Editor ").startswith("newsroom | Editor ")
    assert status_of(address(run) + "healthz") == 200
    family = run.family()
    run.process.terminate()
    status, said = run.wait()
    assert status == 0
    assert left_of(family) == []
    # Beat has nothing to say while all goes well.
    assert {line.partition("|")[0].strip() for line in said.splitlines()} >= PROCESSES - {"beat"}
    # Web, workers and beat are down before the servers that they use.
    assert said.index("Shutting down: Master") < said.index("received fast shutdown request")
    assert said.index("Warm shutdown") < said.index("received fast shutdown request")
    again = start(empty_state)
    again.wait_for(UP)
    assert "Editor " not in again.log.read_text()


@pytest.mark.parametrize(
    ("name", "words"), [("publisher", "--queues=publishing"), ("web", "gunicorn"), ("db", "postgres")]
)
def test_a_child_that_dies_ends_the_run_with_its_name_and_nothing_is_left(state, start, name, words):
    run = start(state)
    run.wait_for(UP)
    family = run.family()
    victim = next(
        process
        for process in psutil.Process(run.pid).children()
        if words in " ".join(process.cmdline()) and "beat" not in process.cmdline()
    )
    victim.kill()
    status, said = run.wait()
    assert status == 1
    assert f"newsroom | {name} was killed by SIGKILL, so everything else ends too. Its last lines:" in said
    assert left_of(family) == []


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path, start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = start(tmp_path / "new", port=port).wait()
    assert status == 1
    assert said == f"newsroom | Port {port} is in use: `make run PORT={port + 1}` takes another one.\n"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["lock"]


def test_a_port_that_is_no_number_is_refused(tmp_path):
    command = [sys.executable, "-m", "newsroom.embedded", "run", "--port", "eighty"]
    done = subprocess.run(command, cwd=BASE_DIR, env=outside(tmp_path), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "PORT is a number from 1 to 65535, not 'eighty'.\n")


def test_the_data_folder_of_another_version_is_left_as_it_is(tmp_path, start):
    data = tmp_path / "state" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")
    if os.geteuid() == 0:
        os.chown(data, 65534, 65534)
    status, said = start(tmp_path / "state").wait()
    assert status == 1
    assert said == (
        f"newsroom | The data folder {data} was made by PostgreSQL 16, but this is PostgreSQL 18: "
        "move the folder away to keep it, or empty it with `make reset`.\n"
    )
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_resetting_asks_first_and_then_empties(tmp_path):
    for name in ("postgres", "valkey", "media"):
        (tmp_path / name).mkdir()

    def reset(answer: str) -> int:
        command = [sys.executable, "-m", "newsroom.embedded", "reset"]
        return subprocess.run(
            command, cwd=BASE_DIR, env=outside(tmp_path), input=answer, text=True, capture_output=True
        ).returncode

    assert reset("no\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"postgres", "valkey", "media", "lock"}
    assert reset("yes\n") == 0
    assert {path.name for path in tmp_path.iterdir()} == {"lock"}
