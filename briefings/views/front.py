"""The front page."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from newsroom.clock import now
from newsroom.prepared import fetch

from ..paths import path_of
from ..picture_urls import image
from .cards import SELECT, card_of

SECONDS = 3
LATEST = 12
QUESTIONS = 6  # fill a row of three as well as one of two
TOPICS = 14
IN_NEWS = timedelta(days=7)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The lead (the story that a chief editor pinned, else the newest), those after it, topics in the news, the newest
    common questions."""
    stories = fetch(NEWEST, ["story", 1 + SECONDS + LATEST])
    if pinned := fetch(PINNED, [now()]):
        others = [row for row in stories if row[PIECE] != pinned[0][PIECE]]
        stories = [*pinned, *others][: 1 + SECONDS + LATEST]
    lead = None
    if stories:
        *values, piece_id, picture = stories[0]
        outlets = dict.fromkeys(name for (name,) in fetch(OUTLETS, [piece_id]))
        lead = {**card_of(*values), "outlets": list(outlets), "picture": image(picture)}
    context = {
        "lead": lead,
        "seconds": cards(stories[1 : 1 + SECONDS]),
        "latest": cards(stories[1 + SECONDS :]),
        "topics_in_news": topics_in_news(),
        "questions": cards(fetch(NEWEST, ["question", QUESTIONS])),
        "canonical_url": reverse("home"),
    }
    return render(request, "home.html", context)


NEWEST = f"""
{SELECT}, p.id, e.picture::json
FROM briefings_edition e JOIN briefings_piece p ON p.live_edition_id = e.id
WHERE e.piece_kind = %s::text AND e.kind <> 'withdrawal'
ORDER BY e.first_published_at DESC, p.id DESC LIMIT %s::int
"""

PIECE = -2
"""Where a row of these has the piece's key."""

# Withdrawn, or past its time, the pinned story stands where it belongs by its date.
PINNED = f"""
{SELECT}, p.id, e.picture::json
FROM briefings_leadpin pin JOIN briefings_piece p ON p.id = pin.story_id
JOIN briefings_edition e ON e.id = p.live_edition_id
WHERE pin.until > %s::timestamptz AND e.kind <> 'withdrawal'
"""

OUTLETS = """
SELECT o.name FROM briefings_livecitation c JOIN briefings_outlet o ON o.id = c.outlet_id
WHERE c.piece_id = %s::bigint ORDER BY c.number, c.id
"""


def cards(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [card_of(*values) for *values, _pk, _picture in rows]


IN_NEWS_SQL = """
WITH newest AS (
    SELECT p.id, e.first_published_at AS at
    FROM briefings_edition e JOIN briefings_piece p ON p.live_edition_id = e.id
    WHERE e.piece_kind = 'story' AND e.kind <> 'withdrawal' ORDER BY e.first_published_at DESC LIMIT 200
), recent AS (
    SELECT id FROM newest WHERE at > (SELECT max(at) FROM newest) - %(days)s::interval
), named AS (
    SELECT f.topic_id, count(*) AS times FROM recent JOIN briefings_livefiling f ON f.piece_id = recent.id
    GROUP BY f.topic_id ORDER BY times DESC, f.topic_id LIMIT 50
)
SELECT t.name, t.slug FROM named JOIN topics_topic t ON t.id = named.topic_id
ORDER BY named.times / ln(2 + (
    SELECT sum(c.stories + c.questions) FROM briefings_topiccount c WHERE c.topic_id = t.id
)) DESC, t.name
LIMIT %(most)s::int
"""


def topics_in_news() -> list[dict[str, str]]:
    """Topics of the last week's stories (the week before the newest one), weighted by rarity."""
    rows = fetch(IN_NEWS_SQL, {"days": IN_NEWS, "most": TOPICS})
    return [{"name": name, "url": path_of("topic", slug)} for name, slug in rows]
