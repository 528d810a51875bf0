"""Publish and withdraw: pages of a piece of their own. Each verb asks for its right again."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..background.enqueueing import enqueue_refresh
from ..document import Document, fingerprint_of
from ..editions.compiling import compile_pieces
from ..editions.preflight import preflight
from ..editions.publishing import Publication, lock, publish_many
from ..editions.second_look import changes_number_name_or_quotation
from ..house import current
from ..models import Edition, Piece, Problem, Release, Schedule
from ..problems import promise
from ..refusing import PublishingRefused
from ..schedules.releasing import make_release
from ..schedules.scheduling import hold_open, schedule
from ..words import EditionKind
from .comparing import compared, live_documents, shown, titles_of_questions
from .history import HistoryViews
from .mending import lines_to_mend
from .moments import MomentField, moment_hint
from .moments import shown as shown_moment
from .pages import NoteForm
from .review_states import missing_approvals
from .settling import open_problems, settle_by
from .unsaved import UnsavedPreviewViews

KINDS = {
    EditionKind.UPDATE: gettext_lazy("There is news. Readers see the time of the change."),
    EditionKind.CORRECTION: gettext_lazy(
        "Something was wrong. The note says what was and what is right, and stands at the top of the page."
    ),
    EditionKind.CLARIFICATION: gettext_lazy(
        "Nothing was wrong, but something could be misread. The note stands at the top of the page."
    ),
    EditionKind.MINOR: gettext_lazy(
        "Spelling or style, nothing that changes the sense. It stands in the change log alone."
    ),
}
"""What each kind of edition means to readers."""


class PublishForm(NoteForm):
    """`seen` is the number of the live edition that the editor looked at, 0 for none; `looked` stands for the words
    that were to go out when the page was opened. The page sends both; who sends no `looked` looked at nothing."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    looked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    looked_twice = forms.BooleanField(
        label=gettext_lazy("I looked at these changes a second time: they are minor"), required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of edition"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
        initial=EditionKind.UPDATE,
        required=False,
    )
    at = MomentField(label=gettext_lazy("Publish at"), required=False)
    questions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Goes out with it"), queryset=Piece.objects.none(), required=False
    )
    problems = forms.ModelMultipleChoiceField(queryset=Problem.objects.none(), required=False)

    def __init__(self, *args: Any, piece: Piece, questions: list[Piece], by: Any, **kwargs: Any) -> None:
        self.piece, self.offered, self.by = piece, questions, by
        initial = {
            "seen": piece.live_edition.number if piece.live_edition else 0,
            "looked": mark_of([piece, *questions]),
        }
        super().__init__(*args, initial=initial, **kwargs)
        if piece.live_edition is None:
            del self.fields["kind"]
        self.fields["questions"].queryset = Piece.objects.filter(pk__in=[q.pk for q in questions])
        self.fields["problems"].queryset = open_problems(piece, by)
        self.fields["note"].widget.attrs["aria-describedby"] = "note-help"
        self.fields["at"].widget.attrs["aria-describedby"] = "at-help"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "later" in self.data and not data.get("at") and not self.has_error("at"):
            self.add_error("at", _("Write the time at which it goes out."))
        if data.get("kind") == EditionKind.CORRECTION and not data.get("note") and not self.has_error("note"):
            self.add_error("note", _("A correction needs a note that says what was wrong and what is right."))
        return data

    def ticked(self) -> set[int]:
        """Primary keys of the questions that go out: all of them until somebody sends the page."""
        if not self.is_bound:
            return {question.pk for question in self.offered}
        chosen = {question.pk for question in getattr(self, "cleaned_data", {}).get("questions", ())}
        return chosen

    def publications(self) -> list[Publication]:
        """The piece with the questions that were left ticked, these first, so that its cards lead somewhere.

        A piece that is live word for word stays as it is where a question goes out.
        """
        chosen = self.ticked()
        with_it = [Publication(q.pk, seen=0) for q in self.offered if q.pk in chosen]
        if with_it and self.piece.state == Piece.State.LIVE:
            return with_it
        kind = self.cleaned_data.get("kind")
        own = Publication(
            self.piece.pk,
            kind=EditionKind(kind) if kind else None,
            note=self.cleaned_data["note"],
            seen=self.cleaned_data["seen"],
            looked_by=self.by if self.cleaned_data["looked_twice"] else None,
        )
        return [*with_it, own]

    def look_again(self) -> None:
        """What this page shows after a refusal has been looked at."""
        self.data = self.data.copy()
        for name in ("seen", "looked"):
            self.data[name] = str(self.initial[name])


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


def publish_as_looked_at(form: PublishForm, *, by: Any) -> list[Edition]:
    """Publish what the page showed, and settle the problems that it says to put right. Raises PublishingRefused where
    somebody saved other words meanwhile."""
    with transaction.atomic():
        check_looked_at(form)
        editions = publish_many(form.publications(), by=by)
        settle_by(editions, form.cleaned_data["problems"], by=by)
        return editions


def schedule_as_looked_at(form: PublishForm, *, by: Any) -> Schedule | Release:
    """Let what the page showed go out at its time: a schedule, or a release where questions go out with it."""
    publications, at = form.publications(), form.cleaned_data["at"]
    with transaction.atomic():
        hold_open(publication.piece_id for publication in publications)  # schedules first, pieces then
        check_looked_at(form)
        problems = form.cleaned_data["problems"]
        if len(publications) == 1:
            alone = schedule(publications[0], at=at, by=by)
            promise(problems, [alone])
            return alone
        # Not by the headline: the log keeps the name for good, and a redaction of the piece could not reach it.
        name = _("A story with its questions, %(moment)s") % {"moment": shown_moment(at)}
        release = make_release(name, publications, at=at, by=by)
        promise(problems, release.schedules.defer("document"))
        return release


def waits_for(form: PublishForm) -> str:
    return _("“%(headline)s” goes out on %(moment)s, as it is now.") % {
        "headline": form.piece.headline,
        "moment": shown_moment(form.cleaned_data["at"]),
    }


def check_looked_at(form: PublishForm) -> None:
    """Raises PublishingRefused where somebody saved other words since the page was opened; locks the pieces."""
    if looked := form.cleaned_data["looked"]:
        now_there = lock([form.piece.pk, *(question.pk for question in form.offered)])
        if mark_of(now_there.values()) != looked:
            raise PublishingRefused(
                [_("Somebody saved other words since you opened this page. Look at them first.")]
            )


def mark_of(pieces: Iterable[Piece]) -> str:
    """64 characters that stand for the words of these working copies, whatever their order."""
    lines = sorted(f"{piece.pk} {piece.fingerprint}" for piece in pieces)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


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
