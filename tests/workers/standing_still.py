"""A worker that stands still in the middle of a refresh, for a piece's row is locked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from briefings.models import Piece
from tests.celery_workers import wait_until


@contextmanager
def held(piece: Piece) -> Iterator[None]:
    """The piece's row locked, so that a refresh of it stands still in its middle."""
    with transaction.atomic():
        list(Piece.objects.select_for_update().filter(pk=piece.pk).values_list("pk"))
        yield


def wait_for_standstill() -> None:
    """Wait until a worker waits for the row that `held` holds."""

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            return cursor.fetchone()[0] == 1

    wait_until(waits, "a worker waits for the row")
