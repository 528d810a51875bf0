"""The inlines of a piece, one per kind of part. Whoever may change the piece may change its parts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from newsroom import dates
from newsroom.autocomplete import Autocompletes
from newsroom.text import text_of

from ..drafts import HOUSE_SECTIONS
from ..fields import PlainTextField, RichTextField
from ..models import Answer, Byline, Citation, Event, Filing, Piece, QuestionLink, Section
from .formfields import LineField, RichField, TidyField
from .forms import AnswerForm, BylineForm, CitationForm, EventForm, PartForm, SectionForm
from .formsets import PartFormSet
from .sourcing import CitationFormSet


class TidyFields(Autocompletes):
    """The house's form fields for the house's model fields."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, RichTextField):
            kwargs |= {"form_class": RichField}
        elif isinstance(db_field, PlainTextField) and db_field.single_line:
            kwargs |= {"form_class": LineField, "widget": forms.TextInput(attrs={"class": "vTextField"})}
        elif isinstance(db_field, PlainTextField):
            text = forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3})
            kwargs |= {"form_class": TidyField, "widget": text}
        else:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return db_field.formfield(**kwargs)


class BylineFormSet(PartFormSet):
    once = ("person", gettext_lazy("This person stands in the byline already."))


class QuestionLinkFormSet(PartFormSet):
    once = ("question", gettext_lazy("The story leads to this question already."))


class FilingFormSet(PartFormSet):
    once = ("tag", gettext_lazy("The piece is filed under this topic already."))


class PartInline(TidyFields, admin.StackedInline):
    """Asks the piece's own admin for every right."""

    formset = PartFormSet
    form = PartForm
    extra = 0

    def _may_change(self, request: HttpRequest, piece: Piece | None) -> bool:
        parent = self.admin_site.get_model_admin(self.parent_model)
        if piece is None:
            return parent.has_add_permission(request)
        return parent.has_change_permission(request, piece)

    def words(self, part: Any) -> str:
        """The text for who may only look: words, not HTML."""
        return text_of(part.html)

    words.short_description = gettext_lazy("text")

    def get_readonly_fields(self, request: HttpRequest, obj: Piece | None = None) -> list[str]:
        return [] if self._may_change(request, obj) else ["words"]

    def get_fieldsets(self, request: HttpRequest, obj: Piece | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if self._may_change(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": ["words" if f == "html" else f for f in options["fields"]]})
            for title, options in fieldsets
        ]

    def has_add_permission(self, request: HttpRequest, obj: Piece | None) -> bool:
        return self._may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Piece | None = None) -> bool:
        return self._may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Piece | None = None) -> bool:
        return self._may_change(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Piece | None = None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)


class Rows(PartInline):
    """A part of few fields, in a table."""

    template = "admin/edit_inline/tabular.html"


class BylineInline(Rows):
    model = Byline
    form = BylineForm
    fields = BylineForm.Meta.fields
    formset = BylineFormSet
    autocomplete_fields = ["person"]
    verbose_name_plural = gettext_lazy("byline")


class SectionInline(PartInline):
    model = Section
    form = SectionForm
    fields = SectionForm.Meta.fields

    def get_extra(self, request: HttpRequest, obj: Piece | None = None, **kwargs: Any) -> int:
        return 0 if obj else len(HOUSE_SECTIONS)


class CitationInline(PartInline):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    autocomplete_fields = ["outlet"]
    fieldsets = [
        (None, {"fields": ["url", "outlet_name", "outlet", "title", "published_on", "key"]}),
        (
            gettext_lazy("More of this source"),
            {
                "classes": ["collapse"],
                "fields": [
                    "byline",
                    "accessed_on",
                    "archive_url",
                    "paraphrase",
                    "quote",
                    "position",
                ],
            },
        ),
    ]


class EventInline(PartInline):
    model = Event
    form = EventForm
    fields = EventForm.Meta.fields
    verbose_name_plural = gettext_lazy("timeline")

    def when(self, event: Event) -> str:
        """The date for who may only look."""
        return dates.label(event.start, event.end, event.precision, event.circa)


class AnswerInline(PartInline):
    model = Answer
    form = AnswerForm
    fields = AnswerForm.Meta.fields


class QuestionLinkInline(Rows):
    model = QuestionLink
    fk_name = "story"
    formset = QuestionLinkFormSet
    fields = ["question", "teaser", "position"]
    autocomplete_fields = ["question"]


class FilingInline(Rows):
    """Topics apply at once: on a live piece they are for those who may rename it."""

    model = Filing
    formset = FilingFormSet
    fields = ["tag", "position"]
    autocomplete_fields = ["tag"]

    def _may_change(self, request: HttpRequest, piece: Piece | None) -> bool:
        if piece is not None and piece.live_edition_id and not may_rename(request, piece):
            return False
        return super()._may_change(request, piece)


def may_rename(request: HttpRequest, piece: Piece) -> bool:
    """Whether this editor may change what applies at once: address and topics of what was published."""
    return piece.live_edition_id is None or request.user.has_perm("briefings.rename_live_piece")
