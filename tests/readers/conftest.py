"""A live story whose problems are reported, and the noon at which they are."""

from collections.abc import Iterator

import pytest

from briefings.models import Piece
from newsroom.clock import at
from tests.building import make_story, published
from tests.readers.reporting import NOON


@pytest.fixture
def story() -> Piece:
    text = "<p>A bridge was opened.[^wire] It cost 3 < 4 marn.</p><p>Nobody came.</p>".replace("<  ", "&lt; ")
    story = make_story("A bridge", slug="bridge", sections=[text.replace("3 < 4", "3 &lt; 4")])
    return published(story)


@pytest.fixture
def clock() -> Iterator[None]:
    with at(NOON):
        yield
