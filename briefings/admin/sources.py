"""Outlets and articles at the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom.used_in import used_in

from ..merging import merge_outlets
from ..models import Article, Citation, Outlet, OutletAlias
from ..words import PieceKind
from .base import DeskAdmin
from .links import HealthFilter, LinkHealthViews
from .merging import Merges, RemovesUnused
from .parts import TidyFields


def pieces_using(model: Any, field: str, kind: PieceKind) -> Any:
    """How many pieces of the kind have a row of `model` whose `field` is the row of the list, as a column."""
    rows = model.objects.filter(**{field: OuterRef("pk"), "piece__kind": kind}).order_by().values(field)
    return Coalesce(Subquery(rows.annotate(count=Count("piece", distinct=True)).values("count")), 0)


def with_uses(queryset: QuerySet, model: Any, field: str) -> QuerySet:
    """The queryset with the columns `stories` and `questions`, and `uses`, which is both."""
    return queryset.annotate(
        stories=pieces_using(model, field, PieceKind.STORY),
        questions=pieces_using(model, field, PieceKind.QUESTION),
        uses=F("stories") + F("questions"),
    )


class AliasInline(TidyFields, admin.StackedInline):
    """Asks the admin of the outlet, or of another ``kind``, for every right."""

    model = OutletAlias
    kind = "outlet"
    extra = 0
    fields = ["name"]

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        return request.user.has_perm(f"briefings.change_{self.kind}" if obj else f"briefings.add_{self.kind}")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"briefings.change_{self.kind}")

    has_delete_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"briefings.view_{self.kind}")


@admin.register(Outlet)
class OutletAdmin(Merges, DeskAdmin):
    merge_verb = staticmethod(merge_outlets)
    merge_field = Article._meta.get_field("outlet")
    merge_title = _("Merge outlets")
    list_display = ["name", "kind", "country", "cited_in"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases__name"]
    ordering = ["name"]
    fields = ["name", "kind", "country", "homepage", "description"]
    inlines = [AliasInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Outlet | None = None) -> list[str]:
        return [] if obj is None or request.user.has_perm("briefings.rename_source") else ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_uses(super().get_queryset(request), Citation, "outlet")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What is renamed is found under the former name too, which may stand among the aliases of the form."""
        super().save_related(request, form, formsets, change)
        if change and "name" in form.changed_data:
            OutletAlias.keep(form.initial["name"], form.instance)

    @admin.display(description=_("Cited in"), ordering="uses")
    def cited_in(self, outlet: Outlet) -> str:
        return used_in(outlet.stories, outlet.questions, outlet=outlet.slug)


@admin.register(Article)
class ArticleAdmin(LinkHealthViews, RemovesUnused, DeskAdmin):
    list_display = ["__str__", "outlet", "published_on", "link_state", "cited_in"]
    list_filter = [HealthFilter]
    list_select_related = ["outlet", "link_health"]
    search_fields = ["title", "url"]
    ordering = ["-pk"]
    fields = ["outlet", "url", "title", "byline", "published_on", "language"]
    autocomplete_fields = ["outlet"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_uses(super().get_queryset(request), Citation, "article")

    @admin.display(description=_("Cited in"), ordering="uses")
    def cited_in(self, article: Article) -> str:
        return used_in(article.stories, article.questions, article=article.pk)
