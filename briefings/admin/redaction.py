"""Taking words out for good: one page asks, a second shows all that will go and has the headline typed."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Piece
from ..refusing import NotAllowed, PublishingRefused
from ..removals.redacting import redact
from ..removals.redaction_plan import Going, Redacting, pictures_of, pieces_to_look_at, what_goes
from .formfields import LineField, TidyField
from .pages import PiecePages

RIGHT = "briefings.redact_piece"
SHOWN = 100
"""Editions that the second page lists one by one; it says how many more there are."""
NUMBERS = re.compile(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?")
MOST = 10_000


class NumbersField(LineField):
    """Numbers and ranges of numbers: “1-3, 5”."""

    def clean(self, value: Any) -> list[int]:
        numbers: set[int] = set()
        for part in filter(str.strip, re.split(r"[,;]", super().clean(value) or "")):
            match = NUMBERS.fullmatch(part)
            if match is None:
                raise ValidationError(
                    _("“%(part)s” is no number of an edition. Write them like 1-3, 5.")
                    % {"part": part.strip()}
                )
            first, last = sorted((int(match[1]), int(match[2] or match[1])))
            if last - first > MOST:
                raise ValidationError(_("A piece never has so many editions."))
            numbers.update(range(first, last + 1))
        return sorted(numbers)


class RedactForm(forms.Form):
    """What is to go. Both pages send all of it; the second adds ``typed`` and ``shown``."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Which editions"),
        choices=[("all", gettext_lazy("All of them")), ("some", gettext_lazy("Only these"))],
        widget=forms.RadioSelect,
    )
    numbers = NumbersField(
        label=gettext_lazy("Numbers of the editions"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Such as 1-3, 5. The history has them."),
    )
    reason = TidyField(
        label=gettext_lazy("Reason, which readers will see"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("A redaction needs a reason, which readers will see.")},
        help_text=gettext_lazy(
            "Such as “Removed on the order of a court.” It is kept: name nothing that has to go."
        ),
    )
    working_copy = forms.BooleanField(
        label=gettext_lazy("The working copy: its text, sources, timeline, questions and byline"),
        required=False,
    )
    addresses = forms.MultipleChoiceField(
        label=gettext_lazy("Addresses, which are made of the headline’s words"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "An address that goes shows the reason from then on, or leads to what is live."
        ),
    )
    pictures = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Pictures, with their files"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    typed = LineField(
        label=gettext_lazy("Type the headline"),
        required=False,
        max_length=Piece.HEADLINE_MAX * 2,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, piece: Piece, only: int | None = None, **kwargs: Any) -> None:
        slugs = list(
            dict.fromkeys([piece.slug, *piece.public_slugs.order_by("pk").values_list("slug", flat=True)])
        )
        shown = pictures_of(piece)
        self.piece = piece
        initial = {"scope": "some" if only else "all", "numbers": str(only or "")}
        if only is None:
            initial |= {"working_copy": True, "addresses": slugs}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["addresses"].choices = [(slug, slug) for slug in slugs]
        self.fields["pictures"].choices = [(picture.pk, where_shown(*rest)) for picture, *rest in shown]
        if not shown:
            del self.fields["pictures"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("scope") == "some" and not data.get("numbers") and not self.has_error("numbers"):
            self.add_error("numbers", _("Write the numbers of the editions whose words go."))
        return data

    def asked(self) -> Redacting:
        data = self.cleaned_data
        numbers = data["numbers"]
        if data["scope"] == "all":
            numbers = self.piece.editions.order_by("number").values_list("number", flat=True)
        return Redacting(
            self.piece.pk,
            tuple(numbers),
            data["reason"],
            working_copy=data["working_copy"],
            addresses=tuple(data["addresses"]),
            pictures=tuple(data.get("pictures", ())),
        )


def where_shown(numbers: set[int], in_working_copy: bool) -> str:
    """Where a picture stands, in words."""
    places = [_("edition %(number)s") % {"number": number} for number in sorted(numbers)[:10]]
    if len(numbers) > 10:
        places.append(_("and %(count)s more") % {"count": len(numbers) - 10})
    if in_working_copy:
        places.append(_("the working copy"))
    return ", ".join(places)


class RedactionViews(PiecePages):
    """The two pages, at one address, for the admin of a kind of piece."""

    def get_urls(self) -> list[Any]:
        return [self.page_path("redact", self.redact_view, "redact"), *super().get_urls()]

    def redact_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask (GET); show all that will go (POST); take it out (POST with the headline typed)."""
        piece = self.piece_or_refusal(request, object_id, RIGHT)
        if piece.live_edition_id is None:
            self.message_user(
                request, _("Nothing of this piece was published. A draft can be deleted."), messages.ERROR
            )
            return HttpResponseRedirect(self.address(piece, "change"))
        only = request.GET.get("edition", "")
        form = RedactForm(
            request.POST or None, piece=piece, only=int(only) if only.isdecimal() and len(only) < 7 else None
        )
        if request.method != "POST" or not form.is_valid() or "back" in request.POST:
            return self.page(request, piece, "redact", _("Take out words for good"), {"form": form})
        asked = form.asked()
        if "typed" in request.POST and self._redacted(request, form, asked):
            return HttpResponseRedirect(self.address(piece, "history"))
        going = what_goes(asked)
        if going.reasons and not form.errors:
            for reason in going.reasons:
                form.add_error(None, reason)
            return self.page(request, piece, "redact", _("Take out words for good"), {"form": form})
        return self.page(
            request, piece, "redact_confirm", _("All that will go"), {"form": form, **shown(form, going)}
        )

    def _redacted(self, request: HttpRequest, form: RedactForm, asked: Redacting) -> bool:
        """Whether it was done; otherwise the reasons why not are on the form."""
        data = form.cleaned_data
        try:
            redaction = redact(asked, by=request.user, seen=data["shown"], typed=data["typed"])
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except PublishingRefused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
            return False
        words = _("The words were taken out for good. Readers get the reason in their place.")
        if redaction.tombstone_id is None:
            words = _("The words of these editions were taken out for good. What is live stays.")
        self.message_user(request, words, messages.SUCCESS)
        return True

    def bar(self, request: HttpRequest, piece: Piece | None) -> dict[str, Any]:
        may = piece is not None and piece.live_edition_id is not None and request.user.has_perm(RIGHT)
        return {**super().bar(request, piece), "may_redact": may}


def shown(form: RedactForm, going: Going) -> dict[str, Any]:
    """Context of the second page. Loads no document."""
    places: dict[str, int] = {}
    for place, count in going.counts:
        name = capfirst(str(place.model._meta.verbose_name_plural))
        places[name] = max(places.get(name, 0), count)
    return {
        "going": going,
        "editions": going.editions[:SHOWN],
        "more_editions": max(0, len(going.editions) - SHOWN),
        "places": places.items(),
        "sent": [
            (name, value)
            for name in form.fields
            if name not in ("typed", "shown")
            for value in form.data.getlist(name)
        ],
        "to_look_at": pieces_to_look_at(going.headline, but=going.piece.pk),
    }
