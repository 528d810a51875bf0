"""The JSON-LD of each page: which nodes it has.

Read from the context that the page's template has, by the name of its route, so that no view repeats it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from newsroom.text import text_of

from ..pages import structured
from ..pages.structured import Node
from .page_meta import describe, images_of, modified, route_of

CITE = re.compile(r'<sup class="cite">.*?</sup>')


def json_ld(context: Mapping[str, Any]) -> str:
    """The content of the page's JSON-LD, or "" for what no search engine is to keep."""
    if context.get("noindex") or context.get("preview") or not context.get("canonical_url"):
        return ""
    build = PAGES.get(route_of(context))
    if build is None:
        return ""
    nodes = build(context)
    if steps := context.get("breadcrumb"):
        way = [(str(step["name"]), step["url"]) for step in steps if step.get("url")]
        here = (str(context.get("page_title") or ""), context["canonical_url"])
        nodes.append(structured.breadcrumbs(settings.SITE_URL, [*way, here]))
    return structured.script(nodes)


def house_of(context: Mapping[str, Any]) -> dict[str, Any]:
    return dict(context["house"])


def home(context: Mapping[str, Any]) -> list[Node]:
    house = house_of(context)
    lead = [context["lead"]] if context.get("lead") else []
    items = [card["url"] for card in (*lead, *context["seconds"], *context["latest"])]
    return [
        structured.organization(house),
        structured.website(house, reverse("search")),
        structured.page(
            settings.SITE_URL,
            "CollectionPage",
            reverse("home"),
            house["name"],
            description=house["tagline"],
            language=house["language"],
            items=items,
        ),
    ]


def piece_facts(context: Mapping[str, Any]) -> dict[str, Any]:
    """What ``structured.work`` wants to know of the piece that the page shows."""
    piece, edition = context["piece"], context["edition"]
    lead = context.get("lead_image")
    images = images_of(context, piece)
    return {
        "path": piece.get_absolute_url(),
        **{name: edition[name] for name in ("headline", "standfirst", "language", "credit")},
        "edition": edition["number"],
        "word_count": piece.live_edition.word_count,
        "published": edition["first_published_at"].isoformat(),
        "modified": modified(edition).isoformat(),
        "authors": [(person["name"], person["url"]) for person in context["byline"]],
        "publisher": structured.organization(house_of(context)),
        "images": [
            structured.picture(**image, caption=lead["caption"], credit=lead["credit"])
            if lead and image["url"].endswith(lead["src"])
            else structured.picture(**image)
            for image in images
        ],
        "topics": [(topic["name"], topic["url"], topic.get("kind", "")) for topic in context["topics"]],
        "sources": context["sources"],
        "corrections": [(notice.note, notice.released_at.isoformat()) for notice in context["notices"]],
    }


def story(context: Mapping[str, Any]) -> list[Node]:
    headings = [section["heading"] for section in context["sections"]]
    return [structured.news_article(settings.SITE_URL, {**piece_facts(context), "sections": headings})]


def question(context: Mapping[str, Any]) -> list[Node]:
    answers = [(a["question"], a["anchor"], plain(a["html"])) for a in context["answers"]]
    return [structured.faq_page(settings.SITE_URL, {**piece_facts(context), "answers": answers})]


def plain(html: str) -> str:
    """The words of a page's text, without its numbers of sources."""
    return text_of(CITE.sub("", html))


def topic(context: Mapping[str, Any]) -> list[Node]:
    shown = context["topic"]
    kind = structured.TOPIC_TYPES.get(shown.get("kind", ""), "Thing")
    about = structured.thing(
        kind,
        shown["name"],
        settings.SITE_URL + shown["get_absolute_url"],
        description=shown["description"],
    )
    cards = context.get("stories") or context.get("page_obj") or ()
    return [collection(context, about=about, items=[card["url"] for card in cards if "url" in card])]


def outlet(context: Mapping[str, Any]) -> list[Node]:
    shown = context["outlet"]
    about = structured.thing(
        "Organization", shown["name"], shown["homepage"], description=shown["description"]
    )
    return [collection(context, about=about)]


def person(context: Mapping[str, Any]) -> list[Node]:
    shown = context["person"]
    main = structured.thing(
        "Person",
        shown.name,
        settings.SITE_URL + shown.get_absolute_url(),
        jobTitle=shown.role,
        description=shown.bio,
        worksFor={"@id": settings.SITE_URL + structured.ORGANIZATION},
    )
    return [structured.organization(house_of(context)), collection(context, kind="ProfilePage", main=main)]


def listed(context: Mapping[str, Any]) -> list[Node]:
    """A list of pieces: they are named."""
    return [collection(context, items=[card["url"] for card in context["page_obj"]])]


def index(context: Mapping[str, Any]) -> list[Node]:
    """A list whose entries would weigh more than they tell."""
    return [collection(context)]


def house_text(context: Mapping[str, Any]) -> list[Node]:
    kind = "AboutPage" if route_of(context) == "about" else "WebPage"
    return [structured.organization(house_of(context)), collection(context, kind=kind)]


def collection(context: Mapping[str, Any], kind: str = "CollectionPage", **what: Any) -> Node:
    return structured.page(
        settings.SITE_URL,
        kind,
        context["canonical_url"],
        str(context.get("page_title") or context["house"]["name"]),
        description=describe(context),
        language=context["house"]["language"],
        **what,
    )


PAGES: dict[str, Callable[[Mapping[str, Any]], list[Node]]] = {
    "home": home,
    "story": story,
    "question": question,
    "question_list": listed,
    "topic": topic,
    "topic_stories": topic,
    "topic_stories_year": topic,
    "topic_timeline": topic,
    "topic_list": index,
    "topic_list_letter": index,
    "outlet": outlet,
    "outlet_list": index,
    "person": person,
    "archive": index,
    "archive_year": index,
    "archive_month": index,
    "archive_day": listed,
    "corrections": index,
    "about": house_text,
    "standards": house_text,
    "how_we_cite": house_text,
    "privacy": house_text,
}
"""Per route, the nodes of its page."""
