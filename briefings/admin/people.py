"""People whose bylines stand on pieces."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Person
from .base import DeskAdmin


@admin.register(Person)
class PersonAdmin(DeskAdmin):
    list_display = ["name", "role", "pieces"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "role", "bio", "user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(pieces=Count("bylines"))

    @admin.display(description=_("Pieces"), ordering="pieces")
    def pieces(self, person: Person) -> int:
        return person.pieces

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user":
            field.queryset = field.queryset.filter(is_staff=True).order_by("username")
        return field
