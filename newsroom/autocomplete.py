"""Autocomplete fields of the admin that cost no query per row, and that take garbage for what it is."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models

PRIMARY_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)


def primary_key(value: Any) -> int | None:
    """The primary key that a posted value names, or None for what can be none."""
    return int(value) if PRIMARY_KEY.fullmatch(str(value)) else None


class LabelledSelect(AutocompleteSelect):
    """Django's widget with the words of what is chosen from ``known`` where that is given.

    Django asks the database once per widget, and ends with an error where the posted value is no number.
    """

    known: Mapping[int, models.Model] | None = None

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["desk/named_choices.js"])

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        options = []
        if not self.is_required:
            options.append(self.create_option(name, "", "", False, 0))
        wanted = {pk for pk in map(primary_key, value) if pk is not None}
        known = self.known
        if known is None:
            known = {obj.pk: obj for obj in self.choices.queryset.filter(pk__in=wanted)} if wanted else {}
        for pk in wanted:
            if pk in known:
                label = self.choices.field.label_from_instance(known[pk])
                options.append(self.create_option(name, pk, label, True, len(options)))
        return [(None, options, 0)]


class KnownChoiceField(forms.ModelChoiceField):
    """A choice of one row, taken from ``known`` (primary key to row) where a formset has looked all up at once."""

    known: Mapping[int, models.Model] | None = None

    def know(self, known: Mapping[int, models.Model]) -> None:
        """Hand the rows over, to this field and to its widget."""
        self.known = known
        select = getattr(self.widget, "widget", self.widget)  # within the wrapper that adds a link
        select.known = known

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or self.known is None or isinstance(value, models.Model):
            return super().to_python(value)
        pk = primary_key(value)
        if pk is None or pk not in self.known:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return self.known[pk]


class Autocompletes:
    """Base of the house's admin classes and inlines: their ``autocomplete_fields`` use the field above."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["form_class"] = KnownChoiceField
            kwargs["widget"] = LabelledSelect(db_field, self.admin_site)  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(field, KnownChoiceField):
            # Beside the choice only the way to a new row: each link more is one more stop for Tab.
            for link in ("can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, link, False)
        return field
