"""Publishing: the verbs behind ``Piece.publish``, ``restore`` and ``withdraw``.

Publishing is a set operation; one piece is the case of one. Each verb runs in one transaction, locks the
pieces it touches, and writes editions, what is derived from them and what pages need across pieces together.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connection, transaction
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.text import clean_plain_lines

from .activity import record_many
from .compiling import compile_pieces
from .crosswriting import forget_live_rows, write_live_rows
from .document import Document, fingerprint_of, upgrade
from .editionwriting import NewEdition, write_editions
from .gates import why_not
from .looking_twice import not_looked_at
from .models import Edition, Piece
from .preflight import Finding, blocks, preflight
from .wishes import wish_refresh
from .words import EditionKind, Origin

log = logging.getLogger("newsroom.publishing")

MACHINES = frozenset({Origin.IMPORT, Origin.DEMO, Origin.SCHEDULE})
"""Origins that need no person. Their own doors ask for rights, or there is nobody to ask."""

BOUND = frozenset({Origin.DESK, Origin.SCHEDULE})
"""Origins that preflight's blocks stop."""


class Editor(Protocol):
    """Whoever publishes: Django's users are."""

    pk: int

    def has_perm(self, perm: str, obj: object = None) -> bool: ...


class PublishingRefused(Exception):
    """Nothing was published. ``reasons`` are sentences; ``findings`` what preflight had against which piece."""

    def __init__(self, reasons: Sequence[str], findings: dict[int, list[Finding]] | None = None) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)
        self.findings = findings or {}


class NothingChanged(PublishingRefused):
    """What was to be published is what readers see already."""


class NotAllowed(PublishingRefused):
    """Whoever asked has no right to."""


class AddressTaken(PublishingRefused):
    """An address is another piece's. Once somebody gave the piece another one, it can go out."""


@dataclass(frozen=True)
class Publication:
    """One piece to be published.

    Without ``document`` the working copy goes out as it is. ``kind`` None means first or update, whichever
    it is. ``first_published_at`` is for what was published before it came here. ``seen`` is the number of the
    live edition that the editor looked at (0 for none); if another is live by now, the verb refuses.
    ``working`` is the working copy as its rows are, for a caller that wrote them in this transaction.
    ``looked_by`` says who looked a second time at numbers, names and quotations that go out as a minor change.
    """

    piece_id: int
    kind: EditionKind | None = None
    note: str = ""
    first_published_at: datetime | None = None
    document: Document | None = None
    seen: int | None = None
    working: Document | None = None
    looked_by: Editor | None = None


def publish_many(
    publications: Sequence[Publication],
    *,
    by: Editor | None,
    origin: Origin = Origin.DESK,
    skip_unchanged: bool = False,
) -> list[Edition]:
    """Publish these pieces, all or none; the editions in the order asked for.

    Raises NotAllowed, NothingChanged (unless ``skip_unchanged``, which leaves such pieces out) or
    PublishingRefused, and then changes nothing.
    """
    ask(by, "briefings.publish_piece", _("You may not publish."), origin)
    with transaction.atomic():
        outlook = examine(publications, by=by, origin=origin, at=now())
        if origin is Origin.DESK:
            # Words frozen earlier were looked at when they were frozen.
            looked = {p.piece_id for p in publications if p.looked_by is not None or p.document is not None}
            outlook.reasons.extend(not_looked_at(outlook.fresh, looked_at=looked))
        outlook.refuse(skip_unchanged=skip_unchanged)
        return _put_out(outlook.fresh, by=by, origin=origin)


@dataclass(frozen=True)
class Outlook:
    """What publishing would make, and what stands against it."""

    fresh: list[NewEdition]
    unchanged: list[Piece]
    reasons: list[str]
    findings: dict[int, list[Finding]]

    def refuse(self, *, skip_unchanged: bool = False) -> None:
        """Raises PublishingRefused or NothingChanged where something stands against it."""
        if self.reasons:
            log.info("publishing refused reasons=%s", len(self.reasons))
            raise PublishingRefused(self.reasons, self.findings)
        if self.unchanged and not skip_unchanged:
            raise NothingChanged(
                [
                    _("“%(headline)s” has not changed since edition %(number)s.")
                    % {"headline": piece.headline, "number": _live(piece).number}
                    for piece in self.unchanged
                ]
            )


def examine(
    publications: Sequence[Publication], *, by: Editor | None, origin: Origin, at: datetime
) -> Outlook:
    """Decide about these pieces as they would go out at ``at``, and change nothing; within a transaction, to whose
    end the pieces are locked. Rights are the caller's to ask for."""
    pieces = lock(publication.piece_id for publication in publications)
    working = compile_pieces([p.piece_id for p in publications if not (p.document or p.working)])
    outlook = Outlook([], [], [], {})
    for pk, times in Counter(publication.piece_id for publication in publications).items():
        if times > 1:
            outlook.reasons.append(
                _("“%(headline)s” is asked for twice.") % {"headline": pieces[pk].headline}
            )
    for publication in publications:
        piece = pieces[publication.piece_id]
        document = publication.document or publication.working or working[piece.pk]
        new = _decide(piece, publication, document)
        if isinstance(new, str):
            outlook.reasons.append(new)
        elif piece.is_live and _is_as_live(new, _live(piece)):
            outlook.unchanged.append(piece)
        else:
            outlook.fresh.append(new)
            if origin in BOUND and (against := blocks(new.findings)):
                outlook.findings[piece.pk] = new.findings
                outlook.reasons.extend(finding.message for finding in against)
    if origin in BOUND:
        outlook.reasons.extend(why_not(outlook.fresh, by=by, at=at))
    return outlook


