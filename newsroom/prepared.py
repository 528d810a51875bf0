"""Statements that PostgreSQL plans once a connection: for pages whose queries cost more to plan than to run."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3

assert is_psycopg3


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of ``sql``, whose text must be the same at each call.

    Parameters travel apart from the text, so that PostgreSQL must be able to tell their types (``%s::text[]``), and
    the fifth call of a connection prepares the statement (``prepare_threshold`` in the settings; without one, it is
    planned each time). JSON comes parsed. Raises what a Django cursor raises.
    """
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    # Django gives its own cursors, which write the parameters into the text: one text for each value. Wrapped as
    # those are, this one is counted and logged as any query is.
    with connection.wrap_database_errors:
        bare = ServerBindingCursor(connection.connection)
    with connection._prepare_cursor(bare) as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
