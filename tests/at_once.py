"""Deeds of two people, or two workers, in the same moment: real connections in threads."""

import threading
from collections.abc import Callable

from django.db import connection, transaction

from briefings.editions.publishing import lock
from briefings.models import Piece

PATIENCE = 30  # seconds; nothing waits so long unless it is broken


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do all of these in threads with connections of their own, begun at one barrier; what each gave or raised."""
    barrier = threading.Barrier(len(deeds))
    results: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            results[place] = deed()
        except Exception as error:  # noqa: BLE001 - the test judges what was raised
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, deed)) for i, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return results


def while_locked(pieces: list[Piece], deed: Callable[[], object], meanwhile: Callable[[], object]) -> object:
    """What `deed` gives that begins to wait for a lock on the pieces, where `meanwhile` happens under the lock."""
    return while_held(lambda: lock([piece.pk for piece in pieces]), deed, meanwhile)


def while_held(
    hold: Callable[[], object], deed: Callable[[], object], meanwhile: Callable[[], object] = lambda: None
) -> object:
    """What `deed` gives that begins to wait for a lock that `hold` takes, where `meanwhile` happens under the lock."""
    results: list[object] = []
    pids: list[int] = []
    begun = threading.Event()

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
            begun.set()
            results.append(deed())
        except Exception as error:  # noqa: BLE001 - the test judges what was raised
            results.append(error)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        hold()
        thread.start()
        assert begun.wait(PATIENCE)
        wait_for_lock(pids[0])
        meanwhile()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    return results[0]


def wait_for_lock(pid: int) -> None:
    """Wait until the backend waits for a lock."""
    with connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [pid])
            row = cursor.fetchone()
            if row and row[0] == "Lock":
                return
            cursor.execute("SELECT pg_stat_clear_snapshot()")
    raise AssertionError(f"backend {pid} never waited for a lock")
