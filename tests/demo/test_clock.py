"""The clock can be set for a block, which is how the demo gets its times."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from newsroom.clock import at, now

NOON = datetime(2020, 4, 2, 12, 0, tzinfo=UTC)


def test_within_the_block_it_is_the_moment_that_was_set():
    with at(NOON):
        assert now() == NOON
    assert now() > NOON


def test_blocks_nest_and_an_error_ends_them():
    with at(NOON):
        with pytest.raises(ZeroDivisionError), at(NOON.replace(hour=13)):
            _ = 1 / 0
        assert now() == NOON


def test_other_threads_keep_the_real_time():
    with at(NOON), ThreadPoolExecutor(1) as pool:
        assert pool.submit(now).result() > NOON
