"""What all of the house's admin classes share."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from newsroom.whole_list import ListAdmin

from ..activity import record
from .parts import TidyFields


class DeskAdmin(TidyFields, ListAdmin):
    """Django's, with the house's fields, and with sentences where Django ends in an error."""

    show_full_result_count = False

    filed_by_verb = False
    """Whether what its form does is a verb, which files itself: Django's own history would file it once more, and name
    it for good by words of the piece that it is about."""

    def address(self, obj: Model, view: str) -> str:
        """Where ``view`` (change, publish, …) of this row is."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[obj.pk])

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return None if self.filed_by_verb else super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for gone in queryset:
            record("remove", gone, by=request.user)
        return super().log_deletions(request, queryset)
