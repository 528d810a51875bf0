"""Which outlet, person or topic took the place of one that was merged away.

Editions never change: theirs name the one that went, by its UUID, for good, also in links, and so do addresses out in
the web. The record of a merge is its line in the activity log, which nobody rewrites and which is never forgotten
(``remembering.FORGOTTEN_AFTER``); it keeps the UUID that went and says into which row. It keeps the address too, save
for topics, whose addresses ``topics`` knows. A row that went on into a third is followed. Nothing is asked where
nothing is missing.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, models

from topics.models import Topic

from .editions.bulk import ids_by_uid
from .models import Outlet, Person

MERGE = "merge"
MERGEABLE: tuple[type[models.Model], ...] = (Outlet, Person, Topic)

# The index by verb finds the merges, which are few: somebody makes each by hand.
FOLLOWED = """
WITH RECURSIVE led AS (
    SELECT a.uid, (a.details->>'into_id')::bigint AS into_id FROM briefings_activity a
    WHERE a.verb = 'merge' AND a.kind = %(kind)s AND {which}
    UNION
    SELECT led.uid, (a.details->>'into_id')::bigint FROM led
    JOIN briefings_activity a ON a.verb = 'merge' AND a.kind = %(kind)s AND a.object_id = led.into_id
)
SELECT led.uid, {what} FROM led JOIN {table} t ON t.id = led.into_id
"""
BY_UID = "a.uid = ANY(%(sought)s::uuid[])"
READ_TOPICS = " WHERE EXISTS (SELECT FROM briefings_livefiling f WHERE f.topic_id = t.id)"


def known_ids(model: type[models.Model], uids: Iterable[UUID]) -> dict[UUID, int]:
    """Primary keys by UUID, as ``ids_by_uid``: of those that were merged away, that of what took their place."""
    wanted = set(uids)
    found = ids_by_uid(model, wanted)
    return found | ids_instead(model, wanted - found.keys())


def rows_by_uid(model: type[models.Model], uids: Iterable[UUID]) -> dict[UUID, Any]:
    """Rows by UUID, as ``known_ids`` finds them; one query where none was merged away, none for none."""
    wanted = set(uids)
    if not wanted:
        return {}
    rows: models.QuerySet[Any] = model._base_manager.filter(uid__in=wanted)
    found = {row.uid: row for row in rows}
    instead = ids_instead(model, wanted - found.keys())
    others = model._base_manager.in_bulk(instead.values()) if instead else {}
    return found | {uid: others[pk] for uid, pk in instead.items() if pk in others}


def ids_instead(model: type[models.Model], uids: Iterable[UUID]) -> dict[UUID, int]:
    """Of those of ``uids`` that were merged away, the primary key of what took their place. One query, or none."""
    gone = list(set(uids))
    if not gone or model not in MERGEABLE:
        return {}
    return dict(_led(model, BY_UID, gone))


def topics_instead(uids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Of those of ``uids`` that were topics and merged away, address and name of the topic that took their place, where
    it has a page for readers. One query, or none."""
    gone = list(set(uids))
    if not gone:
        return {}
    found = _led(Topic, BY_UID, gone, what="t.slug, t.name", only=READ_TOPICS)
    return {uid: (slug, name) for uid, slug, name in found}


def instead_of_address(rows: "models.QuerySet[Any]", slug: str) -> Any:
    """That of ``rows`` that what had this address was merged into, or None; of several, the one made last."""
    found = _led(rows.model, "a.details->>'slug' = %(sought)s::text", slug)
    return rows.filter(pk__in=[pk for _, pk in found]).order_by("-pk").first() if found else None


def _led(
    model: type[models.Model], which: str, sought: Any, *, what: str = "t.id", only: str = ""
) -> list[tuple[Any, ...]]:
    """(UUID that went, and ``what`` of the row that stands in its place)."""
    table = connection.ops.quote_name(model._meta.db_table)
    statement = FOLLOWED.format(which=which, table=table, what=what) + only
    with connection.cursor() as cursor:
        cursor.execute(statement, {"kind": model._meta.model_name, "sought": sought})
        return [tuple(row) for row in cursor.fetchall()]
