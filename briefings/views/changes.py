"""What was published of a piece, and when: its change log, an edition as it was, and what two editions differ in.

All of it stands while the piece is live. What was published before a withdrawal stays withdrawn, also when the
piece came back since: it was taken from readers for a reason.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ..differences.difference import difference
from ..differences.difference_words import summary
from ..document import upgrade
from ..models import Edition, Piece
from ..own_hosts import own_hosts
from ..pages.page_words import capfirst
from ..problems import reported_by_reader
from ..words import EditionKind, PieceKind
from .anatomy import piece_context
from .finding import gone, live_piece, moved, tombstone
from .paging import Mapped, page_of
from .shown_difference import shown_difference, titles_of_live_questions

PER_PAGE = 50

DONE = {
    EditionKind.FIRST: gettext_lazy("First published"),
    EditionKind.UPDATE: gettext_lazy("Updated"),
    EditionKind.CORRECTION: gettext_lazy("Corrected"),
    EditionKind.CLARIFICATION: gettext_lazy("Clarified"),
    EditionKind.MINOR: gettext_lazy("Small change, such as a misspelling"),
    EditionKind.WITHDRAWAL: gettext_lazy("Withdrawn"),
}
"""What was done by publishing an edition of each kind, in a reader's words."""


@require_safe
def change_log(request: HttpRequest, slug: str, kind: PieceKind) -> HttpResponse:
    """Every edition of a live piece, newest first, with its note. Loads no document."""
    piece = find(request, slug, kind, "changes")
    if isinstance(piece, HttpResponse):
        return piece
    withdrawal = last_withdrawal(piece)
    readable_from = withdrawal.number + 1 if withdrawal else 1
    editions = light(piece).select_related("redaction").annotate(reported=reported_by_reader())
    editions = editions.order_by("-number")
    taken_out = redacted_numbers(piece)

    def line(edition: Edition) -> dict[str, Any]:
        readable = edition.number >= readable_from and edition.number not in taken_out
        return {
            **told(edition),
            "url": edition_url(piece, edition.number) if readable else "",
            "difference_url": difference_url(piece, edition.number - 1, edition.number)
            if edition.number > readable_from and not {edition.number - 1, edition.number} & taken_out
            else "",
            "removed": edition.redaction.reason if edition.redaction else "",
            "reported": edition.reported,
        }

    context = {
        **head(piece),
        "page_obj": page_of(request, Paginator(Mapped(editions, line), PER_PAGE)),
        "page_title": _("Changes: %(headline)s") % {"headline": piece.live_edition.headline},
    }
    return render(request, "changes.html", context)


@require_safe
def edition(request: HttpRequest, slug: str, number: int, kind: PieceKind) -> HttpResponse:
    """An edition as it was, with the topics and links of today, under a banner that says what replaced it."""
    piece = find(request, slug, kind, "edition", number)
    if isinstance(piece, HttpResponse):
        return piece
    withdrawal = last_withdrawal(piece)
    shown = light(piece).select_related("rendering", "redaction").filter(number=number).first()
    if shown is None:
        raise Http404
    if shown.redaction is not None:
        return tombstone(request, shown.redaction.reason)
    if withdrawal and number <= withdrawal.number:
        return gone(request, withdrawal.note)
    replaced_by = light(piece).filter(number=number + 1).first()
    context = piece_context(piece, shown, public_only=True)
    if piece.is_story:
        context["questions"] = question_cards(context["question_refs"])
    context |= {
        **head(piece),
        "breadcrumb": [
            {"name": _("Home"), "url": reverse("home")},
            {"name": _("Changes"), "url": changes_url(piece)},
        ],
        "public_template": "story.html" if piece.is_story else "question.html",
        "shown": {**told(shown), "url": edition_url(piece, number)},
        "replaced_by": told(replaced_by) if replaced_by else None,
        "difference_url": difference_url(piece, number, piece.live_edition.number) if replaced_by else "",
        "notices": [e for e in context["notices"] if e.number <= number],
        "changes": [],
        "related": [],
        "page_title": _("Edition %(number)s: %(headline)s") % {"number": number, "headline": shown.headline},
    }
    return render(request, "edition.html", context)


