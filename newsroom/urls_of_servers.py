"""From the addresses of servers, as one variable each, to what Django and Celery want to read."""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


def database_from_url(url: str) -> dict[str, Any]:
    """Django's entry for a `postgres://` or `postgresql://` URL.

    libpq reads it, so a unix socket (`?host=/folder`) and every connection parameter arrive as given.
    Raises ImproperlyConfigured for another database or an unreadable URL, without repeating its password.
    """
    if urlsplit(url).scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://: no other database will do.")
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
    except ProgrammingError:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read; its form is postgres://user:password@host:port/name."
        ) from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host:port/NAME.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


def celery_url(url: str) -> str:
    """Celery's spelling of a Redis URL: only that of a unix socket differs.

    >>> celery_url("unix:///run/valkey.sock?db=3")
    'redis+socket:///run/valkey.sock?virtual_host=3'
    """
    parts = urlsplit(url)
    if parts.scheme in ("redis", "rediss"):
        return url
    if parts.scheme != "unix":
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{quote(parts.path)}?virtual_host={database}"
