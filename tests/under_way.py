"""Requests that the live server's threads are answering: a test ends only when there are none."""

import threading
from typing import Any

from django.core.signals import request_finished, request_started

PATIENCE = 10  # seconds; a request that hangs longer is the next test's business to show

_none = threading.Condition()
_count = 0


def _elsewhere() -> bool:
    return threading.current_thread() is not threading.main_thread()


def _began(**_: Any) -> None:
    global _count
    if _elsewhere():
        with _none:
            _count += 1


def _ended(**_: Any) -> None:
    global _count
    if _elsewhere():
        with _none:
            _count = max(0, _count - 1)
            _none.notify_all()


def watch() -> None:
    """Count from now on; calling it again changes nothing."""
    request_started.connect(_began, dispatch_uid="tests.under_way.began")
    request_finished.connect(_ended, dispatch_uid="tests.under_way.ended")


def wait_for_none() -> None:
    """Until no request is under way: the tables that it reads are emptied next."""
    global _count
    with _none:
        _none.wait_for(lambda: _count == 0, timeout=PATIENCE)
        _count = 0
