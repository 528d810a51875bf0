"""The page of a piece for staff: as the working copy would look now, and as an edition looked."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from newsroom.clock import now

from ..editions.compiling import compile_piece
from ..editions.editionwriting import rendering_of, words_in
from ..models import Edition, Piece
from ..views.anatomy import piece_context
from ..words import EditionKind, Origin
from .pages import PiecePages

WIDTHS = {"phone": 390, "desktop": 1280}
"""The windows, in CSS pixels, in which the preview can be looked at beside its own."""


class PreviewViews(PiecePages):
    """The page itself, and the same page in a window as wide as a phone's or a desk's."""

    def get_urls(self) -> list[Any]:
        return [
            self.page_path("preview", self.preview_view, "preview"),
            self.page_path("preview/framed", self.framed_preview_view, "preview_framed"),
            self.page_path("preview/<slug:width>", self.preview_at_view, "preview_at"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return preview_page(request, self.piece_or_refusal(request, object_id), self._switch(object_id, ""))

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    def framed_preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page for the window within the window, without the switch."""
        return preview_page(request, self.piece_or_refusal(request, object_id), [])

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def preview_at_view(self, request: HttpRequest, object_id: str, width: str) -> HttpResponse:
        piece = self.piece_or_refusal(request, object_id)
        if width not in WIDTHS:
            raise Http404
        context = {
            "piece": piece,
            "width": width,
            "pixels": WIDTHS[width],
            "switch": self._switch(object_id, width),
            "framed": self._preview_address("preview_framed", object_id),
        }
        return never_kept(render(request, "admin/briefings/preview_at.html", context))

    def _switch(self, object_id: str, width: str) -> list[dict[str, Any]]:
        """The widths to choose from, {label, url, current}; "" is the window's own."""
        return [
            {
                "label": label,
                "url": self._preview_address("preview_at", object_id, name)
                if name
                else self._preview_address("preview", object_id),
                "current": name == width,
            }
            for name, label in labels_of_widths().items()
        ]

    def _preview_address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)


def labels_of_widths() -> dict[str, str]:
    """What the windows are called; "" is the preview's own."""
    return {"": _("This window"), "phone": _("Phone"), "desktop": _("Desktop")}


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
    edition.rendering = rendering_of(document)
    return edition


def preview_page(
    request: HttpRequest, piece: Piece, switch: list[dict[str, Any]], *, again: dict[str, Any] | None = None
) -> HttpResponse:
    """The working copy as readers would see it. Linked questions show as they stand, published or not.

    `switch` are the other widths to look at it in, or `again` what asks for them where nothing is saved; neither for
    the page within a window.
    """
    frame = {"switch": switch, "again": again, "is_framed": not switch and not again}
    return _page(request, piece, unsaved_edition(piece), _("Preview: not published"), frame, drafts=True)


def edition_page(request: HttpRequest, piece: Piece, edition: Edition, *, back: str) -> HttpResponse:
    """A past edition as the page it was, with the topics and links of today; `back` leads to the history."""
    banner = _("Edition %(number)s, as it was published. Readers do not see this page.") % {
        "number": edition.number
    }
    return _page(request, piece, edition, banner, {"back": back}, drafts=False)


def _page(
    request: HttpRequest, piece: Piece, edition: Edition, banner: str, frame: dict[str, Any], *, drafts: bool
) -> HttpResponse:
    context = piece_context(piece, edition)
    breadcrumb = [{"name": _("Home"), "url": reverse("home")}]
    if piece.is_story:
        breadcrumb += context["topics"][:1]
        context["questions"] = question_cards(context["question_refs"], drafts=drafts)
    else:
        breadcrumb.append({"name": _("Common questions"), "url": reverse("question_list")})
    context |= {
        **frame,
        "breadcrumb": breadcrumb,
        "public_template": "story.html" if piece.is_story else "question.html",
        "banner": banner,
        "noindex": True,
        "canonical_url": "",
    }
    return never_kept(render(request, "admin/briefings/piece_page.html", context))


def never_kept(response: HttpResponse) -> HttpResponse:
    """The response, which no browser and no proxy may keep."""
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
                "language": words.language,
                "teaser": ref["teaser"] or words.standfirst,
                "teaser_language": "" if ref["teaser"] else words.language,
                "url": question.get_absolute_url(),
            }
        )
    return cards
