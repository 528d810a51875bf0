"""Why a visit brought no answer: each with a sentence for editors and a word for records."""

from typing import ClassVar


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


class TooMuch(BadAnswer):
    """More bytes than are read; harmless once the body has begun, which is then cut."""
