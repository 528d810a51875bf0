"""Panels of the first page: what is scheduled, what is overdue or failed, what somebody is to look at again."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.account_names import account_name
from newsroom.clock import now

from ..models import Expiry, Reminder, Schedule
from ..models.schedules import Outcome
from ..words import PieceKind
from .desk import PANELS, ROWS, MyDrafts, Panel, Row
from .moments import shown
from .schedule_lists import overdue, schedules, times_of


class SchedulePanel(Panel):
    """Schedules, each with the way to the page of its piece's times."""

    tab = ""

    @property
    def more(self) -> list[tuple[str, str]]:
        return [(_("all of them"), f"{reverse('admin:briefings_schedule_changelist')}?show={self.tab}")]

    @classmethod
    def is_for(cls, request: HttpRequest) -> bool:
        return request.user.has_perm("briefings.view_schedule")

    def row(self, found: Schedule) -> Row:
        label = found.get_outcome_display()
        notes = [str(found.release)] if found.release else []
        if found.is_waiting and found.fingerprint != found.piece.fingerprint:
            notes.append(_("newer words are not in it"))
        if reason := found.reason or (found.release.reason if found.release else ""):
            notes.append(reason)
        return Row(
            title=found.headline,
            url=times_of(found.piece),
            kind=PieceKind(found.piece.kind).label,
            state=found.outcome,
            state_label=label,
            who=account_name(found.who),
            when=found.at or found.made_at,
            note=" · ".join(notes),
        )


class Scheduled(SchedulePanel):
    """What is still to come; what is overdue has a panel of its own."""

    name = "scheduled"
    title = gettext_lazy("Scheduled")
    nothing = gettext_lazy("Nothing waits for its time.")
    tab = "waiting"

    def queryset(self) -> Any:
        waiting = schedules().filter(outcome=Outcome.WAITING, at__isnull=False)
        return waiting.exclude(overdue()).order_by("at", "pk")


class Overdue(SchedulePanel):
    name = "overdue"
    title = gettext_lazy("Overdue")
    nothing = gettext_lazy("Nothing is late.")
    tab = "overdue"

    def queryset(self) -> Any:
        return schedules().filter(overdue()).order_by("at", "pk")


class Failed(SchedulePanel):
    name = "failed"
    title = gettext_lazy("Failed to go out")
    nothing = gettext_lazy("Nothing failed.")
    tab = "failed"

    def __init__(self, request: HttpRequest) -> None:
        """Withdrawals that failed stand behind the schedules."""
        super().__init__(request)
        withdrawals = list(Expiry.objects.failed().select_related("piece", "who").order_by("-pk")[: ROWS + 1])
        self.rows = [*self.rows, *(self.row_of_withdrawal(one) for one in withdrawals)][:ROWS]
        self.count += len(withdrawals)

    def queryset(self) -> Any:
        return schedules().failed().order_by("-ended_at", "-pk")

    def row_of_withdrawal(self, found: Expiry) -> Row:
        return Row(
            title=found.piece.headline,
            url=times_of(found.piece),
            kind=PieceKind(found.piece.kind).label,
            state=found.outcome,
            state_label=_("withdrawal failed"),
            who=account_name(found.who),
            when=found.at,
            note=found.reason,
        )


class LookAgain(Panel):
    """One's own reminders whose time has come."""

    name = "reminders"
    title = gettext_lazy("Look at it again")
    nothing = gettext_lazy("Nothing is waiting for a second look.")

    @property
    def more(self) -> list[tuple[str, str]]:
        return [(_("all reminders"), f"{reverse('admin:briefings_schedule_changelist')}?show=reminders")]

    def queryset(self) -> Any:
        due = Reminder.objects.filter(owner=self.request.user, at__lte=now())
        return due.select_related("piece", "owner").order_by("at", "pk")

    def row(self, found: Reminder) -> Row:
        return Row(
            title=found.piece.headline,
            url=times_of(found.piece),
            kind=PieceKind(found.piece.kind).label,
            state="waiting",
            state_label=_("since %(moment)s") % {"moment": shown(found.at)},
            who=account_name(found.owner),
            when=found.at,
            note=found.note,
        )


PLACE = PANELS.index(MyDrafts) + 1
PANELS[PLACE:PLACE] = [Scheduled, Overdue, Failed, LookAgain]
