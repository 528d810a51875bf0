"""What putting out writes: editions, and in the same transaction all that follows from them.

For the verbs alone, which have asked for rights, decided and locked before.
"""

import logging

from django.db import connection
from django.utils.translation import gettext as _

from newsroom.clock import now

from ..activity import record_many
from ..models import Edition
from ..refusing import AddressTaken, Editor
from ..related.wishes import wish_refresh
from ..reviews.approvals import mark_published
from ..words import Origin
from .crosswriting import forget_live_rows, write_live_rows
from .editionwriting import NewEdition, write_editions

log = logging.getLogger("newsroom.publishing")


def put_out(
    fresh: list[NewEdition], *, by: Editor | None, origin: Origin, verb: str = "publish", **details: int
) -> list[Edition]:
    """Write editions and all that follows from them, and file who did ``verb``. The pieces are locked."""
    if not fresh:
        return []
    _claim_slugs(fresh)
    editions = write_editions(
        fresh, editor_id=by.pk if by is not None else None, origin=origin, released_at=now()
    )
    if replaced := [new.piece.pk for new in fresh if new.number > 1]:
        forget_live_rows(replaced)
    write_live_rows(
        [(new.piece.pk, edition, new.document) for new, edition in zip(fresh, editions, strict=True)],
        [new.numbering for new in fresh],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE briefings_piece AS p SET live_edition_id = v.edition,"
            " fingerprint = COALESCE(v.fingerprint, p.fingerprint)"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS v (piece, edition, fingerprint)"
            " WHERE p.id = v.piece",
            [
                [new.piece.pk for new in fresh],
                [edition.pk for edition in editions],
                [new.fingerprint if new.from_working_copy else None for new in fresh],
            ],
        )
    mark_published(editions)
    wish_refresh(new.piece.pk for new in fresh)
    record_many(
        verb,
        [
            (new.piece, {"edition": new.number, "kind": new.kind.value, "origin": origin.value, **details})
            for new in fresh
        ],
        by=by,
    )
    if len(fresh) > 20:
        log.info("published editions=%s origin=%s", len(fresh), origin)
    else:
        for new in fresh:
            log.info(
                "published piece=%s edition=%s kind=%s origin=%s", new.piece.uid, new.number, new.kind, origin
            )
    return editions


def _claim_slugs(fresh: list[NewEdition]) -> None:
    """Keep the addresses for these pieces for good. Raises PublishingRefused where one is another piece's."""
    slugs = [new.piece.slug for new in fresh]
    owners = [new.piece.pk for new in fresh]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO briefings_publicslug (slug, piece_id) SELECT * FROM unnest(%s::text[], %s::bigint[])"
            " ON CONFLICT (slug) DO NOTHING",
            [slugs, owners],
        )
        cursor.execute(
            "SELECT v.slug FROM unnest(%s::text[], %s::bigint[]) AS v (slug, piece)"
            " JOIN briefings_publicslug AS s ON s.slug = v.slug WHERE s.piece_id <> v.piece"
            " UNION SELECT v.slug FROM unnest(%s::text[], %s::bigint[]) AS v (slug, piece)"
            " JOIN briefings_redactedaddress AS r ON r.digest = encode(sha256(convert_to(v.slug, 'UTF8')), 'hex')",
            [slugs, owners, slugs, owners],
        )
        taken = [row[0] for row in cursor.fetchall()]
    if taken:
        raise AddressTaken(
            [
                _("The address “%(slug)s” was another piece’s and goes on leading there.") % {"slug": slug}
                for slug in taken
            ]
        )
