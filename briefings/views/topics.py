"""Topics A to Z, and what is known of one: stories, merged timeline, questions, outlets, neighbours."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.prepared import fetch
from topics.models import FormerSlug, Topic

from ..models import LiveFiling, Piece, TopicCount
from ..paths import path_of
from ..words import PieceKind
from .addressed import columns, fields_of, made
from .cards import SELECT, card_of, live_count
from .finding import moved
from .merged import events_of, merged_line, newest_lines, within, years_of
from .page_facts import topic_entry
from .paging import Mapped, address_on, page_of

TOPICS_PER_PAGE = 200
STORIES = 20
QUESTIONS = 12
EVENTS = 30
EVENTS_PER_PAGE = 100
NEIGHBOURS = 12
LOOKED_AT = 100
"""Pieces of a topic, the newest, whose topics and outlets its page names and counts: of one with thousands, counting
all of them would cost each reader more than it tells."""


def public_topics() -> "QuerySet[Topic]":
    """Topics that a live piece is filed under; no other has a page."""
    return Topic.objects.filter(Exists(LiveFiling.objects.filter(topic=OuterRef("pk"))))


def counted(topics: "QuerySet[Topic]") -> "QuerySet[Topic]":
    """With ``count``, the number of live pieces under each."""
    return topics.annotate(count=live_count())


def topic_line(values: tuple[str, str, int]) -> dict[str, Any]:
    """Of a topic's name, slug and count."""
    name, slug, count = values
    return {"name": name, "url": path_of("topic", slug), "count": count}


@require_safe
def topic_list(request: HttpRequest, letter: str = "") -> HttpResponse:
    """All topics by name, or those under one letter; ``#`` (written ``0-9``) is what begins with none."""
    topics = public_topics()
    letters = list(topics.order_by("letter").values_list("letter", flat=True).distinct())
    shown = "#" if letter == "0-9" else letter
    if letter:
        if shown not in letters:
            raise Http404
        topics = topics.filter(letter=shown)
    listed = counted(topics).order_by(Lower("name"), "pk").values_list("name", "slug", "count")
    page = page_of(request, Paginator(Mapped(listed, topic_line), TOPICS_PER_PAGE))
    return render(
        request,
        "topic_list.html",
        {
            "letters": [
                {"letter": one, "url": letter_url(one), "current": bool(letter) and one == shown}
                for one in letters
            ],
            "page_obj": page,
            "page_title": _("Topics: %(letter)s") % {"letter": shown} if letter else _("Topics"),
            "canonical_url": address_on(letter_url(shown) if letter else reverse("topic_list"), page),
        },
    )


def letter_url(letter: str) -> str:
    return reverse("topic_list_letter", args=["0-9" if letter == "#" else letter])


TOPIC = fields_of(Topic)
BY_ADDRESS = f"""
SELECT {columns("t", TOPIC)}, {columns("w", TOPIC)},
    EXISTS (SELECT FROM briefings_livefiling f WHERE f.topic_id = t.parent_id)
FROM topics_topic t LEFT JOIN topics_topic w ON w.id = t.parent_id WHERE t.slug = %s::text
"""


def find_topic(slug: str, url_name: str, *args: Any) -> Topic | HttpResponse:
    """The topic of this address, or the redirect from one that it had. Raises Http404.

    ``parent_is_public`` says whether the topic that it is part of has a page.
    """
    rows = fetch(BY_ADDRESS, [slug])
    if rows:
        values = iter(rows[0])
        topic, parent = made(Topic, TOPIC, values), made(Topic, TOPIC, values)
        Topic._meta.get_field("parent").set_cached_value(topic, parent)
        topic.parent_is_public = next(values)
        return topic
    former = FormerSlug.objects.filter(slug=slug, topic__in=public_topics()).select_related("topic").first()
    if former is None:
        raise Http404
    return moved(reverse(url_name, args=[former.topic.slug, *args]))


def filed(topic: Topic, kind: PieceKind) -> "QuerySet[Piece]":
    """Live pieces under the topic, newest first, as cards."""
    return (
        Piece.objects.filter(live_filings__topic=topic, live_filings__kind=kind)
        .order_by("-live_filings__first_published_at", "-live_filings__piece")
        .as_cards()
    )


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic: its newest stories and events, its questions, topics near it, the outlets cited."""
    found = find_topic(slug, "topic")
    if isinstance(found, HttpResponse):
        return found
    stories = newest_filed(found, PieceKind.STORY, STORIES)
    questions = newest_filed(found, PieceKind.QUESTION, QUESTIONS)
    if not stories and not questions:
        raise Http404
    story_count = count_of_stories(found)
    context = {
        **head(found),
        "parents": [line(found.parent)] if found.parent_is_public else [],
        "children": children_of(found),
        "stories": stories,
        "story_count": story_count,
        "timeline": newest_lines(found, story_count, EVENTS),
        "timeline_years": timeline_years(found, story_count),
        "questions": questions,
        "related_topics": neighbours(found),
        "outlets": outlets_of(found),
        "page_title": found.name,
        "description": found.description,
        "canonical_url": found.get_absolute_url(),
    }
    return render(request, "topic.html", context)


@require_safe
def topic_timeline(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """One year of a topic's merged timeline, from its first day on."""
    found = find_topic(slug, "topic_timeline", year)
    if isinstance(found, HttpResponse):
        return found
    events = events_of(found, newest_first=False).filter(**within(year))
    page = page_of(request, Paginator(Mapped(events, merged_line), EVENTS_PER_PAGE))
    if not page.paginator.count:
        raise Http404
    context = {
        **head(found),
        "year": year,
        "page_obj": page,
        "timeline_years": timeline_years(found, count_of_stories(found)),
        "page_title": _("%(topic)s: %(year)s") % {"topic": found.name, "year": year},
        "canonical_url": address_on(reverse("topic_timeline", args=[found.slug, year]), page),
    }
    return render(request, "topic_timeline.html", context)


