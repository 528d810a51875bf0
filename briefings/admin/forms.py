"""The forms of pieces and of their parts."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import KnownChoiceField
from newsroom.text import clean_plain

from ..models import Answer, Byline, Citation, CommonQuestion, Event, Piece, Section, Story
from .formfields import DayField, KeysField, LineField, ParagraphsField, TidyField, WhenField

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)


class PieceForm(forms.ModelForm):
    """What a piece has of its own. ``seen`` is the fingerprint of the working copy as the editor got it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        required=False,
        allow_unicode=True,
        max_length=100,
        help_text=Piece._meta.get_field("slug").help_text,
        error_messages={
            "invalid": gettext_lazy("An address is made of letters, digits, hyphens and underscores.")
        },
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.fingerprint
        if "headline" in self.fields:
            self.fields["headline"].error_messages["required"] = self.no_headline
        if "slug" in self.fields:
            self.fields["slug"].widget.attrs.pop("maxlength", None)

    def clean_language(self) -> str:
        language = self.cleaned_data["language"]
        if not LANGUAGE.fullmatch(language):
            raise ValidationError(_("Give the language by its tag, such as en, de or pt-BR."))
        return language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen", "") != self.instance.fingerprint:
            # Sent once more with the new fingerprint, the form is saved: its editor knows by then.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.instance.fingerprint
            raise ValidationError(
                _(
                    "Somebody saved this piece while you were writing. Nothing of yours is saved yet, and nothing that "
                    "you typed is lost. Look at what stands there now, then save again to put yours in its place."
                ),
                code="overtaken",
            )
        return cleaned


class StoryForm(PieceForm):
    no_headline = gettext_lazy("A story needs a headline.")

    class Meta:
        model = Story
        fields = ["headline", "slug", "standfirst", "credit", "language", "owner"]


class QuestionForm(PieceForm):
    no_headline = gettext_lazy("A common question needs its question.")

    class Meta:
        model = CommonQuestion
        fields = ["headline", "slug", "standfirst", "credit", "language", "owner"]
        labels = {"headline": gettext_lazy("Question"), "standfirst": gettext_lazy("Intro")}


class PartForm(forms.ModelForm):
    """A row of a piece's parts. An empty position means: after all others."""

    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
        error_messages={"invalid": gettext_lazy("A position is a whole number.")},
    )

    def _get_validation_exclusions(self) -> set[str]:
        """The position is set at the save; choices were checked against what all rows looked up at once."""
        choices = {name for name, field in self.fields.items() if isinstance(field, KnownChoiceField)}
        return super()._get_validation_exclusions() | choices | {"position"}


class SectionForm(PartForm):
    class Meta:
        model = Section
        fields = ["kind", "heading", "html", "position"]


class AnswerForm(PartForm):
    keys = KeysField(
        label=gettext_lazy("Sources"), required=False, help_text=Answer._meta.get_field("keys").help_text
    )

    class Meta:
        model = Answer
        fields = ["question", "html", "keys", "position"]


class EventForm(PartForm):
    when = WhenField(
        label=gettext_lazy("Date"),
        help_text=gettext_lazy("Such as 21 Nov 2025, 2025-11, 1998, c. 1998 or 3–7 March 2020."),
        error_messages={"required": gettext_lazy("An entry of the timeline needs a date.")},
    )
    html = ParagraphsField(
        label=gettext_lazy("What happened"),
        error_messages={"required": gettext_lazy("An entry of the timeline needs words.")},
    )
    keys = KeysField(
        label=gettext_lazy("Sources"), required=False, help_text=Event._meta.get_field("keys").help_text
    )

    class Meta:
        model = Event
        fields = ["when", "html", "keys", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["when"] = WhenField.initial_of(self.instance)
            self.initial["html"] = ParagraphsField.initial_of(self.instance.html)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("when"):
            WhenField.put(cleaned["when"], self.instance)
        return cleaned


class CitationForm(PartForm):
    """One source. Which outlet and article it is, ``sourcing`` finds out for all rows together."""

    outlet_name = LineField(
        label=gettext_lazy("Outlet"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As cited. A known name is found; a new outlet is made with the save."),
    )
    key = LineField(
        label=gettext_lazy("Key"),
        required=False,
        help_text=gettext_lazy("Left empty, it is made from the outlet’s name. The text cites it as [^key]."),
    )
    published_on = DayField(label=gettext_lazy("Published on"), required=False)
    accessed_on = DayField(label=gettext_lazy("Read on"), required=False)
    paraphrase = TidyField(
        label=gettext_lazy("What it says, in our words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    quote = TidyField(
        label=gettext_lazy("Short quote"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    url = LineField(label=gettext_lazy("Web address"), required=False)
    archive_url = LineField(label=gettext_lazy("Archived copy"), required=False)

    class Meta:
        model = Citation
        fields = [
            "url",
            "outlet_name",
            "outlet",
            "title",
            "published_on",
            "key",
            "byline",
            "accessed_on",
            "archive_url",
            "paraphrase",
            "quote",
            "position",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "outlet" in self.fields:
            self.fields["outlet"].required = False
            self.fields["outlet"].label = _("Outlet, from the list")


class BylineForm(PartForm):
    name = LineField(
        label=gettext_lazy("As credited"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Left empty: the person’s name."),
    )

    class Meta:
        model = Byline
        fields = ["person", "name", "position"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("person") and (not cleaned.get("name") or self._only_the_person_changed()):
            cleaned["name"] = clean_plain(cleaned["person"].name)
        return cleaned

    def _only_the_person_changed(self) -> bool:
        return "person" in self.changed_data and "name" not in self.changed_data
