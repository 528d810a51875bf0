"""Topics A to Z, and what is known of one: stories, merged timeline, questions, outlets, neighbours."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from topics.models import FormerSlug, Topic

from ..models import LiveFiling, Outlet, Piece
from ..words import PieceKind
from .cards import card, live_count
from .finding import moved
from .merged import events_of, merged_line, within, years_of
from .paging import Mapped, cards_of, page_of

TOPICS_PER_PAGE = 200
STORIES = 20
STORIES_PER_PAGE = 50
QUESTIONS = 12
EVENTS = 30
EVENTS_PER_PAGE = 100
NEIGHBOURS = 12


def public_topics() -> "QuerySet[Topic]":
    """Topics that a live piece is filed under; no other has a page."""
    return Topic.objects.filter(Exists(LiveFiling.objects.filter(topic=OuterRef("pk"))))


def counted(topics: "QuerySet[Topic]") -> "QuerySet[Topic]":
    """With ``count``, the number of live pieces under each."""
    return topics.annotate(count=live_count())


def topic_line(topic: Any) -> dict[str, Any]:
    return {
        "name": topic.name,
        "url": topic.get_absolute_url(),
        "count": topic.count,
        "kind_label": topic.get_kind_display(),
    }


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
    page = page_of(
        request, Paginator(Mapped(counted(topics).order_by(Lower("name"), "pk"), topic_line), TOPICS_PER_PAGE)
    )
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
            "canonical_url": letter_url(shown) if letter else reverse("topic_list"),
        },
    )


def letter_url(letter: str) -> str:
    return reverse("topic_list_letter", args=["0-9" if letter == "#" else letter])


def find_topic(slug: str, url_name: str, *args: Any) -> Topic | HttpResponse:
    """The topic of this address, or the redirect from one that it had. Raises Http404.

    ``parent_is_public`` says whether the topic that it is part of has a page.
    """
    parent = Exists(public_topics().filter(pk=OuterRef("parent")))
    topic = Topic.objects.select_related("parent").annotate(parent_is_public=parent).filter(slug=slug).first()
    if topic is not None:
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
    stories = [card(piece) for piece in filed(found, PieceKind.STORY)[:STORIES]]
    questions = [card(piece) for piece in filed(found, PieceKind.QUESTION)[:QUESTIONS]]
    if not stories and not questions:
        raise Http404
    outlets = (
        Outlet.objects.filter(live_citations__piece__live_filings__topic=found)
        .annotate(count=Count("live_citations"))
        .defer("description")
        .order_by("-count", "name")[:NEIGHBOURS]
    )
    children = counted(public_topics().filter(parent=found)).order_by("-count", "name")[: 2 * NEIGHBOURS]
    context = {
        **head(found),
        "parents": [line(found.parent)] if found.parent_is_public else [],
        "children": [topic_line(child) for child in children],
        "stories": stories,
        "story_count": LiveFiling.objects.filter(topic=found, kind=PieceKind.STORY).count(),
        "timeline": [merged_line(event) for event in events_of(found)[:EVENTS]],
        "timeline_years": timeline_years(found),
        "questions": questions,
        "related_topics": [topic_line(near) for near in neighbours(found)],
        "outlets": [{"name": o.name, "url": o.get_absolute_url(), "count": o.count} for o in outlets],
        "page_title": found.name,
        "description": found.description,
        "canonical_url": found.get_absolute_url(),
    }
    return render(request, "topic.html", context)


@require_safe
def topic_stories(request: HttpRequest, slug: str) -> HttpResponse:
    """All stories under a topic, newest first."""
    found = find_topic(slug, "topic_stories")
    if isinstance(found, HttpResponse):
        return found
    page = page_of(request, Paginator(cards_of(filed(found, PieceKind.STORY)), STORIES_PER_PAGE))
    if not page.paginator.count:
        raise Http404
    context = {
        **head(found),
        "page_obj": page,
        "page_title": _("%(topic)s: all stories") % {"topic": found.name},
        "canonical_url": reverse("topic_stories", args=[found.slug]),
    }
    return render(request, "topic_stories.html", context)


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
        "timeline_years": timeline_years(found),
        "page_title": _("%(topic)s: %(year)s") % {"topic": found.name, "year": year},
        "canonical_url": reverse("topic_timeline", args=[found.slug, year]),
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


def timeline_years(topic: Topic) -> list[dict[str, Any]]:
    return [
        {"year": year, "count": count, "url": reverse("topic_timeline", args=[topic.slug, year])}
        for year, count in years_of(topic)
    ]


def neighbours(topic: Topic) -> "QuerySet[Topic]":
    """Topics that live pieces under this one are also filed under, those that meet most often first."""
    return (
        Topic.objects.filter(live_filings__piece__live_filings__topic=topic)
        .exclude(pk=topic.pk)
        .annotate(count=Count("live_filings"))
        .order_by("-count", "name")[:NEIGHBOURS]
    )
