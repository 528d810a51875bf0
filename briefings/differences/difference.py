"""The difference between two documents: what the desk and readers are told has changed. Pure.

Parts are matched by the names that last (their UUIDs), so that a section that was moved and rewritten is one
section. ``difference_words`` puts it in sentences, ``templates/parts/difference.html`` shows it.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsroom.text import clean_paragraphs, clean_rich

from ..document import Citation, Document
from .alignment import align
from .difference_fields import (
    FIELD_LABELS,
    Field,
    Part,
    PartKind,
    names_of_sources,
    part_fields,
    part_name,
    part_uid,
    parts_of,
    piece_fields,
    with_keys_of,
)
from .folding import fold
from .formatting import FormatChange
from .rich_wording import compare_rich
from .wording import Run, compare_plain
from .wording_html import NO_NAMES, SourceNames, html_of

Status = Literal["added", "removed", "kept"]


@dataclass(frozen=True)
class TextChange:
    """A field whose value changed. `old` and `new` are plain text, or clean HTML where `is_rich`.

    They are equal where the text now stands for another person, outlet or article than before.
    """

    name: str
    old: str
    new: str
    runs: tuple[Run, ...]
    is_rich: bool = False
    form_changes: tuple[FormatChange, ...] = ()
    sources: SourceNames = NO_NAMES

    @property
    def label(self) -> str:
        return str(FIELD_LABELS[self.name])

    @property
    def html(self) -> SafeString:
        """All of the text, with what was inserted and deleted."""
        return html_of(self.runs, self.sources)

    @property
    def folded_html(self) -> SafeString:
        """The changes with the words around them."""
        return html_of(fold(self.runs), self.sources)

    @property
    def notes(self) -> list[str]:
        """Sentences on what the words do not show, as plain text; pages of ours without their titles."""
        return self.told({})

    def told(self, titles: Mapping[tuple[str, str], str]) -> list[str]:
        """The same, with what pages of ours are called, by (kind, UUID)."""
        notes = [change.sentence(titles) for change in self.form_changes]
        if self.old == self.new:
            notes.append(_("It reads the same and stands for another entry."))
        elif not notes and all(run.kind == "same" for run in self.runs):
            notes.append(_("Only the markup changed."))
        return notes


@dataclass(frozen=True)
class Move:
    """Places in the order of the parts of one kind, counted from 1."""

    before: int
    after: int

    def __str__(self) -> str:
        places = {"before": self.before, "after": self.after}
        return _("moved from place %(before)s to place %(after)s") % places


@dataclass(frozen=True)
class PartChange:
    """A part that differs. Of one that was added or removed, `changes` holds each field that has a value."""

    kind: PartKind
    uid: UUID
    name: str
    status: Status
    changes: tuple[TextChange, ...]
    move: Move | None = None


@dataclass(frozen=True)
class PartChanges:
    """What differs among the parts of one kind, in the order of the new document; removed ones stand where
    they stood."""

    kind: PartKind
    entries: tuple[PartChange, ...]
    unchanged: int

    @property
    def added(self) -> list[PartChange]:
        return [entry for entry in self.entries if entry.status == "added"]

    @property
    def removed(self) -> list[PartChange]:
        return [entry for entry in self.entries if entry.status == "removed"]

    @property
    def changed(self) -> list[PartChange]:
        return [entry for entry in self.entries if entry.status == "kept" and entry.changes]

    @property
    def moved(self) -> list[PartChange]:
        return [entry for entry in self.entries if entry.move is not None]


@dataclass(frozen=True)
class Difference:
    """`changes` are those of the piece's own texts; `parts` has one entry for each kind of part."""

    changes: tuple[TextChange, ...]
    parts: tuple[PartChanges, ...]

    @property
    def is_empty(self) -> bool:
        return not self.changes and not any(group.entries for group in self.parts)

    def of(self, kind: PartKind) -> PartChanges:
        return next(group for group in self.parts if group.kind == kind)


def difference(
    old: Document | None,
    new: Document,
    *,
    question_titles: Mapping[UUID, str] | None = None,
    own_hosts: frozenset[str] = frozenset(),
    for_readers: bool = False,
) -> Difference:
    """What changed from `old` (None: nothing was there) to `new`.

    `question_titles` names common questions by their UUID; a document does not hold their titles. Identifiers
    that the piece's origin gave to parts (`origin_id`) are no words and not compared; nor are, for readers, the keys of
    sources, of which they see numbers alone.
    """
    old = Document(kind=new.kind, language=new.language) if old is None else old
    sources, old = names_of_sources(old, new), with_keys_of(old, new)
    comparison = _Comparison(old, new, question_titles or {}, own_hosts, sources, for_readers)
    new_parts = parts_of(new)
    return Difference(
        comparison.changes(piece_fields(old), piece_fields(new)),
        tuple(comparison.parts(kind, parts, new_parts[kind]) for kind, parts in parts_of(old).items()),
    )


