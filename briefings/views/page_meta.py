"""What each page tells programs in its head: its description, and what shows where somebody links to it.

Read from the context that the page's template has, by the name of its route, so that no view repeats it.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy

from ..models import Card, Piece
from ..pages.cards import HEIGHT, WIDTH

DESCRIPTION_MAX = 300
"""Characters: what other sites and search engines show of a description at most."""


def card_of(piece: Piece) -> str:
    """The path of the piece's card image, or "" where none shows what is live."""
    try:
        card = piece.card
    except Card.DoesNotExist:
        return ""
    if not card.digest or card.edition_id != piece.live_edition_id:
        return ""
    return reverse("card", args=[card.digest])


def meta(context: Mapping[str, Any]) -> dict[str, Any]:
    """What ``meta_html`` shows; nothing but a description for what no search engine is to keep."""
    description = Truncator(describe(context)).chars(DESCRIPTION_MAX)
    if context.get("noindex") or context.get("preview"):
        return {"description": description}
    house, piece = context["house"], shown_piece(context)
    title = context.get("page_title") or house["name"]
    told = {
        "description": description,
        "site_name": house["name"],
        "title": title,
        "url": settings.SITE_URL + context.get("canonical_url", ""),
        "kind": "article" if piece else "profile" if route_of(context) == "person" else "website",
        "locale": territory(get_language() or ""),
        "large": False,
        "image": {"url": settings.SITE_URL + static("icons/icon-512.png"), "width": 512, "height": 512},
    }
    if piece is None:
        return told
    images = images_of(context, piece)
    edition = context["edition"]
    return told | {
        "large": bool(images),
        "image": images[0] | {"alt": edition["headline"]} if images else told["image"],
        "published": edition["first_published_at"],
        "modified": modified(edition),
        "authors": [settings.SITE_URL + person["url"] for person in context["byline"] if person["url"]],
        "tags": [topic["name"] for topic in context["topics"]],
    }


def territory(language: str) -> str:
    """``pt_BR`` for ``pt-br``: Open Graph knows no language without a territory.

    >>> territory("pt-br"), territory("en")
    ('pt_BR', '')
    """
    code, _dash, place = language.partition("-")
    return f"{code}_{place.upper()}" if len(place) == 2 else ""


def route_of(context: Mapping[str, Any]) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return (match.url_name if match else "") or ""


def shown_piece(context: Mapping[str, Any]) -> Piece | None:
    """The live piece whose own page this is."""
    return context.get("piece") if route_of(context) in ("story", "question") else None


def modified(edition: Mapping[str, Any]) -> Any:
    return edition["updated_at"] or edition["first_published_at"]


def images_of(context: Mapping[str, Any], piece: Piece) -> list[dict[str, Any]]:
    """The card and the lead image, with absolute addresses."""
    images = []
    if card := card_of(piece):
        images.append({"url": settings.SITE_URL + card, "width": WIDTH, "height": HEIGHT})
    if lead := context.get("lead_image"):
        images.append({"url": settings.SITE_URL + lead["src"], **{k: lead[k] for k in ("width", "height")}})
    return images


def describe(context: Mapping[str, Any]) -> str:
    """The page's own description, or one that fits its kind."""
    if own := context.get("description"):
        return str(own)
    route, house = route_of(context), context["house"]
    if route == "home":
        return str(house["tagline"])
    # Without an address of its own it is no page of its kind, but says why there is none.
    words = DESCRIPTIONS.get(route) if context.get("canonical_url") else None
    if words is None:
        return ""
    name = context["outlet"]["name"] if route == "outlet" else context.get("page_title") or house["name"]
    return str(words) % {"name": name, "house": house["name"]}


DESCRIPTIONS = {
    "story": gettext_lazy("What happened, what is behind it, and what the papers say."),
    "question": gettext_lazy("Answers with their sources, by %(house)s."),
    "topic": gettext_lazy("Stories, a timeline and common questions about %(name)s."),
    "topic_stories": gettext_lazy("Every story about this subject, newest first."),
    "topic_stories_year": gettext_lazy("The stories of one year about this subject, from its first day on."),
    "topic_timeline": gettext_lazy("What happened in this year, day by day, and which story tells of it."),
    "topic_list": gettext_lazy(
        "Every subject that we write about, with its stories, timeline and questions."
    ),
    "topic_list_letter": gettext_lazy(
        "Subjects that we write about, with their stories, timelines and questions."
    ),
    "question_list": gettext_lazy("Questions that many stories lead to, answered with their sources."),
    "outlet_list": gettext_lazy("The newspapers, agencies and others that our stories rest on."),
    "outlet": gettext_lazy("What we cite of %(name)s, and in which stories."),
    "person": gettext_lazy("What %(name)s wrote for %(house)s."),
    "archive": gettext_lazy("Everything that we published, by day."),
    "archive_year": gettext_lazy("What we published, month by month."),
    "archive_month": gettext_lazy("What we published, day by day."),
    "archive_day": gettext_lazy("What we published on this day."),
    "search": gettext_lazy("Search headlines, texts, timelines and names of outlets."),
}
"""Per route, for pages that have no description of their own."""
