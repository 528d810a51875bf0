"""The page of a piece for staff: as the working copy would look now, and as an edition looked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.clock import now

from ..compiling import compile_piece
from ..document import Document
from ..editionwriting import words_in
from ..models import Edition, Piece, Rendering
from ..own_hosts import own_hosts
from ..rendering import RENDERER
from ..rendering import render as render_document
from ..views.anatomy import heading, piece_context
from ..views.finding import page_data
from ..words import EditionKind, Origin


def unsaved_edition(piece: Piece) -> Edition:
    """The edition that publishing the working copy would make now, with its rendering, and in no table."""
    document = compile_piece(piece)
    live = piece.live_edition
    moment = now()
    edition = Edition(
        piece=piece,
        piece_kind=piece.kind,
        number=live.number + 1 if live else 1,
        kind=EditionKind.UPDATE if live else EditionKind.FIRST,
        origin=Origin.DESK,
        first_published_at=live.first_published_at if live else moment,
        released_at=moment,
        headline=document.headline,
        standfirst=document.standfirst,
        language=document.language,
        word_count=words_in(document),
        source_count=len(document.citations),
        outlet_count=len({citation.outlet for citation in document.citations}),
    )
    edition.rendering = Rendering(renderer=RENDERER, page=render_document(document, own_hosts()))
    return edition


def preview_page(request: HttpRequest, piece: Piece) -> HttpResponse:
    """The working copy as readers would see it. Linked questions show as they stand, published or not."""
    edition = unsaved_edition(piece)
    return _page(request, piece, edition, _("Preview: not published"), drafts=True)


def edition_page(request: HttpRequest, piece: Piece, edition: Edition) -> HttpResponse:
    """A past edition as the page it was, with the topics and links of today."""
    banner = _("Edition %(number)s, as it was published. Readers do not see this page.") % {
        "number": edition.number
    }
    return _page(request, piece, edition, banner, drafts=False)


def _page(request: HttpRequest, piece: Piece, edition: Edition, banner: str, *, drafts: bool) -> HttpResponse:
    context = piece_context(piece, edition)
    breadcrumb = [{"name": _("Home"), "url": reverse("home")}]
    if piece.is_story:
        breadcrumb += context["topics"][:1]
        context["questions"] = question_cards(page_data(edition)["questions"], drafts=drafts)
    else:
        breadcrumb.append({"name": _("Common questions"), "url": reverse("question_list")})
    context |= {
        "breadcrumb": breadcrumb,
        "public_template": "story.html" if piece.is_story else "question.html",
        "banner": banner,
        "noindex": True,
        "canonical_url": "",
    }
    response = render(request, "admin/briefings/piece_page.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def question_cards(refs: list[dict[str, str]], *, drafts: bool) -> list[dict[str, Any]]:
    """The cards of these questions. Of one that is live, the words that readers see; of others only for a draft's
    preview, and then those of its working copy."""
    pieces = {str(p.uid): p for p in Piece.objects.filter(uid__in=[r["question"] for r in refs]).as_cards()}
    cards = []
    for ref in refs:
        question = pieces.get(ref["question"])
        if question is None or not (question.is_live or drafts):
            continue
        words = question.live_edition if question.is_live else question
        cards.append(
            {
                "title": words.headline,
                "teaser": ref["teaser"] or words.standfirst,
                "url": question.get_absolute_url(),
            }
        )
    return cards


def place_of(document: Document, uid: str) -> str:
    """Where on the page the part with this UUID stands, in words; empty for the piece itself."""
    for section in document.sections:
        if str(section.uid) == uid:
            return heading({"heading": section.heading, "kind": section.kind})
    for answer in document.answers:
        if str(answer.uid) == uid:
            return answer.question
    for event in document.events:
        if str(event.uid) == uid:
            return _("Timeline, %(year)s") % {"year": event.start.year}
    for citation in document.citations:
        if str(citation.uid) == uid:
            return _("Source %(key)s") % {"key": citation.key}
    return ""
