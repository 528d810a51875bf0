"""What two sequences have in common, in order: the ground of every comparison of documents. Pure and bounded."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

MAX_CELLS = 64_000_000
"""Product of two lengths up to which the longest common subsequence is found exactly: 8 MB and some 10 ms."""

MAX_DEPTH = 3
"""How often a longer stretch is cut at items that occur once on both sides, before it counts as other."""


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs (index in old, index in new) of equal items, rising on both sides.

    As many pairs as there can be, while the stretch that differs is within MAX_CELLS. A longer one is first
    cut at the items that stand once on either side; what stays too long then has no pairs.
    """
    pairs: list[tuple[int, int]] = []
    open_stretches = [(0, len(old), 0, len(new), 0)]
    while open_stretches:
        old_start, old_end, new_start, new_end, depth = open_stretches.pop()
        while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
            pairs.append((old_start, new_start))
            old_start, new_start = old_start + 1, new_start + 1
        while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
            old_end, new_end = old_end - 1, new_end - 1
            pairs.append((old_end, new_end))
        one, other = old[old_start:old_end], new[new_start:new_end]
        if len(one) * len(other) <= MAX_CELLS:
            pairs.extend((old_start + i, new_start + j) for i, j in _longest_common(one, other))
        elif depth < MAX_DEPTH:
            anchors = [(old_start + i, new_start + j) for i, j in _anchors(one, other)]
            pairs.extend(anchors)
            edges = [(old_start - 1, new_start - 1), *anchors, (old_end, new_end)]
            if anchors:
                open_stretches.extend(
                    (i + 1, next_i, j + 1, next_j, depth + 1) for (i, j), (next_i, next_j) in pairwise(edges)
                )
    return sorted(pairs)


def _longest_common(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of a longest common subsequence, bit-parallel: a row of the table is one integer.

    Crochemore et al. 2001, "A fast and practical bit-vector algorithm for the longest common subsequence
    problem". The shorter sequence makes the columns; bit c of a row is 0 where the length grows at column c.
    """
    if len(one) < len(other):
        return [(i, j) for j, i in _longest_common(other, one)]
    columns: dict[Hashable, int] = {}
    for column, item in enumerate(other):
        columns[item] = columns.get(item, 0) | 1 << column
    every = row = (1 << len(other)) - 1
    rows = [row]
    for item in one:
        found = columns.get(item)
        if found is not None:
            matched = row & found
            row = ((row + matched) | (row - matched)) & every
        rows.append(row)
    pairs: list[tuple[int, int]] = []
    i, j = len(one), len(other)
    while i and j:
        if rows[i] >> (j - 1) & 1:
            j -= 1
        else:
            i -= 1
            if rows[i] >> (j - 1) & 1:
                j -= 1
                pairs.append((i, j))
    return pairs[::-1]


def _anchors(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of items that occur once in each, the longest rising choice of them (patience sorting)."""
    counts, other_counts = Counter(one), Counter(other)
    places = {item: j for j, item in enumerate(other) if other_counts[item] == 1 == counts[item]}
    single = [(i, places[item]) for i, item in enumerate(one) if item in places]
    tops: list[int] = []  # per pile its smallest place
    piles: list[int] = []  # per pile the index in `single` on its top
    before: list[int] = []  # per index the one below it, -1 for none
    for index, (_, place) in enumerate(single):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [index]
    chosen: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        chosen.append(single[index])
        index = before[index]
    return chosen[::-1]
