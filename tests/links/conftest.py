from collections.abc import Iterator

import pytest

from tests.links.hostile import Paper, paper


@pytest.fixture
def server() -> Iterator[Paper]:
    with paper() as running:
        yield running
