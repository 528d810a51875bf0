"""All stories under a topic, and those of each year."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.prepared import fetch
from topics.models import Topic

from ..words import PieceKind
from .archive import midnight
from .paging import address_on, cards_of, page_of
from .topics import filed, find_topic, head

STORIES_PER_PAGE = 50


@require_safe
def topic_stories(request: HttpRequest, slug: str, year: int | None = None) -> HttpResponse:
    """All stories under a topic, newest first; or those of a year from its first day on, so that what stands on a
    page of it stays there when new stories come."""
    address = "topic_stories_year" if year else "topic_stories"
    args = [year] if year else []
    found = find_topic(slug, address, *args)
    if isinstance(found, HttpResponse):
        return found
    stories = filed(found, PieceKind.STORY)
    if year:
        stories = stories.filter(**published_within(year)).reverse()
    page = page_of(request, Paginator(cards_of(stories), STORIES_PER_PAGE))
    if not page.paginator.count:
        raise Http404
    title = _("%(topic)s: stories of %(year)s") if year else _("%(topic)s: all stories")
    context = {
        **head(found),
        "year": year,
        "page_obj": page,
        "story_years": story_years(found),
        "page_title": title % {"topic": found.name, "year": year},
        "canonical_url": address_on(reverse(address, args=[found.slug, *args]), page),
    }
    return render(request, "topic_stories.html", context)


def published_within(year: int) -> dict[str, Any]:
    """Filters for what was first published in the year, by the house's days."""
    first = midnight(date(year, 1, 1))
    bounds = {"live_filings__first_published_at__gte": first}
    if year < date.max.year:
        bounds["live_filings__first_published_at__lt"] = midnight(date(year + 1, 1, 1))
    return bounds


STORY_YEARS = """
SELECT extract(year FROM first_published_at AT TIME ZONE %(zone)s::text)::int AS year, count(*)
FROM briefings_livefiling WHERE topic_id = %(topic)s::bigint AND kind = 'story' GROUP BY year ORDER BY year DESC
"""


def story_years(topic: Topic) -> list[dict[str, Any]]:
    """The years of a topic's stories, newest first, with how many each has."""
    zone = timezone.get_current_timezone_name()
    return [
        {"year": year, "count": count, "url": reverse("topic_stories_year", args=[topic.slug, year])}
        for year, count in fetch(STORY_YEARS, {"zone": zone, "topic": topic.pk})
    ]
