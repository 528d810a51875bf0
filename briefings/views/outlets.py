"""Outlets: who they are, and what is cited of each."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.canonical import host_of

from ..models import LiveCitation, Outlet
from ..pages.page_words import day
from ..pages.rendering import safe_address
from ..paths import path_of
from ..successors import instead_of_address
from .finding import moved
from .paging import Mapped, address_on, page_of

OUTLETS_PER_PAGE = 200
CITATIONS_PER_PAGE = 50


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """The outlets that live pieces cite, by name, with the number of citations."""
    cited = (
        Outlet.objects.filter(live_citations__isnull=False)
        .annotate(count=Count("live_citations"))
        .defer("description")
        .order_by(Lower("name"), "pk")
    )
    page = page_of(request, Paginator(Mapped(cited, outlet_line), OUTLETS_PER_PAGE))
    return render(
        request,
        "outlet_list.html",
        {
            "page_obj": page,
            "page_title": _("Outlets"),
            "canonical_url": address_on(reverse("outlet_list"), page),
        },
    )


@require_safe
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """An outlet while a live piece cites it, and what is cited of it, newest first; 301 from one merged into it."""
    who = Outlet.objects.filter(slug=slug).first()
    if who is None:
        instead = instead_of_address(Outlet.objects.filter(live_citations__isnull=False), slug)
        if instead is None:
            raise Http404
        return moved(instead.get_absolute_url())
    homepage = safe_address(who.homepage)
    cited = LiveCitation.objects.filter(outlet=who)
    listed = cited.order_by("-first_published_at", "-pk").values_list(*CITED)
    page = page_of(request, Paginator(Mapped(listed, citation_line), CITATIONS_PER_PAGE))
    if not page.paginator.count:
        raise Http404
    return render(
        request,
        "outlet.html",
        {
            "outlet": {
                "name": who.name,
                "homepage": homepage,
                "host": host_of(homepage) if homepage else "",
                "country": who.country,
                "kind_label": who.get_kind_display(),
                "description": who.description,
            },
            "page_obj": page,
            "citation_count": page.paginator.count,
            "story_count": cited.values("piece").distinct().count(),
            # A topic may have the same name, and a page of its own.
            "page_title": _("Outlet: %(name)s") % {"name": who.name},
            "description": who.description,
            "canonical_url": address_on(who.get_absolute_url(), page),
        },
    )


def outlet_line(who: Any) -> dict[str, Any]:
    return {
        "name": who.name,
        "url": path_of("outlet", who.slug),
        "count": who.count,
        "country": who.country,
        "kind_label": who.get_kind_display(),
    }


CITED = (
    "title",
    "language",
    "url",
    "published_on",
    "number",
    "piece__live_edition__headline",
    "piece__kind",
    "piece__slug",
)


def citation_line(values: tuple[Any, ...]) -> dict[str, Any]:
    """What was cited (CITED of a live citation), and where; the headline is the live edition's."""
    title, language, url, published_on, number, headline, kind, slug = values
    return {
        "title": title,
        "language": language,
        "url": url or None,
        "published_label": day(published_on) if published_on else "",
        "story_headline": headline,
        "story_url": f"{path_of(kind, slug)}#source-{number}",
    }
