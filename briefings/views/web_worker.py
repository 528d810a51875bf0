"""The process of gunicorn that serves pages: what it refuses by itself is told in our way."""

from typing import Any

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker


class WebWorker(ThreadWorker):
    """Has a page for an address that is longer than gunicorn reads, and logs nobody's address for what is wrong."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if isinstance(exc, LimitRequestLine):
            self.log.warning("Invalid request: %s", exc)
            write_nonblock(client, too_long())
        else:
            super().handle_error(req, client, None, exc)


def too_long() -> bytes:
    """The whole answer to a request whose first line does not end in time."""
    from .errors import bare  # gunicorn reads this file before there are settings

    page = bare("414.html").encode()
    head = (
        "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\n\r\n"
    )
    return head.encode() + page
