"""The preview of what stands in a form, unsaved: it is saved, shown as the page, and taken back.

Saved by the very code that saves, so that the page is the one that publishing would make; in a transaction that is
rolled back, so that nothing of it stays. What else may be seen of a piece (queue, log, files) is written after a
commit or not at all here.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import all_valid
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from ..models import Piece
from .previewing import WIDTHS, PreviewViews, labels_of_widths, never_kept, preview_page
from .summary import Line, lines_of

TYPED, WIDTH = "_typed", "_width"
"""Posted by the preview itself: what the form had sent, and the window in which to look at it."""

NOT_TYPED = ("csrfmiddlewaretoken", "_preview", "_kept")


class UnsavedPreviewViews(PreviewViews):
    """The page, for the admin of a kind of piece. The form posts to it; reading it leads to what was saved."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.unsaved_preview_view)
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("add/preview/", view, name=f"{stem}_preview_new"),
            self.page_path("preview/unsaved", self.unsaved_preview_view, "preview_unsaved"),
            *super().get_urls(),
        ]

    def unsaved_preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        if request.method != "POST":
            page = "add" if object_id is None else "preview"
            return HttpResponseRedirect(self._preview_address(page, *filter(None, [object_id])))
        width = request.POST.get(WIDTH, "")
        if width and width not in WIDTHS:
            raise Http404
        typed = QueryDict(request.POST[TYPED], mutable=True) if TYPED in request.POST else request.POST.copy()
        for name in NOT_TYPED:
            typed.pop(name, None)
        has_file = any(request.FILES.values()) or "_file" in typed
        if has_file:
            typed["_file"] = "1"
        request.POST = typed
        try:
            return self._saved_and_taken_back(request, object_id, width)
        except IntegrityError:
            # Somebody took an address or a name between our check and our save: the check now sees it.
            return self._saved_and_taken_back(request, object_id, width)

    def _saved_and_taken_back(self, request: HttpRequest, object_id: str | None, width: str) -> HttpResponse:
        with transaction.atomic():
            piece, lines = self._save_typed(request, object_id)
            response = self._refused(request, lines) if piece is None else self._shown(request, piece, width)
            transaction.set_rollback(True)
        return never_kept(response)

    def _save_typed(self, request: HttpRequest, object_id: str | None) -> tuple[Piece | None, list[Line]]:
        """Save as the form's own view does. The piece, or what is wrong with the form."""
        piece = self.get_object(request, object_id) if object_id else None
        if object_id and piece is None:
            raise Http404
        may = self.has_change_permission(request, piece) if piece else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        change = piece is not None
        # Without the files: what the form's picture is, is kept with the save alone.
        form_class = self.get_form(request, piece, change=change)
        form = form_class(request.POST, MultiValueDict(), instance=piece or self.model())
        form.ignores_others = True
        is_valid = form.is_valid()
        piece = self.save_form(request, form, change=change) if is_valid else form.instance
        formsets, _inlines = self._create_formsets(request, piece, change=change)
        if not (all_valid(formsets) and is_valid):
            return None, lines_of(form, formsets)
        self.save_model(request, piece, form, change=change)
        self.save_related(request, form, formsets, change=change)
        return self.get_queryset(request).get(pk=piece.pk), []

    def _refused(self, request: HttpRequest, lines: list[Line]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("No preview yet"),
            "lines": lines,
            "opts": self.opts,
        }
        return render(request, "admin/briefings/preview_refused.html", context)

    def _shown(self, request: HttpRequest, piece: Piece, width: str) -> HttpResponse:
        switch = {
            "action": request.path,
            "typed": request.POST.urlencode(),
            "widths": [
                {"name": name, "label": label, "current": name == width}
                for name, label in labels_of_widths().items()
            ],
            "without_file": "_file" in request.POST,
        }
        if not width:
            return preview_page(request, piece, [], again=switch)
        page = preview_page(request, piece, []).content.decode()
        context = {
            "piece": piece,
            "width": width,
            "pixels": WIDTHS[width],
            "again": switch,
            "page": page,
        }
        return render(request, "admin/briefings/preview_at.html", context)
