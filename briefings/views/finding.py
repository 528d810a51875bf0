"""Finding the live piece behind an address, or what to answer instead."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from ..document import upgrade
from ..models import Edition, Piece, PublicSlug
from ..own_hosts import own_hosts
from ..rendering import RENDERER
from ..rendering import render as render_document
from ..words import PieceKind

PARTS = {PieceKind.STORY: "story", PieceKind.QUESTION: "question"}


def live_piece(
    request: HttpRequest, slug: str, kind: PieceKind, *, with_page: bool = True
) -> Piece | HttpResponse:
    """The live piece of this address with its edition and, unless told otherwise, page data, in one query.

    Otherwise the answer: 410 with the reason for a withdrawn one, 301 from an address it had. Raises Http404.
    """
    pieces = Piece.objects.filter(slug=slug, kind=kind).as_cards()
    piece = (pieces.select_related("live_edition__rendering", "card") if with_page else pieces).first()
    if piece is None:
        former = PublicSlug.objects.filter(slug=slug, piece__kind=kind).select_related("piece").first()
        if former is None:
            raise Http404
        return moved(former.piece.get_absolute_url())
    if piece.live_edition is None:
        raise Http404
    if piece.live_edition.is_withdrawal:
        return gone(request, piece.live_edition.note)
    return piece


def gone(request: HttpRequest, reason: str) -> HttpResponse:
    """The page of a withdrawn piece, 410."""
    page = render(request, "410.html", {"reason": reason, "page_title": "", "noindex": True}, status=410)
    # Unless told so, browsers keep a 410 for good: who met the withdrawal would not see the piece restored.
    patch_cache_control(page, no_cache=True)
    return page


def moved(address: str) -> HttpResponsePermanentRedirect:
    """The redirect from an address that something had."""
    redirect = HttpResponsePermanentRedirect(address)
    # Kept for good, it would lead in a circle once a former address is the present one again.
    patch_cache_control(redirect, no_cache=True)
    return redirect


def page_data(edition: Edition) -> dict:
    """The edition's rendering; made on the spot where it is missing or of another renderer's number."""
    rendering = getattr(edition, "rendering", None)
    if rendering is not None and rendering.renderer == RENDERER:
        return rendering.page
    return render_document(upgrade(edition.document), own_hosts())
