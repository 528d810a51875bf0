"""The servers of a test run: a PostgreSQL and a Valkey for the run, a database of each for its workers."""

import contextlib
import os

from django.conf import settings

from newsroom.embedded.throwaway import throw_away_servers

# A developer's own environment must not decide what the tests see.
SETTINGS = (
    "DEBUG", "HTTPS", "SITE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "NEWSROOM_TIME_ZONE",
    "MEDIA_ROOT", "DATABASE_POOL_SIZE", "TRUSTED_PROXIES", "SECURE_SSL_REDIRECT", "HSTS_SECONDS",
    "LOG_LEVEL", "STATIC_ROOT", "LINK_CHECKS", "LINK_CHECKS_LOCAL",
    "LOGIN_FAILURE_LIMIT", "LOGIN_COOLOFF_MINUTES", "CELERY_VISIBILITY_TIMEOUT", "NEWSROOM_STATE",
)  # fmt: skip

started = contextlib.ExitStack()


def start_or_join() -> None:
    """Set the environment that the settings read; the first process of a run starts what it leads to."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        for name in SETTINGS:
            os.environ.pop(name, None)
        os.environ["NEWSROOM_TEST_VALKEY"] = "" if os.environ.get("REDIS_URL") else "ours"
        os.environ.update(started.enter_context(throw_away_servers()))
        os.environ["STATIC_COLLECTED"] = "0"
        os.environ["RELATED_QUIET_SECONDS"] = "0"
        os.environ["REDIS_PREFIX"] = f"test-{os.getpid()}:"
    elif os.environ["NEWSROOM_TEST_VALKEY"]:
        address, _, _ = os.environ["REDIS_URL"].partition("?")
        os.environ["REDIS_URL"] = f"{address}?db={int(worker.removeprefix('gw')) + 1}"
    else:
        # Somebody's own server: its other databases are not ours to touch.
        os.environ["REDIS_PREFIX"] += f"{worker}:"
    if settings.configured:
        raise RuntimeError("the settings were read before the servers of this process were known")
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
