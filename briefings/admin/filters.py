"""Filters of the lists of pieces. None renders more choices than an editor can read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import primary_key

from ..models import Piece


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


class OwnerFilter(admin.SimpleListFilter):
    title = gettext_lazy("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        owners = get_user_model().objects.filter(is_staff=True).exclude(pk=request.user.pk)
        others = [(str(user.pk), user.get_username()) for user in owners.order_by("username")[:30]]
        return [("me", _("me")), *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "me":
            return queryset.owned_by(request.user)
        pk = primary_key(self.value() or "")
        return queryset if pk is None else queryset.filter(owner=pk)


class TopicFilter(admin.SimpleListFilter):
    """A field for a topic's name or address: there are thousands of topics."""

    title = gettext_lazy("topic")
    parameter_name = "topic"
    template = "admin/briefings/topic_filter.html"

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

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not (wanted := (self.value() or "").strip()):
            return queryset
        topic = Q(filings__tag__slug=wanted) | Q(filings__tag__name__iexact=wanted)
        return queryset.filter(pk__in=Piece.objects.filter(topic).values("pk"))
