"""Panels of the first page: what is in review, sent back to oneself, approved and waiting, assigned to oneself."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.account_names import account_name
from newsroom.clock import now

from ..house import current
from ..models import Piece, Review, Schedule
from ..reviews.approvals import DeskState, in_state
from ..reviews.assigning import assigned_to
from ..words import PieceKind, Priority
from .desk import PANELS, Panel, Row, both_lists
from .moments import shown
from .review_states import review_of


class ReviewPanel(Panel):
    """The last look at each of the pieces in a state of the desk, whoever has waited longest first."""

    desk: DeskState
    outcome: Review.Outcome

    @classmethod
    def is_for(cls, request: HttpRequest) -> bool:
        return bool(current().review) and super().is_for(request)

    @property
    def more(self) -> list[tuple[str, str]]:
        return both_lists({"desk": self.desk})

    def pieces(self) -> Any:
        return in_state(Piece.objects.all(), self.desk)

    def queryset(self) -> Any:
        pieces = self.pieces().order_by().values("pk")
        looks = Review.objects.filter(outcome=self.outcome, edition=None, piece__in=pieces)
        newest = looks.order_by("piece", "-pk").distinct("piece").values("pk")
        rows = Review.objects.filter(pk__in=newest).select_related("piece", "asked_by", "decided_by")
        return rows.defer("document").order_by("asked_at", "pk")

    def row(self, found: Review) -> Row:
        notes = [found.answer or found.message]
        who = found.decided_by or found.asked_by
        if found.piece.due_at is not None:
            notes.insert(0, _("due %(moment)s") % {"moment": shown(found.piece.due_at)})
        return Row(
            title=str(found.piece),
            url=review_of(found.piece),
            kind=PieceKind(found.piece.kind).label,
            state=self.desk,
            state_label=self.desk.label,
            who=account_name(who),
            when=found.decided_at or found.asked_at,
            note=" · ".join(" ".join(note.split())[:120] for note in notes if note),
        )


class InReview(ReviewPanel):
    name = "in-review"
    title = gettext_lazy("In review")
    nothing = gettext_lazy("Nothing waits for an approval.")
    desk = DeskState.IN_REVIEW
    outcome = Review.Outcome.OPEN


class ApprovedWaiting(ReviewPanel):
    """Approved, and not in the list of what goes out at its time."""

    name = "approved"
    title = gettext_lazy("Approved, waiting")
    nothing = gettext_lazy("Nothing approved is waiting to go out.")
    desk = DeskState.APPROVED
    outcome = Review.Outcome.APPROVED

    def pieces(self) -> Any:
        return super().pieces().exclude(pk__in=Schedule.objects.waiting().order_by().values("piece"))


class SentBack(ReviewPanel):
    """To whoever asks: as its owner, its assignee or who sent it."""

    name = "sent-back"
    title = gettext_lazy("Sent back to me")
    nothing = gettext_lazy("Nothing was sent back to you.")
    only_with_rows = True
    desk = DeskState.SENT_BACK
    outcome = Review.Outcome.SENT_BACK

    def queryset(self) -> Any:
        me = self.request.user
        rows = super().queryset()
        return rows.filter(piece__owner=me) | rows.filter(asked_by=me) | rows.filter(piece__assignee=me)


class AssignedToMe(Panel):
    """The most urgent first."""

    name = "assigned"
    title = gettext_lazy("Assigned to me")
    nothing = gettext_lazy("Nothing is assigned to you.")

    @property
    def more(self) -> list[tuple[str, str]]:
        return both_lists({"assignee": "me"})

    def queryset(self) -> Any:
        return assigned_to(self.request.user).as_cards().select_related("owner")

    def row(self, found: Piece) -> Row:
        notes = []
        if found.priority != Priority.NORMAL:
            notes.append(str(found.get_priority_display()))
        if found.due_at is not None:
            moment = {"moment": shown(found.due_at)}
            notes.append(
                (_("overdue since %(moment)s") if found.due_at < now() else _("due %(moment)s")) % moment
            )
        return Row(
            title=str(found),
            url=review_of(found),
            kind=PieceKind(found.kind).label,
            state=found.state,
            state_label=found.state.label,
            who=account_name(found.owner) if found.owner else "",
            when=found.assigned_at or found.changed_at,
            note=" · ".join(notes),
        )


PANELS[:0] = [AssignedToMe, SentBack, InReview, ApprovedWaiting]
