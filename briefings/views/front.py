"""The front page."""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..models import LiveCitation, Piece
from ..picture_urls import image
from ..words import PieceKind
from .cards import card

SECONDS = 3
LATEST = 12
QUESTIONS = 5
TOPICS = 14
IN_NEWS = timedelta(days=7)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest story as the lead, those after it, topics in the news, the newest common questions."""
    stories = list(Piece.objects.filter(kind=PieceKind.STORY).released().as_cards()[: 1 + SECONDS + LATEST])
    questions = Piece.objects.filter(kind=PieceKind.QUESTION).released().as_cards()[:QUESTIONS]
    lead = None
    if stories:
        outlets = LiveCitation.objects.filter(piece=stories[0]).order_by("number")
        names = dict.fromkeys(outlets.values_list("outlet__name", flat=True))
        picture = image(stories[0].live_edition.picture)
        lead = {**card(stories[0]), "outlets": list(names), "picture": picture}
    context = {
        "lead": lead,
        "seconds": [card(piece) for piece in stories[1 : 1 + SECONDS]],
        "latest": [card(piece) for piece in stories[1 + SECONDS :]],
        "topics_in_news": topics_in_news(),
        "questions": [card(piece) for piece in questions],
        "canonical_url": reverse("home"),
    }
    return render(request, "home.html", context)


IN_NEWS_SQL = """
WITH newest AS (
    SELECT e.first_published_at AS at
    FROM briefings_edition e JOIN briefings_piece p ON p.live_edition_id = e.id
    WHERE e.piece_kind = 'story' AND e.kind <> 'withdrawal' ORDER BY e.first_published_at DESC LIMIT 1
), recent AS (
    SELECT p.id FROM briefings_edition e JOIN briefings_piece p ON p.live_edition_id = e.id
    WHERE e.piece_kind = 'story' AND e.kind <> 'withdrawal'
        AND e.first_published_at > (SELECT at FROM newest) - %(days)s
    ORDER BY e.first_published_at DESC LIMIT 200
), named AS (
    SELECT f.topic_id, count(*) AS times FROM recent JOIN briefings_livefiling f ON f.piece_id = recent.id
    GROUP BY f.topic_id
)
SELECT t.name, t.slug FROM named JOIN topics_topic t ON t.id = named.topic_id
ORDER BY named.times / ln(2 + (SELECT count(*) FROM briefings_livefiling f WHERE f.topic_id = t.id)) DESC, t.name
LIMIT %(most)s
"""


def topics_in_news() -> list[dict[str, str]]:
    """Topics of the last week's stories (the week before the newest one), weighted by rarity."""
    with connection.cursor() as cursor:
        cursor.execute(IN_NEWS_SQL, {"days": IN_NEWS, "most": TOPICS})
        return [{"name": name, "url": reverse("topic", args=[slug])} for name, slug in cursor.fetchall()]
