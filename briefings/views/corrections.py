"""What we got wrong, or said badly: the corrections and clarifications of what is live."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..house import current
from ..models import Edition, live
from ..words import EditionKind
from .changes import changes_url
from .house_pages import shown
from .paging import Mapped, address_on, page_of

PER_PAGE = 30


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections and clarifications of live pieces, newest first."""
    editions = (
        Edition.objects.filter(live("piece__"), kind__in=(EditionKind.CORRECTION, EditionKind.CLARIFICATION))
        .select_related("piece__live_edition", "redaction")
        .defer("document", "findings", "piece__live_edition__document", "piece__live_edition__findings")
        .order_by("-released_at", "-pk")
    )
    house = current()
    page = page_of(request, Paginator(Mapped(editions, notice), PER_PAGE))
    context = {
        "page_obj": page,
        "page_title": _("Corrections"),
        "description": _("Corrections and clarifications of what we published, newest first."),
        "canonical_url": address_on(reverse("corrections"), page),
        "policy": shown(house.corrections) if house.corrections else "",
    }
    return render(request, "corrections.html", context)


def notice(edition: Edition) -> dict[str, Any]:
    """One correction, with the headline that the piece has now."""
    piece = edition.piece
    return {
        "kind": edition.kind,
        "note": edition.note,
        "removed": edition.redaction.reason if edition.redaction else "",
        "released_at": edition.released_at,
        "headline": piece.live_edition.headline,
        "url": piece.get_absolute_url(),
        "changes_url": changes_url(piece),
    }
