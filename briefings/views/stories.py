"""The page of a story."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..models import Edition
from ..pages.age import is_old, years
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
    context["age"] = age(piece.live_edition, context["last_update"])
    context["breadcrumb"] = [{"name": _("Home"), "url": reverse("home")}, *context["topics"][:1]]
    return render(request, "story.html", context)


def age(edition: Edition, last_update: datetime | None) -> dict[str, Any] | None:
    """``years`` and whether it was ``updated`` since its first day, of a story that is old; else None.

    Corrections and small changes make no story newer: the last update counts, or the day it was first published.
    """
    told = max(edition.first_published_at, last_update or edition.first_published_at)
    return {"years": max(years(told), 1), "updated": last_update is not None} if is_old(told) else None
