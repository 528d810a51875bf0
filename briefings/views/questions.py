"""Common questions: their list, and the page of one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.prepared import fetch

from ..models import Piece
from ..words import PieceKind
from .anatomy import piece_context
from .cards import SELECT, card_of
from .finding import live_piece
from .paging import address_on, cards_of, page_of

PER_PAGE = 30
STORIES = 20

LED_HERE = f"""
{SELECT} FROM briefings_livequestion l JOIN briefings_piece p ON p.id = l.story_id
JOIN briefings_edition e ON e.id = p.live_edition_id
WHERE l.question_id = %s::bigint AND e.kind <> 'withdrawal'
ORDER BY e.first_published_at DESC, p.id DESC LIMIT %s::int
"""


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """The live common questions, newest first."""
    questions = Piece.objects.filter(kind=PieceKind.QUESTION).released().as_cards()
    page = page_of(request, Paginator(cards_of(questions), PER_PAGE))
    return render(
        request,
        "question_list.html",
        {
            "page_obj": page,
            "page_title": _("Common questions"),
            "canonical_url": address_on(reverse("question_list"), page),
        },
    )


@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """The live edition of the common question of this address, and the stories that lead to it."""
    piece = live_piece(request, slug, PieceKind.QUESTION)
    if isinstance(piece, HttpResponse):
        return piece
    context = piece_context(piece, piece.live_edition, reports_at=f"{piece.get_absolute_url()}report/")
    context["breadcrumb"] = [
        {"name": _("Home"), "url": reverse("home")},
        {"name": _("Common questions"), "url": reverse("question_list")},
    ]
    context["stories"] = [card_of(*values) for values in fetch(LED_HERE, [piece.pk, STORIES])]
    return render(request, "question.html", context)
