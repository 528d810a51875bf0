"""The review of a piece at the desk: a page with what is to be looked at, notes, and who works on it by when.

Every change is a POST that names what to ``do``; the verbs ask for their rights.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import primary_key

from ..background.enqueueing import enqueue_mails
from ..document import Document, fingerprint_of, upgrade
from ..editions.compiling import compile_piece
from ..editions.preflight import preflight
from ..house import current
from ..models import Note, Piece, Review
from ..models.reviews import APPROVE
from ..reviews.approvals import DeskState, desk_state
from ..reviews.assigning import assign, finish, possible_assignees
from ..reviews.contributing import may_change, own_words
from ..reviews.mailing import unsent
from ..reviews.noting import note, resolve
from ..reviews.reviewing import LONGEST, approve, send_back, send_to_review, take_back
from ..words import Priority
from .comparing import compared, live_documents, shown
from .formfields import AccountField, TidyField
from .mending import lines_to_mend
from .moments import MomentField, moment_hint
from .pages import PiecePages
from .review_notes import note_groups, parts_of

PAST = 20
"""Reviews that are over, as many as the page shows."""


def words_field(label: Any, *, rows: int = 3, **options: Any) -> TidyField:
    area = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})
    return TidyField(label=label, max_length=LONGEST, widget=area, **options)


class ReviewForm(forms.Form):
    """A message for whoever sends or decides; ``looked`` stands for the words that the page showed."""

    words = words_field(gettext_lazy("Message"), required=False)
    looked = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class NewNoteForm(forms.Form):
    """A note about one of the ``parts``, [(UUID, name)], or about the whole."""

    part = forms.TypedChoiceField(label=gettext_lazy("About"), required=False, coerce=UUID, empty_value=None)
    text = words_field(gettext_lazy("Note"))

    def __init__(self, *args: Any, parts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", _("the whole piece")), *parts]


class AnswerForm(forms.Form):
    answer = words_field(gettext_lazy("Answer"), rows=2)


class DueField(MomentField):
    """A moment ahead, or the one that is ``kept`` already: it may have passed, and nobody need touch it."""

    kept: datetime | None = None

    def clean(self, value: Any) -> Any:
        if self.kept is not None and self.to_python(value) == self.prepare_value(self.kept):
            return self.kept
        return super().clean(value)


class AssignForm(forms.Form):
    assignee = AccountField(
        label=gettext_lazy("Assigned to"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("nobody"),
    )
    due = DueField(label=gettext_lazy("Due"), required=False)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Priority.choices, coerce=lambda value: Priority(int(value))
    )

    def __init__(self, *args: Any, piece: Piece, **kwargs: Any) -> None:
        kept = {"assignee": piece.assignee_id, "due": piece.due_at, "priority": piece.priority}
        super().__init__(*args, initial=kept, **kwargs)
        self.fields["assignee"].queryset = possible_assignees()
        self.fields["due"].kept = piece.due_at


Deeds = dict[str, tuple[forms.Form, Callable[[], Any], str]]


class ReviewViews(PiecePages):
    """The page, for the admin of a kind of piece, and what the bar shows of it."""

    def get_urls(self) -> list[Any]:
        return [self.page_path("review", self.review_view, "review"), *super().get_urls()]

    def bar(self, request: HttpRequest, piece: Piece | None) -> dict[str, Any]:
        known = super().bar(request, piece)
        if not current().review:
            return known
        if piece is None:
            return known | {"may_send": known["bar_saves"], "form_sends": known["bar_saves"]}
        state = desk_state(piece)
        is_decided = state in (DeskState.IN_REVIEW, DeskState.APPROVED)
        may_approve = request.user.has_perm(APPROVE)
        is_open = state == DeskState.IN_REVIEW
        is_own = may_approve and is_open and not current().approve_own and own_words(piece, request.user)
        hers = may_change(piece, request.user)
        may_send = hers and not is_decided and piece.state != Piece.State.LIVE
        return known | {
            "own_words": is_own,
            "desk_state": state,
            "may_send": may_send,
            # What is typed now makes it something to be sent; whoever publishes goes to Publish from there.
            "form_sends": may_send or (hers and not is_open and not known["may_publish"]),
            "may_take_back": is_open and may_change(piece, request.user),
            "may_approve": may_approve and is_open and not is_own,
            "may_send_back": may_approve and is_decided and not is_own,
        }

    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        piece = self.piece_or_refusal(request, object_id)
        working = compile_piece(piece)
        parts = parts_of(piece, working)
        deed, _sep, of = request.POST.get("do", "").partition(":")
        forms_of_page = self._forms(request, piece, working, parts, deed)
        refused = None
        if request.method == "POST":
            form, verb, sentence = self._deed(request, piece, forms_of_page, deed, primary_key(of))
            if form.is_valid():
                if self.attempt(form, lambda: verb() or True):
                    enqueue_mails()
                    self.message_user(request, sentence, messages.SUCCESS)
                    return HttpResponseRedirect(self.address(piece, "review") + (f"#note-{of}" if of else ""))
                piece = self.piece_or_refusal(request, object_id)
            refused = form
        context = {
            **forms_of_page,
            **self._looked_at(piece, working),
            "form": refused,
            "refused": refused,
            "refused_answer": primary_key(of) if deed == "answer" else None,
            "review_on": current().review,
            "notes": note_groups(piece, parts, request.user),
            "new_note_for": request.GET.get("part", ""),
            "unsent": unsent(piece),
            "hint": moment_hint(),
            "may_assign": request.user.has_perm("briefings.change_any_piece"),
            "may_finish": piece.assignee_id == request.user.pk,
        }
        title = _("Review") if current().review else _("Notes and assignment")
        return self.page(request, piece, "review", title, context)

    def _forms(
        self, request: HttpRequest, piece: Piece, working: Document, parts: Any, deed: str
    ) -> dict[str, Any]:
        """The forms of the page; the one that was sent is bound. Each page shows the words of now."""
        sent = request.POST
        looked = {"looked": fingerprint_of(working)}
        to_be_sent = request.method == "GET" and "send" in request.GET
        decides = deed in ("send", "approve", "back", "take_back")
        start = {"part": request.GET.get("part", "")}
        review_form = ReviewForm(sent if decides else None, initial=looked)
        if to_be_sent:
            review_form.fields["words"].widget.attrs["autofocus"] = True
        return {
            "review_form": review_form,
            "note_form": NewNoteForm(sent if deed == "note" else None, parts=parts, initial=start),
            "answer_form": AnswerForm(sent if deed == "answer" else None, auto_id=False),
            "assign_form": AssignForm(sent if deed == "assign" else None, piece=piece),
            "looked": looked["looked"],
        }

    def _deed(
        self, request: HttpRequest, piece: Piece, known: dict[str, Any], deed: str, of: int | None
    ) -> tuple[forms.Form, Callable[[], Any], str]:
        """What was asked for: its form, the verb to be called when that is valid, what is said then."""
        by, nothing = request.user, forms.Form({})
        review, new, reply, assigning = (
            known[name] for name in ("review_form", "note_form", "answer_form", "assign_form")
        )

        def decided() -> dict[str, Any]:
            data = review.cleaned_data
            return {"by": by, "looked": data["looked"], "answer": data["words"]}

        own = Note.objects.filter(pk=of, piece=piece).values_list("pk", flat=True).first() or 0
        deeds: Deeds = {
            "send": (
                review,
                lambda: send_to_review(piece.pk, by=by, message=review.cleaned_data["words"]),
                _("It is in review."),
            ),
            "take_back": (review, lambda: take_back(piece.pk, by=by), _("Taken back: it is yours again.")),
            "approve": (
                review,
                lambda: approve(piece.pk, **decided()),
                _("Approved. These words may go out."),
            ),
            "back": (review, lambda: send_back(piece.pk, **decided()), _("Sent back.")),
            "note": (
                new,
                lambda: note(piece.pk, by=by, text=new.cleaned_data["text"], part=new.cleaned_data["part"]),
                _("Noted."),
            ),
            "answer": (
                reply,
                lambda: note(piece.pk, by=by, text=reply.cleaned_data["answer"], answers=own),
                _("Answered."),
            ),
            "resolve": (nothing, lambda: resolve(own, by=by), _("Resolved.")),
            "unresolve": (nothing, lambda: resolve(own, by=by, resolved=False), _("It is open again.")),
            "assign": (assigning, lambda: assign(piece.pk, by=by, **_assigned(assigning)), _("Saved.")),
            "finish": (nothing, lambda: finish(piece.pk, by=by), _("Done: it is off the desk.")),
        }
        return deeds.get(deed) or (forms.Form(), lambda: None, "")

    def _looked_at(self, piece: Piece, working: Document) -> dict[str, Any]:
        """What is to be looked at: what changes for readers, what changed since the last decision, what is to mend."""
        reviews = Review.objects.filter(piece=piece).select_related("asked_by", "decided_by", "edition")
        rows = list(reviews.defer("document", "edition__document", "edition__findings")[: PAST + 1])
        live = live_documents([piece]).get(piece.pk)
        context: dict[str, Any] = {
            "own": {
                "piece": piece,
                "lines": lines_to_mend(piece, working, preflight(working)),
                "unchanged": live is not None and fingerprint_of(live) == fingerprint_of(working),
                **shown(compared(live, working)),
            },
            "open_review": next((row for row in rows if row.outcome == Review.Outcome.OPEN), None),
            "past": [row for row in rows if row.outcome != Review.Outcome.OPEN][:PAST],
        }
        decided = next((row for row in rows if row.fingerprint), None)
        if decided is not None and decided.fingerprint != fingerprint_of(working):
            before = Review.objects.filter(pk=decided.pk).values_list("document", flat=True).get()
            context["since"] = {"review": decided, **shown(compared(upgrade(before), working))}
        open_one = context["open_review"]
        context["changed_since_sent"] = open_one is not None and open_one.asked_for != fingerprint_of(working)
        return context


def _assigned(form: AssignForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {"assignee": data["assignee"], "due_at": data["due"], "priority": data["priority"]}
