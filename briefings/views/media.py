"""The files of pictures and of card images."""

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..models import Card, live
from ..models.cards import card_path
from ..models.pictures import file_path

FOREVER = "public, max-age=31536000, immutable"
A_WEEK = "public, max-age=604800, immutable"
"""For a card: its address never changes, yet what is withdrawn must be gone from caches some day too."""


@require_safe
def card(request: HttpRequest, digest: str) -> HttpResponse:
    """The card image of a live piece, while it shows what the piece is called now."""
    if not Card.objects.filter(live("piece__"), digest=digest, edition=F("piece__live_edition")).exists():
        raise Http404
    try:
        content = card_path(digest).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="image/png",
        headers={"Cache-Control": A_WEEK, "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def picture(request: HttpRequest, digest: str, width: int) -> HttpResponse:
    """A rendition, some 300 kB at most. Its address names its content, so that it never changes."""
    try:
        content = file_path(digest, width).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"},
    )
