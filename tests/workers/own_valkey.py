"""A queue of a test's own, which it may take away and bring back empty."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.embedded.valkey import Valkey
from tests.celery_workers import wait_until
from tests.watched import Watched


@contextmanager
def own_valkey(folder: Path) -> Iterator[str]:
    """A Valkey of this test's own, empty; gives its address."""
    valkey = Valkey(folder / "data", folder, throw_away=True)
    os.close(valkey.prepare())
    server = Watched(
        valkey.command(), log=folder / "valkey.log", environment={"PATH": os.defpath}, folder=Path("/")
    )
    wait_until(valkey.answers, "Valkey answers")
    try:
        yield valkey.url()
    finally:
        server.kill()
