"""The door to the outside web: the only place that opens a URL.

http and https, on their own ports, at public addresses. A host is resolved once; every address that comes back is
checked, and one of those is connected to, so that no second answer of a name server can lead elsewhere. All of it
happens again at each redirect. Bytes, time and redirects are bounded. Nothing is remembered between visits: no
cookie, no credentials, no proxy of the environment.
"""

import logging
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urljoin

import httpcore
from django.utils.translation import gettext as _

from newsroom.canonical import check_web_url
from newsroom.outside_urls import Target, target_of
from newsroom.public_addresses import is_public

log = logging.getLogger("newsroom.door")

Resolver = Callable[[str, int], list[str]]
"""From host and port to textual IP addresses; raises OSError, ``socket.gaierror`` where a name is not known."""

PORTS = frozenset({80, 443})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
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


@dataclass(frozen=True)
class Answer:
    """What stands behind an address. Names of ``headers`` are lower case; ``hops`` are the statuses of the
    redirects on the way; the body is cut where it is not ``whole``."""

    url: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = True
    hops: tuple[int, ...] = ()


class DoorError(Exception):
    """A visit that brought no answer; its text is a sentence for editors, ``reason`` a word for records."""

    reason: ClassVar[str]

    def __init__(self, sentence: str, host: str = "") -> None:
        super().__init__(sentence)
        self.host = host


class NotAllowed(DoorError):
    """An address that this door never opens."""

    reason = "not_allowed"


class NoSuchHost(DoorError):
    """No name server knows the host."""

    reason = "no_such_host"


class Unreachable(DoorError):
    """Nobody answers at the host, or the connection broke."""

    reason = "unreachable"


class TimedOut(DoorError):
    """The visit took longer than it may."""

    reason = "timed_out"


class BadCertificate(DoorError):
    """No secure connection to the host that was asked for."""

    reason = "bad_certificate"


class BadAnswer(DoorError):
    """What came is no answer of HTTP, or has too much before its body."""

    reason = "bad_answer"


class TooManyRedirects(DoorError):
    """The address leads on and on."""

    reason = "too_many_redirects"


def system_resolver(host: str, port: int) -> list[str]:
    """Addresses as the machine's own resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    user_agent: str,
    limits: Limits = Limits(),
    before_each: Callable[[str], None] | None = None,
    resolver: Resolver = system_resolver,
    local: Iterable[tuple[str, int]] = (),
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """GET the address, following redirects. Raises DoorError; whatever ``before_each`` raises passes through.

    ``before_each(url)`` is called before each request, for manners (its time is not counted); ``local`` names
    (address, port) of servers of one's own that are let through although they are not public.
    """
    visit = _Visit(limits, resolver, frozenset(local))
    try:
        return _follow(url, visit, user_agent, before_each, tls or _context())
    except DoorError as error:
        log.info("fetch failed host=%s reason=%s", error.host or visit.host or "-", error.reason)
        raise


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """Trusts what certifi and the machine trust; verifies chain and name."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context


class _Visit:
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
            raise _TooMuch(_("“%(host)s” sent more than is read here.") % {"host": self.host}, self.host)

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
            sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
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


class _TooMuch(BadAnswer):
    """More bytes than are read; harmless once the body has begun, which is then cut."""


class _Backend(httpcore.NetworkBackend):
    """Connects for httpcore, through the visit's checks."""

    def __init__(self, visit: _Visit) -> None:
        self.visit = visit

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self.visit.connect(host, port), self.visit)


class _Stream(httpcore.NetworkStream):
    """A connection whose every read and write ends with the visit's time."""

    def __init__(self, sock: socket.socket, visit: _Visit) -> None:
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
        return _Stream(
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


def _follow(
    url: str,
    visit: _Visit,
    user_agent: str,
    before_each: Callable[[str], None] | None,
    tls: ssl.SSLContext,
) -> Answer:
    hops: list[int] = []
    seen: set[str] = set()
    while True:
        target = _checked(url)
        visit.host = target.host
        if before_each is not None:
            began = time.monotonic()
            before_each(url)
            visit.deadline += time.monotonic() - began
        answer = _request(url, target, visit, user_agent, tls)
        location = answer.headers.get("location")
        if answer.status not in REDIRECTS or not location:
            return Answer(answer.url, answer.status, answer.headers, answer.body, answer.whole, tuple(hops))
        hops.append(answer.status)
        seen.add(url)
        try:
            url = urljoin(url, location.strip().replace(" ", "%20"))
        except ValueError as error:
            sentence = _("“%(host)s” leads on to what is no web address.") % {"host": target.host}
            raise BadAnswer(sentence, target.host) from error
        if url in seen or len(hops) > visit.limits.redirects:
            sentence = _("“%(host)s” leads on and on, never to a page.") % {"host": target.host}
            raise TooManyRedirects(sentence, target.host)


def _checked(url: str) -> Target:
    """Host, port and path of a web address. Raises NotAllowed with a sentence for what is none."""
    try:
        return target_of(check_web_url(url))
    except ValueError as error:
        raise NotAllowed(str(error)) from error


def _request(url: str, target: Target, visit: _Visit, user_agent: str, tls: ssl.SSLContext) -> Answer:
    headers = [
        (b"Host", target.host_header),
        (b"User-Agent", user_agent.encode("ascii", "ignore")),
        (b"Accept", b"text/html,application/xhtml+xml,*/*;q=0.8"),
        (b"Accept-Encoding", b"gzip"),
        (b"Connection", b"close"),
    ]
    address = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path
    )
    pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=_Backend(visit), max_connections=1)
    try:
        with pool, pool.stream("GET", address, headers=headers) as response:
            named = _named(response.headers)
            is_redirect = response.status in REDIRECTS and "location" in named
            body, whole = (b"", False) if is_redirect else _body(response, named, visit)
            return Answer(url, response.status, named, body, whole)
    except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.TimeoutException) as error:
        sentence = _("What “%(host)s” sends is no answer of a web server.") % {"host": target.host}
        raise BadAnswer(sentence, target.host) from error


def _named(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name, the first of each; bytes that are no UTF-8 are read as Latin-1."""
    named: dict[str, str] = {}
    for name, value in headers:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        named.setdefault(name.decode("ascii", "replace").lower(), text)
    return named


def _body(response: httpcore.Response, headers: dict[str, str], visit: _Visit) -> tuple[bytes, bool]:
    """The body unpacked, at most ``body_bytes`` of it, and whether that is all. What cannot be unpacked is left."""
    most = visit.limits.body_bytes
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        return b"", False
    unpack = zlib.decompressobj(wbits=47) if coding not in ("", "identity") else None
    body = bytearray()
    try:
        for chunk in response.iter_stream():
            # One byte more than is kept tells whether there is more.
            room = most + 1 - len(body)
            body += chunk[:room] if unpack is None else unpack.decompress(chunk, room)
            if len(body) > most:
                return bytes(body[:most]), False
    except (_TooMuch, zlib.error):
        return bytes(body), False
    return bytes(body), unpack is None or unpack.eof


def status_words(status: int) -> str:
    """“404 Not Found”, or the number alone."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
