"""The words of one changed paragraph, written with its emphasis and links around them. Pure.

A link, a quotation or a title that changes in its middle stays one element (``<q>`` brings its quotation
marks along, and each link is a stop of the Tab key): insertions and deletions then stand inside it. Elsewhere
they stand around the emphasis that they brought.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from newsroom.inline import Inline
from newsroom.markup import escape

from .wording import Kind, Run, Stretch


class Piece(NamedTuple):
    text: str  # unescaped; a line break is "\n"
    inlines: tuple[Inline, ...]  # outermost first


class Token(NamedTuple):
    text: str
    pieces: tuple[Piece, ...]


class Part(NamedTuple):
    kind: Kind
    text: str
    inlines: tuple[Inline, ...]


def paragraph_runs(old: Sequence[Token], new: Sequence[Token], stretches: list[Stretch]) -> list[Run]:
    """The runs of a paragraph, given its tokens on both sides and the stretches in which they differ."""
    same_inlines = _same_inlines(old, new, stretches)
    parts: list[Part] = []
    for stretch in stretches:
        if not stretch.same:
            for piece in _pieces(old[stretch.old_start : stretch.old_end]):
                inlines = tuple(same_inlines.get(inline, inline) for inline in piece.inlines)
                parts.append(Part("deleted", piece.text, inlines))
        kind: Kind = "same" if stretch.same else "inserted"
        parts.extend(Part(kind, *piece) for piece in _pieces(new[stretch.new_start : stretch.new_end]))
    return _written(_adopted(_merged(parts)))


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    return (piece for token in tokens for piece in token.pieces)


def _same_inlines(
    old: Sequence[Token], new: Sequence[Token], stretches: list[Stretch]
) -> dict[Inline, Inline]:
    """Old links, quotations and titles that are a new one's: equal tags around the same words."""
    found: dict[Inline, Inline] = {}
    taken: set[Inline] = set()
    for stretch in stretches:
        if not stretch.same:
            continue
        pairs = zip(
            old[stretch.old_start : stretch.old_end], new[stretch.new_start : stretch.new_end], strict=True
        )
        for one, other in pairs:
            for inline, new_inline in zip(one.pieces[0].inlines, other.pieces[0].inlines, strict=False):
                if (
                    inline.number
                    and inline.tag == new_inline.tag
                    and inline not in found
                    and new_inline not in taken
                ):
                    found[inline] = new_inline
                    taken.add(new_inline)
    return found


def _merged(parts: list[Part]) -> list[Part]:
    return [
        Part(kind, "".join(part.text for part in group), inlines)
        for (kind, inlines), group in groupby(parts, key=lambda part: (part.kind, part.inlines))
    ]


def _adopted(parts: list[Part]) -> list[Part]:
    """Deleted words inside a link, quotation or title of the new text stand inside it, without one of their own."""
    around: list[tuple[Inline, ...]] = [()] * len(parts)
    before: tuple[Inline, ...] = ()
    for index, part in enumerate(parts):
        around[index] = before
        if part.kind != "deleted":
            before = part.inlines
    behind: tuple[Inline, ...] = ()
    adopted = list(parts)
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if part.kind != "deleted":
            behind = part.inlines
            continue
        shared = around[index][: _shared(around[index], behind)]
        last = max((place for place, inline in enumerate(shared, 1) if inline.number), default=0)
        frame = shared[:last]
        if frame:
            names = {inline.name for inline in frame}
            own = (inline for inline in part.inlines if inline.name not in names and not inline.number)
            adopted[index] = part._replace(inlines=(*frame, *own))
    return adopted


def _written(parts: list[Part]) -> list[Run]:
    # A link, quotation or title with parts of several kinds stays open across them.
    kinds: dict[Inline, set[int]] = {}
    for number, (_, group) in enumerate(groupby(parts, key=lambda part: part.kind)):
        for part in group:
            for inline in part.inlines:
                if inline.number:
                    kinds.setdefault(inline, set()).add(number)

    def frame(part: Part) -> tuple[Kind, tuple[Inline, ...]]:
        places = (p for p, inline in enumerate(part.inlines, 1) if len(kinds.get(inline, ())) > 1)
        return part.kind, part.inlines[: max(places, default=0)]

    groups = [(*key, list(group)) for key, group in groupby(parts, key=frame)]
    runs: list[Run] = []
    opened: tuple[Inline, ...] = ()

    def move_to(inlines: tuple[Inline, ...]) -> str:
        nonlocal opened
        tags = _tags(opened, inlines)
        opened = inlines
        return tags

    for index, (kind, framed, members) in enumerate(groups):
        if kind == "same":
            runs.append(Run("same", "".join(move_to(part.inlines) + _text(part) for part in members)))
            continue
        common = members[0].inlines
        for part in members:
            common = common[: _shared(common, part.inlines)]
        follower = groups[index + 1][2][0].inlines if index + 1 < len(groups) else ()
        neighbours = max(_shared(opened, common), _shared(common, follower))
        depth = max(len(framed), neighbours)
        tags = move_to(common[:depth])
        if tags:
            runs.append(Run("same", tags))
        runs.append(Run(kind, _inside(members, depth)))
    end = move_to(())
    if end:
        runs.append(Run("same", end))
    return runs


def _inside(parts: list[Part], depth: int) -> str:
    written: list[str] = []
    opened: tuple[Inline, ...] = ()
    for part in parts:
        written.append(_tags(opened, part.inlines[depth:]) + _text(part))
        opened = part.inlines[depth:]
    return "".join(written) + _tags(opened, ())


def _tags(opened: tuple[Inline, ...], wanted: tuple[Inline, ...]) -> str:
    """The tags that lead from within some inlines to within others."""
    kept = _shared(opened, wanted)
    ends = "".join(f"</{inline.name}>" for inline in reversed(opened[kept:]))
    return ends + "".join(inline.tag for inline in wanted[kept:])


def _text(part: Part) -> str:
    return "<br>".join(escape(line) for line in part.text.split("\n"))


def _shared(one: tuple[Inline, ...], other: tuple[Inline, ...]) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count
