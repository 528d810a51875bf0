"""What waits for its time at the desk: by day, by month, overdue, failed, over; withdrawals and reminders too."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import get_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import primary_key
from newsroom.clock import now

from ..house import zone
from ..models import Expiry, Piece, Reminder, Schedule
from ..models.schedules import Outcome
from .base import DeskAdmin
from .moments import clock_line
from .review_states import unapproved_words

PER_PAGE = 50
IN_A_MONTH = 600
LATE_AFTER = dt.timedelta(minutes=1)
"""Workers look every few seconds: what waits longer than this past its time is overdue."""

TABS = {
    "waiting": gettext_lazy("Scheduled"),
    "overdue": gettext_lazy("Overdue"),
    "failed": gettext_lazy("Failed"),
    "done": gettext_lazy("Went out"),
    "withdrawals": gettext_lazy("Withdrawals"),
    "reminders": gettext_lazy("Look again"),
}
EMPTY = {
    "waiting": gettext_lazy("Nothing waits for its time."),
    "overdue": gettext_lazy("Nothing is overdue."),
    "failed": gettext_lazy("Nothing failed."),
    "done": gettext_lazy("Nothing went out at its time yet."),
    "withdrawals": gettext_lazy("Nothing is to be withdrawn at a time."),
    "reminders": gettext_lazy("Nobody is reminded of anything."),
}


def overdue() -> Q:
    return Q(outcome=Outcome.WAITING, at__lt=now() - LATE_AFTER)


SHOWN: dict[str, Any] = {
    "waiting": lambda: Q(outcome=Outcome.WAITING),
    "overdue": overdue,
    "failed": lambda: Q(outcome=Outcome.FAILED),
    "done": lambda: Q(outcome=Outcome.DONE),
}


def schedules() -> QuerySet:
    """Schedules with what a row shows of them, and without a document."""
    found = Schedule.objects.select_related("piece__live_edition", "release", "who", "edition")
    return found.defer(
        "document",
        *(
            f"{path}__{name}"
            for path in ("piece__live_edition", "edition")
            for name in ("document", "findings")
        ),
    )


def rows_of(tab: str) -> QuerySet:
    if tab == "withdrawals":
        expiries = Expiry.objects.filter(outcome__in=(Outcome.WAITING, Outcome.FAILED))
        return expiries.select_related("piece", "who").order_by("at", "pk")
    if tab == "reminders":
        return Reminder.objects.exclude(at=None).select_related("piece", "owner").order_by("at", "pk")
    order = ("-at", "-pk") if tab in ("done", "failed") else ("at", "pk")
    return schedules().filter(SHOWN[tab]()).order_by(*order)


def counts() -> dict[str, int]:
    """How many rows each tab has, in three queries."""
    found = Schedule.objects.aggregate(**{tab: Count("pk", filter=asked()) for tab, asked in SHOWN.items()})
    found["withdrawals"] = rows_of("withdrawals").count()
    found["reminders"] = rows_of("reminders").count()
    return found


def by_day(rows: Iterable[Any]) -> list[tuple[dt.date | None, list[Any]]]:
    """Rows in their order, grouped by the house's day; None for those without a time."""

    def day(row: Any) -> dt.date | None:
        return localtime(row.at, zone()).date() if row.at else None

    return [(key, list(group)) for key, group in groupby(rows, key=day)]


@admin.register(Schedule)
class ScheduleAdmin(DeskAdmin):
    """Lists alone: what is done with a schedule is done on the page of its piece, or of its release."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("month/", view(self.month_view), name="briefings_schedule_month"),
            path("month/<int:year>-<int:month>/", view(self.month_view), name="briefings_schedule_in_month"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._check(request)
        tab = request.GET.get("show", "waiting")
        tab = tab if tab in TABS else "waiting"
        page = Paginator(rows_of(tab), PER_PAGE).get_page(request.GET.get("page"))
        unapproved = (
            unapproved_words({row.piece_id: row.fingerprint for row in page})
            if tab in ("waiting", "overdue")
            else {}
        )
        for row in page:
            row.url, row.unapproved = times_of(row.piece), unapproved.get(row.piece_id, "")
        counted = counts()
        context = {
            "days": by_day(page),
            "page_obj": page,
            "tab": tab,
            "tabs": [{"name": name, "label": label, "count": counted[name]} for name, label in TABS.items()],
            "nothing": EMPTY[tab],
            "hint": clock_line(),
            "title": TABS[tab],
        }
        return self._page(request, "schedule_list", context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """To the page where something can be done with it."""
        self._check(request)
        one = (
            Schedule.objects.select_related("piece")
            .defer("document")
            .filter(pk=primary_key(object_id))
            .first()
        )
        if one is None:
            raise Http404
        return HttpResponseRedirect(times_of(one.piece))

    def month_view(
        self, request: HttpRequest, year: int | None = None, month: int | None = None
    ) -> HttpResponse:
        """A month as a sheet of weeks, from the language's first day; days are the house's."""
        self._check(request)
        today = localtime(now(), zone()).date()
        if year is None or month is None:
            year, month = today.year, today.month
        if not (1 <= month <= 12 and 2000 <= year <= 2199):
            raise Http404
        # Django counts from Sunday, the calendar from Monday.
        first_day = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
        weeks = calendar.Calendar(first_day).monthdatescalendar(year, month)
        start, end = (_midnight(weeks[0][0]), _midnight(weeks[-1][-1] + dt.timedelta(days=1)))
        rows = schedules().filter(at__gte=start, at__lt=end).exclude(outcome=Outcome.CANCELLED)
        found = list(rows.order_by("at", "pk")[: IN_A_MONTH + 1])
        days = defaultdict(list)
        for row in found[:IN_A_MONTH]:
            row.url = times_of(row.piece)
            days[localtime(row.at, zone()).date()].append(row)
        first = dt.date(year, month, 1)
        context = {
            "weeks": [
                [
                    {
                        "date": day,
                        "rows": days.get(day, []),
                        "other": day.month != month,
                        "today": day == today,
                    }
                    for day in week
                ]
                for week in weeks
            ],
            "weekdays": weeks[0],
            "month": first,
            "before": first - dt.timedelta(days=1),
            "after": first + dt.timedelta(days=31),
            "too_many": len(found) > IN_A_MONTH,
            "most": IN_A_MONTH,
            "title": _("Scheduled, by month"),
        }
        return self._page(request, "schedule_month", context)

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/briefings/{name}.html", context)


def times_of(piece: Piece) -> str:
    """The page of the piece's times."""
    model = "story" if piece.is_story else "commonquestion"
    return reverse(f"admin:briefings_{model}_times", args=[piece.pk])


def _midnight(day: dt.date) -> dt.datetime:
    """When the day begins in the house's zone; where clocks skip midnight, the first moment after it."""
    return dt.datetime.combine(day, dt.time(), tzinfo=zone())
