"""How gunicorn serves the site, in `make run` and in production alike; it reads this file by itself.

WSGI in threads: each worker is a process, each of its threads keeps a database connection.
"""

import os
import signal
from typing import Any

from newsroom.processes import die_with_parent
from newsroom.start import load_settings_or_exit

worker_class = "briefings.views.web_worker.WebWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 8
keepalive = 5
limit_request_line = 8190  # bytes, the most that gunicorn takes: a search in any script is an address
worker_tmp_dir = (
    "/dev/shm" if os.path.isdir("/dev/shm") else None
)  # a heartbeat on a slow disk looks like a hang
control_socket_disable = True
# Path, status, duration: no address, no query string, nothing personal.
accesslog = "-" if os.environ.get("ACCESS_LOG", "1") != "0" else None
access_log_format = "%(m)s %(U)s %(s)s %(M)s ms"


def on_starting(server: Any) -> None:
    """Without its settings the site does not start, and says why in a sentence."""
    # With --reload the workers load them: what the master has loaded does not change any more.
    if not server.cfg.reload:
        load_settings_or_exit("gunicorn")


def post_fork(server: object, worker: object) -> None:
    """A worker must not outlive its master and keep the port."""
    die_with_parent(signal.SIGKILL)