def head(topic: Topic) -> dict[str, Any]:
    return {
        "topic": {
            "name": topic.name,
            "kind": topic.kind,
            "kind_label": topic.get_kind_display(),
            "description": topic.description,
            "get_absolute_url": topic.get_absolute_url(),
        }
    }


def line(topic: Topic) -> dict[str, str]:
    return {"name": topic.name, "url": topic.get_absolute_url()}


def count_of_stories(topic: Topic) -> int:
    """How many live stories stand under the topic."""
    return TopicCount.objects.filter(topic_id=topic.pk).aggregate(stories=Sum("stories"))["stories"] or 0


def timeline_years(topic: Topic, stories: int) -> list[dict[str, Any]]:
    return [
        {"year": year, "count": count, "url": reverse("topic_timeline", args=[topic.slug, year])}
        for year, count in years_of(topic, stories)
    ]


NEWEST_FILED = f"""
{SELECT} FROM briefings_livefiling f JOIN briefings_piece p ON p.id = f.piece_id
JOIN briefings_edition e ON e.id = p.live_edition_id
WHERE f.topic_id = %s::bigint AND f.kind = %s::text AND e.kind <> 'withdrawal'
ORDER BY f.first_published_at DESC, f.piece_id DESC LIMIT %s::int
"""


def newest_filed(topic: Topic, kind: PieceKind, most: int) -> list[dict[str, Any]]:
    """Cards of the newest live pieces under the topic."""
    return [card_of(*values) for values in fetch(NEWEST_FILED, [topic.pk, str(kind), most])]


CHILDREN = """
SELECT t.name, t.slug, t.kind,
    (SELECT sum(c.stories + c.questions) FROM briefings_topiccount c WHERE c.topic_id = t.id) AS count
FROM topics_topic t
WHERE t.parent_id = %s::bigint AND EXISTS (SELECT FROM briefings_livefiling f WHERE f.topic_id = t.id)
ORDER BY count DESC, t.name LIMIT %s::int
"""


def children_of(topic: Topic) -> list[dict[str, Any]]:
    """The topics that are part of this one and have a page, those used most first."""
    return [topic_entry(*row) for row in fetch(CHILDREN, [topic.pk, 2 * NEIGHBOURS])]


LATELY = """
WITH lately AS (
    SELECT piece_id FROM briefings_livefiling WHERE topic_id = %(topic)s::bigint
    ORDER BY first_published_at DESC, piece_id DESC LIMIT %(looked_at)s::int
)
"""
NEIGHBOURS_SQL = f"""{LATELY}, met AS (
    SELECT f.topic_id, count(*) AS count FROM lately JOIN briefings_livefiling f ON f.piece_id = lately.piece_id
    WHERE f.topic_id <> %(topic)s::bigint GROUP BY f.topic_id ORDER BY count DESC, f.topic_id LIMIT 100
)
SELECT t.name, t.slug, t.kind, met.count FROM met JOIN topics_topic t ON t.id = met.topic_id
-- A topic that stands under everything is near to nothing.
ORDER BY met.count / ln(2 + (
    SELECT sum(c.stories + c.questions) FROM briefings_topiccount c WHERE c.topic_id = t.id
)) DESC, t.name LIMIT %(most)s::int
"""
OUTLETS_SQL = f"""{LATELY}, cited AS (
    SELECT c.outlet_id, count(*) AS count FROM lately JOIN briefings_livecitation c ON c.piece_id = lately.piece_id
    GROUP BY c.outlet_id
)
SELECT o.name, o.slug, cited.count FROM cited JOIN briefings_outlet o ON o.id = cited.outlet_id
ORDER BY cited.count DESC, o.name LIMIT %(most)s::int
"""


def neighbours(topic: Topic) -> list[dict[str, Any]]:
    """Topics that the newest LOOKED_AT pieces under this one are also filed under, with how many of these are: those
    met most often for their size first."""
    found = fetch(NEIGHBOURS_SQL, {"topic": topic.pk, "looked_at": LOOKED_AT, "most": NEIGHBOURS})
    return [topic_entry(*row) for row in found]


def outlets_of(topic: Topic) -> list[dict[str, Any]]:
    """The outlets that the newest LOOKED_AT pieces under the topic cite most."""
    found = fetch(OUTLETS_SQL, {"topic": topic.pk, "looked_at": LOOKED_AT, "most": NEIGHBOURS})
    return [{"name": name, "url": path_of("outlet", slug), "count": count} for name, slug, count in found]
