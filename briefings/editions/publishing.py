"""Publishing: the verb behind ``Piece.publish``, for one piece or five hundred, and what stands against it.

Publishing is a set operation; one piece is the case of one. Each verb runs in one transaction, locks the
pieces it touches, and writes editions, what is derived from them and what pages need across pieces together.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.text import clean_plain_lines

from ..document import Document, fingerprint_of
from ..models import Edition, Piece
from ..refusing import Editor, NothingChanged, PublishingRefused, ask
from ..words import EditionKind, Origin
from .compiling import compile_pieces
from .editionwriting import NewEdition
from .gates import why_not
from .looking_twice import not_looked_at
from .preflight import Finding, blocks, preflight
from .putting_out import put_out

log = logging.getLogger("newsroom.publishing")

BOUND = frozenset({Origin.DESK, Origin.SCHEDULE})
"""Origins that preflight's blocks stop."""


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
        return put_out(outlook.fresh, by=by, origin=origin)


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
        if live is None:
            return _("Nothing of “%(headline)s” was published so far.") % {"headline": piece.headline}
        if live.is_withdrawal:
            return _("Meanwhile “%(headline)s” was withdrawn.") % {"headline": piece.headline}
        return _("Meanwhile edition %(number)s of “%(headline)s” was published. Look at it first.") % {
            "number": live.number,
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
