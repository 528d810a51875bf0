"""Two texts with markup compared: blocks by what they hold, paragraphs by words. Pure.

The runs that come out carry the new text's markup and, of what was deleted, the old one's; each tag in them
stands in one of the two texts. Without what was deleted they are the new text, without what was inserted the
words of the old one.
"""

from collections.abc import Sequence

from .blocks import Block, blocks_of, partners
from .formatting import FormatChange, format_changes
from .paragraph_wording import Piece, Token, paragraph_runs
from .wording import Kind, Run, compare_tokens, tokens_of


def compare_rich(old: str, new: str) -> tuple[tuple[Run, ...], tuple[FormatChange, ...]]:
    """Runs of two clean HTML texts (outputs of clean_rich or clean_paragraphs), and what changed in form
    alone: the same words with another link or emphasis."""
    comparison = _Comparison()
    comparison.compare(blocks_of(old, -1), blocks_of(new, 1))
    return tuple(comparison.runs), tuple(comparison.changes)


class _Comparison:
    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.changes: list[FormatChange] = []

    def compare(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        """Compare siblings. Of what has no partner the deleted ones come before the inserted ones."""
        i = j = 0
        for next_i, next_j in [*partners(old, new), (len(old), len(new))]:
            for block in old[i:next_i]:
                self.write_whole("deleted", block)
            for block in new[j:next_j]:
                self.write_whole("inserted", block)
            if next_i < len(old) and next_j < len(new):
                self.compare_pair(old[next_i], new[next_j])
            i, j = next_i + 1, next_j + 1

    def compare_pair(self, old: Block, new: Block) -> None:
        if old.html == new.html:
            self.same(new.html)
            return
        if old.name and new.name and old.name != new.name:
            self.changes.extend(FormatChange.of_block(new.name, " ".join(new.words())))
        self.same(new.opening)
        if new.is_paragraph:
            one, other = _paragraph_tokens(old.pieces), _paragraph_tokens(new.pieces)
            stretches = compare_tokens([t.text for t in one], [t.text for t in other])
            self.extend(paragraph_runs(one, other, stretches))
            self.changes.extend(format_changes(one, other, stretches))
        else:
            self.compare(old.children, new.children)
        self.same(new.closing)

    def write_whole(self, kind: Kind, block: Block) -> None:
        if block.opening:
            self.runs.append(Run(kind, block.opening, is_tag=True))
        if block.is_paragraph:
            self.runs.append(Run(kind, block.html[len(block.opening) : len(block.html) - len(block.closing)]))
        for child in block.children:
            self.write_whole(kind, child)
        if block.closing:
            self.runs.append(Run(kind, block.closing, is_tag=True))

    def same(self, markup: str) -> None:
        if markup:
            self.extend([Run("same", markup)])

    def extend(self, runs: list[Run]) -> None:
        for run in runs:
            if run.kind == "same" and self.runs and self.runs[-1].kind == "same":
                run = Run("same", self.runs.pop().html + run.html)
            self.runs.append(run)


def _paragraph_tokens(pieces: list[Piece]) -> list[Token]:
    """The tokens of a paragraph's whole text, each with the pieces it is made of: emphasis may end within a
    word."""
    found: list[Token] = []
    ends = iter(pieces)
    piece, rest = Piece("", ()), ""
    for text in tokens_of("".join(piece.text for piece in pieces)):
        parts: list[Piece] = []
        wanted = text
        while wanted:
            if not rest:
                piece = next(ends)
                rest = piece.text
            length = min(len(rest), len(wanted))
            parts.append(Piece(rest[:length], piece.inlines))
            rest, wanted = rest[length:], wanted[length:]
        found.append(Token(text, tuple(parts)))
    return found
