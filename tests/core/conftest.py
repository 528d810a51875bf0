"""An editor who schedules, and the morning on which she does."""

import pytest

from newsroom.clock import at
from tests.building import make_editor
from tests.core.scheduled import MORNING


@pytest.fixture
def editor():
    return make_editor("editor", name="Edna")


@pytest.fixture
def morning():
    with at(MORNING):
        yield
