"""Outlets: who they are, and what is cited of each."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.canonical import host_of
from newsroom.prepared import fetch

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
    citations = LiveCitation.objects.filter(outlet=OuterRef("pk")).order_by()
    counts = citations.values("outlet").annotate(count=Count("*")).values("count")
    cited = (
        Outlet.objects.filter(Exists(citations))
        .order_by(Lower("name"), "pk")
        .values_list("name", "slug", "country", Subquery(counts))
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
    cited = Citations(who)
    page = page_of(request, Paginator(cited, CITATIONS_PER_PAGE))
    if not cited.citations:
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
            "citation_count": cited.citations,
            "piece_count": cited.pieces,
            # A topic may have the same name, and a page of its own.
            "page_title": _("Outlet: %(name)s") % {"name": who.name},
            "description": who.description,
            "canonical_url": address_on(who.get_absolute_url(), page),
        },
    )


def outlet_line(values: tuple[str, str, str, int]) -> dict[str, Any]:
    """Of an outlet's name, slug, country and number of citations."""
    name, slug, country, count = values
    return {"name": name, "url": path_of("outlet", slug), "count": count, "country": country}


COUNTS = """
SELECT count(*), count(DISTINCT piece_id) FROM briefings_livecitation WHERE outlet_id = %s::bigint
"""


class Citations(Mapped):
    """What is cited of an outlet, newest first; how often and in how many pieces, counted once."""

    def __init__(self, outlet: Outlet) -> None:
        rows = LiveCitation.objects.filter(outlet=outlet).order_by("-first_published_at", "-pk")
        super().__init__(rows.values_list(*CITED), citation_line)
        [(self.citations, self.pieces)] = fetch(COUNTS, [outlet.pk])

    def count(self) -> int:
        return self.citations


CITED = (
    "title",
    "language",
    "url",
    "published_on",
    "number",
    "piece__live_edition__headline",
    "piece__live_edition__language",
    "piece__kind",
    "piece__slug",
)


def citation_line(values: tuple[Any, ...]) -> dict[str, Any]:
    """What was cited (CITED of a live citation), and where; the headline is the live edition's."""
    title, language, url, published_on, number, headline, told_in, kind, slug = values
    return {
        "title": title,
        "language": language,
        "url": url or None,
        "published_label": day(published_on) if published_on else "",
        "story_headline": headline,
        "story_language": told_in,
        "story_url": f"{path_of(kind, slug)}#source-{number}",
    }
