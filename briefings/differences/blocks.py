"""The blocks of clean HTML, and which of two texts' blocks are each other's. Pure."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsroom.inline import Inline
from newsroom.markup import TAG_NAME, tokens

from .alignment import align
from .paragraph_wording import Piece
from .wording import tokens_of

BLOCKS = frozenset("ul ol li blockquote table caption thead tbody tr td th".split())
NUMBERED = frozenset(("a", "q", "cite"))
"""Elements of which two side by side are two: each gets a number of its own."""

MIN_LIKENESS = 0.35
"""Share of letters in common from which two blocks count as one that was changed."""


@dataclass
class Block:
    """A block of clean HTML: a container with children, or a paragraph with its pieces.

    The text of an item or a cell that has no paragraph is a paragraph without a tag: its name is empty.
    """

    name: str
    opening: str
    children: list["Block"] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    html: str = ""

    @property
    def is_paragraph(self) -> bool:
        return self.name in ("p", "h3", "")

    @property
    def closing(self) -> str:
        return f"</{self.name}>" if self.name else ""

    def words(self) -> list[str]:
        if self.is_paragraph:
            found = tokens_of("".join(piece.text for piece in self.pieces))
            return [word for word in found if not word.isspace()]
        return [word for child in self.children for word in child.words()]


def blocks_of(clean: str, sign: int) -> list[Block]:
    """The outermost blocks of clean HTML. Links, quotations and titles are numbered from `sign` on, in its direction,
    so that none of the old text is taken for one of the new."""
    root = Block("root", "")
    stack = [root]
    starts = [0]
    inlines: list[Inline] = []
    paragraph: Block | None = None
    number = place = 0

    def end_paragraph(end: int) -> None:
        nonlocal paragraph
        if paragraph is not None:
            paragraph.html = clean[starts.pop() : end]
            paragraph = None

    for is_tag, piece in tokens(clean):
        found = TAG_NAME.match(piece) if is_tag else None
        name = found[1] if found is not None else ""
        if name in BLOCKS or name in ("p", "h3"):
            if piece[1] != "/":
                end_paragraph(place)
                block = Block(name, piece)
                stack[-1].children.append(block)
                starts.append(place)
                if name in BLOCKS:
                    stack.append(block)
                else:
                    paragraph = block
            elif name in BLOCKS:
                end_paragraph(place)
                stack.pop().html = clean[starts.pop() : place + len(piece)]
            else:
                end_paragraph(place + len(piece))
        else:
            if paragraph is None:
                paragraph = Block("", "")
                stack[-1].children.append(paragraph)
                starts.append(place)
            if not is_tag:
                paragraph.pieces.append(Piece(html.unescape(piece), tuple(inlines)))
            elif name == "br":
                paragraph.pieces.append(Piece("\n", tuple(inlines)))
            elif piece[1] == "/":
                inlines.pop()
            else:
                number += sign
                inlines.append(Inline(name, piece, number if name in NUMBERED else 0))
        place += len(piece)
    end_paragraph(place)
    return root.children


def partners(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    """Which blocks are each other's partner: equal ones first, then between them those that share words."""
    cells = all(block.name in ("td", "th") for block in (*old, *new))
    if cells and len(old) == len(new):
        return [(i, i) for i in range(len(new))]
    equal = align([block.html for block in old], [block.html for block in new])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for next_i, next_j in [*equal, (len(old), len(new))]:
        pairs.extend((i + a, j + b) for a, b in _like(old[i:next_i], new[j:next_j]))
        pairs.append((next_i, next_j))
        i, j = next_i + 1, next_j + 1
    return pairs[:-1]


def _like(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    """Partners among blocks that differ. The words in common, aligned once over all of them, tell who shares
    how much with whom; the greatest shares are paired first, and no pair crosses another."""
    if not old or not new:
        return []
    forced = [(0, 0)] if old[0].name == new[0].name == "caption" else []  # a table has one
    one, other = _owned(old), _owned(new)
    shared: Counter[tuple[int, int]] = Counter()
    for i, j in align([word for word, _ in one], [word for word, _ in other]):
        shared[one[i][1], other[j][1]] += _weight(one[i][0])
    totals = _totals(one), _totals(other)
    likeness = {
        (i, j): 2 * weight / (totals[0][i] + totals[1][j])
        for (i, j), weight in shared.items()
        if _family(old[i]) == _family(new[j])
    }
    pairs = forced
    for _, i, j in sorted((-share, i, j) for (i, j), share in likeness.items()):
        free = all((i < a) == (j < b) and i != a and j != b for a, b in pairs)
        if likeness[i, j] >= MIN_LIKENESS and free:
            pairs.append((i, j))
    return sorted(pairs)


def _owned(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    return [(word, index) for index, block in enumerate(blocks) for word in block.words()]


def _totals(owned: list[tuple[str, int]]) -> Counter[int]:
    totals: Counter[int] = Counter()
    for word, index in owned:
        totals[index] += _weight(word)
    return totals


def _weight(word: str) -> int:
    """Short words stand in every text and say little about kinship."""
    return len(word) if len(word) > 3 else 1


def _family(block: Block) -> str:
    if block.is_paragraph:
        return "p"
    return {"ul": "list", "ol": "list", "td": "cell", "th": "cell"}.get(block.name, block.name)
