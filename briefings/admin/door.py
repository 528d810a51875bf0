"""One door for pieces of either kind: autocompletes ask it, and links by primary key go through it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ..models import Piece
from .base import DeskAdmin


@admin.register(Piece)
class PieceDoor(DeskAdmin):
    """Not on the desk itself: it answers autocompletes, and leads from a piece to the form of its kind."""

    search_fields = ["headline", "slug"]
    ordering = ["-changed_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).only("headline", "kind")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("briefings.view_story")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("briefings.add_commonquestion")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Only questions are begun from another form; the query says whether in a window of their own."""
        address = reverse("admin:briefings_commonquestion_add")
        return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ):
        piece = self.get_object(request, object_id)
        if piece is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        model = "story" if piece.is_story else "commonquestion"
        return HttpResponseRedirect(reverse(f"admin:briefings_{model}_change", args=[piece.pk]))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:briefings_story_changelist"))
