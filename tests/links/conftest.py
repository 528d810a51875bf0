from collections.abc import Iterator

import pytest

from tests.links.hostile import Paper, paper


@pytest.fixture
def server() -> Iterator[Paper]:
    with paper() as running:
        yield running


@pytest.fixture
def checks(settings, server: Paper) -> Paper:
    """The server, which link checks are switched on for; nobody else is visited."""
    settings.LINK_CHECKS = True
    settings.LINK_CHECKS_LOCAL = [f"127.0.0.1:{server.port}"]
    return server
