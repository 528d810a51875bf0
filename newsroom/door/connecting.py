"""Connections that only lead to public addresses and that end with their visit's time and bytes."""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpcore
from django.utils.translation import gettext as _

from newsroom.public_addresses import is_public

from .errors import BadCertificate, DoorError, NoSuchHost, NotAllowed, TimedOut, TooMuch, Unreachable

Resolver = Callable[[str, int], list[str]]
"""From host and port to textual IP addresses; raises OSError, ``socket.gaierror`` where a name is not known."""

PORTS = frozenset({80, 443})
ADDRESSES_TRIED = 4
CONNECT_SECONDS = 6.0


@dataclass(frozen=True)
class Limits:
    """Bounds of one visit, all redirects together: ``seconds`` from the first name looked up to the last byte,
    ``body_bytes`` that are kept once unpacked, ``wire_bytes`` that are read at all, ``redirects`` followed."""

    seconds: float = 20.0
    body_bytes: int = 64 * 1024
    wire_bytes: int = 1024 * 1024
    redirects: int = 5


def system_resolver(host: str, port: int) -> list[str]:
    """Addresses as the machine's own resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Visit:
    """One fetch with its bounds: the time that is left and the bytes that were read, over all redirects."""

    def __init__(self, limits: Limits, resolver: Resolver, local: frozenset[tuple[str, int]]) -> None:
        self.limits, self.resolver, self.local = limits, resolver, local
        self.deadline = time.monotonic() + limits.seconds
        self.read = 0
        self.host = ""

    def left(self) -> float:
        """Seconds, above zero. Raises TimedOut."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.too_late()
        return left

    def too_late(self) -> TimedOut:
        sentence = _("“%(host)s” did not answer in full within %(seconds)s seconds.")
        return TimedOut(sentence % {"host": self.host, "seconds": int(self.limits.seconds)}, self.host)

    def count(self, size: int) -> None:
        self.read += size
        if self.read > self.limits.wire_bytes:
            raise TooMuch(_("“%(host)s” sent more than is read here.") % {"host": self.host}, self.host)

    def resolve(self, host: str, port: int) -> list[str]:
        """Addresses to connect to, each checked. Raises NotAllowed where one of them is not to be opened."""
        try:
            addresses = self._looked_up(host, port)
        except socket.gaierror as error:
            if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
                raise NoSuchHost(_("There is no host “%(host)s”.") % {"host": host}, host) from error
            raise self._unreachable(host) from error
        except (OSError, UnicodeError) as error:
            raise self._unreachable(host) from error
        if not addresses:
            raise NoSuchHost(_("There is no host “%(host)s”.") % {"host": host}, host)
        for address in addresses:
            if (address, port) in self.local:
                continue
            if not is_public(address):
                sentence = _("“%(host)s” is at no public address; it is not visited.")
                raise NotAllowed(sentence % {"host": host}, host)
            if port not in PORTS:
                sentence = _("“%(host)s” is asked for at port %(port)s; only 80 and 443 are visited.")
                raise NotAllowed(sentence % {"host": host, "port": port}, host)
        return addresses[:ADDRESSES_TRIED]

    def _looked_up(self, host: str, port: int) -> list[str]:
        """In a thread of its own, since the system's resolver knows no deadline. Raises OSError, TimedOut."""
        answers: queue.Queue[list[str] | OSError | UnicodeError] = queue.Queue()

        def look_up() -> None:
            try:
                answers.put(self.resolver(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=look_up, name="resolver", daemon=True).start()
        try:
            answer = answers.get(timeout=self.left())
        except queue.Empty:
            raise self.too_late() from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _unreachable(self, host: str) -> Unreachable:
        return Unreachable(_("“%(host)s” cannot be reached.") % {"host": host}, host)

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to one of the host's checked addresses."""
        for address in self.resolve(host, port):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            try:
                sock = socket.socket(family, socket.SOCK_STREAM)
            except OSError:  # as where the kernel knows no IPv6
                continue
            try:
                sock.settimeout(min(self.left(), CONNECT_SECONDS))
                sock.connect((address, port))
            except OSError:
                sock.close()
                self.left()
                continue
            except DoorError:
                sock.close()
                raise
            return sock
        raise self._unreachable(host)


class Backend(httpcore.NetworkBackend):
    """Connects for httpcore, through the visit's checks."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        return Stream(self.visit.connect(host, port), self.visit)


class Stream(httpcore.NetworkStream):
    """A connection whose every read and write ends with the visit's time."""

    def __init__(self, sock: socket.socket, visit: Visit) -> None:
        self.sock, self.visit = sock, visit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._within_time(lambda: self.sock.recv(max_bytes))
        self.visit.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        while buffer:
            sent: int = self._within_time(lambda rest=buffer: self.sock.send(rest))  # type: ignore[misc]
            buffer = buffer[sent:]

    def close(self) -> None:
        self.sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return Stream(
            self._within_time(lambda: ssl_context.wrap_socket(self.sock, server_hostname=server_hostname)),
            self.visit,
        )

    def get_extra_info(self, info: str) -> Any:
        return self.sock if info == "ssl_object" and isinstance(self.sock, ssl.SSLSocket) else None

    def _within_time(self, act: Callable[[], Any]) -> Any:
        self.sock.settimeout(self.visit.left())
        host = {"host": self.visit.host}
        try:
            return act()
        except TimeoutError as error:
            raise self.visit.too_late() from error
        except ssl.SSLCertVerificationError as error:
            sentence = _("The certificate of “%(host)s” is not valid for it.") % host
            raise BadCertificate(sentence, self.visit.host) from error
        except ssl.SSLError as error:
            sentence = _("No secure connection to “%(host)s” can be made.") % host
            raise BadCertificate(sentence, self.visit.host) from error
        except OSError as error:
            raise Unreachable(_("The connection to “%(host)s” broke.") % host, self.visit.host) from error
