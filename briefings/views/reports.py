"""Reporting a problem: a form for each section of a story and each answer of a question.

Anonymous, without a cookie and without JavaScript. The form carries a signed field that says of which edition and part
it is and when it was made; each is taken once. Nothing of it is cached or indexed.
"""

import secrets
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsroom.client_address import client_address
from newsroom.clock import now
from newsroom.text import clean_plain_lines

from ..models import Edition, Piece
from ..models.reports import WORDS_MAX
from ..pages.sentences import sentences
from ..problems import Part, ReportRefused, digest_of, report_problem
from ..words import EditionKind, PieceKind, SectionKind
from .finding import live_piece, moved, page_data

SALT = "briefings.report"
OLDEST = 12 * 3600
"""Seconds for which a form can be sent."""

YOUNGEST = 3
"""Seconds that nobody reads a form and writes in less than."""

BODY_MAX = 64 * 1024
"""Bytes of what is posted; what is longer than the field takes is given back up to here."""

WHOLE = "all"


@csrf_exempt  # no cookie, so no session to be abused; the signed field and the check of Origin stand instead
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str, anchor: str, kind: PieceKind) -> HttpResponse:
    """The form for one part of a live piece; what is sent of it, kept."""
    piece = live_piece(request, slug, kind)
    if isinstance(piece, HttpResponsePermanentRedirect):
        return moved(f"{piece.url}report/{anchor}/", with_words=request.method == "POST")
    if isinstance(piece, HttpResponse):
        return unindexed(piece)
    if request.method == "POST":
        return unindexed(taken(request, piece, anchor))
    if "sent" in request.GET:
        return unindexed(page(request, piece, part_of(piece.live_edition, anchor)[0], sent=True))
    return unindexed(form(request, piece, anchor))


def unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def part_of(edition: Edition, anchor: str) -> tuple[Part, list[str]]:
    """The section or answer at this place of the edition's page, and its sentences. Raises Http404."""
    data = page_data(edition)
    for section in data["sections"]:
        if section["anchor"] == anchor:
            return Part(section["uid"], anchor, section_heading(section)), sentences(section["html"])
    for answer in data["answers"]:
        if answer["anchor"] == anchor:
            return Part(answer["uid"], anchor, answer["question"]), sentences(answer["html"])
    raise Http404


def section_heading(section: dict[str, Any]) -> str:
    return section["heading"] or str(SectionKind(section["kind"]).label)


