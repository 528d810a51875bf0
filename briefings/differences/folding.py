"""Long unchanged stretches of a comparison left out, with the number of words that are missing. Pure."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from newsroom.markup import TAG_NAME, tokens

from .wording import Run

CONTEXT = 25
"""Unchanged words that stay before and behind a change."""

CELLS = ("td", "th")
WORD = re.compile(r"\S+\s*|\s+")


class Bit(NamedTuple):
    html: str
    is_tag: bool
    is_word: bool


def fold(runs: Sequence[Run], context: int = CONTEXT) -> tuple[Run, ...]:
    """The runs with at most `context` unchanged words on either side of a change; the words between are one
    folded run. Less than `context` words more than that stay: a marker would hardly be shorter."""
    groups = [(same, list(group)) for same, group in groupby(runs, key=lambda run: run.kind == "same")]
    folded: list[Run] = []
    for index, (same, group) in enumerate(groups):
        head = context if index else 0
        tail = context if index + 1 < len(groups) else 0
        if same and (head or tail):
            folded.extend(_folded("".join(run.html for run in group), head, tail, context))
        else:
            folded.extend(group)
    return tuple(folded)


def _folded(markup: str, head: int, tail: int, least: int) -> list[Run]:
    bits = _bits(markup)
    words = [place for place, bit in enumerate(bits) if bit.is_word]
    omitted = len(words) - head - tail
    if omitted < max(least, 1):
        return [Run("same", markup)]
    start = words[head - 1] + 1 if head else 0
    end = words[-tail] if tail else len(bits)
    left = _without_pairs(bits[start:end])
    before, behind = _joined(bits[:start]), _joined(bits[end:])
    # The marker stands in a paragraph that stays: behind the last word before it, or before the next one.
    parts = (before, left + behind) if head else (left, behind)
    runs = [Run("same", parts[0]), Run("folded", "", omitted=omitted), Run("same", parts[1])]
    return [run for run in runs if run.html or run.omitted]


def _bits(markup: str) -> list[Bit]:
    return [
        Bit(bit, is_tag, not is_tag and not bit.isspace())
        for is_tag, piece in tokens(markup)
        for bit in ([piece] if is_tag else WORD.findall(piece))
    ]


def _joined(bits: Sequence[Bit]) -> str:
    return "".join(bit.html for bit in bits)


def _without_pairs(bits: Sequence[Bit]) -> str:
    """The tags among the bits that are not opened and closed here. Cells stay where their row stays, so that
    the columns keep their places."""
    opened: list[int] = []
    around: dict[int, int | None] = {}  # from an opening tag to the one it stands in
    ends: dict[int, int] = {}
    for place, bit in enumerate(bits):
        if not bit.is_tag:
            continue
        if bit.html == "<br>":
            around[place], ends[place] = None, place
        elif not bit.html.startswith("</"):
            around[place] = opened[-1] if opened else None
            opened.append(place)
        elif opened:
            ends[opened.pop()] = place
    dropped: set[int] = set()
    for place in sorted(ends):
        name = TAG_NAME.match(bits[place].html)
        if name is None or name[1] not in CELLS or around[place] in dropped:
            dropped.update((place, ends[place]))
    return "".join(bit.html for place, bit in enumerate(bits) if bit.is_tag and place not in dropped)
