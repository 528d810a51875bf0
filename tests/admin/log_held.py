"""Deeds begun while nobody can write to the log: all of them are under way before one is done."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction

from tests.at_once import PATIENCE, together


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What these give, begun while nobody can write to the log: each is under way before one of them is done."""
    held, begun = threading.Event(), threading.Barrier(len(deeds) + 1)
    pids: list[int] = []

    def hold_the_log() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE briefings_activity, django_admin_log IN EXCLUSIVE MODE")
            held.set()
            begun.wait(PATIENCE)
            wait_for_lock_of_any(pids)

    def under_way(deed: Callable[[], Any]) -> Any:
        held.wait(PATIENCE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.append(cursor.fetchone()[0])
        begun.wait(PATIENCE)
        return deed()

    return together(hold_the_log, *(partial(under_way, deed) for deed in deeds))[1:]


def wait_for_lock_of_any(pids: list[int]) -> None:
    with connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s) AND wait_event_type = 'Lock'",
                [pids],
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_stat_clear_snapshot()")
    raise AssertionError("nobody came as far as the log")
