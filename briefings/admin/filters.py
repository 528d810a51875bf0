"""Filters of the lists of pieces. None renders more choices than an editor can read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.account_names import account_name
from newsroom.autocomplete import primary_key
from newsroom.clock import now

from ..house import current
from ..models import Piece, Schedule, Section
from ..reviews.approvals import DeskState, in_state
from ..reviews.assigning import assigned_to
from ..words import SectionKind


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Piece.State.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case Piece.State.DRAFT:
                return queryset.drafts()
            case Piece.State.LIVE:
                return queryset.live().filter(fingerprint=F("live_edition__fingerprint"))
            case Piece.State.CHANGED:
                return queryset.with_unpublished_changes()
            case Piece.State.WITHDRAWN:
                return queryset.withdrawn()
        return queryset


class ScheduleFilter(admin.SimpleListFilter):
    title = gettext_lazy("schedule")
    parameter_name = "schedule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("waiting", _("scheduled or in a release")), ("failed", _("failed to go out"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("waiting", "failed"):
            return queryset
        found = Schedule.objects.filter(outcome=self.value())
        return queryset.filter(pk__in=found.order_by().values("piece"))


class OwnerFilter(admin.SimpleListFilter):
    title = gettext_lazy("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        owners = get_user_model().objects.filter(is_staff=True).exclude(pk=request.user.pk)
        others = [(str(user.pk), account_name(user)) for user in owners.order_by("username")[:30]]
        return [("me", _("me")), *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "me":
            return queryset.owned_by(request.user)
        pk = primary_key(self.value() or "")
        return queryset if pk is None else queryset.filter(owner=pk)


class DeskFilter(admin.SimpleListFilter):
    """Where a piece is on its way through the review; only where the house has one."""

    title = gettext_lazy("review")
    parameter_name = "desk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return DeskState.choices if current().review else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return in_state(queryset, self.value()) if self.value() in DeskState.values else queryset


class AssigneeFilter(admin.SimpleListFilter):
    title = gettext_lazy("assigned to")
    parameter_name = "assignee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("me", _("me")), ("somebody", _("somebody")), ("overdue", _("overdue"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "me":
                return queryset.filter(pk__in=assigned_to(request.user).order_by().values("pk"))
            case "somebody":
                return queryset.filter(assignee__isnull=False)
            case "overdue":
                return queryset.filter(due_at__lt=now())
        return queryset


class TypedFilter(admin.SimpleListFilter):
    """A field to type a name or an address into, where there are too many choices to list. Where `model` has rows of
    that name it narrows the list to those `within`; an unknown name finds nothing."""

    template = "admin/briefings/typed_filter.html"
    hint: Any

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.others = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in (self.parameter_name, "p")
            for value in values
        ]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(self.value() or "", self.value() or "")]

    def condition(self, wanted: str) -> Q:
        """That a piece is among those asked for."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not (wanted := (self.value() or "").strip()):
            return queryset
        return queryset.filter(pk__in=Piece.objects.filter(self.condition(wanted)).order_by().values("pk"))


class TopicFilter(TypedFilter):
    title = gettext_lazy("topic")
    parameter_name = "topic"
    hint = gettext_lazy("Name of a topic")

    def condition(self, wanted: str) -> Q:
        return Q(filings__tag__slug=wanted) | Q(filings__tag__name__iexact=wanted)


class PersonFilter(TypedFilter):
    """Whose byline stands on the working copy."""

    title = gettext_lazy("person")
    parameter_name = "person"
    hint = gettext_lazy("Name in the byline")

    def condition(self, wanted: str) -> Q:
        name = Q(bylines__person__name__iexact=wanted) | Q(bylines__name__iexact=wanted)
        return Q(bylines__person__slug=wanted) | name


class OutletFilter(TypedFilter):
    """Whom the working copy cites."""

    title = gettext_lazy("outlet")
    parameter_name = "outlet"
    hint = gettext_lazy("Name of an outlet")

    def condition(self, wanted: str) -> Q:
        name = Q(citations__outlet__name__iexact=wanted) | Q(citations__outlet_name__iexact=wanted)
        return Q(citations__outlet__slug=wanted) | name


class ArticleFilter(TypedFilter):
    """Asked for from the list of articles alone: nobody types an article's number."""

    title = gettext_lazy("article")
    parameter_name = "article"
    hint = gettext_lazy("Number of an article")

    def has_output(self) -> bool:
        return bool(self.value())

    def condition(self, wanted: str) -> Q:
        pk = primary_key(wanted)
        return Q(citations__article=pk) if pk is not None else Q(pk__in=[])


class SectionFilter(admin.SimpleListFilter):
    """Stories in which a section of the house has words."""

    title = gettext_lazy("section with words")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return SectionKind.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in SectionKind.values:
            return queryset
        written = Section.objects.filter(kind=self.value()).exclude(html="")
        return queryset.filter(pk__in=written.order_by().values("story"))
