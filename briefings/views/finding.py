"""Finding the live piece behind an address, or what to answer instead."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from ..document import upgrade
from ..models import Edition, Piece, PublicSlug, RedactedAddress, Rendering
from ..models.redaction import digest_of
from ..own_hosts import own_hosts
from ..pages.rendering import RENDERER, Ready, ready
from ..pages.rendering import render as render_document
from ..removals.redacting import tombstone_of
from ..words import PieceKind
from .addressed import by_address

PARTS = {PieceKind.STORY: "story", PieceKind.QUESTION: "question"}


def live_piece(
    request: HttpRequest, slug: str, kind: PieceKind, *, with_page: bool = True
) -> Piece | HttpResponse:
    """The live piece of this address with its edition and, unless told otherwise, its page, in one query.

    Otherwise the answer: 410 with the reason for a withdrawn one, 451 for one whose words were taken out for good,
    301 from an address it had. Raises Http404.
    """
    piece = by_address(slug, kind, with_page=with_page)
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


def moved(address: str, *, with_words: bool = False) -> HttpResponsePermanentRedirect:
    """The redirect from an address that something had; ``with_words`` a browser sends there what it posted (308)."""
    redirect = HttpResponsePermanentRedirect(address, preserve_request=with_words)
    # Kept for good, it would lead in a circle once a former address is the present one again.
    patch_cache_control(redirect, no_cache=True)
    return redirect


def page_data(edition: Edition) -> dict[str, Any]:
    """The data of the edition's rendering; made on the spot where there is none for today's page."""
    stored = getattr(edition, "rendering", None)
    return stored.page if stored is not None and is_todays(stored) else made_now(edition)


def ready_page(edition: Edition) -> Ready:
    """The HTML of the edition's rendering; made on the spot where there is none for today's page."""
    stored = getattr(edition, "rendering", None)
    if stored is not None and is_todays(stored):
        return Ready(stored.body, stored.sources, stored.needs)
    return ready(edition.piece_kind, made_now(edition))


def is_todays(rendering: Rendering) -> bool:
    """Whether it is of the renderer's number and in the language of the interface."""
    return rendering.renderer == RENDERER and rendering.language == get_language()


def made_now(edition: Edition) -> dict[str, Any]:
    return render_document(upgrade(edition.document), own_hosts())
