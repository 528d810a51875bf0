"""The times of a piece at the desk: schedule, embargo, withdrawal, reminders. The verbs ask for their rights."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import primary_key

from ..background.enqueueing import enqueue_refresh
from ..document import upgrade
from ..editions.compiling import compile_piece
from ..models import Embargo, Piece, Schedule
from ..models.schedules import Expiry, Outcome
from ..schedules.scheduling import cancel, move, replace, try_again
from ..schedules.timing import (
    MOST_DAYS,
    forget,
    lift_embargo,
    lift_expiry,
    looked,
    remind,
    set_embargo,
    set_expiry,
)
from .comparing import compared, shown
from .formfields import AccountField, LineField
from .moments import MomentField, moment_hint
from .pages import NoteForm, PiecePages
from .review_states import unapproved_words

PAST = 10
"""Schedules that are over, as many as the page of a piece shows."""


class MoveForm(forms.Form):
    at = MomentField(label=gettext_lazy("New time"))


class ReplaceForm(forms.Form):
    looked_twice = forms.BooleanField(
        label=gettext_lazy("I looked at these changes a second time: they are minor"), required=False
    )


class EmbargoForm(forms.Form):
    until = MomentField(label=gettext_lazy("Not before"))
    why = LineField(label=gettext_lazy("Why, for the desk"), required=False, max_length=300)


class ExpiryForm(NoteForm):
    ends = MomentField(label=gettext_lazy("Withdraw it at"))
    field_order = ("ends", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Reason, which readers will see at the address")


class ReminderForm(forms.Form):
    again = MomentField(label=gettext_lazy("Look at it again at"))
    owner = AccountField(label=gettext_lazy("Who"), queryset=None, empty_label=None)
    repeat_days = forms.IntegerField(
        label=gettext_lazy("And then every so many days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"}),
    )
    what = LineField(label=gettext_lazy("What to look at"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = get_user_model().objects.filter(is_staff=True, is_active=True)
        self.fields["owner"].queryset = staff.order_by("username")


class TimesViews(PiecePages):
    """The page of a piece's times, for the admin of a kind of piece."""

    def get_urls(self) -> list[Any]:
        return [self.page_path("times", self.times_view, "times"), *super().get_urls()]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("briefings.publish_piece")

    @admin.action(description=gettext_lazy("Make a release of the selected"), permissions=["publish"])
    def make_release(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Go to the page of a new release, with these in it."""
        chosen = ",".join(str(pk) for pk in queryset.order_by("pk").values_list("pk", flat=True)[:101])
        return HttpResponseRedirect(f"{reverse('admin:briefings_release_add')}?pieces={chosen}")

    def times_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What is to happen to the piece and when; every change is a POST that names what to ``do``."""
        piece = self.piece_or_refusal(request, object_id)
        deeds = _deeds(piece, by=request.user)
        deed = request.POST.get("do", "")
        forms_of_page = self._forms_of_times(request, piece, deed if request.method == "POST" else "")
        refused = forms.Form({}) if request.method == "POST" else None
        if request.method == "POST" and deed in deeds:
            form_name, verb, sentence = deeds[deed]
            form = forms_of_page[form_name] if form_name else refused
            if form.is_valid():
                pk = primary_key(request.POST.get("of", ""))
                done = self.attempt(form, lambda: verb(form.cleaned_data, pk) or True)
                if done:
                    enqueue_refresh([piece.pk])
                    self.message_user(request, sentence, messages.SUCCESS)
                    return HttpResponseRedirect(self.address(piece, "times"))
            refused = form
        schedules = piece.schedules.select_related("release", "who", "edition").defer(
            "document", "edition__document", "edition__findings"
        )
        user = request.user
        waiting = schedules.filter(outcome=Outcome.WAITING).first()
        context = {
            **forms_of_page,
            **self._newer(piece, waiting),
            "refused": refused,
            "form": refused,
            "hint": moment_hint(),
            "open": waiting,
            "failed": list(schedules.filter(outcome=Outcome.FAILED, release=None).order_by("-ended_at")),
            "past": list(
                schedules.filter(outcome__in=(Outcome.DONE, Outcome.CANCELLED)).order_by("-ended_at")[:PAST]
            ),
            "embargo": Embargo.objects.filter(piece=piece).select_related("who").first(),
            "expiry": Expiry.objects.filter(piece=piece, outcome__in=(Outcome.WAITING, Outcome.FAILED))
            .select_related("who")
            .first(),
            "reminders": list(
                piece.reminders.exclude(at=None).select_related("owner", "looked_by").order_by("at", "pk")
            ),
            "live_number": piece.live_edition.number if piece.live_edition else 0,
            "may_expire": user.has_perm("briefings.withdraw_piece"),
            "may_remind": self.has_change_permission(request, piece),
        }
        return self.page(request, piece, "schedule_times", _("Times"), context)

    def _newer(self, piece: Piece, waiting: Schedule | None) -> dict[str, Any]:
        """What today's words are beside the frozen ones: the difference, and the approval that they lack."""
        if waiting is None or waiting.fingerprint == piece.fingerprint:
            return {}
        frozen = Schedule.objects.filter(pk=waiting.pk).values_list("document", flat=True).get()
        return {
            "newer": shown(compared(upgrade(frozen), compile_piece(piece))),
            "unapproved": unapproved_words({piece.pk: piece.fingerprint}).get(piece.pk, ""),
        }

    def _forms_of_times(self, request: HttpRequest, piece: Piece, deed: str) -> dict[str, Any]:
        """The forms of the page; the one that was sent is bound."""
        starts = {
            "replace_form": ("replace", ReplaceForm, {}),
            "move_form": ("move", MoveForm, {}),
            "embargo_form": ("embargo", EmbargoForm, {}),
            "expiry_form": ("expire", ExpiryForm, {}),
            "reminder_form": ("remind", ReminderForm, {"owner": piece.owner_id or request.user.pk}),
        }
        return {
            name: kind(request.POST) if deed == own else kind(initial=initial)
            for name, (own, kind, initial) in starts.items()
        }


def _deeds(piece: Piece, *, by: Any) -> dict[str, tuple[str, Callable[[Any, int | None], Any], str]]:
    """What the page can do: its form, the verb (given the form's data and the number of a row), what is said then."""

    def own(manager: Any, pk: int | None) -> int:
        """The number of a row of this piece, or one that nothing has."""
        return manager.filter(pk=pk).values_list("pk", flat=True).first() or 0

    return {
        "replace": (
            "replace_form",
            lambda data, pk: replace(
                own(piece.schedules, pk), by=by, looked_by=by if data["looked_twice"] else None
            ),
            _("Today’s words will go out in place of the older ones."),
        ),
        "cancel": (
            "",
            lambda data, pk: cancel(own(piece.schedules, pk), by=by),
            _("Cancelled: nothing goes out."),
        ),
        "again": (
            "",
            lambda data, pk: try_again(own(piece.schedules, pk), by=by),
            _("It goes out within seconds."),
        ),
        "move": (
            "move_form",
            lambda data, pk: move(own(piece.schedules, pk), at=data["at"], by=by),
            _("It goes out at the new time."),
        ),
        "embargo": (
            "embargo_form",
            lambda data, pk: set_embargo(piece.pk, until=data["until"], note=data["why"], by=by),
            _("Nothing of it goes live before that time."),
        ),
        "lift": ("", lambda data, pk: lift_embargo(piece.pk, by=by), _("The embargo is lifted.")),
        "expire": (
            "expiry_form",
            lambda data, pk: set_expiry(piece.pk, at=data["ends"], note=data["note"], by=by),
            _("It will be withdrawn at that time."),
        ),
        "stay": ("", lambda data, pk: lift_expiry(piece.pk, by=by), _("It stays.")),
        "remind": (
            "reminder_form",
            lambda data, pk: remind(
                piece,
                at=data["again"],
                owner=data["owner"],
                repeat_days=data["repeat_days"],
                note=data["what"],
                by=by,
            ),
            _("It comes back to the desk at that time."),
        ),
        "looked": ("", lambda data, pk: looked(own(piece.reminders, pk), by=by), _("Looked at.")),
        "forget": ("", lambda data, pk: forget(own(piece.reminders, pk), by=by), _("It comes no more.")),
    }
