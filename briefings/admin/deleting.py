"""Deleting at the desk: drafts alone, each kept for 30 days."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..drafts import DraftRefused, delete_draft, what_waits
from ..models import Piece, QuestionLink


class DeletesDrafts:
    """The ways to delete of the admin of a kind of piece."""

    actions = ["delete_drafts"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What the confirmation shows. The draft goes as one; what stories lead to, or what waits, cannot go."""
        links = QuestionLink.objects.filter(question__in=[obj.pk for obj in objs]).select_related("story")
        reasons = [
            _("The story “%(headline)s” leads to it. Take it out there first.") % {"headline": link.story}
            for link in links
        ]
        reasons += what_waits(obj.pk for obj in objs)
        return [str(obj) for obj in objs], {}, set(), reasons

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        piece = self.get_object(request, object_id)
        if piece is not None and piece.live_edition_id is not None:
            self.message_user(
                request, _("What was once published cannot be deleted; it can be withdrawn."), messages.ERROR
            )
            return HttpResponseRedirect(self.address(piece, "change"))
        try:
            return super().delete_view(request, object_id, extra_context)
        except DraftRefused as refused:  # what came in its way since it was asked
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(self.address(piece, "change"))

    def delete_model(self, request: HttpRequest, obj: Piece) -> None:
        delete_draft(obj, by=request.user)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Django's own history; the verb files it in the activity log."""
        return admin.ModelAdmin.log_deletions(self, request, queryset)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        sentence = _("“%(headline)s” was deleted.") % {"headline": obj_display}
        self.message_user(request, with_the_way_back(sentence), messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    @admin.action(description=gettext_lazy("Delete the selected drafts"), permissions=["delete"])
    def delete_drafts(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """No confirmation: each can be brought back for 30 days. What cannot go is named."""
        gone = 0
        for piece in queryset:
            if piece.live_edition_id is None and not self.has_delete_permission(request, piece):
                sentence = _("“%(headline)s” is another’s draft.") % {"headline": piece}
                self.message_user(request, sentence, messages.ERROR)
                continue
            try:
                delete_draft(piece, by=request.user)
                gone += 1
            except DraftRefused as refused:
                self.message_user(request, f"{piece}: {refused}", messages.ERROR)
        if gone:
            sentence = ngettext("One draft was deleted.", "%(count)s drafts were deleted.", gone)
            sentence %= {"count": gone}
            self.message_user(request, with_the_way_back(sentence), messages.SUCCESS)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def with_the_way_back(sentence: str) -> str:
    """The sentence, and where what was deleted can be found."""
    place = reverse("admin:briefings_deleteddraft_changelist")
    link = format_html('<a href="{}">{}</a>', place, _("Bring it back"))
    return format_html("{} {} {}", sentence, _("Deleted drafts are kept for 30 days."), link)
