"""Real servers for every test: a fresh PostgreSQL and Valkey a run, a database of each a worker."""

import contextlib
import os

import pytest

SERVERS = contextlib.ExitStack()
# One of Valkey's databases for each worker of pytest-xdist ("gw3"), 0 for a run without workers.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
OF_THE_RUN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMBEDDED")


def _environment_of_a_run() -> None:
    """Start the run's servers, once, in the process that all workers are children of."""
    from newsroom.embedded.throwaway import throw_away_servers

    os.environ.update(SERVERS.enter_context(throw_away_servers()))
    os.environ["NEWSROOM_TEST_SERVERS"] = "1"
    os.environ["STATIC_ROOT"] = "/nonexistent"


# pytest-django imports the settings before any hook of this file, so this is a statement of the module: it runs
# when pytest loads its first conftest. Workers inherit the environment and start nothing.
if not WORKER:
    _environment_of_a_run()
else:
    base, _, _ = os.environ["REDIS_URL"].partition("?")
    os.environ["REDIS_URL"] = f"{base}?db={int(WORKER.removeprefix('gw')) + 1}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    SERVERS.close()
