"""What the page that publishes asks and sends, and what is done with it: now or at a time, as it was looked at."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..editions.publishing import Publication, lock, publish_many
from ..models import Edition, Piece, Problem, Release, Schedule
from ..problems import promise
from ..refusing import PublishingRefused
from ..schedules.releasing import make_release
from ..schedules.scheduling import hold_open, schedule
from ..words import EditionKind
from .moments import MomentField
from .moments import shown as shown_moment
from .pages import NoteForm
from .settling import open_problems, settle_by

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
