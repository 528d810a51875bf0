"""Merging outlets and people, and removing them: a page that says what will happen, and the button that does it."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import KnownChoiceField, LabelledSelect

from ..merging import RIGHT, SourceRefused, remove, what_follows, why_it_stays

MOST = 50
"""Rows merged at once: each is listed, and all go over in one transaction."""


class RemovesUnused:
    """What something uses stays, and a sentence says by what; Django's own page would load all of it."""

    delete_confirmation_template = "admin/briefings/remove.html"
    delete_selected_confirmation_template = "admin/briefings/remove_several.html"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        rows = list(objs)
        protected = [reason for row in rows for reason in why_it_stays(row)]
        return [str(row) for row in rows], {}, set(), protected

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        remove(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with transaction.atomic():
            for row in queryset:
                remove(row, by=request.user)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._told(request, lambda: super(RemovesUnused, self).delete_view(request, *args, **kwargs))

    def response_action(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        return self._told(request, lambda: super(RemovesUnused, self).response_action(request, queryset))

    def _told(self, request: HttpRequest, page: Callable[[], Any]) -> Any:
        """The page, or the list with the reason where something came into use meanwhile."""
        try:
            return page()
        except SourceRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(reverse(f"admin:briefings_{self.opts.model_name}_changelist"))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Django's own history; the verb has filed it in the activity log."""
        return admin.ModelAdmin.log_deletions(self, request, queryset)


class Merges(RemovesUnused):
    """An action of the list that asks into which row the chosen ones go, shows what follows, and does it."""

    merge_verb: ClassVar[Callable[..., Any]]
    merge_field: ClassVar[Any]
    """A foreign key to the model, whose autocomplete the field of the form is."""
    merge_title: ClassVar[Any]

    actions: ClassVar[Sequence[str]] = ["merge"]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)

    @admin.action(description=gettext_lazy("Merge into another one…"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        form = self._merge_form(request)
        chosen = list(queryset.order_by("name")[: MOST + 1])
        if len(chosen) > MOST:
            sentence = _("At most %(most)s go at once. Choose fewer.") % {"most": MOST}
            self.message_user(request, sentence, messages.ERROR)
            return None
        into = form.cleaned_data["into"] if form.is_valid() else None
        going = [row for row in chosen if row != into]
        if into is not None and not going:
            form.add_error("into", _("“%(name)s” cannot be merged with itself.") % {"name": into})
        elif into is not None and "confirmed" in request.POST and self._merged(request, form, going, into):
            return None
        settled = into is not None and not form.errors
        context = {
            **self.admin_site.each_context(request),
            "title": self.merge_title,
            "opts": self.opts,
            "going": going,
            "into": into if settled else None,
            "following": what_follows(going) if going else None,
            "form": form,
            "media": self.media + form.media,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/briefings/merge_sources.html", context)

    def _merge_form(self, request: HttpRequest) -> forms.Form:
        required = {"required": _("Choose the one that stays.")}
        into = KnownChoiceField(
            label=_("Into"),
            queryset=self.model.objects.all(),
            widget=LabelledSelect(self.merge_field, self.admin_site),
            error_messages=required,
        )
        form = type("MergeForm", (forms.Form,), {"into": into})
        return form(request.POST if "into" in request.POST else None)

    def _merged(
        self, request: HttpRequest, form: forms.Form, going: Sequence[Any], into: models.Model
    ) -> bool:
        """Whether all were; otherwise none was, and the reason is on the form."""
        try:
            with transaction.atomic():
                for row in going:
                    type(self).merge_verb(row, into, by=request.user)
        except SourceRefused as refused:
            form.add_error("into", str(refused))
            return False
        for row in going:
            words = _("“%(gone)s” is now part of “%(stays)s”.") % {"gone": row, "stays": into}
            self.message_user(request, words, messages.SUCCESS)
        return True
