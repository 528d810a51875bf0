"""Who asks for a verb, and how a verb says no: with sentences, before anything was changed."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from .editions.preflight import Finding
from .words import Origin

MACHINES = frozenset({Origin.IMPORT, Origin.DEMO, Origin.SCHEDULE})
"""Origins that need no person. Their own doors ask for rights, or there is nobody to ask."""


class Editor(Protocol):
    """Whoever publishes: Django's users are."""

    pk: int

    def has_perm(self, perm: str, obj: object = None) -> bool: ...


class PublishingRefused(Exception):
    """Nothing was published. ``reasons`` are sentences; ``findings`` what preflight had against which piece."""

    def __init__(self, reasons: Sequence[str], findings: dict[int, list[Finding]] | None = None) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)
        self.findings = findings or {}


class NothingChanged(PublishingRefused):
    """What was to be published is what readers see already."""


class NotAllowed(PublishingRefused):
    """Whoever asked has no right to."""


class AddressTaken(PublishingRefused):
    """An address is another piece's. Once somebody gave the piece another one, it can go out."""


def ask(by: Editor | None, right: str, sentence: str, origin: Origin) -> None:
    """Raises NotAllowed with ``sentence`` unless ``by`` has the right, or a machine asks."""
    if by is None:
        if origin not in MACHINES:
            raise NotAllowed([_("Somebody has to be named who does this.")])
    elif not by.has_perm(right):
        raise NotAllowed([sentence])
