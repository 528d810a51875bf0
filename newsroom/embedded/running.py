"""How a command beside `make run` finds its servers: a file that exists while they run."""

import json
import os
from collections.abc import MutableMapping
from pathlib import Path

from newsroom.embedded.state import State, state_folder, write_private

# What settings need that only the runner knows.
SHARED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMBEDDED", "SITE_URL", "MEDIA_ROOT", "STATIC_ROOT")


def announce(state: State, environment: MutableMapping[str, str]) -> None:
    """Leave the servers' addresses for `join_running_servers`."""
    content = {name: environment[name] for name in SHARED if name in environment}
    write_private(state.running, {"pid": os.getpid(), "environment": content})


def withdraw(state: State) -> None:
    """Take the announcement back."""
    state.running.unlink(missing_ok=True)


def running_environment(folder: Path) -> dict[str, str] | None:
    """The environment of the run that has `folder`, or None where none is alive."""
    try:
        content = json.loads((folder / "running.json").read_text())
        os.kill(content["pid"], 0)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return dict(content["environment"])


def join_running_servers(environment: MutableMapping[str, str]) -> None:
    """Fill in what the environment lacks from a running `make run`; a given DATABASE_URL is left alone."""
    if environment.get("DATABASE_URL"):
        return
    for name, value in (running_environment(state_folder()) or {}).items():
        environment.setdefault(name, value)