def restore(piece_id: int, number: int, *, by: Editor | None, note: str = "") -> Edition:
    """Publish the words of edition ``number`` again, under a new number. The working copy stays.

    Raises PublishingRefused for an edition that is not there, is a withdrawal, or is what readers see.
    """
    ask(by, "briefings.publish_piece", _("You may not restore editions."), Origin.DESK)
    with transaction.atomic():
        lock([piece_id])
        old = Edition.objects.filter(piece=piece_id, number=number).first()
        if old is None:
            raise PublishingRefused([_("There is no edition %(number)s.") % {"number": number}])
        if old.kind == EditionKind.WITHDRAWAL:
            raise PublishingRefused([_("A withdrawal has no words to restore.")])
        if old.is_redacted:
            raise PublishingRefused(
                [_("The words of edition %(number)s were taken out for good.") % {"number": number}]
            )
        publication = Publication(
            piece_id,
            kind=EditionKind.UPDATE,
            note=note or _("Restored from edition %(number)s.") % {"number": number},
            document=upgrade(old.document),
        )
        outlook = examine([publication], by=by, origin=Origin.DESK, at=now())
        outlook.refuse()
        return _put_out(outlook.fresh, by=by, origin=Origin.DESK, verb="restore", of=number)[0]


def withdraw(piece_id: int, *, by: Editor | None, note: str, origin: Origin = Origin.DESK) -> Edition:
    """Take a live piece from readers; ``note`` is the reason that its address shows.

    The withdrawal is an edition without words. Raises PublishingRefused where nothing is live or no reason is given.
    """
    ask(by, "briefings.withdraw_piece", _("You may not withdraw pieces."), origin)
    note = clean_plain_lines(note)
    with transaction.atomic():
        piece = lock([piece_id])[piece_id]
        if not piece.is_live:
            raise PublishingRefused([_("Only what is live can be withdrawn.")])
        if not note:
            raise PublishingRefused([_("A withdrawal needs a reason, which readers will see.")])
        document = Document(kind="story" if piece.is_story else "question", language=piece.language)
        new = NewEdition(
            piece=piece,
            number=_live(piece).number + 1,
            kind=EditionKind.WITHDRAWAL,
            note=note,
            first_published_at=_live(piece).first_published_at,
            document=document,
            fingerprint=fingerprint_of(document),
            findings=[],
            from_working_copy=False,
        )
        return _put_out([new], by=by, origin=origin, verb="withdraw")[0]


def ask(by: Editor | None, right: str, sentence: str, origin: Origin) -> None:
    """Raises NotAllowed with ``sentence`` unless ``by`` has the right, or a machine asks."""
    if by is None:
        if origin not in MACHINES:
            raise NotAllowed([_("Somebody has to be named who does this.")])
    elif not by.has_perm(right):
        raise NotAllowed([sentence])


def lock(ids: Iterable[int]) -> dict[int, Piece]:
    """The pieces, locked until the transaction ends, with what is live of them but without documents.

    Two queries: one that waits for a lock sees, of the tables joined to it, what was there before it waited.
    Rows that refer to these pieces may still be written meanwhile (``no_key``), or two refreshes of pieces
    related to each other would wait for one another.
    """
    wanted = sorted(set(ids))
    rows = Piece.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    locked = list(rows.values_list("pk", flat=True))
    pieces = {piece.pk: piece for piece in Piece.objects.filter(pk__in=locked).as_cards()}
    if missing := set(wanted) - pieces.keys():
        raise PublishingRefused(
            [_("There is no piece %(pk)s any more.") % {"pk": pk} for pk in sorted(missing)]
        )
    return pieces


def _live(piece: Piece) -> Edition:
    assert piece.live_edition is not None
    return piece.live_edition


def _decide(piece: Piece, publication: Publication, document: Document) -> NewEdition | str:
    """The edition to be made of it, or a sentence that says why not."""
    live = piece.live_edition
    if publication.seen is not None and publication.seen != (live.number if live else 0):
        return _("Meanwhile edition %(number)s of “%(headline)s” was published. Look at it first.") % {
            "number": live.number if live else 0,
            "headline": piece.headline,
        }
    note = clean_plain_lines(publication.note)
    kind = EditionKind(publication.kind or EditionKind.UPDATE)
    if live is None:
        kind = EditionKind.FIRST
    elif kind == EditionKind.FIRST:
        return _("“%(headline)s” has had its first edition.") % {"headline": piece.headline}
    if kind == EditionKind.WITHDRAWAL:
        return _("Publishing cannot withdraw.")
    if kind == EditionKind.CORRECTION and not note:
        return _("A correction needs a note that says what was wrong and what is right.")
    return NewEdition(
        piece=piece,
        number=live.number + 1 if live else 1,
        kind=kind,
        note=note,
        first_published_at=publication.first_published_at or (live.first_published_at if live else now()),
        document=document,
        fingerprint=fingerprint_of(document),
        findings=preflight(document),
        from_working_copy=publication.document is None,
    )


def _is_as_live(new: NewEdition, live: Edition) -> bool:
    """Whether readers would see neither other words nor another date."""
    return new.fingerprint == live.fingerprint and new.first_published_at == live.first_published_at


def _put_out(
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
