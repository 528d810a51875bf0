"""The health of links at the desk: on an article's page, in the list of articles, on the desk's first page."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.clock import now

from ..background.enqueueing import enqueue_link_check
from ..models import Article, LinkHealth
from ..models.links import at_fault
from ..source_links.enrolling import enrol_article
from ..words import LinkState
from .desk import PANELS, Panel, Row

CHECKS = 30
"""Checks that an article's page shows; no more are kept."""


class HealthFilter(admin.SimpleListFilter):
    """Articles by how their links stand; an article that was never looked at has no row."""

    title = gettext_lazy("health of the link")
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("fault", _("failing or dead, in live pieces")), *LinkState.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value == "fault":
            return queryset.filter(at_fault("link_health__"), link_health__due_at__isnull=False)
        if value == LinkState.UNKNOWN:
            unknown = Q(link_health__isnull=True) | Q(link_health__state=LinkState.UNKNOWN)
            return queryset.exclude(canonical_url="").filter(unknown)
        return queryset.filter(link_health__state=value) if value in LinkState.values else queryset


class LinkHealthViews:
    """What the articles' admin has of the health of links: a column, the history, *check now*."""

    change_form_template = "admin/briefings/link_health.html"
    show_facets = admin.ShowFacets.NEVER  # each would count all articles
    opts: Any
    admin_site: Any

    @admin.display(description=gettext_lazy("Link"), empty_value="–")
    def link_state(self, article: Article) -> Any:
        health = health_of(article)
        if health is None or health.state == LinkState.UNKNOWN:
            return None
        return format_html('<span class="state state-{}">{}</span>', health.state, health.get_state_display())

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.check_now_view)
        return [
            path("<path:object_id>/check-link/", view, name="briefings_article_check_link"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def check_now_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Put the article's link before all others (POST), and go back to its page."""
        article = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if article is None or not self.has_change_permission(request, article):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method == "POST":
            self.message_user(request, *check_now(article))  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{self.address(article, 'change')}#link")  # type: ignore[attr-defined]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        article = self.get_object(request, object_id)  # type: ignore[attr-defined]
        context = dict(extra_context or {})
        if article is not None and article.canonical_url:
            health = health_of(article)
            context["link"] = {
                "health": health,
                "state": health.state if health else LinkState.UNKNOWN,
                "label": LinkState(health.state).label if health else LinkState.UNKNOWN.label,
                "checks": article.link_checks.all()[:CHECKS],
                "is_on": settings.LINK_CHECKS,
                "may_check": settings.LINK_CHECKS and self.has_change_permission(request, article),  # type: ignore[attr-defined]
                "meaning": MEANINGS[LinkState(health.state) if health else LinkState.UNKNOWN],
            }
        return super().change_view(request, object_id, form_url, context)  # type: ignore[misc, no-any-return]


MEANINGS = {
    LinkState.UNKNOWN: gettext_lazy(
        "Nobody has looked yet. Links are looked at once a live piece cites them."
    ),
    LinkState.REACHABLE: gettext_lazy("The page was there."),
    LinkState.MOVED: gettext_lazy(
        "The page was there, at another address for good. The citation may follow it."
    ),
    LinkState.UNVERIFIABLE: gettext_lazy(
        "The site does not let a machine look. People may well read the page; readers are told nothing."
    ),
    LinkState.FAILING: gettext_lazy(
        "The last looks failed. It is looked at again soon; readers are told nothing yet."
    ),
    LinkState.DEAD: gettext_lazy(
        "Over a week and more nothing was there. Readers are told so, and led to the archived copy where the"
        " citation names one."
    ),
}
"""What each state means, for editors."""


def health_of(article: Article) -> LinkHealth | None:
    """The row of the article's link; one that is about a former address is none."""
    health: LinkHealth | None = getattr(article, "link_health", None)
    return health if health and health.url == article.canonical_url else None


def check_now(article: Article) -> tuple[str, int]:
    """Have a worker look at the link next; a sentence for the editor and its level."""
    if not settings.LINK_CHECKS:
        return _("Links are not checked here: LINK_CHECKS is off."), messages.WARNING
    with transaction.atomic():
        health = enrol_article(article)
        if health is None:
            return _("A print source has no link to check."), messages.WARNING
        if not health.host:
            return _("This address is at no public host; it is not visited."), messages.WARNING
        LinkHealth.objects.filter(pk=health.pk).update(due_at=now())
        enqueue_link_check(article.pk)
    return _("A worker looks at the link now. Load this page again in a moment."), messages.SUCCESS


class FailingLinks(Panel):
    """Sources of live pieces whose links fail. Only where there are any."""

    name = "links"
    title = gettext_lazy("Sources that fail")
    nothing = gettext_lazy("No link of a cited source fails.")
    only_with_rows = True

    @classmethod
    def is_for(cls, request: HttpRequest) -> bool:
        return request.user.has_perm("briefings.view_article")

    @property
    def more(self) -> list[tuple[str, str]]:
        return [(_("all of them"), f"{reverse('admin:briefings_article_changelist')}?health=fault")]

    def queryset(self) -> Any:
        links = LinkHealth.objects.filter(at_fault(), due_at__isnull=False)
        return links.select_related("article__outlet").order_by("-since", "-pk")

    def row(self, found: LinkHealth) -> Row:
        note = ngettext("%(n)s failure in a row", "%(n)s failures in a row", found.failures)
        return Row(
            title=str(found.article),
            url=f"{reverse('admin:briefings_article_change', args=[found.article_id])}#link",
            kind=found.article.outlet.name,
            state=found.state,
            state_label=found.get_state_display(),
            who="",
            when=found.since,
            note=note % {"n": found.failures},
        )


PANELS.append(FailingLinks)
