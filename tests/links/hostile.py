"""A web server on loopback that answers byte for byte what a test wants, also what no honest server sends."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from newsroom.door import Answer, fetch

AGENT = "Newsroom-test"

Behaviour = Callable[[socket.socket], None]


def page(body: bytes = b"<p>Words.</p>", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; `_` in names of headers stands for `-`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return page(b"", status, Location=to)


class Paper:
    """The server. `pages` are answers by path, bytes or what is done with the connection; others are 404.

    `asked` has the request lines' paths in order, `heads` the whole requests.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, bytes | Behaviour] = {}
        self.asked: list[str] = []
        self.heads: list[bytes] = []
        self._listener = socket.create_server((host, 0))
        self.host, self.port = self._listener.getsockname()[:2]
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    @property
    def end(self) -> tuple[str, int]:
        return self.host, self.port

    def url(self, path: str = "/", host: str = "") -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=[connection])
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                if not (chunk := connection.recv(65536)):
                    return
                head += chunk
            path = head.split(b" ", 2)[1].decode()
            self.asked.append(path)
            self.heads.append(head)
            answer = self.pages.get(path, page(b"Nothing here.", "404 Not Found"))
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer)

    def close(self) -> None:
        """Stop listening, and wait for what is under way; doing it twice is no harm."""
        with contextlib.suppress(OSError):
            # Woken first: closing a socket does not end an accept that waits for it.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()


@contextlib.contextmanager
def paper(host: str = "127.0.0.1") -> Iterator[Paper]:
    server = Paper(host)
    try:
        yield server
    finally:
        server.close()


def visit(server: Paper, path: str = "/", **how: object) -> Answer:
    """Fetch from the server, which is let through by its very address and port."""
    return fetch(server.url(path), user_agent=AGENT, local=[server.end], **how)
