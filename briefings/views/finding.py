"""Finding the live piece behind an address, or what to answer instead."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from ..document import upgrade
from ..models import Edition, Piece, PublicSlug, RedactedAddress
from ..models.redaction import digest_of
from ..own_hosts import own_hosts
from ..redacting import tombstone_of
from ..rendering import RENDERER
from ..rendering import render as render_document
from ..words import PieceKind

PARTS = {PieceKind.STORY: "story", PieceKind.QUESTION: "question"}


def live_piece(
    request: HttpRequest, slug: str, kind: PieceKind, *, with_page: bool = True
) -> Piece | HttpResponse:
    """The live piece of this address with its edition and, unless told otherwise, page data, in one query.

    Otherwise the answer: 410 with the reason for a withdrawn one, 451 for one whose words were taken out for good,
    301 from an address it had. Raises Http404.
    """
    pieces = Piece.objects.filter(slug=slug, kind=kind).as_cards()
    piece = (pieces.select_related("live_edition__rendering", "card") if with_page else pieces).first()
    if piece is None:
        former = PublicSlug.objects.filter(slug=slug, piece__kind=kind).select_related("piece").first()
        if former is None:
            return _at_redacted_address(request, slug, kind)
        return moved(former.piece.get_absolute_url())
    if piece.live_edition is None:
        raise Http404
    if piece.live_edition.is_withdrawal:
        return _closed(request, piece)
    return piece


def _at_redacted_address(request: HttpRequest, slug: str, kind: PieceKind) -> HttpResponse:
    """An address that was taken from a piece with its words. Raises Http404 where it never was one."""
    known = RedactedAddress.objects.filter(digest=digest_of(slug), piece__kind=kind)
    address = known.select_related("piece__live_edition").first()
    if address is None:
        raise Http404
    if address.piece.is_live:
        return moved(address.piece.get_absolute_url())
    return _closed(request, address.piece)


def _closed(request: HttpRequest, piece: Piece) -> HttpResponse:
    """What the address of a withdrawn piece answers."""
    redaction = tombstone_of(piece)
    if redaction is not None:
        return tombstone(request, redaction.reason)
    return gone(request, piece.live_edition.note)


def gone(request: HttpRequest, reason: str) -> HttpResponse:
    """The page of a withdrawn piece, 410."""
    page = render(request, "410.html", {"reason": reason, "page_title": "", "noindex": True}, status=410)
    # Unless told so, browsers keep a 410 for good: who met the withdrawal would not see the piece restored.
    patch_cache_control(page, no_cache=True)
    return page


def tombstone(request: HttpRequest, reason: str) -> HttpResponse:
    """The page in the place of words that were taken out for good: 451, since the law or a right made us (RFC 7725).

    Who blocks it is the house itself, which the header names as the RFC asks.
    """
    page = render(request, "451.html", {"reason": reason, "page_title": "", "noindex": True}, status=451)
    page["Link"] = f'<{settings.SITE_URL}/>; rel="blocked-by"'
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
