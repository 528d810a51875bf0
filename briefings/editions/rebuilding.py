"""Making again what is derived from live editions: page data of another renderer's number, rows across pieces."""

from collections.abc import Iterator

from django.db import connection, transaction

from ..document import upgrade
from ..house import current
from ..models import Edition, Piece, Rendering, live
from ..pages.rendering import RENDERER
from .changed_since import changed_in_all
from .crosswriting import forget_live_rows, write_live_rows
from .editionwriting import write_renderings


def rebuild(*, everything: bool = False, batch: int = 200) -> Iterator[int]:
    """Yields after each batch how many pieces it made again.

    Without ``everything`` only those that search does not know, or whose page data is missing, of another
    renderer's number or in another language than the house's, so that a run that was cut off goes on where it
    ended. Readers meanwhile get pages made on the spot.
    """
    last = 0
    while True:
        pieces = Piece.objects.filter(live(), pk__gt=last).order_by("pk")
        if not everything:
            pieces = pieces.exclude(
                live_edition__rendering__renderer=RENDERER,
                live_edition__rendering__language=current().language,
                search_row__isnull=False,
            )
        ids = list(pieces.values_list("pk", flat=True)[:batch])
        if not ids:
            return
        with transaction.atomic():
            # Locked, so that no edition published meanwhile gets the rows of the one before; in the order of
            # publishing.lock and with no_key, for the reason given there.
            rows = Piece.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
            locked = rows.values_list("pk", "live_edition_id")
            owners = {edition: piece for piece, edition in locked if edition is not None}
            editions = list(Edition.objects.filter(pk__in=owners).exclude(kind="withdrawal"))
            documents = [(owners[e.pk], e, upgrade(e.document)) for e in editions]
            forget_live_rows(list(owners.values()))
            write_live_rows(documents)
            Rendering.objects.filter(edition__in=editions).delete()
            changed = changed_in_all(owners.values())
            write_renderings(
                [(e.pk, document) for _, e, document in documents],
                changed={e.pk: changed.get(piece, {}) for piece, e, _ in documents},
            )
        yield len(ids)
        last = ids[-1]


def recount_topics() -> int:
    """Count the live pieces under every topic again; how many topics have any. Publications wait until it is done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE briefings_livefiling IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM briefings_topiccount")
        cursor.execute(
            "INSERT INTO briefings_topiccount (topic_id, stories, questions)"
            " SELECT topic_id, count(*) FILTER (WHERE kind = 'story'), count(*) FILTER (WHERE kind = 'question')"
            " FROM briefings_livefiling GROUP BY topic_id"
        )
        return cursor.rowcount
