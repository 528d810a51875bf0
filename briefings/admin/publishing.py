"""Publish, withdraw, restore and look back: pages of a piece of their own. Each verb asks for its right again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compiling import compile_pieces
from ..enqueueing import enqueue_refresh
from ..models import Edition, Piece
from ..preflight import preflight
from ..publishing import NotAllowed, Publication, PublishingRefused, publish_many
from ..words import EditionKind
from .formfields import TidyField
from .previewing import edition_page, place_of, preview_page

KINDS = {
    EditionKind.UPDATE: gettext_lazy("Update: there is news. Readers see the time of the change."),
    EditionKind.CORRECTION: gettext_lazy(
        "Correction: something was wrong. The note says what, and stands at the top of the page."
    ),
    EditionKind.CLARIFICATION: gettext_lazy(
        "Clarification: nothing was wrong, but something could be misread. The note stands at the top."
    ),
    EditionKind.MINOR: gettext_lazy("Minor change: spelling or style, nothing that changes the sense."),
}


class NoteForm(forms.Form):
    """A reason, or a note for the change log."""

    note = TidyField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class PublishForm(NoteForm):
    """``seen`` is the number of the live edition that the editor looked at, 0 for none."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of edition"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        widget=forms.RadioSelect,
        initial=EditionKind.UPDATE,
    )
    questions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Goes out with it"),
        queryset=Piece.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, piece: Piece, fresh_questions: Any, **kwargs: Any) -> None:
        number = piece.live_edition.number if piece.live_edition else 0
        initial = {"seen": number, "questions": [question.pk for question in fresh_questions]}
        super().__init__(*args, initial=initial, **kwargs)
        if piece.live_edition is None:
            del self.fields["kind"]
        self.fields["questions"].queryset = fresh_questions
        if not fresh_questions:
            del self.fields["questions"]

    def publications(self, piece: Piece) -> list[Publication]:
        """The piece with the questions that were left ticked, these first, so that its cards lead somewhere."""
        kind = self.cleaned_data.get("kind")
        own = Publication(
            piece.pk,
            kind=EditionKind(kind) if kind else None,
            note=self.cleaned_data["note"],
            seen=self.cleaned_data["seen"],
        )
        return [*(Publication(q.pk, seen=0) for q in self.cleaned_data.get("questions", ())), own]


