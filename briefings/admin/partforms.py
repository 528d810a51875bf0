"""The forms of a piece's parts: a section, an answer, an entry of the timeline, a source."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import KnownChoiceField

from ..models import Answer, Citation, Event, Section
from ..words import SectionKind
from .formfields import DayField, KeysField, LineField, ParagraphsField, TidyField, WhenField


class PartForm(forms.ModelForm):
    """A row of a piece's parts. An empty position means: after all others."""

    touched = False
    """Whether the save itself changed the words of the row: a marker that follows its key."""

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

    def has_changed(self) -> bool:
        """A new row of which only the place was sent was left blank."""
        changed = set(self.changed_data)
        return bool(changed - {"position"} if self.instance._state.adding else changed)


class SectionForm(PartForm):
    class Meta:
        model = Section
        fields = ["kind", "heading", "html", "position"]

    def has_changed(self) -> bool:
        """A section of its own kind that was added and left blank is not there."""
        blank = (
            self.instance._state.adding
            and self.changed_data
            and not {"heading", "html"} & {*self.changed_data}
        )
        return super().has_changed() and not (blank and self["kind"].value() == SectionKind.OTHER)


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
    language = LineField(
        label=gettext_lazy("Its language"),
        required=False,
        help_text=gettext_lazy(
            "Of headline and quote, as a tag such as fr or pt-BR; empty: that of the piece."
        ),
    )

    class Meta:
        model = Citation
        fields = [
            "url",
            "outlet_name",
            "title",
            "published_on",
            "key",
            "byline",
            "accessed_on",
            "archive_url",
            "paraphrase",
            "quote",
            "language",
            "position",
        ]
