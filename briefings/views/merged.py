"""The merged timeline of a topic: the events of all live stories filed under it, each once."""

from datetime import MAXYEAR, UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from newsroom import dates
from topics.models import Topic

from ..models import LiveEvent
from .anatomy import already_safe


def events_of(topic: Topic, *, newest_first: bool = True) -> "QuerySet[LiveEvent]":
    """Events of live stories under the topic; of equal ones in several stories, that of the newest story."""
    order = ("-start", "digest", "-piece_id") if newest_first else ("start", "digest", "-piece_id")
    return (
        LiveEvent.objects.filter(piece__live_filings__topic=topic)
        .order_by(*order)
        .distinct("start", "digest")
        .select_related("piece__live_edition")
        .defer("piece__live_edition__document", "piece__live_edition__findings")
    )


def merged_line(event: LiveEvent) -> dict[str, Any]:
    """An entry with its date in words and the story that it stands in."""
    return {
        "iso": dates.iso(event.start, event.precision),
        "label": dates.label(event.start, event.end, event.precision, event.circa),
        "html": already_safe(event.html),
        "circa": event.circa,
        "story_headline": event.piece.live_edition.headline,
        "story_url": event.piece.get_absolute_url(),
    }


def within(year: int) -> dict[str, datetime]:
    """Filters for events that begin in the year; their days are UTC's, whatever the house's zone."""
    bounds = {"start__gte": datetime(year, 1, 1, tzinfo=UTC)}
    return bounds | ({"start__lt": datetime(year + 1, 1, 1, tzinfo=UTC)} if year < MAXYEAR else {})


YEARS = """
SELECT extract(year FROM e.start AT TIME ZONE 'UTC')::int AS year, count(DISTINCT (e.start, e.digest))
FROM briefings_liveevent e JOIN briefings_livefiling f ON f.piece_id = e.piece_id
WHERE f.topic_id = %s GROUP BY year ORDER BY year DESC
"""


def years_of(topic: Topic) -> list[tuple[int, int]]:
    """(year, number of events) of the merged timeline, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(YEARS, [topic.pk])
        return cursor.fetchall()
