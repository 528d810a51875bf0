#!/usr/bin/env python
"""Django's commands; on a developer's machine they find the servers of a running `make run`."""

import os
import sys


def main() -> None:
    """Run one command; settings that cannot be loaded end it with their sentence and status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from newsroom.embedded.running import join_running_servers

    try:
        join_running_servers(os.environ)
        settings.INSTALLED_APPS  # noqa: B018  (loads the settings)
    except ImproperlyConfigured as problem:
        sys.exit(f"manage.py: {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
