"""What every program of the project does first: load the settings, or end with the sentence that says why not."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def load_settings_or_exit(program: str) -> None:
    """Load the settings; where they cannot be, end the process with one sentence and status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018  (loads them)
    except ImproperlyConfigured as problem:
        sys.exit(f"{program}: {problem}")