@require_safe
def compare(request: HttpRequest, slug: str, old: int, new: int, kind: PieceKind) -> HttpResponse:
    """What changed from one edition to a later one. The other way round redirects; of one edition, to itself."""
    piece = find(request, slug, kind, "difference", old, new)
    if isinstance(piece, HttpResponse):
        return piece
    editions = Edition.objects.filter(piece=piece, number__in=[old, new]).select_related("redaction")
    found = {e.number: e for e in editions}
    if old not in found or new not in found:
        raise Http404
    if old == new:
        return moved(edition_url(piece, old))
    if old > new:
        return moved(difference_url(piece, new, old))
    for one in (found[old], found[new]):
        if one.redaction is not None:
            return tombstone(request, one.redaction.reason)
    withdrawal = last_withdrawal(piece)
    if withdrawal and old <= withdrawal.number:
        return gone(request, withdrawal.note)
    documents = upgrade(found[old].document), upgrade(found[new].document)
    compared = difference(
        *documents,
        question_titles=titles_of_live_questions(*documents),
        own_hosts=own_hosts(),
        for_readers=True,
    )
    context = {
        **head(piece),
        "old": told(found[old]),
        "new": told(found[new]),
        "shared_url": difference_url(piece, old, new),
        "editions": [{**told(found[n]), "url": edition_url(piece, n)} for n in (old, new)],
        "difference": shown_difference(compared),
        "summary": capfirst(summary(compared)) + ".",
        "page_title": _("Editions %(old)s and %(new)s: %(headline)s")
        % {"old": old, "new": new, "headline": piece.live_edition.headline},
    }
    return render(request, "difference.html", context)


def find(request: HttpRequest, slug: str, kind: PieceKind, page: str, *numbers: int) -> Piece | HttpResponse:
    """The live piece of this address, else 410, or the redirect from a former address to the same page of it."""
    piece = live_piece(request, slug, kind, with_page=False)
    if isinstance(piece, HttpResponsePermanentRedirect):
        below = {"changes": "changes/", "edition": "changes/{}/", "difference": "changes/{}..{}/"}[page]
        return moved(piece.url + below.format(*numbers))
    return piece


def light(piece: Piece) -> Any:
    """The piece's editions without what is heavy in them."""
    return Edition.objects.filter(piece=piece).defer("document", "findings")


def last_withdrawal(piece: Piece) -> Edition | None:
    """The newest withdrawal of a piece that is live again."""
    return light(piece).filter(kind=EditionKind.WITHDRAWAL).order_by("-number").first()


def redacted_numbers(piece: Piece) -> set[int]:
    """Of the editions whose words were taken out."""
    return set(piece.editions.filter(redaction__isnull=False).values_list("number", flat=True))


def told(edition: Edition) -> dict[str, Any]:
    """What readers are told of an edition: neither who made it nor by which door it came."""
    return {
        "number": edition.number,
        "kind": edition.kind,
        "done": DONE[EditionKind(edition.kind)],
        "note": edition.note,
        "released_at": edition.released_at,
    }


def head(piece: Piece) -> dict[str, Any]:
    """What these pages share: they are the piece's own, which is what search engines are to show."""
    live = piece.live_edition
    return {
        "headline": live.headline,
        "latest_number": live.number,
        "piece_url": piece.get_absolute_url(),
        "changes_url": changes_url(piece),
        "canonical_url": piece.get_absolute_url(),
        "noindex": True,
    }


def changes_url(piece: Piece) -> str:
    return f"{piece.get_absolute_url()}changes/"


def edition_url(piece: Piece, number: int) -> str:
    return f"{changes_url(piece)}{number}/"


def difference_url(piece: Piece, old: int, new: int) -> str:
    return f"{changes_url(piece)}{old}..{new}/"


def question_cards(refs: list[dict[str, str]]) -> list[dict[str, str]]:
    """The cards of the questions that an edition led to, of those that are live, in its order."""
    uids = [ref["question"] for ref in refs]
    live = {str(p.uid): p for p in Piece.objects.live().filter(uid__in=uids).as_cards()} if uids else {}
    return [
        {
            "title": question.live_edition.headline,
            "language": question.live_edition.language,
            "teaser": ref["teaser"] or question.live_edition.standfirst,
            "teaser_language": "" if ref["teaser"] else question.live_edition.language,
            "url": question.get_absolute_url(),
        }
        for ref in refs
        if (question := live.get(ref["question"])) is not None
    ]
