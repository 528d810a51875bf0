"""Topics at the desk: their list with counts of use, and merging."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import Autocompletes, KnownChoiceField, LabelledSelect
from newsroom.used_in import used_in
from newsroom.whole_list import ListAdmin

from .merging import MergeRefused, merge_topics, topic_removed
from .models import Topic


class MergeForm(forms.Form):
    into = KnownChoiceField(
        label=gettext_lazy("Into"),
        queryset=Topic.objects.all(),
        widget=LabelledSelect(Topic._meta.get_field("parent"), admin.site),
        error_messages={"required": gettext_lazy("Choose the topic that stays.")},
    )


@admin.register(Topic)
class TopicAdmin(Autocompletes, ListAdmin):
    list_display = ["name", "kind", "parent", "filed_under_it"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    show_full_result_count = False
    fields = ["name", "slug", "kind", "parent", "description"]
    autocomplete_fields = ["parent"]
    actions = ["merge"]
    delete_confirmation_template = "admin/topics/remove.html"
    delete_selected_confirmation_template = "admin/topics/remove_several.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                filed=Count("filings"),
                stories=Count("filings", filter=Q(filings__content_object__kind="story")),
            )
        )

    @admin.display(description=gettext_lazy("Filed under it"), ordering="filed")
    def filed_under_it(self, topic: Topic) -> str:
        return used_in(topic.stories, topic.filed - topic.stories, topic=topic.slug)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """Autocompletes offer the topics most used first: of many that match, they are what is meant."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            found = found.order_by("-filed", "name")
        return found, distinct

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("topics.merge_topic")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """By name, with what is filed under each; Django's own would load and show every row that goes along."""
        rows = self.get_queryset(request).filter(pk__in=[topic.pk for topic in objs]).order_by("name")
        lines = [
            format_html("{}: {}", topic.name, self.filed_under_it(topic))
            if topic.filed
            else _("%(name)s: nothing is filed under it") % {"name": topic.name}
            for topic in rows
        ]
        return lines, {}, set(), []

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for topic in queryset:
            topic_removed.send(sender=Topic, topic=topic, by=request.user)
        return super().log_deletions(request, queryset)

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> list[str]:
        """Whoever may not merge topics may not rename one that is there either."""
        own = list(super().get_readonly_fields(request, obj))
        return own if obj is None or self.has_merge_permission(request) else [*own, "name", "slug"]

    @admin.action(description=gettext_lazy("Merge into another topic…"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks into which topic; what was chosen goes, and its addresses lead there."""
        form = MergeForm(request.POST if "into" in request.POST else None)
        if form.is_valid():
            into = form.cleaned_data["into"]
            for topic in queryset.exclude(pk=into.pk):
                try:
                    merge_topics(topic, into, by=request.user)
                except MergeRefused as refused:
                    self.message_user(request, str(refused), messages.ERROR)
                    return None
                words = _("“%(topic)s” is now part of “%(into)s”.") % {"topic": topic.name, "into": into.name}
                self.message_user(request, words, messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge topics"),
            "opts": self.opts,
            "topics": queryset,
            "form": form,
            "media": self.media + form.media,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/topics/merge.html", context)
