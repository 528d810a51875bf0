"""The one screen on which a piece is written: its scripts, its look-ups, what follows a save, its errors with links."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path

from ..models import Piece
from . import lookups
from .overtaken import added_meanwhile, show_standing
from .review_notes import open_notes
from .sent_once import forgotten_by_the_page
from .summary import lines_of

SCRIPTS = (
    "suggest",
    "credits",
    "names",
    "rows",
    "moving",
    "parts",
    "pasting",
    "sources",
    "questions",
    "keyboard",
    "keeping",
)
"""Modules of static/desk/form, one per behaviour."""


class WritingViews:
    """For the admin of a kind of piece."""

    change_form_template = "admin/briefings/piece_change_form.html"

    @property
    def media(self) -> forms.Media:
        """The house's own modules alone: jQuery and the admin's inlines have nothing to do here."""
        scripts = [forms.Script(f"desk/form/{name}.js", type="module") for name in SCRIPTS]
        return forms.Media(css={"all": ["desk/form/form.css"]}, js=scripts)

    def get_form(self, request: HttpRequest, obj: Piece | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form

    def get_inline_instances(self, request: HttpRequest, obj: Piece | None = None) -> list[Any]:
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            if inline.has_change_permission(request, obj):
                inline.template = inline.rows_template
        return inlines

    # Beside the form

    def get_urls(self) -> list[Any]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("suggest/<slug:what>/", wrap(self.suggest_view), name=f"{stem}_suggest"),
            path("known-article/", wrap(self.known_article_view), name=f"{stem}_known_article"),
            *super().get_urls(),
        ]

    def suggest_view(self, request: HttpRequest, what: str) -> JsonResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return lookups.suggestions(request, what)

    def known_article_view(self, request: HttpRequest) -> JsonResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return lookups.known_article(request)

    # After a save

    def response_add(self, request: HttpRequest, obj: Piece, post_url_continue: Any = None) -> HttpResponse:
        return self._after(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: Piece) -> HttpResponse:
        return self._after(request, obj, super().response_change(request, obj))

    def _after(self, request: HttpRequest, piece: Piece, response: HttpResponse) -> HttpResponse:
        """On to Publish or to the review where that was asked for; and the page may forget what it kept."""
        if "_publish" in request.POST and request.user.has_perm("briefings.publish_piece"):
            response = HttpResponseRedirect(self.address(piece, "publish"))
        elif "_review" in request.POST:
            response = HttpResponseRedirect(self.address(piece, "review") + "?send=1")
        return forgotten_by_the_page(request, response)

    # What went wrong

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context["bound"] = form.is_bound
        context["overtaken"] = getattr(form, "overtaken", False)
        context["lines"] = lines_of(form, formsets) if form.is_bound else []
        context["errors"] = []  # Django's own summary names no field
        if context["overtaken"]:
            show_standing(form, formsets)
            context["added_meanwhile"] = added_meanwhile(formsets)
        piece = kwargs.get("obj")
        context["open_notes"] = open_notes(piece) if piece is not None else {}
        context["can_publish"] = request.user.has_perm("briefings.publish_piece")
        return super().render_change_form(request, context, **kwargs)