def form(
    request: HttpRequest,
    piece: Piece,
    anchor: str,
    *,
    edition: Edition | None = None,
    signed: dict[str, Any] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form, with what was typed and chosen where it was sent before; ``signed`` where that was in order."""
    shown = edition or piece.live_edition
    part, lines = part_of(shown, anchor)
    chosen = request.POST.get("sentence", "")
    context = {
        "sentences": [{"digest": digest_of(line), "text": line} for line in lines],
        "chosen": chosen,
        "words": request.POST.get("words", "")[:BODY_MAX],
        "words_max": WORDS_MAX,
        "whole": WHOLE,
        "error": error,
        "form": signing.dumps(signed or fresh(shown, part), salt=SALT),
    }
    return page(request, piece, part, status=status, **context)


def fresh(edition: Edition, part: Part) -> dict[str, Any]:
    """What the signed field says: of which edition and part the form is, its own name, and when it was made."""
    return {
        "edition": edition.pk,
        "part": part.uid,
        "form": secrets.token_hex(16),
        "at": now().timestamp(),
    }


def page(
    request: HttpRequest, piece: Piece, part: Part, *, status: int = 200, **context: Any
) -> HttpResponse:
    headline = piece.live_edition.headline
    context |= {
        "headline": headline,
        "part": part,
        "piece_url": piece.get_absolute_url(),
        "part_url": f"{piece.get_absolute_url()}#{part.anchor}",
        "page_title": _("Report a problem: %(headline)s") % {"headline": headline},
        "noindex": True,
    }
    return render(request, "report.html", context, status=status)


def taken(request: HttpRequest, piece: Piece, anchor: str) -> HttpResponse:
    """What is sent, kept; or the form again with a sentence, and nothing lost.

    The part is looked for in the edition that was read: a newer one may have renamed it, or have it no more.
    """
    if not from_here(request):
        return render(request, "403.html", {"noindex": True}, status=403)
    if too_long(request):
        return render(request, "413.html", {"report": True, "noindex": True}, status=413)
    signed = signed_field(request)
    if signed is None:
        message = _("This form was open for too long, or came from elsewhere. Please send it again.")
        return form(request, piece, anchor, error=message, status=400)
    edition = Edition.objects.filter(pk=signed["edition"], piece=piece).select_related("rendering").first()
    if edition is None or not is_readable(edition, piece):
        edition = piece.live_edition
    part, lines = part_of(edition, anchor)
    if part.uid != signed["part"]:
        message = _("This form belongs to another part. Please choose again.")
        return form(request, piece, anchor, edition=edition, error=message, status=400)
    refusal, sentence, words = read(request, lines)
    if not refusal and now().timestamp() - signed["at"] < YOUNGEST:
        refusal = _("That was faster than anybody reads. Please send it again.")
    if refusal:
        return form(request, piece, anchor, edition=edition, signed=signed, error=refusal, status=400)
    try:
        report_problem(
            edition=edition,
            part=part,
            sentence=sentence,
            words=words,
            form=signed["form"],
            address=client_address(request),
        )
    except ReportRefused as refused:
        return form(request, piece, anchor, edition=edition, signed=signed, error=str(refused), status=429)
    return HttpResponseRedirect(thanked_at(piece, part), status=303)


def thanked_at(piece: Piece, part: Part) -> str:
    """Where readers are thanked: at the part, called as it is now; at the piece where the part has gone since."""
    data = page_data(piece.live_edition)
    for now_called in [*data["sections"], *data["answers"]]:
        if now_called["uid"] == part.uid:
            return reverse(f"{piece.kind}_report", args=[piece.slug, now_called["anchor"]]) + "?sent"
    return piece.get_absolute_url()


def read(request: HttpRequest, lines: list[str]) -> tuple[str, str, str]:
    """What is wrong with what was sent, or ""; the sentence chosen, "" for the whole part; the words, tidy."""
    words = clean_plain_lines(request.POST.get("words", ""))
    chosen = request.POST.get("sentence", "")
    by_digest = {digest_of(line): line for line in lines}
    if chosen not in by_digest and chosen != WHOLE:
        return _("Choose the sentence that is wrong, or the whole section."), "", words
    if not any(unicodedata.category(char)[0] in "LNPS" for char in words):  # nothing that anybody could see
        return _("Say in a few words what is wrong."), "", words
    if over := max(0, len(words) - WORDS_MAX):
        sentence = ngettext(
            "Your words are %(n)s character too long.", "Your words are %(n)s characters too long.", over
        )
        return sentence % {"n": over}, "", words
    return "", by_digest.get(chosen, ""), words


def signed_field(request: HttpRequest) -> dict[str, Any] | None:
    """What the form's signed field says, or None where it is not ours or too old."""
    try:
        signed: dict[str, Any] = signing.loads(request.POST.get("form", ""), salt=SALT)
    except signing.BadSignature:
        return None
    return signed if now().timestamp() - signed["at"] <= OLDEST else None


def is_readable(edition: Edition, piece: Piece) -> bool:
    """Whether readers may still read this edition: not what was withdrawn, or taken out for good."""
    if edition.is_withdrawal or edition.redaction_id is not None:
        return False
    withdrawals = Edition.objects.filter(piece=piece, kind=EditionKind.WITHDRAWAL, number__gt=edition.number)
    return not withdrawals.exists()


def from_here(request: HttpRequest) -> bool:
    """Whether the form was sent from a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin")
    if not origin or origin == "null":
        return origin is None
    ours = {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    try:
        return urlsplit(origin).netloc in ours
    except ValueError:  # as for "http://["
        return False


def too_long(request: HttpRequest) -> bool:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MAX
    except ValueError:
        return True
