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
from ..models import Answer, Citation, Event, Piece, QuestionLink, Section
from ..models.sources import WebURLField
from .beginning import READY, QuestionLinkForm, QuestionLinkFormSet
from .formfields import LineField, RichField, TidyField
from .formsets import PartFormSet
from .partforms import AnswerForm, CitationForm, EventForm, PartForm, SectionForm
from .sourcing import CitationFormSet


class TidyFields(Autocompletes):
    """The house's form fields for the house's model fields."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, RichTextField):
            kwargs |= {"form_class": RichField}
        elif isinstance(db_field, PlainTextField) and db_field.name == "headline":
            # One line of words that may be longer than the screen is wide: all of it is seen, on a phone too.
            headline = forms.Textarea(attrs={"class": "vTextField one-line", "rows": 2})
            kwargs |= {"form_class": LineField, "widget": headline}
        elif isinstance(db_field, PlainTextField) and db_field.single_line:
            kwargs |= {"form_class": LineField, "widget": forms.TextInput(attrs={"class": "vTextField"})}
        elif isinstance(db_field, WebURLField):
            line = forms.TextInput(attrs={"class": "vTextField", "inputmode": "url", "spellcheck": "false"})
            kwargs |= {"form_class": LineField, "widget": line}
        elif isinstance(db_field, PlainTextField):
            text = forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3})
            kwargs |= {"form_class": TidyField, "widget": text}
        else:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return db_field.formfield(**kwargs)


class PartInline(TidyFields, admin.StackedInline):
    """Asks the piece's own admin for every right."""

    formset = PartFormSet
    form = PartForm
    extra = 0
    rows_template = ""
    """How rows look to whoever may change them. Who may only look sees Django's own."""

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


class SectionInline(PartInline):
    """The house's four stand ready on a new story; a row added has a heading of its own unless it is one of them."""

    model = Section
    form = SectionForm
    fields = SectionForm.Meta.fields
    rows_template = "admin/briefings/rows/sections.html"

    def get_extra(self, request: HttpRequest, obj: Piece | None = None, **kwargs: Any) -> int:
        return 0 if obj else len(HOUSE_SECTIONS)


class CitationInline(PartInline):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    fields = CitationForm.Meta.fields
    extra = 1
    rows_template = "admin/briefings/rows/sources.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what a row shows of its link's health."""
        return super().get_queryset(request).select_related("article__link_health")


class EventInline(PartInline):
    model = Event
    form = EventForm
    fields = EventForm.Meta.fields
    extra = 1
    verbose_name_plural = gettext_lazy("timeline")
    rows_template = "admin/briefings/rows/events.html"

    def when(self, event: Event) -> str:
        """The date for who may only look."""
        return dates.label(event.start, event.end, event.precision, event.circa)


class AnswerInline(PartInline):
    model = Answer
    form = AnswerForm
    fields = AnswerForm.Meta.fields
    rows_template = "admin/briefings/rows/answers.html"

    def get_extra(self, request: HttpRequest, obj: Piece | None = None, **kwargs: Any) -> int:
        return READY if obj is None else 0


class QuestionLinkInline(PartInline):
    model = QuestionLink
    fk_name = "story"
    form = QuestionLinkForm
    formset = QuestionLinkFormSet
    fields = ["question", "title", "teaser", "intro", "position"]
    extra = 1
    rows_template = "admin/briefings/rows/questions.html"

    def get_fieldsets(self, request: HttpRequest, obj: Piece | None = None) -> Any:
        if self._may_change(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["question", "teaser"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Piece | None = None) -> list[str]:
        return [] if self._may_change(request, obj) else ["question"]

    def get_formset(self, request: HttpRequest, obj: Piece | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.user = request.user
        return formset


def may_rename(request: HttpRequest, piece: Piece) -> bool:
    """Whether this editor may change what applies at once: address and topics of what was published."""
    return piece.live_edition_id is None or request.user.has_perm("briefings.rename_live_piece")
