"""Who is to do something about a piece, by when, and how soon. No content: nothing of it goes out."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from newsroom.account_names import account_name
from newsroom.clock import now

from ..activity import record
from ..editions.publishing import lock
from ..models import Mail, Piece
from ..refusing import Editor, NotAllowed, PublishingRefused, ask
from ..schedules.scheduling import check_ahead
from ..words import Origin, Priority
from .approvals import UNEQUAL
from .mailing import wish_mails

RIGHT = "briefings.change_any_piece"


def assign(
    piece_id: int,
    *,
    by: Editor,
    assignee: Any = None,
    due_at: datetime | None = None,
    priority: Priority = Priority.NORMAL,
) -> Piece:
    """Give the piece to ``assignee`` (a user of the desk, or None for nobody), who may change it from now on.

    Raises NotAllowed for who may not change all pieces, PublishingRefused for a new due time that has passed or
    somebody who cannot work on it.
    """
    ask(by, RIGHT, _("You may not assign pieces."), Origin.DESK)
    with transaction.atomic():
        piece = lock([piece_id])[piece_id]
        if due_at is not None and due_at != piece.due_at:
            check_ahead(due_at)
        if assignee is not None and not _can_work_on(piece, assignee):
            raise PublishingRefused(
                [_("%(who)s may not change such pieces.") % {"who": account_name(assignee)}]
            )
        is_new = assignee is not None and assignee.pk != piece.assignee_id
        Piece.objects.filter(pk=piece.pk).update(
            assignee=assignee,
            assigned_at=now() if assignee is not None else None,
            due_at=due_at,
            priority=priority,
        )
        record(
            "assign",
            piece,
            by=by,
            to=account_name(assignee) if assignee is not None else None,
            due=due_at.isoformat() if due_at else None,
            priority=int(priority),
        )
        if is_new:
            wish_mails(Mail.About.ASSIGNED, piece, to=[assignee.pk], by=by)
        piece.refresh_from_db(fields=["assignee", "assigned_at", "due_at", "priority"])
        return piece


def finish(piece_id: int, *, by: Editor) -> Piece:
    """The assignee has done what was to be done: the piece leaves their desk; due time and priority go with it.

    For the assignee, and for who may assign.
    """
    with transaction.atomic():
        piece = lock([piece_id])[piece_id]
        if by.pk != piece.assignee_id and not by.has_perm(RIGHT):
            raise NotAllowed([_("It is not assigned to you.")])
        Piece.objects.filter(pk=piece.pk).update(
            assignee=None, assigned_at=None, due_at=None, priority=Priority.NORMAL
        )
        record("assign", piece, by=by, to=None)
        piece.refresh_from_db(fields=["assignee", "assigned_at", "due_at", "priority"])
        return piece


def assigned_to(user: Any) -> QuerySet[Any]:
    """The pieces that this user still is to do something about, the most urgent first.

    One whose every word went out since it was assigned is done.
    """
    undone = UNEQUAL | Q(live_edition__released_at__lt=F("assigned_at"))
    pieces = Piece.objects.filter(undone, assignee=user)
    return pieces.order_by("-priority", F("due_at").asc(nulls_last=True), "-assigned_at", "pk")


def possible_assignees() -> QuerySet[Any]:
    """The accounts of the desk, by name."""
    return get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")


def _can_work_on(piece: Piece, user: Any) -> bool:
    model = "story" if piece.is_story else "commonquestion"
    return bool(user.is_active and user.is_staff and user.has_perm(f"briefings.change_{model}"))
