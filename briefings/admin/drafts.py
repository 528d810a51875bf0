"""Deleted drafts, each to be brought back for 30 days."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.autocomplete import primary_key

from ..drafts import DraftRefused, bring_back, may_bring_back
from ..models import DeletedDraft
from .related import Computed


@admin.register(DeletedDraft)
class DeletedDraftAdmin(Computed):
    """Read-only, but for the way back. Writers see all, and bring back what they began or deleted."""

    list_display = ["headline", "kind", "owner", "deleted_by", "deleted_at"]
    list_display_links = None
    search_fields = ["headline"]
    ordering = ["-deleted_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("owner", "deleted_by").defer("document")

    def get_list_display(self, request: HttpRequest) -> Any:
        @admin.display(description=_("Bring back"))
        def way_back(kept: DeletedDraft) -> str:
            return self.way_back(kept) if may_bring_back(kept, request.user) else ""

        return [*super().get_list_display(request), way_back]

    def way_back(self, kept: DeletedDraft) -> str:
        address = reverse("admin:briefings_deleteddraft_bring_back", args=[kept.pk])
        words = _("Bring back")
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>', address, words, kept
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.bring_back_view)
        address = "<path:object_id>/bring-back/"
        return [path(address, view, name="briefings_deleteddraft_bring_back"), *super().get_urls()]

    def bring_back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks (GET), then puts the draft on the desk again (POST)."""
        pk = primary_key(object_id)
        kept = self.get_queryset(request).filter(pk=pk).first() if pk is not None else None
        if kept is None:
            raise Http404
        if not self.has_view_permission(request, kept) or not may_bring_back(kept, request.user):
            raise PermissionDenied
        if request.method == "POST":
            try:
                piece = bring_back(kept, by=request.user)
            except DraftRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
                return HttpResponseRedirect(reverse("admin:briefings_deleteddraft_changelist"))
            sentence = _("“%(headline)s” is on the desk again.") % {"headline": piece.headline}
            self.message_user(request, sentence, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:briefings_piece_change", args=[piece.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bring back a deleted draft"),
            "kept": kept,
            "opts": self.opts,
        }
        return render(request, "admin/briefings/bring_back.html", context)
