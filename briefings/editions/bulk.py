"""Rows into tables by the thousand: PostgreSQL's COPY, and ids handed out beforehand."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, models


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Copy ``rows`` (values in the order of ``fields``, as the database takes them) in; how many they were.

    Nothing of Django's runs on the way: the caller has cleaned the values. JSON is passed as text. Without rows the
    database is not asked.
    """
    rest = iter(rows)
    first = next(rest, None)
    if first is None:
        return 0
    meta = model._meta
    columns = ", ".join(
        connection.ops.quote_name("id" if name == "id" else meta.get_field(name).column) for name in fields
    )
    count = 0
    with connection.cursor() as cursor:
        statement = f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN"
        # Django translates the errors of statements, but not those of a COPY.
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            for row in chain([first], rest):
                copy.write_row(row)
                count += 1
    return count


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` primary keys that no other row has or will get."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), count],
        )
        return [row[0] for row in cursor.fetchall()]


def ids_by_uid(model: type[models.Model], uids: Iterable[UUID]) -> dict[UUID, int]:
    """Primary keys of the rows with these UUIDs; one array goes to the database, where thousands of values would take
    longer to write into the statement than to find."""
    wanted = list(set(uids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"SELECT uid, id FROM {table} WHERE uid = ANY(%s)", [wanted])
        return dict(cursor.fetchall())
