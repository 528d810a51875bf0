"""What all of the house's admin classes share."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.autocomplete import primary_key
from newsroom.whole_list import WholeList

from ..activity import record
from .parts import TidyFields


class DeskAdmin(TidyFields, admin.ModelAdmin):
    """Django's, with the house's fields, and with sentences where Django ends in an error."""

    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[WholeList]:
        return WholeList

    def address(self, obj: Model, view: str) -> str:
        """Where ``view`` (change, publish, …) of this row is."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[obj.pk])

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for gone in queryset:
            record("remove", gone, by=request.user)
        return super().log_deletions(request, queryset)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        chosen: list[Any] = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(primary_key(value) is None for value in chosen):
            self.message_user(request, _("What was chosen is not in this list."), messages.ERROR)
            return None
        return super().response_action(request, queryset)
