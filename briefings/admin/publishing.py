"""Publish and withdraw: pages of a piece of their own. Each verb asks for its right again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ..background.enqueueing import enqueue_refresh
from ..document import Document, fingerprint_of
from ..editions.compiling import compile_pieces
from ..editions.preflight import preflight
from ..editions.second_look import changes_number_name_or_quotation
from ..house import current
from ..models import Piece
from .comparing import compared, live_documents, shown, titles_of_questions
from .history import HistoryViews
from .mending import lines_to_mend
from .moments import moment_hint
from .pages import NoteForm
from .publish_form import KINDS, PublishForm, publish_as_looked_at, schedule_as_looked_at, waits_for
from .review_states import missing_approvals
from .unsaved import UnsavedPreviewViews


class PublishingViews(HistoryViews, UnsavedPreviewViews):
    """All pages of a piece beside its form, for the admin of a kind of piece."""

    def get_urls(self) -> list[Any]:
        return [
            self.page_path("publish", self.publish_view, "publish"),
            self.page_path("withdraw", self.withdraw_view, "withdraw"),
            *super().get_urls(),
        ]

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What would go out, what is to be mended, and the button."""
        piece = self.piece_or_refusal(request, object_id, "briefings.publish_piece")
        linked = linked_questions(piece)
        questions = [question for question in linked if question.state == Piece.State.DRAFT]
        form = PublishForm(request.POST or None, piece=piece, questions=questions, by=request.user)
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["at"] is not None:
                if self.attempt(form, lambda: schedule_as_looked_at(form, by=request.user)):
                    self.message_user(request, waits_for(form), messages.SUCCESS)
                    return HttpResponseRedirect(self.address(piece, "times"))
                editions = None
            else:
                editions = self.attempt(form, lambda: publish_as_looked_at(form, by=request.user))
            if editions is not None:
                enqueue_refresh(edition.piece_id for edition in editions)
                pieces = {one.pk: one for one in (piece, *questions)}
                for edition in reversed(editions):
                    self.tell(request, pieces[edition.piece_id], edition)
                return HttpResponseRedirect(self.address(piece, "change"))
            form.look_again()
        missing = missing_approvals([piece, *questions])
        going = going_out([piece, *questions], form.ticked() | {piece.pk})
        context = {
            "form": form,
            "own": going[0],
            "questions": going[1:],
            "changed_questions": [q for q in linked if q.state == Piece.State.CHANGED],
            "kinds": [
                {"value": kind.value, "label": kind.label, "meaning": meaning}
                for kind, meaning in KINDS.items()
            ],
            "problems": form.fields["problems"].queryset,
            "mended": set(map(str, form["problems"].value() or ())),
            "missing_approvals": missing,
            "review_on": current().review,
            "hint": moment_hint(),
            "chosen_kind": form["kind"].value() if "kind" in form.fields else "",
            "blocked": bool(missing) or any(line["block"] for one in going for line in one["lines"]),
        }
        return self.page(request, piece, "publish", _("Publish"), context)

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        piece = self.piece_or_refusal(request, object_id, "briefings.withdraw_piece")
        form = NoteForm(request.POST or None)
        form.fields["note"].label = _("Reason, which readers will see at the address")
        form.fields["note"].required = True
        form.fields["note"].error_messages["required"] = _(
            "A withdrawal needs a reason, which readers will see."
        )
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["note"]
            edition = self.attempt(form, lambda: piece.withdraw(by=request.user, note=note))
            if edition is not None:
                enqueue_refresh([piece.pk])
                self.tell(request, piece, edition)
                return HttpResponseRedirect(self.address(piece, "change"))
        return self.page(request, piece, "withdraw", _("Withdraw"), {"form": form})


def linked_questions(story: Piece) -> list[Piece]:
    """The questions that the working copy leads to, in its order, with what is live of them."""
    if not story.is_story:
        return []
    return list(Piece.objects.filter(story_links__story=story).order_by("story_links__position").as_cards())


def going_out(pieces: list[Piece], ticked: set[int]) -> list[dict[str, Any]]:
    """Of each piece what is to be mended and what would change for readers. Some ten queries for all of them."""
    working = compile_pieces([piece.pk for piece in pieces])
    live = live_documents(pieces)
    titles = titles_of_questions([*working.values(), *live.values()])
    return [_going(piece, working[piece.pk], live.get(piece.pk), titles, ticked) for piece in pieces]


def _going(
    piece: Piece, working: Document, live: Document | None, titles: Any, ticked: set[int]
) -> dict[str, Any]:
    change = compared(live, working, titles)
    lines = lines_to_mend(piece, working, preflight(working))
    same = piece.live_edition is not None and piece.live_edition.fingerprint == fingerprint_of(working)
    return {
        "piece": piece,
        "ticked": piece.pk in ticked,
        "lines": lines,
        "blocks": sum(line["block"] for line in lines),
        "unchanged": same,
        "second_look": changes_number_name_or_quotation(change) if live is not None and not same else [],
        **shown(change),
    }
