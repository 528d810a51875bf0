"""Outlets, people and topics by their names, articles by their addresses: found, or made, hundreds at once.

What is equal is PostgreSQL's to say (``lower()``), as in the constraints of the tables.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection

from newsroom.slugs import slug_of
from topics.models import letter_of

from .addresses import free_slugs
from .schema import TopicRecord

ROUNDS = 3
"""An editor may make what is missing between look-up and insertion; it is then found in the next round."""


class Named(NamedTuple):
    """A row of ours."""

    id: int
    uid: UUID


@dataclass
class Conflicts:
    """Things that came with another value than they have here; the first is kept."""

    homepages: set[int] = field(default_factory=set)  # of outlets
    kinds: set[int] = field(default_factory=set)  # of topics
    parents: set[int] = field(default_factory=set)
    outlets: set[int] = field(default_factory=set)  # of articles


class NameIsLost(RuntimeError):
    """A name can neither be found nor made."""


FIND_OUTLETS = """
SELECT v.name, lower(v.name), COALESCE(o.id, other.id), COALESCE(o.uid, other.uid)
FROM unnest(%s::text[]) WITH ORDINALITY AS v (name, place)
LEFT JOIN briefings_outlet o ON lower(o.name) = lower(v.name)
LEFT JOIN briefings_outletalias a ON o.id IS NULL AND lower(a.name) = lower(v.name)
LEFT JOIN briefings_outlet other ON other.id = a.outlet_id
ORDER BY v.place
"""
MAKE_OUTLETS = """
INSERT INTO briefings_outlet (uid, name, slug, homepage, country, kind, description)
SELECT uid, name, slug, '', '', '', '' FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS v (uid, name, slug)
ON CONFLICT DO NOTHING
"""
FIND_PEOPLE = """
SELECT v.name, lower(v.name), COALESCE(p.id, other.id), COALESCE(p.uid, other.uid)
FROM unnest(%s::text[]) WITH ORDINALITY AS v (name, place)
LEFT JOIN briefings_person p ON lower(p.name) = lower(v.name)
LEFT JOIN briefings_personalias a ON p.id IS NULL AND lower(a.name) = lower(v.name)
LEFT JOIN briefings_person other ON other.id = a.person_id
ORDER BY v.place
"""
MAKE_PEOPLE = """
INSERT INTO briefings_person (uid, name, slug, role, bio)
SELECT uid, name, slug, '', '' FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS v (uid, name, slug)
ON CONFLICT DO NOTHING
"""
FIND_TOPICS = """
SELECT v.name, lower(v.name), t.id, t.uid FROM unnest(%s::text[]) WITH ORDINALITY AS v (name, place)
LEFT JOIN topics_topic t ON lower(t.name) = lower(v.name) ORDER BY v.place
"""
MAKE_TOPICS = """
INSERT INTO topics_topic (uid, name, slug, letter, kind, description)
SELECT uid, name, slug, letter, '', '' FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])
AS v (uid, name, slug, letter) ON CONFLICT DO NOTHING
"""
HOMEPAGES = """
WITH first AS (SELECT * FROM unnest(%s::bigint[], %s::text[]) AS v (id, homepage)),
given AS (
    UPDATE briefings_outlet o SET homepage = v.homepage FROM first v WHERE o.id = v.id AND o.homepage = ''
)
SELECT o.id, COALESCE(NULLIF(o.homepage, ''), v.homepage) FROM first v JOIN briefings_outlet o ON o.id = v.id
"""


def outlets(cited: Iterable[tuple[str, str]], conflicts: Conflicts) -> dict[str, Named]:
    """The outlets by name as given; ``cited`` are pairs of name and home page (empty where there is none)."""
    pairs = list(dict.fromkeys(cited))
    found = _found_or_made(
        (name for name, _ in pairs), FIND_OUTLETS, MAKE_OUTLETS, ("briefings_outlet",), "outlet"
    )
    first: dict[int, str] = {}
    for name, homepage in pairs:
        if homepage:
            first.setdefault(found[name].id, homepage)
    kept = dict(_rows(HOMEPAGES, list(first), list(first.values())))
    conflicts.homepages.update(
        found[name].id for name, homepage in pairs if homepage and kept[found[name].id] != homepage
    )
    return found


def people(names: Iterable[str]) -> dict[str, Named]:
    """The people by name as given."""
    return _found_or_made(names, FIND_PEOPLE, MAKE_PEOPLE, ("briefings_person",), "person")


def topics(records: Iterable[TopicRecord], names: Iterable[str], conflicts: Conflicts) -> dict[str, Named]:
    """The topics by name as given: those of the records, their parents, and those that ``names`` alone are known of.

    Kind and parent go to topics that have none; a parent that would make a circle is a conflict too.
    """
    told = list(dict.fromkeys((topic.name, topic.kind, topic.parent) for topic in records))
    every = [name for topic, _, parent in told for name in (topic, parent) if name]
    found = _found_or_made(
        [*every, *names],
        FIND_TOPICS,
        MAKE_TOPICS,
        ("topics_topic", "topics_formerslug"),
        "topic",
        lambda name: (letter_of(name),),
    )
    _place_topics(
        [
            (found[name].id, kind or "", found[parent].id if parent else None)
            for name, kind, parent in told
            if kind or parent
        ],
        conflicts,
    )
    return found


ANCESTORS = """
WITH RECURSIVE up AS (
    SELECT id, kind, parent_id FROM topics_topic WHERE id = ANY(%s)
    UNION SELECT t.id, t.kind, t.parent_id FROM topics_topic t JOIN up ON t.id = up.parent_id
) SELECT id, kind, parent_id FROM up
"""
PLACE_TOPICS = """
UPDATE topics_topic t SET kind = v.kind, parent_id = v.parent
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS v (id, kind, parent) WHERE t.id = v.id
"""


def _place_topics(told: list[tuple[int, str, int | None]], conflicts: Conflicts) -> None:
    """Give kinds and parents to topics without. ``told``: topic, kind or empty, parent or None."""
    concerned = {topic for topic, _, _ in told} | {parent for _, _, parent in told if parent}
    kinds: dict[int, str] = {}
    parents: dict[int, int | None] = {}
    for topic, kind, parent in _rows(ANCESTORS, list(concerned)):
        kinds[topic], parents[topic] = kind, parent
    changed: set[int] = set()
    for topic, kind, parent in told:
        if kind and not kinds[topic]:
            kinds[topic] = kind
            changed.add(topic)
        elif kind and kinds[topic] != kind:
            conflicts.kinds.add(topic)
        if parent is None or parents[topic] == parent:
            continue
        if parents[topic] is not None or _is_above(topic, parent, parents):
            conflicts.parents.add(topic)
        else:
            parents[topic] = parent
            changed.add(topic)
    if changed:
        ids = sorted(changed)
        with connection.cursor() as cursor:
            cursor.execute(PLACE_TOPICS, [ids, [kinds[i] for i in ids], [parents[i] for i in ids]])


def _is_above(topic: int, other: int, parents: dict[int, int | None]) -> bool:
    """Whether ``topic`` is ``other`` or stands above it."""
    seen: set[int] = set()
    at: int | None = other
    while at is not None and at not in seen:
        if at == topic:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _found_or_made(
    names: Iterable[str],
    find: str,
    make: str,
    tables: Sequence[str],
    fallback: str,
    more: Callable[[str], tuple[Any, ...]] = lambda name: (),
) -> dict[str, Named]:
    """Rows by name; those that are not there are made, under the spelling that came first."""
    wanted = list(dict.fromkeys(names))
    for _ in range(ROUNDS):
        missing: dict[str, str] = {}
        found: dict[str, Named] = {}
        for name, folded, pk, uid in _rows(find, wanted):
            if pk is None:
                missing.setdefault(folded, name)
            else:
                found[name] = Named(pk, uid)
        if not missing:
            return found
        new = list(missing.values())
        slugs = free_slugs([slug_of(name, fallback=fallback) for name in new], tables)
        columns = zip(
            *((uuid4(), name, slug, *more(name)) for name, slug in zip(new, slugs, strict=True)), strict=True
        )
        with connection.cursor() as cursor:
            cursor.execute(make, [list(column) for column in columns])
    raise NameIsLost(f"{', '.join(missing.values())}: neither found nor made in {ROUNDS} rounds.")


def _rows(statement: str, *columns: list[Any]) -> list[tuple[Any, ...]]:
    if not columns[0]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        return cursor.fetchall()