class PublishingViews:
    """The pages, for the admin of a kind of piece."""

    def get_urls(self) -> list[Any]:
        pages = {
            "publish": self.publish_view,
            "withdraw": self.withdraw_view,
            "preview": self.preview_view,
            "history/<int:number>": self.edition_view,
            "history/<int:number>/restore": self.restore_view,
        }
        names = {"history/<int:number>": "edition", "history/<int:number>/restore": "restore"}
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path(
                f"<path:object_id>/{address}/",
                self.admin_site.admin_view(view),
                name=f"{prefix}_{names.get(address, address)}",
            )
            for address, view in reversed(pages.items())
        ] + super().get_urls()

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What would go out, what is to be mended, and the button."""
        piece = self._piece(request, object_id, "briefings.publish_piece")
        questions = fresh_questions(piece)
        form = PublishForm(request.POST or None, piece=piece, fresh_questions=questions)
        if request.method == "POST" and form.is_valid():
            publications = form.publications(piece)
            editions = self._attempt(form, lambda: publish_many(publications, by=request.user))
            if editions is not None:
                enqueue_refresh(publication.piece_id for publication in publications)
                self._say(request, piece, editions[-1])
                return HttpResponseRedirect(self.address(piece, "change"))
        documents = compile_pieces([piece.pk, *(question.pk for question in questions)])
        findings = {pk: preflight(document) for pk, document in documents.items()}
        checked = [
            {
                "piece": one,
                "findings": [
                    {"finding": finding, "place": place_of(documents[one.pk], finding.part)}
                    for finding in sorted(findings[one.pk], key=lambda finding: not finding.block)
                ],
            }
            for one in (piece, *questions)
        ]
        changed = [q for q in linked_questions(piece) if q.state == Piece.State.CHANGED]
        context = {"form": form, "checked": checked, "changed_questions": changed}
        return self._page(request, piece, "publish", _("Publish"), context)

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        piece = self._piece(request, object_id, "briefings.withdraw_piece")
        form = NoteForm(request.POST or None)
        form.fields["note"].label = _("Reason, which readers will see at the address")
        form.fields["note"].required = True
        form.fields["note"].error_messages["required"] = _(
            "A withdrawal needs a reason, which readers will see."
        )
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["note"]
            edition = self._attempt(form, lambda: piece.withdraw(by=request.user, note=note))
            if edition is not None:
                enqueue_refresh([piece.pk])
                self._say(request, piece, edition)
                return HttpResponseRedirect(self.address(piece, "change"))
        return self._page(request, piece, "withdraw", _("Withdraw"), {"form": form})

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Asks for a note, then publishes the words of an old edition again."""
        piece = self._piece(request, object_id, "briefings.publish_piece")
        form = NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["note"]
            edition = self._attempt(form, lambda: piece.restore(number, by=request.user, note=note))
            if edition is not None:
                enqueue_refresh([piece.pk])
                self._say(request, piece, edition)
                return HttpResponseRedirect(self.address(piece, "history"))
        title = _("Restore edition %(number)s") % {"number": number}
        return self._page(request, piece, "restore", title, {"form": form, "number": number})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """All editions, newest first. Documents stay where they are."""
        piece = self._piece(request, object_id)
        editions = piece.editions.select_related("editor").defer("document", "findings").order_by("-number")
        return self._page(request, piece, "history", _("History"), {"editions": editions})

    def edition_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        piece = self._piece(request, object_id)
        edition = piece.editions.filter(number=number).select_related("rendering").first()
        if edition is None or edition.is_withdrawal:
            raise Http404
        return edition_page(request, piece, edition)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return preview_page(request, self._piece(request, object_id))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        piece = kwargs.get("obj")
        if piece is not None:
            context["state"] = piece.state.label
            context["may_publish"] = request.user.has_perm("briefings.publish_piece")
            context["may_withdraw"] = piece.is_live and request.user.has_perm("briefings.withdraw_piece")
            context["may_copy"] = piece.is_story and self.has_add_permission(request)
        context["at_the_end"] = "at-the-end"
        return super().render_change_form(request, context, **kwargs)

    # Below the pages

    def _piece(self, request: HttpRequest, object_id: str, right: str | None = None) -> Piece:
        piece = self.get_object(request, object_id)
        if piece is None:
            raise Http404
        if not self.has_view_permission(request, piece) or (right and not request.user.has_perm(right)):
            raise PermissionDenied
        return piece

    def _attempt(self, form: forms.Form, verb: Any) -> Any:
        """What the verb made, or None with its reasons on the form. Raises PermissionDenied for NotAllowed."""
        try:
            return verb()
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except PublishingRefused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        return None

    def _say(self, request: HttpRequest, piece: Piece, edition: Edition) -> None:
        words = _("“%(headline)s”: edition %(number)s is out (%(kind)s).") % {
            "headline": edition.headline or piece.headline,
            "number": edition.number,
            "kind": edition.get_kind_display(),
        }
        self.message_user(request, words, messages.SUCCESS)

    def _page(
        self, request: HttpRequest, piece: Piece, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **context,
            "piece": piece,
            "state": piece.state.label,
            "title": title,
            "subtitle": str(piece),
            "opts": self.opts,
            "may_publish": request.user.has_perm("briefings.publish_piece"),
        }
        return render(request, f"admin/briefings/{name}.html", context)


def linked_questions(story: Piece) -> list[Piece]:
    """The questions that the working copy leads to, in its order, with what is live of them."""
    if not story.is_story:
        return []
    return list(Piece.objects.filter(story_links__story=story).order_by("story_links__position").as_cards())


def fresh_questions(story: Piece) -> Any:
    """Those of them that were never published: they go out with the story unless unticked."""
    if not story.is_story:
        return Piece.objects.none()
    return Piece.objects.filter(story_links__story=story).drafts().order_by("story_links__position")
