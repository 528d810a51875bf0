"""Feeds of the site and of topics: Atom, RSS and JSON Feed, with the full text of the newest pieces.

An entry keeps its id for good (the UUID of its piece), and is new to a reader's program (``updated``) when its words
changed in substance: not for a minor change.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONArray
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from newsroom.markup import escape_attribute
from newsroom.prepared import fetch
from topics.models import Topic

from ..models import Edition, Filing, LiveQuestion, Person, Piece
from ..models.pictures import file_path
from ..models.piece_queries import PieceQuerySet
from ..pages import feed_html
from ..pages.page_html import heading
from ..paths import path_of
from ..picture_urls import image
from ..successors import rows_by_uid
from ..words import EditionKind
from .anatomy import Addresses, timeline
from .finding import page_data
from .topics import find_topic

ENTRIES = 20

SUBSTANTIVE = (EditionKind.UPDATE, EditionKind.CORRECTION, EditionKind.CLARIFICATION)

FORMATS = {
    "atom": ("feeds/atom.xml", "application/atom+xml; charset=utf-8"),
    "rss": ("feeds/rss.xml", "application/rss+xml; charset=utf-8"),
    "json": ("feeds/feed.json", "application/feed+json; charset=utf-8"),
}

NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold. No text of ours does; names in the settings might."""

ANCHOR = re.compile(r'<a href="([^"]*)"')


@require_safe
def site_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest stories and common questions of the site, as ``atom``, ``rss`` or ``json``."""
    newest = [key for key, _at in fetch(NEWEST, [ENTRIES, ENTRIES, ENTRIES])]
    pieces = Piece.objects.released().filter(pk__in=newest)
    return feed(request, form, pieces, {"home_path": reverse("home"), "topic": ""})


# Of each kind along the index of the front page: both at once would sort every piece of the site.
OF_KIND = """
(SELECT p.id, e.first_published_at AS at FROM briefings_edition e JOIN briefings_piece p ON p.live_edition_id = e.id
WHERE e.piece_kind = '{}' AND e.kind <> 'withdrawal' ORDER BY e.first_published_at DESC, p.id DESC LIMIT %s::int)
"""
NEWEST = f"{OF_KIND.format('story')} UNION ALL {OF_KIND.format('question')} ORDER BY at DESC, id DESC LIMIT %s::int"


@require_safe
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest stories and common questions under a topic, as Atom."""
    topic = find_topic(slug, "topic_feed")
    if isinstance(topic, HttpResponse):
        return topic
    pieces = Piece.objects.filter(filed_under=topic).released()
    about = {"home_path": topic.get_absolute_url(), "topic": topic.name}
    return feed(request, "atom", pieces, about, must_exist=True)


def feed(
    request: HttpRequest, form: str, pieces: PieceQuerySet, about: dict[str, Any], *, must_exist: bool = False
) -> HttpResponse:
    """The feed of the first of these pieces. Raises Http404 for one without entries that ``must_exist``.

    It is known by the ETag that every page gets, and by no time: topics, names and what a redaction takes out apply at
    once and leave no edition, and who asked by a time would not learn of them.
    """
    entries = entries_of(pieces)
    if must_exist and not entries:
        raise Http404
    updated = max((entry["updated"] for entry in entries), default=datetime.fromtimestamp(0, UTC))
    context = {
        **about,
        "base": settings.SITE_URL,
        "icon": static("icons/icon-512.png"),
        "feed_path": request.path,
        "entries": entries,
        "updated": updated,
        "updated_rfc822": format_datetime(updated.astimezone(UTC), usegmt=True),
    }
    template, content_type = FORMATS[form]
    body = NOT_XML.sub("", render_to_string(template, context, request)).strip() + "\n"
    return HttpResponse(body, content_type=content_type)


# Slug, title and teaser of each live question that a piece leads to.
QUESTIONS = (
    LiveQuestion.objects.filter(story=OuterRef("pk"), question__live_edition__isnull=False)
    .exclude(question__live_edition__kind=EditionKind.WITHDRAWAL)
    .order_by("position", "pk")
    .values_list(JSONArray("question__slug", "question__live_edition__headline", "teaser"))
)


