"""The settings as mypy's Django plugin reads them: it needs the applications, and no server."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql://localhost/none")
os.environ.setdefault("REDIS_URL", "redis://localhost/0")
os.environ.setdefault("SECRET_KEY", "only for reading types")

from newsroom.settings import *  # noqa: F403
