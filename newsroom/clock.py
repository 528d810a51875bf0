"""The one clock. Whatever needs the time asks here, so that a test can set it in one place."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()
