"""Related links, which a task computes and an editor may pin, hide, order or add, and the wishes to compute them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import primary_key
from newsroom.clock import now

from ..models import Piece, RefreshWish, RelatedLink
from ..related.reasons import reason
from ..words import PieceKind
from .base import DeskAdmin


class Computed(DeskAdmin):
    """Rows that a task makes: nobody adds or deletes one by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AddedLink(forms.ModelForm):
    """A link that no search found: an editor knows better."""

    class Meta:
        model = RelatedLink
        fields = ["piece", "target", "position"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        piece, target = cleaned.get("piece"), cleaned.get("target")
        if piece and target and piece.pk == target.pk:
            self.add_error("target", _("A piece does not lead to itself."))
        if target and not target.is_live:
            self.add_error("target", _("Only what is live can be linked to."))
        return cleaned


@admin.register(RelatedLink)
class RelatedLinkAdmin(Computed):
    list_display = [
        "piece_headline",
        "target_headline",
        "score",
        "why",
        "shown_as",
        "pinned",
        "position",
        "hidden",
    ]
    list_display_links = ["piece_headline"]
    list_editable = ["pinned", "position", "hidden"]
    list_filter = ["pinned", "hidden"]
    list_per_page = 50
    search_fields = ["piece__headline", "piece__slug"]
    ordering = ["piece", "-pinned", "position", "rank", "-score", "pk"]
    fields = [
        "piece_headline",
        "target_headline",
        "score",
        "why",
        "shown_as",
        "computed_at",
        "pinned",
        "position",
        "hidden",
    ]
    readonly_fields = ["piece_headline", "target_headline", "score", "why", "shown_as", "computed_at"]
    autocomplete_fields = ["piece", "target"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = AddedLink
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ["piece", "target", "position"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From the list of one piece, that piece."""
        given = dict(
            pair.split("=", 1)
            for pair in request.GET.get("_changelist_filters", "").split("&")
            if "=" in pair
        )
        piece = primary_key(given.get("piece__id__exact", ""))
        return {"piece": piece} if piece else {}

    def save_model(self, request: HttpRequest, obj: RelatedLink, form: Any, change: bool) -> None:
        """Of a link that is there only what was changed: a refresh may have scored it anew meanwhile."""
        if not change:
            obj.pinned, obj.computed_at = True, now()
            obj.save()
            return
        chosen = {name: getattr(obj, name) for name in CHOICES if name in form.changed_data}
        if chosen and not RelatedLink.objects.filter(pk=obj.pk).update(**chosen):
            obj.pk = None  # a refresh dropped it: who chooses it wants it back
            obj.save()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        links = super().get_queryset(request).select_related("piece__live_edition", "target__live_edition")
        return links.only(
            *(field.name for field in RelatedLink._meta.concrete_fields),
            *(f"{side}__{name}" for side in ("piece", "target") for name in ("headline", "kind")),
            *(f"{side}__live_edition__{name}" for side in ("piece", "target") for name in EDITION),
        )

    @admin.display(description=gettext_lazy("Piece"), ordering="piece")
    def piece_headline(self, link: RelatedLink) -> Piece:
        return link.piece

    @admin.display(description=gettext_lazy("Leads to"))
    def target_headline(self, link: RelatedLink) -> Piece:
        return link.target

    @admin.display(description=gettext_lazy("Why"))
    def why(self, link: RelatedLink) -> str:
        """As readers are told."""
        one, other = link.piece.live_edition, link.target.live_edition
        newer = bool(one and other and other.first_published_at > one.first_published_at)
        answers = link.target.kind == PieceKind.QUESTION
        return reason(link.shared_topics, link.shared_words, answers=answers, newer=newer)

    @admin.display(description=gettext_lazy("Place"), ordering="rank")
    def shown_as(self, link: RelatedLink) -> str:
        """Where it stands on the page of those that nobody pinned; what is withdrawn stands nowhere."""
        if link.hidden or link.target.live_edition is None or link.target.live_edition.is_withdrawal:
            return _("not shown")
        if link.pinned:
            return _("pinned")
        return format_html("{}", link.rank) if link.rank else ""


EDITION = ("kind", "first_published_at")
CHOICES = ("pinned", "position", "hidden")


@admin.register(RefreshWish)
class RefreshWishAdmin(Computed):
    """A list alone: a wish has nothing to open."""

    list_display = ["headline", "wished", "wished_at", "due_at", "leased_until", "attempts"]
    list_select_related = ["piece"]
    list_display_links = None
    ordering = ["wished_at"]

    @admin.display(description=gettext_lazy("piece"))
    def headline(self, wish: RefreshWish) -> str:
        return str(wish.piece)

    def change_view(self, request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:briefings_refreshwish_changelist"))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
