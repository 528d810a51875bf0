"""The door to the outside web: the only place that opens a URL.

http and https, on their own ports, at public addresses. A host is resolved once; every address that comes back is
checked, and one of those is connected to, so that no second answer of a name server can lead elsewhere. All of it
happens again at each redirect. Bytes, time and redirects are bounded. Nothing is remembered between visits: no
cookie, no credentials, no proxy of the environment.
"""

from .connecting import Limits, Resolver, system_resolver
from .errors import (
    BadAnswer,
    BadCertificate,
    DoorError,
    NoSuchHost,
    NotAllowed,
    TimedOut,
    TooManyRedirects,
    Unreachable,
)
from .fetching import Answer, fetch

__all__ = [
    "Answer",
    "BadAnswer",
    "BadCertificate",
    "DoorError",
    "Limits",
    "NoSuchHost",
    "NotAllowed",
    "Resolver",
    "TimedOut",
    "TooManyRedirects",
    "Unreachable",
    "fetch",
    "system_resolver",
]
