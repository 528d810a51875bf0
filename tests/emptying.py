"""Emptying the database after a test that committed: the rows that are there, not the tables.

Django truncates every table and makes content types, rights and groups again, which takes longer than most of our
tests: each table and each index is a file of its own. Most tests leave rows in a dozen tables.
"""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

KEPT = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)
"""What the migrations made, and no test may change for good."""

RIGHTS = """
SELECT (SELECT md5(string_agg(g::text, '' ORDER BY id)) FROM auth_group g),
    (SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM auth_group_permissions p),
    (SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM auth_permission p)
"""

OTHERS = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = current_schema() AND NOT c.relname = ANY(%s)
"""

_known: dict[str, Any] = {}


def remember() -> None:
    """Keep which rights there are after the migrations, and which tables are to be emptied."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        _known["rights"] = cursor.fetchone()
        cursor.execute(OTHERS, [list(KEPT)])
        _known["tables"] = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]


def empty() -> bool:
    """Delete all rows that tests made, guards and foreign keys notwithstanding; False where that is not enough: the
    role of the tests' database may not, or a test changed what the migrations made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        superuser = cursor.fetchone()[0]
        cursor.execute(RIGHTS)
        if not superuser or cursor.fetchone() != _known["rights"]:
            return False
        tables = _known["tables"]
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables))
        full = [name for (name,) in cursor.fetchall()]
        deletions = "".join(f"DELETE FROM {name};" for name in full)
        # As a replica no trigger runs: neither those that keep editions as they are, nor those of foreign keys.
        cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletions} COMMIT")
    return True


def instead_of_truncating() -> None:
    """Have Django's tests empty the database this way, and as they do by themselves where it is not enough."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(test: TransactionTestCase) -> None:
        if not empty():
            flush(test)
            remember()

    TransactionTestCase._fixture_teardown = teardown
