"""The rows of a piece's parts, as one formset: looked up at once, checked together, written in bulk."""

import re
from typing import Any

from django.db.models import Model
from django.forms import HiddenInput, ModelForm
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from newsroom.autocomplete import KnownChoiceField, primary_key

VANISHED = _(
    "This row was deleted in another window meanwhile. Save again to put it back as a new row, or leave it out."
)


class PartFormSet(BaseInlineFormSet):
    """Rows in the order of their positions. A row without a position goes after all that have one.

    ``once`` names a field whose value may stand in one row only, with the sentence for a second one.
    """

    once: tuple[str, str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vanished: set[int] = set()
        if self.is_bound:
            self._put_known_rows_first()

    def _put_known_rows_first(self) -> None:
        """Make rows that name no row of this piece (deleted meanwhile, or invented) new ones, after the others.

        Django takes the first INITIAL_FORMS rows for existing ones and ends with an error where they are not; and
        it makes as many forms as TOTAL_FORMS says, where only those are worth it of which something was posted.
        """
        rows = self.existing()
        head = f"{self.prefix}-"
        try:
            total = min(int(self.data[f"{head}TOTAL_FORMS"]), self.absolute_max)
            int(self.data[f"{head}INITIAL_FORMS"])
        except (KeyError, ValueError):
            return  # the management form says so in a sentence
        pattern = re.compile(rf"{re.escape(head)}([0-9]{{1,5}})-(.+)", re.ASCII)
        fields: dict[int, dict[str, str]] = {}
        for name in self.data:
            if (found := pattern.fullmatch(name)) and int(found[1]) < total:
                fields.setdefault(int(found[1]), {})[found[2]] = self.data[name]
        known, fresh = {}, []
        for _place, row in sorted(fields.items()):
            pk = primary_key(row.get("id", ""))
            if pk in rows and pk not in known:
                known[pk] = row
            else:
                fresh.append(row)
        self.vanished = {len(known) + n for n, row in enumerate(fresh) if row.get("id")}
        data = self.data.copy()
        for name in [name for name in data if pattern.fullmatch(name)]:
            del data[name]
        for row in fresh:
            row["id"] = ""
        for place, row in enumerate([*known.values(), *fresh]):
            data.update({f"{head}{place}-{name}": value for name, value in row.items()})
        data[f"{head}INITIAL_FORMS"] = str(len(known))
        data[f"{head}TOTAL_FORMS"] = str(len(known) + len(fresh))
        self.data = data

    def existing(self) -> dict[int, Model]:
        """The rows of the piece, by primary key, in one query."""
        if not hasattr(self, "_object_dict"):
            queryset = self.get_queryset() if self.instance.pk else []
            self._object_dict = {row.pk: row for row in queryset}
        return self._object_dict

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """The hidden id of a row is looked up among the rows at hand; Django asks the database for each."""
        super().add_fields(form, index)
        name = self._pk_field.name
        pk = form.fields[name]
        form.fields[name] = KnownChoiceField(
            pk.queryset, initial=pk.initial, required=False, widget=HiddenInput
        )
        form.fields[name].know(self.existing())

    @cached_property
    def forms(self) -> list[ModelForm]:
        """Django's forms, with what their choices name looked up in one query per field."""
        forms = super().forms
        choices = [name for name, f in self.form.base_fields.items() if isinstance(f, KnownChoiceField)]
        for name in choices if forms else ():
            wanted = {primary_key(form[name].value() or "") for form in forms} - {None}
            queryset = forms[0].fields[name].queryset
            known = {row.pk: row for row in queryset.filter(pk__in=wanted)} if wanted else {}
            for form in forms:
                form.fields[name].know(known)
        return forms

    def rows(self) -> list[ModelForm]:
        """The forms that will be rows after the save, in the order of the page."""
        kept = [
            form
            for form in self.forms
            if not self._should_delete_form(form) and (form in self.initial_forms or form.has_changed())
        ]
        last = len(kept) + max((form.cleaned_data.get("position") or 0 for form in kept), default=0)
        places = {
            id(form): last if form.cleaned_data.get("position") is None else form.cleaned_data["position"]
            for form in kept
        }
        return sorted(kept, key=lambda form: places[id(form)])

    def clean(self) -> None:
        """In place of Django's checks of uniqueness, which know one row at a time and name no field."""
        for place in self.vanished:
            if not self._should_delete_form(self.forms[place]) and self.forms[place].has_changed():
                self.forms[place].add_error(None, VANISHED)
        if self.once is not None:
            self._check_once(*self.once)

    def _check_once(self, name: str, sentence: str) -> None:
        posted = {form.instance.pk for form in self.initial_forms}
        attribute = self.model._meta.get_field(name).attname
        seen = {getattr(row, attribute) for pk, row in self.existing().items() if pk not in posted}
        for form in self.rows():
            value = form.cleaned_data.get(name)
            value = getattr(value, "pk", value)
            if value in seen:
                form.add_error(name, sentence)
            elif value not in (None, ""):
                seen.add(value)

    # Writing

    def save(self, commit: bool = True) -> list[Model]:
        """Write all rows: one statement to delete, one to insert, one per 200 to update.

        A row whose value of ``once`` changed is written anew, its UUID kept: two rows that swap theirs would
        stand in each other's way. Only with ``commit``, as admin calls it.
        """
        if not commit:
            raise ValueError("The parts of a piece are saved together, or not at all.")
        self.new_objects: list[Model] = []
        self.changed_objects: list[tuple[Model, list[str]]] = []
        self.deleted_objects = [f.instance for f in self.deleted_forms if f in self.initial_forms]
        rows = self.rows()
        changed, fresh = [], []
        gone = [row.pk for row in self.deleted_objects]
        for place, form in enumerate(rows):
            row = form.instance
            moved = self.may_move() and row.position != place
            if moved:
                row.position = place
            if row._state.adding:
                setattr(row, self.fk.name, self.instance)
                self.new_objects.append(row)
                fresh.append(row)
            elif form.has_changed() or moved or form.touched:
                self.changed_objects.append(
                    (row, form.changed_data or ["html" if form.touched else "position"])
                )
                if self.once is not None and self.once[0] in form.changed_data:
                    gone.append(row.pk)
                    row.pk, row._state.adding = None, True
                    fresh.append(row)
                else:
                    changed.append(row)
        manager = self.model._base_manager
        if gone:
            manager.filter(pk__in=gone).delete()
        own = [
            f.name for f in self.model._meta.concrete_fields if not f.primary_key and f.name != self.fk.name
        ]
        manager.bulk_update(changed, own, batch_size=200)
        manager.bulk_create(fresh)
        return [*changed, *fresh]

    save.alters_data = True

    def may_move(self) -> bool:
        """Whether this editor may change these rows at all: admin lets nobody delete who may not."""
        return self.can_delete
