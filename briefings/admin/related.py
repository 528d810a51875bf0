"""Related links, which a task computes and an editor may pin or hide, and the wishes to compute them again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Piece, RefreshWish, RelatedLink
from ..views.page_facts import reason
from .base import DeskAdmin


class Computed(DeskAdmin):
    """Rows that a task makes: nobody adds or deletes one by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RelatedLink)
class RelatedLinkAdmin(Computed):
    list_display = ["piece_headline", "target_headline", "score", "why", "pinned", "hidden"]
    list_display_links = ["piece_headline"]
    list_filter = ["pinned", "hidden"]
    search_fields = ["piece__headline", "piece__slug"]
    ordering = ["piece", "-pinned", "-score", "pk"]
    fields = ["piece_headline", "target_headline", "score", "why", "computed_at", "pinned", "hidden"]
    readonly_fields = ["piece_headline", "target_headline", "score", "why", "computed_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        links = super().get_queryset(request).select_related("piece", "target")
        return links.only(
            *(field.name for field in RelatedLink._meta.concrete_fields),
            *(f"{side}__{name}" for side in ("piece", "target") for name in ("headline", "kind")),
        )

    @admin.display(description=_("Piece"))
    def piece_headline(self, link: RelatedLink) -> Piece:
        return link.piece

    @admin.display(description=_("Leads to"))
    def target_headline(self, link: RelatedLink) -> Piece:
        return link.target

    @admin.display(description=_("Why"))
    def why(self, link: RelatedLink) -> str:
        return reason(link.shared_topics, link.shared_words)


@admin.register(RefreshWish)
class RefreshWishAdmin(Computed):
    list_display = ["piece", "wished", "wished_at", "leased_until", "attempts"]
    list_select_related = ["piece"]
    ordering = ["wished_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
