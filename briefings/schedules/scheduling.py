"""Schedules: words frozen now that go out at a time. What happens at that time: due.py. Several at once: releasing.py.

A schedule is locked before the pieces it is about, here as by the worker that publishes it, so that no two ever wait
for one another.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.local_times import show_moment

from ..activity import record
from ..document import SCHEMA, dump, upgrade
from ..editions.looking_twice import not_looked_at
from ..editions.publishing import Publication, examine
from ..house import zone
from ..models.schedules import Outcome, Release, Schedule
from ..refusing import Editor, PublishingRefused, ask
from ..words import EditionKind, Origin

log = logging.getLogger("newsroom.publishing")

RIGHT = "briefings.publish_piece"
SOMEDAY = datetime.max.replace(tzinfo=UTC)
"""The time of a release that has none yet: no embargo lasts so long."""


def schedule(publication: Publication, *, at: datetime, by: Editor) -> Schedule:
    """Freeze the words of this piece, to go out at ``at`` (aware, ahead). Raises NotAllowed, NothingChanged or
    PublishingRefused with sentences, also where the piece is scheduled already."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    check_ahead(at)
    with transaction.atomic():
        hold_open([publication.piece_id])
        settle_failed([publication.piece_id])
        (frozen,) = freeze([publication], by=by, at=at)
        frozen.at = frozen.next_try = at
        frozen.save()
        record("schedule", frozen.piece, by=by, at=at.isoformat(), schedule=frozen.pk)
        log.info("scheduled schedule=%s piece=%s at=%s", frozen.pk, frozen.piece_id, at.isoformat())
        return frozen


def replace(schedule_id: int, *, by: Editor, looked_by: Editor | None = None) -> Schedule:
    """Put the words of today's working copy in place of the frozen ones; time, kind and note stay. ``looked_by`` says
    who looked a second time at what goes out as a minor change."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    with transaction.atomic():
        held = _hold(schedule_id)
        newer = Publication(held.piece_id, kind=kind_of(held), note=held.note, looked_by=looked_by)
        (frozen,) = freeze([newer], by=by, at=held.at or SOMEDAY, instead_of=held)
        put_in_place(held, frozen)
        record("replace_schedule", held.piece, by=by, schedule=held.pk)
        return held


def move(schedule_id: int, *, at: datetime, by: Editor) -> Schedule:
    """Let the same words go out at another time, in the name of whoever says so."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    check_ahead(at)
    with transaction.atomic():
        held = _hold(schedule_id)
        examine([publication_of(held)], by=by, origin=Origin.SCHEDULE, at=at).refuse()
        held.at = held.next_try = at
        held.who_id, held.attempts, held.reason = by.pk, 0, ""
        held.save()
        record("schedule", held.piece, by=by, at=at.isoformat(), schedule=held.pk)
        return held


def cancel(schedule_id: int, *, by: Editor) -> Schedule:
    """The words stay where they are: nothing goes out. One that failed is off the desk."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    with transaction.atomic():
        held = _hold(schedule_id, also_failed=True)
        end([held], Outcome.CANCELLED)
        record("cancel_schedule", held.piece, by=by, schedule=held.pk)
        log.info("cancelled schedule=%s piece=%s", held.pk, held.piece_id)
        return held


def try_again(schedule_id: int, *, by: Editor) -> Schedule:
    """Let one that failed go out with the next look of a worker, in the name of whoever says so. Raises
    PublishingRefused where it would fail again, and where it waits for a time ahead."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    with transaction.atomic():
        # With this one, in one order, what else of the piece is open or failed.
        hold_open(Schedule.objects.filter(pk=schedule_id).values_list("piece", flat=True))
        held = _hold(schedule_id, also_failed=True)
        if held.is_waiting and held.at is not None and held.at > now():
            raise PublishingRefused([_waits_already(held)])
        outlook = examine([publication_of(held)], by=by, origin=Origin.SCHEDULE, at=now())
        if held.is_failed:
            refuse_open([held.piece_id])
        outlook.refuse()
        held.outcome, held.ended_at, held.reason, held.attempts = Outcome.WAITING, None, "", 0
        held.who_id, held.next_try = by.pk, now()
        held.save()
        record("schedule", held.piece, by=by, again=True, schedule=held.pk)
        return held


# What releases use too


def check_ahead(at: datetime) -> None:
    """Raises PublishingRefused for a time that has passed."""
    if at <= now():
        raise PublishingRefused(
            [
                _("%(moment)s has passed. Publish now instead, or write a time ahead.")
                % {"moment": show_moment(at, zone())}
            ]
        )


