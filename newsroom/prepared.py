"""Statements that PostgreSQL plans once a connection: for pages whose queries cost more to plan than to run."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.types.json import set_json_loads

# Of PostgreSQL's type json; Django reads its own columns, which are jsonb, by itself.
set_json_loads(orjson.loads)


class PreparedCursor(ServerBindingCursor):
    """Sends parameters apart from the text. Django's own cursors write them into it: another text for each value."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        super().execute(query, params, **options)
        # psycopg forgets the text of what was prepared before; Django's log of queries asks for it.
        if self._query is None:
            self._query = SimpleNamespace(query=query.encode())
        return self


@contextmanager
def _executed(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> Iterator[Any]:
    own = connections[DEFAULT_DB_ALIAS]
    # As connection.cursor() does: a connection that a restart of the database ended is replaced, once a request.
    own.close_if_health_check_failed()
    own.ensure_connection()
    # Wrapped as Django's cursors are, so that it is counted, logged and its errors are Django's.
    with own._prepare_cursor(PreparedCursor(own.connection)) as cursor:
        cursor.execute(sql, params)
        yield cursor


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of ``sql``, whose text must be the same at each call.

    PostgreSQL must be able to tell the parameters' types (``%s::text[]``). The second call of a connection prepares
    the statement (``prepare_threshold`` in the settings; without one, it is planned each time). JSON comes parsed.
    Raises what a Django cursor raises.
    """
    with _executed(sql, params) as cursor:
        return cursor.fetchall()


def run(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> None:
    """Run a statement that gives no rows, on the terms of ``fetch``."""
    with _executed(sql, params):
        pass