def entries_of(pieces: PieceQuerySet) -> list[dict[str, Any]]:
    """The first ENTRIES of these pieces as entries. At most five queries."""
    shown = list(
        pieces.as_cards()
        .select_related("live_edition__rendering")
        .annotate(questions=ArraySubquery(QUESTIONS))[:ENTRIES]
    )
    pages = {piece.pk: page_data(piece.live_edition) for piece in shown}
    changes: dict[int, list[Edition]] = defaultdict(list)
    editions = Edition.objects.filter(piece__in=shown, kind__in=SUBSTANTIVE, number__gt=1, redaction=None)
    for edition in editions.only("piece_id", "number", "kind", "note", "released_at").order_by("number"):
        changes[edition.piece_id].append(edition)
    topics: dict[int, list[Topic]] = defaultdict(list)
    filings = Filing.objects.filter(content_object__in=shown).select_related("tag").order_by("position", "pk")
    for filing in filings:
        topics[filing.content_object_id].append(filing.tag)
    named = {credited["person"] for page in pages.values() for credited in page["byline"]}
    authors = rows_by_uid(Person, map(UUID, named))
    people = {str(uid): person.get_absolute_url() for uid, person in authors.items()}
    addresses = Addresses(link for page in pages.values() for link in page["links"])
    return [
        entry(piece, pages[piece.pk], changes[piece.pk], topics[piece.pk], people, addresses)
        for piece in shown
    ]


def entry(
    piece: Piece,
    page: dict[str, Any],
    changes: list[Edition],
    topics: list[Topic],
    people: dict[str, str],
    addresses: Addresses,
) -> dict[str, Any]:
    """What the templates show of a live piece; addresses are absolute."""
    edition = piece.live_edition
    updated = max([edition.first_published_at, *(change.released_at for change in changes)])
    url = settings.SITE_URL + piece.get_absolute_url()
    notices = [change for change in changes if change.kind != EditionKind.UPDATE]
    return {
        "id": f"urn:uuid:{piece.uid}",
        "url": url,
        "title": edition.headline,
        "summary": edition.standfirst,
        "language": edition.language,
        "image": picture_of(page["lead"]),
        "credit": page["credit"],
        "html": full_text(page, url, addresses, notices=notices, questions=piece.questions, topics=topics),
        "published": edition.first_published_at,
        "updated": updated,
        "published_rfc822": format_datetime(edition.first_published_at.astimezone(UTC), usegmt=True),
        "authors": [
            {
                "name": credited["name"],
                "url": settings.SITE_URL + people[credited["person"]] if credited["person"] in people else "",
            }
            for credited in page["byline"]
        ],
        "topics": [topic.name for topic in topics],
    }


def picture_of(lead: dict[str, Any] | None) -> dict[str, Any] | None:
    """The lead image at its largest: ``url``, ``size`` in bytes, ``type``, width, height and words; None without one,
    or where its file is gone."""
    shown = image(lead)
    if lead is None or shown is None:
        return None
    try:
        size = file_path(lead["digest"], lead["widths"][-1]).stat().st_size
    except FileNotFoundError:
        return None
    return {**shown, "url": settings.SITE_URL + shown["src"], "size": size, "type": "image/webp"}


def full_text(
    page: dict[str, Any],
    url: str,
    addresses: Addresses,
    *,
    notices: Iterable[Edition] = (),
    questions: Iterable[list[str]] = (),
    topics: Iterable[Topic] = (),
) -> str:
    """All words of a page in one HTML text: numbers in it lead to their sources, which stand at its end before where
    to go next."""
    sections = [(heading(section), addresses.resolve(section["html"])) for section in page["sections"]]
    answers = [(answer["question"], addresses.resolve(answer["html"])) for answer in page["answers"]]
    html = feed_html.full_text(
        page,
        (*sections, *answers),
        image=picture_of(page["lead"]),
        notices=notices,
        timeline=timeline(page["timeline"]),
        questions=[
            {"url": path_of("question", slug), "title": title, "teaser": teaser}
            for slug, title, teaser in questions
        ],
        topics=[{"name": topic.name, "url": path_of("topic", topic.slug)} for topic in topics],
    )
    sources = {f"#source-{source['number']}": source["url"] for source in page["sources"]}
    return with_absolute_links(html, url, sources)


def with_absolute_links(html: str, url: str, sources: dict[str, str]) -> str:
    """The HTML of a page at ``url`` with links that lead there from anywhere; those to a source, to the source."""

    def absolute(href: str) -> str:
        if href.startswith("#"):
            return escape_attribute(sources.get(href, "")) or f"{url}{href}"
        return settings.SITE_URL + href if href.startswith("/") else href

    # Neither a text nor an attribute holds these signs: the one has no "<" that is not written out, the other no quote.
    return ANCHOR.sub(lambda link: f'<a href="{absolute(link[1])}"', html)
