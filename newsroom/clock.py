"""The one clock. Whatever needs the time asks here, so that it can be set in one place.

Tests set it, and so does the demo, which replays a week of publishing in the order in which it happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("newsroom_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; within ``at()`` the moment that was set."""
    return _set.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block, and in no other thread, it is ``moment``, which is aware."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
