"""The page of search. Any query gets a page."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.middleware import takes_any_query

from ..models import Piece
from ..search import searching
from ..search.searching import Hit, Matches, TookTooLong, bounded, readable_query, topics_named, topics_near
from ..words import PieceKind
from .cards import card
from .paging import page_of

PER_PAGE = 20

KINDS = {"story": PieceKind.STORY, "question": PieceKind.QUESTION}


@takes_any_query
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is live and holds the words of ``?q=``, of one kind with ``&kind=``, the best matches first."""
    written = request.GET.get("q", "")
    query = readable_query(written)
    context: dict[str, Any] = {
        "query": query,
        "shortened": len(written.strip()) > len(query) + 20,
        "page_title": _("Search: %(query)s") % {"query": query} if query else _("Search"),
        "canonical_url": reverse("search"),
        "noindex": bool(query),
    }
    if query:
        kind = KINDS.get(request.GET.get("kind", ""))
        try:
            with bounded():
                context |= results(request, query, kind)
        except TookTooLong:
            context["took_too_long"] = True
    return render(request, "search.html", context)


def results(request: HttpRequest, query: str, kind: PieceKind | None) -> dict[str, Any]:
    """What the page shows of the matches. Raises Http404 for a page that there is not."""
    matches = Matches(query, kind)
    total = sum(matches.counts.values())
    page = page_of(request, Paginator(matches, PER_PAGE))
    page.object_list = cards(page.object_list)
    found = {
        "page_obj": page,
        "total": total,
        "kind": kind.value if kind else "",
        "kinds": kinds(query, kind, matches.counts),
        "page_query": urlencode({"q": query, **({"kind": kind.value} if kind else {})}) + "&",
        "ranked": searching.RANKED if matches.total() > searching.RANKED else None,
        "unreachable": matches.total() - matches.count(),
    }
    if page.number == 1:
        found["topics"] = topics_named(query) if total else []
        found["near"] = [] if total else topics_near(query)
    return found


def kinds(query: str, shown: PieceKind | None, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The choice of kinds, where there is one: also from a kind that has no match to those that have."""
    if not counts or (len(counts) < 2 and (shown is None or shown in counts)):
        return []
    choices = [(None, _("All")), (PieceKind.STORY, _("Stories")), (PieceKind.QUESTION, _("Common questions"))]
    return [
        {
            "name": name,
            "count": counts.get(kind, 0) if kind else sum(counts.values()),
            "url": "?" + urlencode({"q": query, **({"kind": kind.value} if kind else {})}),
            "current": kind == shown,
        }
        for kind, name in choices
    ]


def cards(hits: list[Hit]) -> list[dict[str, Any]]:
    """The cards of what was found, with what matched in headline and text."""
    pieces = (
        Piece.objects.live().filter(pk__in=[hit.piece_id for hit in hits]).as_cards().in_bulk()
        if hits
        else {}
    )
    return [
        {**card(pieces[hit.piece_id]), "marked_headline": hit.headline, "excerpt": hit.excerpt}
        for hit in hits
        if hit.piece_id in pieces
    ]