def hold_open(piece_ids: Iterable[int]) -> list[Schedule]:
    """The open schedules of these pieces, locked until the transaction ends; locked with them is what failed, which may
    be opened again. Whoever is going to lock the pieces, and then their schedules, asks for this first."""
    kept = Schedule.objects.filter(
        piece__in=sorted(set(piece_ids)), outcome__in=(Outcome.WAITING, Outcome.FAILED)
    )
    held = kept.order_by("pk").defer("document").select_for_update()
    return [one for one in held if one.is_waiting]


def freeze(
    publications: Sequence[Publication],
    *,
    by: Editor,
    at: datetime,
    instead_of: Schedule | None = None,
) -> list[Schedule]:
    """Schedules of these pieces, not saved and without a time, in the order asked for; the pieces stay locked.

    Raises NothingChanged or PublishingRefused with all that would stand against them at ``at``.
    """
    outlook = examine(publications, by=by, origin=Origin.SCHEDULE, at=at)
    looked_at = {p.piece_id for p in publications if p.looked_by is not None}
    outlook.reasons.extend(not_looked_at(outlook.fresh, looked_at=looked_at))
    outlook.refuse()
    if instead_of is None:
        refuse_open([publication.piece_id for publication in publications])
    moment = now()
    return [
        Schedule(
            piece=new.piece,
            schema=SCHEMA,
            document=dump(new.document),
            fingerprint=new.fingerprint,
            headline=new.document.headline,
            frozen_at=moment,
            seen=new.number - 1,
            kind=(publication.kind or ""),
            note=new.note,
            who_id=by.pk,
            made_at=moment,
        )
        for publication, new in zip(publications, outlook.fresh, strict=True)
    ]


def put_in_place(held: Schedule, frozen: Schedule) -> None:
    """Give the schedule that is held the words of the one just frozen, and whose they are."""
    for name in ("schema", "document", "fingerprint", "headline", "frozen_at", "seen", "who_id"):
        setattr(held, name, getattr(frozen, name))
    held.save()


def refuse_open(piece_ids: Iterable[int]) -> None:
    """Raises PublishingRefused where one of these pieces, which are locked, waits for its time already."""
    open_ones = Schedule.objects.waiting().filter(piece__in=set(piece_ids)).select_related("release", "piece")
    if reasons := [_waits_already(one) for one in open_ones.defer("document").order_by("pk")]:
        raise PublishingRefused(reasons)


def _waits_already(one: Schedule) -> str:
    if one.release is not None:
        return _("“%(headline)s” is in the release “%(release)s” already.") % {
            "headline": one.piece.headline,
            "release": str(one.release),
        }
    return _("“%(headline)s” is scheduled already, for %(moment)s.") % {
        "headline": one.piece.headline,
        "moment": show_moment(one.at, zone()) if one.at else "–",
    }


def settle_failed(piece_ids: Iterable[int]) -> None:
    """What failed of these pieces by themselves is off the desk: somebody has scheduled them anew."""
    failed = Schedule.objects.failed().filter(piece__in=set(piece_ids), release=None)
    failed.update(outcome=Outcome.CANCELLED)


def publication_of(one: Schedule) -> Publication:
    """What goes out of it."""
    return Publication(
        one.piece_id, kind=kind_of(one), note=one.note, document=upgrade(one.document), seen=one.seen
    )


def kind_of(one: Schedule) -> EditionKind | None:
    return EditionKind(one.kind) if one.kind else None


def end(held: Iterable[Schedule | Release], outcome: Outcome, reason: str = "") -> None:
    """Nothing more happens to these by itself."""
    for one in held:
        one.outcome, one.ended_at, one.next_try = outcome, now(), None
        one.reason = reason or one.reason
        one.save(update_fields=["outcome", "ended_at", "next_try", "reason"])


def _hold(schedule_id: int, *, also_failed: bool = False) -> Schedule:
    """The schedule, locked; PublishingRefused where it is over, or goes out with a release."""
    held: Schedule | None = Schedule.objects.select_for_update().filter(pk=schedule_id).first()
    if held is None or not (held.is_waiting or (also_failed and held.is_failed)):
        raise PublishingRefused([_("This schedule is over: it went out, failed or was cancelled meanwhile.")])
    if held.release_id is not None:
        raise PublishingRefused([_("It goes out with a release. Change the release, or take it out there.")])
    return held
