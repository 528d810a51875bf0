"""The merged timeline of a topic: the events of all live stories filed under it, each once."""

from datetime import MAXYEAR, UTC, datetime
from typing import Any

from django.db.models import QuerySet

from newsroom import dates
from newsroom.prepared import fetch
from topics.models import Topic

from ..models import LiveEvent
from ..paths import path_of
from .anatomy import already_safe

COMMON = 300
"""Stories from which on a topic is common: among all events by date, its own are met often enough to be picked out,
while those of all its stories would have to be read and sorted each time."""


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
    piece = event.piece
    told = (event.start, event.end, event.precision, event.circa, event.html)
    return line_of(*told, piece.live_edition.headline, piece.live_edition.language, piece.kind, piece.slug)


def within(year: int) -> dict[str, datetime]:
    """Filters for events that begin in the year; their days are UTC's, whatever the house's zone."""
    bounds = {"start__gte": datetime(year, 1, 1, tzinfo=UTC)}
    return bounds | ({"start__lt": datetime(year + 1, 1, 1, tzinfo=UTC)} if year < MAXYEAR else {})


NEWEST = """
SELECT DISTINCT ON (e.start, e.digest)
    e.start, e."end", e.precision, e.circa, e.html, l.headline, l.language, p.kind, p.slug
FROM {events} JOIN briefings_piece p ON p.id = e.piece_id JOIN briefings_edition l ON l.id = p.live_edition_id
ORDER BY e.start DESC, e.digest, e.piece_id DESC LIMIT %(most)s::int
"""
OF_ITS_STORIES = """briefings_livefiling f JOIN briefings_liveevent e ON e.piece_id = f.piece_id
    AND f.topic_id = %(topic)s::bigint"""
# OFFSET keeps the question apart from the walk along the index, which ends as soon as enough is found.
PICKED_OUT = """(SELECT * FROM briefings_liveevent e WHERE EXISTS (
        SELECT FROM briefings_livefiling f WHERE f.piece_id = e.piece_id AND f.topic_id = %(topic)s::bigint OFFSET 0
    ) ORDER BY e.start DESC, e.digest, e.piece_id DESC LIMIT 20 * %(most)s::int) e"""
NEWEST_OF_FEW, NEWEST_OF_MANY = NEWEST.format(events=OF_ITS_STORIES), NEWEST.format(events=PICKED_OUT)


def newest_lines(topic: Topic, stories: int, most: int) -> list[dict[str, Any]]:
    """The ``most`` newest entries of the merged timeline of a topic with so many stories, as ``merged_line``.

    Of a common topic, the newest events of the site that are its own: of those that many stories repeat there may
    then be fewer.
    """
    rows = fetch(NEWEST_OF_MANY if stories > COMMON else NEWEST_OF_FEW, {"topic": topic.pk, "most": most})
    return [line_of(*row) for row in rows]


def line_of(
    start: datetime,
    end: datetime | None,
    precision: dates.Precision,
    circa: bool,
    html: str,
    headline: str,
    language: str,
    kind: str,
    slug: str,
) -> dict[str, Any]:
    return {
        "iso": dates.iso(start, precision),
        "label": dates.label(start, end, precision, circa),
        "html": already_safe(html),
        "circa": circa,
        "story_headline": headline,
        "language": language,
        "story_url": path_of(kind, slug),
    }


YEARS = """
SELECT date_part('year', start AT TIME ZONE 'UTC')::int AS year, count(*) FROM (
    SELECT DISTINCT e.start, e.digest
    FROM briefings_liveevent e JOIN briefings_livefiling f ON f.piece_id = e.piece_id
    WHERE f.topic_id = %s::bigint
) merged GROUP BY year ORDER BY year DESC
"""
# From the newest event to the newest one of an earlier year, and so on.
YEARS_OF_MANY = """
WITH RECURSIVE stepped AS (
    (SELECT e.start FROM briefings_liveevent e WHERE EXISTS (
        SELECT FROM briefings_livefiling f WHERE f.piece_id = e.piece_id AND f.topic_id = %(topic)s::bigint OFFSET 0
    ) ORDER BY e.start DESC, e.digest, e.piece_id DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT e.start FROM briefings_liveevent e
        WHERE e.start < date_trunc('year', stepped.start, 'UTC') AND EXISTS (
            SELECT FROM briefings_livefiling f
            WHERE f.piece_id = e.piece_id AND f.topic_id = %(topic)s::bigint OFFSET 0
        ) ORDER BY e.start DESC, e.digest, e.piece_id DESC LIMIT 1)
    FROM stepped WHERE stepped.start IS NOT NULL
)
SELECT date_part('year', start AT TIME ZONE 'UTC')::int, NULL FROM stepped WHERE start IS NOT NULL
"""


def years_of(topic: Topic, stories: int) -> list[tuple[int, int | None]]:
    """(year, number of events) of the merged timeline of a topic with so many stories, newest first.

    Those of a common topic are not counted.
    """
    if stories > COMMON:
        return fetch(YEARS_OF_MANY, {"topic": topic.pk})
    return fetch(YEARS, [topic.pk])
