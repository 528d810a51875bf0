"""Web addresses as a request needs them: the host in ASCII, the path percent-encoded. Pure."""

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import idna
from django.utils.translation import gettext as _

ASCII_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
PORTS = {"http": 80, "https": 443}


class Target(NamedTuple):
    """Where a request goes: ``host`` without brackets, ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: bytes

    @property
    def host_header(self) -> bytes:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (host if self.port == PORTS[self.scheme] else f"{host}:{self.port}").encode()


def target_of(url: str) -> Target:
    """The parts of an address that ``newsroom.canonical.check_web_url`` took. Raises ValueError with a sentence."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in PORTS or "@" in parts.netloc:
        raise ValueError(_("“%(url)s” is not an address that is visited.") % {"url": url[:80]})
    host = ascii_host(parts.hostname or "")
    path = quote(parts.path or "/", safe="%/:=&?~+!$,;'@()*[]")
    query = f"?{quote(parts.query, safe='%/:=&?~+!$,;@()*[]')}" if parts.query else ""
    port = PORTS[scheme] if parts.port is None else parts.port
    if port == 0:
        raise ValueError(
            _("“%(url)s” is not an address that is visited: there is no port 0.") % {"url": url[:80]}
        )
    return Target(scheme, host, port, (path + query).encode())


def host_asked(url: str) -> str:
    """The host of a web address in ASCII, empty where it has none that can be asked for."""
    try:
        return target_of(url).host
    except ValueError:
        return ""


def ascii_host(host: str) -> str:
    """The host as name servers know it; dots and digits of other scripts become plain ones. Raises ValueError."""
    host = host.rstrip(".")
    if ":" in host:
        return host.lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError as error:
            raise ValueError(_("“%(host)s” is no host name.") % {"host": host[:80]}) from error
    host = host.lower()
    if not ASCII_HOST.fullmatch(host) or ".." in host:
        raise ValueError(_("“%(host)s” is no host name.") % {"host": host[:80]})
    return host
