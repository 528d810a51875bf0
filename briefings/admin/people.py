"""People whose bylines stand on pieces."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom.used_in import used_in

from ..merging import merge_people
from ..models import Byline, Person, PersonAlias
from .base import DeskAdmin
from .merging import Merges
from .sources import AliasInline, with_uses


class OtherNamesInline(AliasInline):
    """Asks the person's own admin for every right."""

    model = PersonAlias
    kind = "person"


@admin.register(Person)
class PersonAdmin(Merges, DeskAdmin):
    merge_verb = staticmethod(merge_people)
    merge_field = Byline._meta.get_field("person")
    merge_title = _("Merge people")
    list_display = ["name", "role", "byline_on"]
    search_fields = ["name", "aliases__name"]
    ordering = ["name"]
    fields = ["name", "role", "bio", "user"]
    inlines = [OtherNamesInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        return [] if obj is None or request.user.has_perm("briefings.rename_source") else ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_uses(super().get_queryset(request), Byline, "person")

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Who is renamed is found under the former name too."""
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            PersonAlias.keep(form.initial["name"], obj)

    @admin.display(description=_("Byline on"), ordering="uses")
    def byline_on(self, person: Person) -> str:
        return used_in(person.stories, person.questions, person=person.slug)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user":
            field.queryset = field.queryset.filter(is_staff=True).order_by("username")
        return field
