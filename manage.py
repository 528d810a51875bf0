#!/usr/bin/env python
"""Django's commands; on a developer's machine they find the servers of a running `make run`."""

import os
import sys

from django.core.management import execute_from_command_line

from newsroom.embedded.running import join_running_servers
from newsroom.start import load_settings_or_exit

if __name__ == "__main__":
    join_running_servers(os.environ)
    load_settings_or_exit("manage.py")
    execute_from_command_line(sys.argv)
