"""What an import counts and has to tell, of one batch or of all so far."""

from collections import Counter
from dataclasses import dataclass, field

from .naming import Conflicts
from .reading import Line


@dataclass
class Outcome:
    """What became of records. ``bad`` and ``told`` are lines with a field and a reason."""

    counts: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[Line, str, str]] = field(default_factory=list)
    told: list[tuple[Line, str, str]] = field(default_factory=list)
    conflicts: Conflicts = field(default_factory=Conflicts)

    def add(self, other: "Outcome") -> None:
        self.counts.update(other.counts)
        self.bad.extend(other.bad)
        self.told.extend(other.told)
        for name, found in vars(other.conflicts).items():
            getattr(self.conflicts, name).update(found)
