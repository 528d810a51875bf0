"""One visit: from an address, over redirects, to an answer."""

import logging
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urljoin

import httpcore
from django.utils.translation import gettext as _

from newsroom.canonical import check_web_url
from newsroom.outside_urls import Target, target_of

from .connecting import Backend, Limits, Resolver, Visit, system_resolver
from .errors import BadAnswer, DoorError, NotAllowed, TooManyRedirects, TooMuch

log = logging.getLogger("newsroom.door")

REDIRECTS = frozenset({301, 302, 303, 307, 308})
A_PAGE = Limits()


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


def fetch(
    url: str,
    *,
    user_agent: str,
    limits: Limits = A_PAGE,
    before_each: Callable[[str], None] | None = None,
    resolver: Resolver = system_resolver,
    local: Iterable[tuple[str, int]] = (),
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """GET the address, following redirects. Raises DoorError; whatever ``before_each`` raises passes through.

    ``before_each(url)`` is called before each request, for manners (its time is not counted); ``local`` names
    (address, port) of servers of one's own that are let through although they are not public.
    """
    visit = Visit(limits, resolver, frozenset(local))
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


def _follow(
    url: str,
    visit: Visit,
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


def _request(url: str, target: Target, visit: Visit, user_agent: str, tls: ssl.SSLContext) -> Answer:
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
    pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=Backend(visit), max_connections=1)
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


def _body(response: httpcore.Response, headers: dict[str, str], visit: Visit) -> tuple[bytes, bool]:
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
    except (TooMuch, zlib.error):
        return bytes(body), False
    return bytes(body), unpack is None or unpack.eof
