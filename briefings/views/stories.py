"""The page of a story."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..words import PieceKind
from .anatomy import piece_context
from .finding import live_piece


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """The live edition of the story of this address."""
    piece = live_piece(request, slug, PieceKind.STORY)
    if isinstance(piece, HttpResponse):
        return piece
    context = piece_context(piece, piece.live_edition, reports_at=f"{piece.get_absolute_url()}report/")
    context["breadcrumb"] = [{"name": _("Home"), "url": reverse("home")}, *context["topics"][:1]]
    return render(request, "story.html", context)
