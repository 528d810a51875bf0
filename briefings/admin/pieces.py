"""Stories and common questions at the desk: one form each, and their lists."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import primary_key
from newsroom.clock import now

from ..activity import record
from ..background.enqueueing import enqueue_refresh
from ..drafts import HOUSE_SECTIONS, follow_up
from ..models import CommonQuestion, Piece, PublicSlug, Section, Story
from ..policies import with_rich_editor
from ..related.wishes import wish_refresh
from ..reviews.contributing import words_changed
from .base import DeskAdmin
from .checking import check_markers
from .deleting import DeletesDrafts
from .filters import SectionFilter
from .formfields import AccountField
from .forms import QuestionForm, StoryForm
from .naming import join_names
from .parts import (
    AnswerInline,
    CitationInline,
    EventInline,
    QuestionLinkInline,
    SectionInline,
    may_rename,
)
from .pictures import thumbnail
from .piece_columns import PieceColumns
from .publishing import PublishingViews
from .reading import ReadingViews
from .redaction import RedactionViews
from .reviews import ReviewViews
from .schedules import TimesViews
from .writing import WritingViews

AT_THE_END = "at-the-end"
"""Class of the fieldset that stands after the inlines, as on the page."""


class PieceAdmin(
    RedactionViews,
    WritingViews,
    ReviewViews,
    PublishingViews,
    ReadingViews,
    TimesViews,
    PieceColumns,
    DeletesDrafts,
    DeskAdmin,
):
    """What stories and common questions have in common. Nothing here publishes by saving."""

    actions = [*DeletesDrafts.actions, "make_release"]

    # Rights: everybody at the desk sees all pieces, and changes the own ones

    def has_change_permission(self, request: HttpRequest, obj: Piece | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_hers(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Piece | None = None) -> bool:
        return (
            super().has_delete_permission(request, obj)
            and self._is_hers(request, obj)
            and (obj is None or obj.live_edition_id is None)
        )

    def may_only_look(self, request: HttpRequest, piece: Piece) -> bool:
        return self.has_view_permission(request, piece) and not self.has_change_permission(request, piece)

    def _is_hers(self, request: HttpRequest, piece: Piece | None) -> bool:
        return (
            piece is None
            or piece.belongs_to(request.user)
            or request.user.has_perm("briefings.change_any_piece")
        )

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Piece | None = None) -> Any:
        return [
            (None, {"fields": ["headline", "standfirst", "byline_names"]}),
            (_("Topics"), {"fields": ["topic_names"], "classes": [AT_THE_END, "topics"]}),
            (
                _("Address, credit, language, owner"),
                {"fields": ["slug", "credit", "language", "owner"], "classes": [AT_THE_END, "collapse"]},
            ),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Piece | None = None) -> list[str]:
        readonly = []
        if obj is not None and not may_rename(request, obj):
            readonly += ["slug", "topic_names"]
        if not request.user.has_perm("briefings.change_any_piece"):
            readonly.append("owner")
        return readonly

    @admin.display(description=gettext_lazy("Topics"))
    def topic_names(self, piece: Piece) -> str:
        """For who may only look."""
        return join_names(piece.filings.values_list("tag__name", flat=True))

    @admin.display(description=gettext_lazy("Byline"))
    def byline_names(self, piece: Piece) -> str:
        """For who may only look."""
        return join_names(piece.bylines.values_list("name", flat=True))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "owner":
            kwargs["form_class"] = AccountField
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner":
            field.queryset = field.queryset.filter(is_staff=True, is_active=True).order_by("username")
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "owner":
            field.widget = field.widget.widget  # without the links to make and change accounts
        return field

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The piece; where a form is being saved, locked, so that two savings come one after the other.

        Rows that refer to it may still be written meanwhile (``no_key``), as by workers that relate others to it.
        """
        pk = primary_key(object_id)
        if request.method == "POST" and pk is not None and transaction.get_connection().in_atomic_block:
            list(Piece.objects.select_for_update(no_key=True).filter(pk=pk).values("pk"))
        return super().get_object(request, object_id, from_field)

    def _create_formsets(self, request: HttpRequest, obj: Piece, change: bool) -> Any:
        """Django's formsets, checked against each other. It has no public place between making and saving them."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        if request.method == "POST":
            check_markers(formsets)
        return formsets, inlines

    @method_decorator(with_rich_editor)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id and request.method == "GET" and not request.user.has_perm("briefings.change_any_piece"):
            piece = self.get_object(request, object_id)
            if piece is not None and self.may_only_look(request, piece):
                return self.read_view(request, piece)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Piece, form: ModelForm, change: bool) -> None:
        if not change:
            obj.owner = obj.owner or request.user
        elif not form.has_changed():
            return
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            record("rename", obj, by=request.user, former=form.initial.get("slug", ""), address=obj.slug)
        if obj.live_edition_id is not None:
            PublicSlug.objects.get_or_create(slug=obj.slug, defaults={"piece": obj})

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Parts, then the fingerprint over all of them; what applies at once to a live piece is wished for."""
        super().save_related(request, form, formsets, change)
        form.save_names()
        piece = form.instance
        before = piece.fingerprint
        piece.refresh_fingerprint()
        former = form.initial.get("owner") if change and "owner" in form.changed_data else None
        words_changed(piece, before=before, by=request.user, former_owner=former)
        changed = [
            formset.model
            for formset in formsets
            if formset.new_objects or formset.changed_objects or formset.deleted_objects
        ]
        if changed and change:
            Piece.objects.filter(pk=piece.pk).update(changed_at=now())
        if change and "topic_names" in form.changed_data:
            record("file", piece, by=request.user, topics=list(form.cleaned_data["topic_names"]))
        if "topic_names" in form.changed_data and piece.is_live:
            wish_refresh([piece.pk])
            enqueue_refresh([piece.pk])


