"""Web addresses: is it one, which other addresses mean the same article, and which host a reader sees.

Addresses are taken apart here by one pattern instead of by urllib, which silently drops tabs and line breaks,
raises at odd moments for ports and brackets, and keeps no trace of an empty query.
"""

import ipaddress
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

MAX_URL = 2_000

# Parameters that say where a reader came from, not what is read. Names are taken literally, case included.
TRACKING = re.compile(r"(?:utm_[^=]*|gclid|fbclid)(?:=|\Z)")

ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
DEFAULT_PORTS = {"http": 80, "https": 443}


class _Address(NamedTuple):
    scheme: str  # lower case
    host: str  # lower case, with brackets for IPv6
    port: int | None  # None: the scheme's own
    path: str
    query: str | None  # None: no question mark at all


def check_web_url(url: str) -> str:
    """The address without outer white space; ValueError with a sentence for editors when it is no web address."""
    _take_apart(url)
    return url.strip()


def canonical_url(url: str) -> str:
    """The form that is equal for two addresses of one article (INTERCHANGE: "What is the same thing").

    Case of scheme and host, default port, fragment, utm_*, gclid and fbclid are set aside, nothing else.
    Raises the ValueError of check_web_url.
    """
    address = _take_apart(url)
    port = "" if address.port is None else f":{address.port}"
    query = ""
    if address.query is not None:
        kept = [part for part in address.query.split("&") if not TRACKING.match(part)]
        # A question mark goes with the last tracking parameter; one that stood alone is not ours to remove.
        if kept:
            query = "?" + "&".join(kept)
    return f"{address.scheme}://{address.host}{port}{address.path}{query}"


def host_of(url: str) -> str:
    """The host as readers see it, without port and leading "www."; empty when the address is none."""
    try:
        host = _take_apart(url).host
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def _take_apart(url: str) -> _Address:
    url = url.strip()
    if len(url) > MAX_URL:
        raise ValueError(
            _("This web address has %(length)s characters; at most %(limit)s are possible.")
            % {"length": f"{len(url):,}", "limit": f"{MAX_URL:,}"}
        )
    shown = _shown(url)
    if CONTROL.search(url):
        raise ValueError(
            _("“%(url)s” contains a control character, which no web address has.") % {"url": shown}
        )
    if not url:
        raise ValueError(_("A web address is missing."))
    found = ADDRESS.fullmatch(url)
    if found is None:
        raise ValueError(
            _("“%(url)s” is not a web address: it must start with http:// or https://.") % {"url": shown}
        )
    authority = found["authority"]
    if "@" in authority:
        # The address is not quoted: it would show the password.
        raise ValueError(_("This web address contains a user name or password; write it without."))
    if re.search(r"\s", url):
        raise ValueError(
            _("“%(url)s” contains a space; in a web address it is written %%20.") % {"url": shown}
        )
    parts = AUTHORITY.fullmatch(authority)
    if parts is None:
        raise ValueError(
            _("“%(url)s” is not a web address: “%(host)s” is no host.")
            % {"url": shown, "host": _shown(authority)}
        )
    scheme, host = found["scheme"].lower(), parts["host"].lower()
    if not host:
        raise ValueError(_("“%(url)s” is not a web address: it names no host.") % {"url": shown})
    if not _is_host(host):
        raise ValueError(
            _("“%(url)s” is not a web address: “%(host)s” is no host.") % {"url": shown, "host": _shown(host)}
        )
    return _Address(scheme, host, _port(parts["port"], scheme, shown), found["path"], found["query"])


def _is_host(host: str) -> bool:
    if not host.startswith("["):
        return HOST.fullmatch(host) is not None
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        return False
    return True


def _port(digits: str | None, scheme: str, shown: str) -> int | None:
    if not digits:
        return None
    # Compared by length first: int() refuses thousands of digits with an error of its own.
    digits = digits.lstrip("0") or "0"
    if len(digits) > 5 or int(digits) > 65_535:
        raise ValueError(_("“%(url)s” is not a web address: ports end at 65,535.") % {"url": shown})
    port = int(digits)
    return None if port == DEFAULT_PORTS[scheme] else port


def _shown(text: str) -> str:
    """Short enough for a sentence, and printable."""
    text = CONTROL.sub("�", text)
    return text if len(text) <= 80 else text[:79] + "…"
