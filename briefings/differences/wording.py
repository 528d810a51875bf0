"""Two texts compared by words: what stayed, what was inserted, what was deleted. Pure.

Plain texts are compared here; texts with markup in ``rich_wording``, by the same stretches.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from newsroom.markup import MARKER_KEY, escape

from .alignment import align

Kind = Literal["same", "inserted", "deleted", "folded"]


@dataclass(frozen=True)
class Run:
    """A stretch of a compared text.

    ``html`` is safe HTML. Of an inserted or deleted run it is balanced inline HTML, unless ``is_tag`` says
    that it is a tag of a block that came or went whole. Of a folded run it is empty, and ``omitted`` counts
    the unchanged words left out.
    """

    kind: Kind
    html: str
    is_tag: bool = False
    omitted: int = 0


class Stretch(NamedTuple):
    """Tokens from..to on both sides, equal where ``same``; else the old ones gave way to the new ones."""

    same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


PUNCTUATION = r"""!-/:-@\[-`{-~«»“”„‘’‚‹›…–—·¿¡。、，；：？！「」『』（）《》"""
LETTERS = rf"[^\s{PUNCTUATION}\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
# A marker, white space sign by sign, an ideograph or kana with its marks, a word ("1,200", "don’t",
# "co-operation", "14:05" are one), or any other sign.
TOKEN = re.compile(
    rf"\[\^{MARKER_KEY}\]|\s|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff][\u0300-\u036f\u3099\u309a]*"
    rf"|{LETTERS}(?:[.,:'’\-/]{LETTERS})*|.[\u0300-\u036f]*",
    re.DOTALL,
)
MAX_SLIDE = 200


def tokens_of(text: str) -> list[str]:
    """The text cut into words, signs, markers and white space; joined they are the text."""
    return TOKEN.findall(text)


def compare_plain(old: str, new: str) -> tuple[Run, ...]:
    """Runs of two plain texts (signs are characters; the runs are escaped)."""
    one, other = tokens_of(old), tokens_of(new)
    runs: list[Run] = []
    for stretch in compare_tokens(one, other):
        kept = "".join(other[stretch.new_start : stretch.new_end])
        gone = "".join(one[stretch.old_start : stretch.old_end])
        if stretch.same:
            runs.append(Run("same", escape(kept)))
            continue
        if gone:
            runs.append(Run("deleted", escape(gone)))
        if kept:
            runs.append(Run("inserted", escape(kept)))
    return tuple(runs)


def compare_tokens(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """Stretches that are the same and that differ, in turn; each side's together are that side."""
    old_words = [i for i, token in enumerate(old) if not token.isspace()]
    new_words = [j for j, token in enumerate(new) if not token.isspace()]
    pairs = [
        (old_words[i], new_words[j])
        for i, j in align([old[i] for i in old_words], [new[j] for j in new_words])
    ]
    stretches = _stretches(old, new, pairs)
    return _slid(old, new, _without_crumbs(old, new, stretches))


def _stretches(old: Sequence[str], new: Sequence[str], pairs: list[tuple[int, int]]) -> list[Stretch]:
    """The pairs of words, with the white space around them that is equal too, as stretches."""
    stretches: list[Stretch] = []

    def add(same: bool, old_start: int, old_end: int, new_start: int, new_end: int) -> None:
        if old_start == old_end and new_start == new_end:
            return
        if stretches and stretches[-1].same == same:
            last = stretches.pop()
            old_start, new_start = last.old_start, last.new_start
        stretches.append(Stretch(same, old_start, old_end, new_start, new_end))

    i = j = 0
    for next_i, next_j in [*pairs, (len(old), len(new))]:
        start_i, start_j, end_i, end_j = i, j, next_i, next_j
        while start_i < end_i and start_j < end_j and old[start_i] == new[start_j]:
            start_i, start_j = start_i + 1, start_j + 1
        while start_i < end_i and start_j < end_j and old[end_i - 1] == new[end_j - 1]:
            end_i, end_j = end_i - 1, end_j - 1
        add(True, i, start_i, j, start_j)
        add(False, start_i, end_i, start_j, end_j)
        i, j = min(next_i + 1, len(old)), min(next_j + 1, len(new))
        add(True, end_i, i, end_j, j)
    return stretches


def _without_crumbs(old: Sequence[str], new: Sequence[str], stretches: list[Stretch]) -> list[Stretch]:
    """A few letters that happen to be equal between two greater changes only make both harder to read."""
    kept: list[Stretch] = []
    sizes: list[int] = []  # letters of a stretch: of what stayed, or of the greater side of a change
    for stretch in stretches:
        size = max(
            _letters(old[stretch.old_start : stretch.old_end]),
            _letters(new[stretch.new_start : stretch.new_end]),
        )
        while not stretch.same and len(kept) > 1 and 2 * sizes[-1] <= min(sizes[-2], size):
            kept.pop()
            before = kept.pop()
            size += sizes.pop() + sizes.pop()
            stretch = Stretch(False, before.old_start, stretch.old_end, before.new_start, stretch.new_end)
        kept.append(stretch)
        sizes.append(size)
    return kept


def _letters(tokens: Sequence[str]) -> int:
    return sum(len(token) for token in tokens if token[0].isalnum() or token.startswith("[^"))


def _slid(old: Sequence[str], new: Sequence[str], stretches: list[Stretch]) -> list[Stretch]:
    """Insertions and deletions moved to a sentence's start where the words around allow it.

    “The sun rose. [The wind fell.] The …” instead of “The [sun rose. The] wind fell. The …”.
    """
    slid = list(stretches)
    for index in range(1, len(slid) - 1):
        before, change, after = slid[index - 1 : index + 2]
        if change.old_start == change.old_end:
            side, start, end = new, change.new_start, change.new_end
        elif change.new_start == change.new_end:
            side, start, end = old, change.old_start, change.old_end
        else:
            continue
        # Something stays before and behind, so that stretches keep taking turns.
        back = _steps(side, start, end, -1, before.new_end - before.new_start - 1)
        ahead = _steps(side, start, end, 1, after.new_end - after.new_start - 1)
        shifts = sorted(range(-back, ahead + 1), key=abs)
        shift = next((s for s in shifts if _begins_sentence(side, start + s)), 0)
        slid[index - 1] = before._replace(old_end=before.old_end + shift, new_end=before.new_end + shift)
        slid[index] = Stretch(False, *(place + shift for place in change[1:]))
        slid[index + 1] = after._replace(old_start=after.old_start + shift, new_start=after.new_start + shift)
    return slid


def _steps(side: Sequence[str], start: int, end: int, direction: int, room: int) -> int:
    """How far the stretch start..end can move with the words around it unchanged."""
    steps = 0
    while steps < min(room, MAX_SLIDE):
        first = start + steps if direction > 0 else start - steps - 1
        if side[first] != side[first + end - start]:
            break
        steps += 1
    return steps


def _begins_sentence(side: Sequence[str], place: int) -> bool:
    return (
        place > 1
        and side[place - 1].isspace()
        and not side[place].isspace()
        and (side[place - 2] in ".!?…”" or side[place - 2].startswith("[^"))
    )
