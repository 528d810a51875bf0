"""Embargoes, withdrawals at a time, and reminders of a piece."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.local_times import first_at_wall, show_moment
from newsroom.text import clean_plain_lines

from ..activity import record
from ..editions.publishing import lock
from ..house import zone
from ..models import Piece
from ..models.schedules import Embargo, Expiry, Outcome, Reminder
from ..refusing import Editor, NotAllowed, PublishingRefused, ask
from ..words import Origin
from .scheduling import RIGHT, check_ahead, hold_open

MOST_DAYS = 3650


def set_embargo(piece_id: int, *, until: datetime, by: Editor, note: str = "") -> Embargo:
    """From now on nothing of the piece goes live before ``until``. Raises PublishingRefused for a time that has passed,
    and where the piece is scheduled for an earlier one."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    check_ahead(until)
    with transaction.atomic():
        for one in hold_open([piece_id]):
            if one.at is not None and one.at < until:
                raise PublishingRefused(
                    [
                        _("It is scheduled for %(moment)s, before that. Cancel or move that first.")
                        % {"moment": show_moment(one.at, zone())}
                    ]
                )
        pieces = lock([piece_id])
        record("embargo", pieces[piece_id], by=by, until=until.isoformat())
        fields = {"until": until, "note": clean_plain_lines(note), "who_id": by.pk, "made_at": now()}
        return Embargo.objects.update_or_create(piece_id=piece_id, defaults=fields)[0]


def lift_embargo(piece_id: int, *, by: Editor) -> None:
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    with transaction.atomic():
        if Embargo.objects.filter(piece=piece_id).delete()[0]:
            record("embargo", Piece.objects.get(pk=piece_id), by=by, until=None)


def set_expiry(piece_id: int, *, at: datetime, note: str, by: Editor) -> Expiry:
    """Have the piece withdrawn at ``at`` for the reason ``note``, which readers will see, in place of an expiry that it
    has. It need not be live yet. Raises NotAllowed or PublishingRefused."""
    ask(by, "briefings.withdraw_piece", _("You may not withdraw pieces."), Origin.DESK)
    check_ahead(at)
    if not (note := clean_plain_lines(note)):
        raise PublishingRefused([_("A withdrawal needs a reason, which readers will see.")])
    try:
        return _expiry(piece_id, at=at, note=note, by=by)
    except IntegrityError:
        # Somebody set one in the same moment: it is there by now, and this one takes its place. To lock the piece first
        # would spare this, and deadlock with the worker that holds an expiry and waits for the piece to withdraw it.
        return _expiry(piece_id, at=at, note=note, by=by)


@transaction.atomic
def _expiry(piece_id: int, *, at: datetime, note: str, by: Editor) -> Expiry:
    _end_expiry(piece_id)
    record("expiry", lock([piece_id])[piece_id], by=by, at=at.isoformat())
    return Expiry.objects.create(
        piece_id=piece_id, at=at, next_try=at, note=note, who_id=by.pk, made_at=now()
    )


def lift_expiry(piece_id: int, *, by: Editor) -> None:
    """The piece stays; an expiry that failed is off the desk."""
    ask(by, "briefings.withdraw_piece", _("You may not withdraw pieces."), Origin.DESK)
    with transaction.atomic():
        _end_expiry(piece_id)
        record("expiry", Piece.objects.get(pk=piece_id), by=by, at=None)


def _end_expiry(piece_id: int) -> None:
    open_ones = Expiry.objects.filter(piece=piece_id, outcome__in=(Outcome.WAITING, Outcome.FAILED))
    for one in open_ones.order_by("pk").select_for_update():
        one.outcome, one.ended_at, one.next_try = Outcome.CANCELLED, now(), None
        one.save()


def remind(
    piece: Piece, *, at: datetime, owner: Editor, by: Editor, note: str = "", repeat_days: int | None = None
) -> Reminder:
    """Put the piece on ``owner``'s desk at ``at``, and every so many days after that. For whoever may change it."""
    _ask_for_change(piece, by)
    check_ahead(at)
    if repeat_days is not None and not 1 <= repeat_days <= MOST_DAYS:
        raise PublishingRefused([_("Days from 1 to %(most)s are meant.") % {"most": MOST_DAYS}])
    with transaction.atomic():
        record("remind", piece, by=by, at=at.isoformat(), days=repeat_days)
        return Reminder.objects.create(
            piece=piece,
            owner_id=owner.pk,
            at=at,
            repeat_days=repeat_days,
            note=clean_plain_lines(note),
            who_id=by.pk,
            made_at=now(),
        )


def looked(reminder_id: int, *, by: Editor) -> Reminder:
    """Somebody looked at the piece: the reminder comes again after its days, counted from its own time on the clocks of
    the house and never in the past, or is over.

    Raises NotAllowed for who is neither its owner nor may change every piece.
    """
    with transaction.atomic():
        reminder = _reminder(reminder_id, by)
        moment = now()
        reminder.looked_at, reminder.looked_by_id = moment, by.pk
        if reminder.repeat_days is None or reminder.at is None:
            reminder.at = None
        else:
            reminder.at = _next(reminder.at, timedelta(days=reminder.repeat_days), after=moment)
        reminder.save()
        record("look_again", reminder.piece, by=by)
        return reminder


def _next(first: datetime, step: timedelta, *, after: datetime) -> datetime:
    """The first time after ``first`` and ``after`` that lies whole steps later on the clocks of the house."""
    wall = first.astimezone(zone()).replace(tzinfo=None)
    steps = max(1, (after - first) // step)  # a clock change moves it by less than one
    while (moment := first_at_wall(wall + step * steps, zone())) <= after:
        steps += 1
    return moment


def forget(reminder_id: int, *, by: Editor) -> None:
    """It comes no more."""
    with transaction.atomic():
        reminder = _reminder(reminder_id, by)
        record("forget_reminder", reminder.piece, by=by)
        reminder.delete()


def _reminder(reminder_id: int, by: Editor) -> Reminder:
    reminder = Reminder.objects.select_for_update().filter(pk=reminder_id).first()
    if reminder is None:
        raise PublishingRefused([_("There is no such reminder any more.")])
    if by.pk not in (reminder.owner_id, reminder.who_id) and not by.has_perm("briefings.change_any_piece"):
        raise NotAllowed([_("This reminder is another’s.")])
    return reminder


def _ask_for_change(piece: Piece, by: Editor) -> None:
    if not piece.belongs_to(by) and not by.has_perm("briefings.change_any_piece"):
        raise NotAllowed([_("You may not change this piece.")])
