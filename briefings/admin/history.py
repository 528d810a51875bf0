"""The past of a piece at the desk: read, compare, give back to readers, take up again."""

from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..background.enqueueing import enqueue_refresh
from ..document import Document, upgrade
from ..editions.compiling import compile_piece
from ..editions.loading_editions import load_edition
from ..models import Edition, Piece
from ..refusing import PublishingRefused
from ..words import EditionKind
from .comparing import compared, shown
from .pages import NoteForm, PiecePages
from .previewing import edition_page

PER_PAGE = 100


class TwoEditionsForm(forms.Form):
    """Which editions are compared, each by its number."""

    old = forms.IntegerField(
        label=gettext_lazy("Compare edition"), min_value=1, max_value=999_999_999, widget=forms.Select
    )
    new = forms.IntegerField(
        label=gettext_lazy("with edition"), min_value=1, max_value=999_999_999, widget=forms.Select
    )

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].widget.choices = [(number, str(number)) for number in numbers]


class HistoryViews(PiecePages):
    """The pages, for the admin of a kind of piece."""

    def get_urls(self) -> list[Any]:
        return [
            self.page_path("history/compare", self.choose_view, "compare_chosen"),
            self.page_path("compare/<number:old>..<number:new>", self.compare_view, "compare"),
            self.page_path("history/<number:number>", self.edition_view, "edition"),
            self.page_path("history/<number:number>/restore", self.restore_view, "restore"),
            self.page_path("history/<number:number>/load", self.load_view, "load"),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Every edition, newest first. Documents stay where they are."""
        piece = self.piece_or_refusal(request, object_id)
        editions = (
            piece.editions.select_related("editor", "redaction__by")
            .defer("document", "findings")
            .order_by("-number")
        )
        shown_page = Paginator(editions, PER_PAGE).get_page(request.GET.get("page"))
        readable = readable_numbers(piece)
        before = dict(pairwise(readable))
        lines = [{"edition": edition, "before": before.get(edition.number)} for edition in shown_page]
        chosen = {"old": readable[1], "new": readable[0]} if len(readable) > 1 else None
        context = {
            "lines": lines,
            "page_obj": shown_page,
            "choice": TwoEditionsForm(initial=chosen, numbers=readable) if chosen else None,
        }
        return self.page(request, piece, "history", _("History"), context)

    def choose_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """From the two numbers that were chosen to the page that compares them."""
        piece = self.piece_or_refusal(request, object_id)
        form = TwoEditionsForm(request.GET, numbers=[])
        if not form.is_valid():
            return HttpResponseRedirect(self.address(piece, "history"))
        old, new = sorted((form.cleaned_data["old"], form.cleaned_data["new"]))
        if old == new:
            self.message_user(request, _("Choose two editions, not the same one twice."), messages.WARNING)
            return HttpResponseRedirect(self.address(piece, "history"))
        return HttpResponseRedirect(self.address_of(piece, "compare", old, new))

    def compare_view(self, request: HttpRequest, object_id: str, old: int, new: int) -> HttpResponse:
        """What changed from one edition to the other, whichever is older."""
        piece = self.piece_or_refusal(request, object_id)
        found = {edition.number: edition for edition in piece.editions.filter(number__in=[old, new])}
        wordless = any(edition.is_withdrawal or edition.is_redacted for edition in found.values())
        if old not in found or new not in found or wordless:
            raise Http404
        change = compared(upgrade(found[old].document), upgrade(found[new].document))
        title = _("Editions %(old)s and %(new)s") % {"old": old, "new": new}
        context = {"editions": [found[old], found[new]], **shown(change)}
        return self.page(request, piece, "compare", title, context)

    def edition_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        piece = self.piece_or_refusal(request, object_id)
        edition = piece.editions.filter(number=number).select_related("rendering").first()
        if edition is None or edition.is_withdrawal or edition.is_redacted:
            raise Http404
        return edition_page(request, piece, edition, back=self.address(piece, "history"))

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Asks for a note, then publishes the words of an old edition again."""
        piece = self.piece_or_refusal(request, object_id, "briefings.publish_piece")
        form = NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["note"]
            edition = self.attempt(form, lambda: piece.restore(number, by=request.user, note=note))
            if edition is not None:
                enqueue_refresh([piece.pk])
                self.tell(request, piece, edition)
                return HttpResponseRedirect(self.address(piece, "history"))
        context: dict[str, Any] = {"form": form, "number": number}
        numbers = {number, piece.live_edition.number if piece.is_live else number}
        found = {edition.number: edition for edition in piece.editions.filter(number__in=numbers)}
        wordless = number not in found or found[number].is_withdrawal or found[number].is_redacted
        if len(found) == 2 and not wordless:
            live = upgrade(found[piece.live_edition.number].document)
            context |= shown(compared(live, upgrade(found[number].document)))
        title = _("Restore edition %(number)s") % {"number": number}
        return self.page(request, piece, "restore", title, context)

    def load_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Asks, with what would change, then makes the working copy what edition `number` was. Readers see nothing
        of it until somebody publishes."""
        piece = self.piece_or_refusal(request, object_id)
        if not self.has_change_permission(request, piece):
            raise PermissionDenied
        readable = piece.editions.exclude(kind=EditionKind.WITHDRAWAL).filter(redaction=None)
        edition = readable.filter(number=number).first()
        if edition is None:
            raise Http404
        document = upgrade(edition.document)
        if request.method == "POST":
            self._load(request, piece, edition, document)
            return HttpResponseRedirect(self.address(piece, "change"))
        change = compared(compile_piece(piece), document)
        title = _("Load edition %(number)s into the working copy") % {"number": number}
        context = {"number": number, "unchanged": change.is_empty, **shown(change)}
        return self.page(request, piece, "load", title, context)

    # Below the pages

    def address_of(self, piece: Piece, page: str, *args: Any) -> str:
        """Where a page of the piece is that takes numbers of editions."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[piece.pk, *args])

    def _load(self, request: HttpRequest, piece: Piece, edition: Edition, document: Document) -> None:
        words = _("Loaded edition %(number)s into the working copy.") % {"number": edition.number}
        try:
            with transaction.atomic():
                load_edition(piece, edition.number, by=request.user)
                self.log_change(request, piece, words)
        except PublishingRefused as refused:  # its words were taken out meanwhile
            self.message_user(request, str(refused), messages.ERROR)
            return
        self.message_user(request, words, messages.SUCCESS)
        gone = len(document.questions) - piece.question_links.count()
        if gone:
            sentence = ngettext(
                "One common question that it led to is gone, and was left out.",
                "%(count)s common questions that it led to are gone, and were left out.",
                gone,
            )
            self.message_user(request, sentence % {"count": gone}, messages.WARNING)


def readable_numbers(piece: Piece) -> list[int]:
    """Numbers of the editions that have words, the newest first."""
    editions = piece.editions.exclude(kind=EditionKind.WITHDRAWAL).filter(redaction=None)
    return list(editions.order_by("-number").values_list("number", flat=True))
