"""Articles of cited sources: found by canonical address, or in print by outlet, title and date; or made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import connection

from .fields import canonical
from .naming import ROUNDS, Conflicts, Named, NameIsLost


@dataclass
class Cited:
    """A source as an article is known by it; ``kept`` is the article that the same citation had before."""

    outlet: int
    url: str
    title: str
    byline: str
    published_on: date | None
    language: str = ""
    kept: Named | None = None


FIND_BY_URL = """
SELECT v.url, a.id, a.uid, a.outlet_id FROM unnest(%s::text[]) AS v (url)
JOIN briefings_article a ON md5(a.canonical_url) = md5(v.url) AND a.canonical_url <> '' AND a.canonical_url = v.url
"""
FIND_IN_PRINT = """
SELECT DISTINCT ON (v.place) v.place, a.id, a.uid
FROM unnest(%s::bigint[], %s::text[], %s::date[]) WITH ORDINALITY AS v (outlet, title, published, place)
JOIN briefings_article a ON a.outlet_id = v.outlet AND a.title = v.title AND a.url = ''
    AND a.published_on IS NOT DISTINCT FROM v.published
ORDER BY v.place, a.id
"""
MAKE = """
INSERT INTO briefings_article (uid, outlet_id, url, canonical_url, title, byline, published_on, language)
SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[])
ON CONFLICT DO NOTHING RETURNING id, uid
"""


def articles(cited: Sequence[Cited], conflicts: Conflicts) -> list[Named]:
    """The article of each of these sources, in their order."""
    found: list[Named | None] = [None] * len(cited)
    by_url: dict[str, list[int]] = {}
    in_print: dict[tuple[int, str, date | None], list[int]] = {}
    own: list[int] = []
    for place, source in enumerate(cited):
        if source.url:
            by_url.setdefault(canonical(source.url), []).append(place)
        elif source.title:
            in_print.setdefault((source.outlet, source.title, source.published_on), []).append(place)
        elif source.kept is not None:
            found[place] = source.kept
        else:
            own.append(place)
    _by_url(cited, by_url, found, conflicts)
    if in_print:
        for place, pk, uid in _print_rows(list(in_print)):
            for at in list(in_print.values())[place - 1]:
                found[at] = Named(pk, uid)
    missing = [*(places for places in in_print.values() if found[places[0]] is None), *([at] for at in own)]
    made = _make([(cited[places[0]], "") for places in missing])
    for places, named in zip(missing, made, strict=True):
        assert named is not None  # only an address can be taken meanwhile, and these have none
        for at in places:
            found[at] = named
    return [named for named in found if named is not None]


def _by_url(
    cited: Sequence[Cited], by_url: dict[str, list[int]], found: list[Named | None], conflicts: Conflicts
) -> None:
    known: dict[str, tuple[Named, int]] = {}
    for _ in range(ROUNDS):
        missing = [url for url in by_url if url not in known]
        if not missing:
            break
        with connection.cursor() as cursor:
            cursor.execute(FIND_BY_URL, [missing])
            for url, pk, uid, outlet in cursor.fetchall():
                known[url] = Named(pk, uid), outlet
        missing = [url for url in missing if url not in known]
        made = _make([(cited[by_url[url][0]], url) for url in missing])
        for url, named in zip(missing, made, strict=True):
            if named is not None:
                known[url] = named, cited[by_url[url][0]].outlet
    if missing := by_url.keys() - known.keys():
        raise NameIsLost(f"Articles neither found nor made in {ROUNDS} rounds: {sorted(missing)[:3]}.")
    for url, places in by_url.items():
        named, outlet = known[url]
        for at in places:
            found[at] = named
            if cited[at].outlet != outlet:
                conflicts.outlets.add(named.id)


def _make(new: list[tuple[Cited, str]]) -> list[Named | None]:
    """Rows for these sources with their canonical addresses; None where somebody made one of it meanwhile."""
    if not new:
        return []
    uids = [uuid4() for _ in new]
    with connection.cursor() as cursor:
        cursor.execute(
            MAKE,
            [
                uids,
                [source.outlet for source, _ in new],
                [source.url for source, _ in new],
                [url for _, url in new],
                [source.title for source, _ in new],
                [source.byline for source, _ in new],
                [source.published_on for source, _ in new],
                [source.language for source, _ in new],
            ],
        )
        made = {uid: Named(pk, uid) for pk, uid in cursor.fetchall()}
    return [made.get(uid) for uid in uids]


def _print_rows(wanted: list[tuple[int, str, date | None]]) -> list[tuple[int, int, object]]:
    with connection.cursor() as cursor:
        cursor.execute(FIND_IN_PRINT, [list(column) for column in zip(*wanted, strict=True)])
        return cursor.fetchall()