@dataclass(frozen=True)
class _Comparison:
    old: Document
    new: Document
    question_titles: Mapping[UUID, str]
    own_hosts: frozenset[str]
    sources: SourceNames
    for_readers: bool

    def parts(self, kind: PartKind, old: Sequence[Part], new: Sequence[Part]) -> PartChanges:
        before, after = _by_identity(old, new)
        kept = [identity for identity in before if identity in after]
        order = [identity for identity in after if identity in before]
        staying = {kept[i] for i, _j in align(kept, order)}
        places = {identity: place for place, identity in enumerate(before, 1)}

        removed: dict[Hashable, list[PartChange]] = {}
        last: Hashable = None
        for identity, part in before.items():
            if identity in after:
                last = identity
            else:
                removed.setdefault(last, []).append(self.part(kind, part, None, None))

        entries = removed.get(None, [])
        for place, (identity, part) in enumerate(after.items(), 1):
            moved = identity in before and identity not in staying
            move = Move(places[identity], place) if moved else None
            entry = self.part(kind, before.get(identity), part, move)
            if entry.status == "added" or entry.changes or move:
                entries.append(entry)
            entries.extend(removed.get(identity, []))
        touched = sum(entry.status == "kept" for entry in entries)
        return PartChanges(kind, tuple(entries), unchanged=len(kept) - touched)

    def part(self, kind: PartKind, old: Part | None, new: Part | None, move: Move | None) -> PartChange:
        old_fields = part_fields(old, self.sources.old) if old is not None else []
        new_fields = part_fields(new, self.sources.new) if new is not None else []
        status: Status = "added" if old is None else "removed" if new is None else "kept"
        part = new if new is not None else old
        assert part is not None
        return PartChange(
            kind,
            part_uid(part),
            part_name(part, self.question_titles),
            status,
            self.changes(old_fields, new_fields),
            move,
        )

    def changes(self, old: list[Field], new: list[Field]) -> tuple[TextChange, ...]:
        """Changed fields; an empty list stands for fields without values. The kind and the key of a part
        that came or went say nothing that its name does not."""
        before = old or [field._replace(text="", refers_to=()) for field in new]
        after = new or [field._replace(text="", refers_to=()) for field in old]
        pairs = zip(before, after, strict=True)
        found = (self.change(one, other, both=bool(old and new)) for one, other in pairs)
        silent = ("kind", "key") if not (old and new) else ("key",) if self.for_readers else ()
        return tuple(change for change in found if change is not None and change.name not in silent)

    def change(self, old: Field, new: Field, both: bool) -> TextChange | None:
        elsewhere = both and old.refers_to != new.refers_to
        if old.text == new.text and not elsewhere:
            return None
        if new.form == "plain":
            return TextChange(new.name, old.text, new.text, compare_plain(old.text, new.text))
        before, after = self.clean(old), self.clean(new)
        if before == after:
            return None
        runs, form_changes = compare_rich(before, after)
        return TextChange(new.name, before, after, runs, True, form_changes, self.sources)

    def clean(self, field: Field) -> str:
        if field.form == "paragraphs":
            return clean_paragraphs(field.text)
        return clean_rich(field.text, self.own_hosts)


def _by_identity(
    old: Sequence[Part], new: Sequence[Part]
) -> tuple[dict[Hashable, Part], dict[Hashable, Part]]:
    """The parts of both sides by what tells them apart: their UUID; for a citation under a new UUID the key
    of an old one whose UUID has gone."""
    uids, old_uids = {part_uid(part) for part in new}, {part_uid(part) for part in old}
    gone = {part.key: part.uid for part in old if isinstance(part, Citation) and part.uid not in uids}
    names = [
        gone.pop(part.key, part.uid)
        if isinstance(part, Citation) and part.uid not in old_uids
        else part_uid(part)
        for part in new
    ]
    return _numbered(map(part_uid, old), old), _numbered(names, new)


def _numbered(names: Iterable[UUID], parts: Sequence[Part]) -> dict[Hashable, Part]:
    """The parts by name and occurrence: a UUID that stands twice names two parts, in their order."""
    times: Counter[UUID] = Counter()
    numbered: dict[Hashable, Part] = {}
    for name, part in zip(names, parts, strict=True):
        times[name] += 1
        numbered[name, times[name]] = part
    return numbered
