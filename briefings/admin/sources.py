"""Outlets and articles at the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Article, Citation, Outlet, OutletAlias
from .base import DeskAdmin
from .parts import TidyFields


def times_cited(field: str) -> Any:
    """How many citations of working copies name the row, as a column; ``field`` leads to it from a citation."""
    rows = Citation.objects.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


class AliasInline(TidyFields, admin.TabularInline):
    """Asks the outlet's own admin for every right."""

    model = OutletAlias
    extra = 0
    fields = ["name"]

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        return request.user.has_perm("briefings.change_outlet" if obj else "briefings.add_outlet")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("briefings.change_outlet")

    has_delete_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("briefings.view_outlet")


@admin.register(Outlet)
class OutletAdmin(DeskAdmin):
    list_display = ["name", "kind", "country", "cited"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases__name"]
    ordering = ["name"]
    fields = ["name", "kind", "country", "homepage", "description"]
    inlines = [AliasInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(cited=times_cited("outlet"))

    @admin.display(description=_("Cited"), ordering="cited")
    def cited(self, outlet: Outlet) -> int:
        return outlet.cited


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    list_display = ["__str__", "outlet", "published_on", "cited"]
    list_select_related = ["outlet"]
    search_fields = ["title", "url"]
    ordering = ["-pk"]
    fields = ["outlet", "url", "title", "byline", "published_on"]
    autocomplete_fields = ["outlet"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(cited=times_cited("article"))

    @admin.display(description=_("Cited"), ordering="cited")
    def cited(self, article: Article) -> int:
        return article.cited
