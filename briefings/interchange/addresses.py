"""Free addresses for many things at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from newsroom.slugs import MAX_SLUG, distinct

# Room that ``distinct`` may take for its number.
STEM = MAX_SLUG - 10


Closed = Callable[[Iterable[str]], set[str]]
"""Which of some slugs are nobody's for good, although they stand in no table."""


def none_is_closed(slugs: Iterable[str]) -> set[str]:
    return set()


def free_slugs(wanted: Sequence[str], tables: Sequence[str], closed: Closed = none_is_closed) -> list[str]:
    """For each wanted slug the same, or the first of slug-2, slug-3, … that is in none of the ``tables`` (each with
    a column ``slug``), is not ``closed``, and was given to none before it."""
    if not wanted:
        return []
    taken = _taken(sorted(set(wanted)), tables) | closed(wanted)
    repeated = {slug for slug, times in Counter(wanted).items() if times > 1}
    if crowded := taken | repeated:
        taken |= _beginning_like(sorted({slug[:STEM] for slug in crowded}), tables)
    found = _given(wanted, taken)
    # Numbers can be closed too; which come up is known only now. Those that follow are asked about again.
    while (numbered := set(found) - set(wanted)) and (shut := closed(numbered)):
        taken |= shut
        found = _given(wanted, taken)
    return found


def _given(wanted: Sequence[str], unfree: set[str]) -> list[str]:
    """Each wanted slug where it is free, or the next number that is."""
    taken = set(unfree)
    found = []
    # What a later one asks for by its own words goes to it, and not to an earlier one as a number.
    own = set(wanted)
    for slug in wanted:
        free = slug if slug not in taken else distinct(slug, lambda one: one in taken or one in own)
        taken.add(free)
        found.append(free)
    return found


def _taken(slugs: list[str], tables: Sequence[str]) -> set[str]:
    union = " UNION ALL ".join(f"SELECT slug FROM {table} WHERE slug = ANY(%s)" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(union, [slugs] * len(tables))
        return {row[0] for row in cursor.fetchall()}


def _beginning_like(stems: list[str], tables: Sequence[str]) -> set[str]:
    # The operators compare by bytes, which is what the index for LIKE is sorted by.
    union = " UNION ALL ".join(
        f"SELECT t.slug FROM unnest(%s::text[]) AS v (stem)"
        f" JOIN {table} AS t ON t.slug ~>=~ v.stem AND t.slug ~<~ (v.stem || chr(1114111))"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(union, [stems] * len(tables))
        return {row[0] for row in cursor.fetchall()}