@admin.register(Story)
class StoryAdmin(PieceAdmin):
    form = StoryForm
    list_display = ["lead_image", *PieceAdmin.list_display]
    list_display_links = ["headline"]
    list_filter = [*PieceAdmin.list_filter, SectionFilter]
    inlines = [SectionInline, CitationInline, EventInline, QuestionLinkInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("lead_picture")

    @admin.display(description=gettext_lazy("Lead image"), empty_value="")
    def lead_image(self, story: Piece) -> Any:
        return thumbnail(story.lead_picture)

    def get_fieldsets(self, request: HttpRequest, obj: Piece | None = None) -> Any:
        """The lead image before what else stands at the end; who may only look sees it."""
        *above, last = super().get_fieldsets(request, obj)
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        picture = "lead_picture" if may else "lead_image"
        fields = [picture, "lead_alt", "lead_caption", "lead_credit"]
        return [*above, (_("Lead image"), {"fields": fields, "classes": [AT_THE_END]}), last]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is Section and obj.pk is None and request.method != "POST":
            kwargs["initial"] = [{"kind": kind} for kind in HOUSE_SECTIONS]
        return kwargs

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.follow_up_view)
        return [
            path("<path:object_id>/follow-up/", view, name="briefings_story_follow_up"),
            *super().get_urls(),
        ]

    def follow_up_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Copy the story as a follow-up (POST), and go to the new draft."""
        piece = self.get_object(request, object_id)
        if piece is None or not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.address(piece, "change"))
        draft = follow_up(piece, by=request.user)
        sentence = _(
            "A new draft with the sources, topics and questions of “%(headline)s”, and none of its words."
        )
        self.message_user(request, sentence % {"headline": piece.headline}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:briefings_story_change", args=[draft.pk]))


@admin.register(CommonQuestion)
class CommonQuestionAdmin(PieceAdmin):
    form = QuestionForm
    inlines = [AnswerInline, CitationInline]
