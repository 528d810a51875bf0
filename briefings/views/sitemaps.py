"""Sitemaps: an index, pages of it by ranges of primary keys, and the news of the last two days.

A page covers SPAN primary keys of one table. So its address stays, no OFFSET counts rows, and a page costs the same
among a million pieces as among a thousand.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from newsroom.clock import now

from ..house import TEXTS, current
from ..models import Piece
from ..words import PieceKind

SPAN = 10_000
NEWS_MAX = 1_000  # Google reads no more
NEWS_DAYS = timedelta(days=2)

XML = "application/xml; charset=utf-8"

SLUG = "SLUG"
ROUTES = {"story": "story", "question": "question", "topic": "topic", "outlet": "outlet", "person": "person"}

# Per kind of page the rows that have one: route, key, slug, when it last changed or nothing.
PUBLIC = {
    "pieces": """
        SELECT p.kind AS route, p.id AS key, p.slug, e.released_at AS changed_at
        FROM briefings_piece p JOIN briefings_edition e ON e.id = p.live_edition_id WHERE e.kind <> 'withdrawal'
    """,
    "topics": """
        SELECT 'topic' AS route, t.id AS key, t.slug, NULL::timestamptz AS changed_at FROM topics_topic t
        WHERE EXISTS (SELECT 1 FROM briefings_livefiling f WHERE f.topic_id = t.id)
    """,
    "outlets": """
        SELECT 'outlet' AS route, o.id AS key, o.slug, NULL::timestamptz AS changed_at FROM briefings_outlet o
        WHERE EXISTS (SELECT 1 FROM briefings_livecitation c WHERE c.outlet_id = o.id)
    """,
    "people": """
        SELECT 'person' AS route, w.id AS key, w.slug, NULL::timestamptz AS changed_at FROM briefings_person w
        WHERE EXISTS (SELECT 1 FROM briefings_livebyline b WHERE b.person_id = w.id)
    """,
}
TABLES = {
    "pieces": "briefings_piece",
    "topics": "topics_topic",
    "outlets": "briefings_outlet",
    "people": "briefings_person",
}

PAGE = "SELECT route, slug, changed_at FROM ({public}) AS row WHERE key >= %(first)s AND key < %(after)s ORDER BY key"

# Looks for one row in each range, and reads no more of any: EXISTS would be made a join with all rows.
PAGES = """
SELECT page FROM generate_series(1, (SELECT max(id) / %(span)s + 1 FROM {table})) AS page
CROSS JOIN LATERAL (
    SELECT 1 FROM ({public}) AS row WHERE key >= (page - 1) * %(span)s AND key < page * %(span)s LIMIT 1
) AS one
ORDER BY page
"""

FIXED = ("home", "topic_list", "question_list", "outlet_list", "archive", "corrections")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sitemaps."""
    paths = [reverse("sitemap_page", args=["pages", 1])]
    for kind, public in PUBLIC.items():
        rows = _rows(PAGES.format(table=TABLES[kind], public=public), span=SPAN)
        paths += [reverse("sitemap_page", args=[kind, page]) for (page,) in rows]
    entries = "".join(f"<sitemap><loc>{_absolute(path)}</loc></sitemap>\n" for path in paths)
    return _xml("sitemapindex", entries)


@require_safe
def page(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One sitemap: the addresses of one range of keys."""
    if kind == "pages" and number == 1:
        written = [name for name in TEXTS if getattr(current(), name)]
        return _urlset((reverse(name), None) for name in (*FIXED, *written))
    if kind not in PUBLIC:
        raise Http404
    statement = PAGE.format(public=PUBLIC[kind])
    rows = _rows(statement, first=(number - 1) * SPAN, after=number * SPAN)
    if not rows:
        raise Http404
    # reverse() for each of ten thousand would take most of the time.
    stems = {route: reverse(name, args=[SLUG]) for route, name in ROUTES.items()}
    return _urlset((stems[route].replace(SLUG, quote(slug)), changed_at) for route, slug, changed_at in rows)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Stories first published in the last two days, as Google News reads them."""
    stories = (
        Piece.objects.filter(kind=PieceKind.STORY, live_edition__first_published_at__gt=now() - NEWS_DAYS)
        .released()
        .as_cards()
    )
    entries = [
        {
            "url": settings.SITE_URL + story.get_absolute_url(),
            "language": news_language(story.live_edition.language),
            "published": story.live_edition.first_published_at,
            "title": story.live_edition.headline,
        }
        for story in stories[:NEWS_MAX]
    ]
    return render(request, "discovery/news-sitemap.xml", {"entries": entries}, content_type=XML)


def news_language(code: str) -> str:
    """The ISO 639 code of a language, but for Chinese, whose scripts Google News tells apart."""
    lower = code.lower()
    if lower.startswith("zh"):
        return "zh-tw" if any(part in lower for part in ("tw", "hk", "hant")) else "zh-cn"
    return lower.partition("-")[0]


def _urlset(urls: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    def lines() -> Iterator[str]:
        for path, changed_at in urls:
            lastmod = (
                f"<lastmod>{changed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed_at else ""
            )
            yield f"<url><loc>{_absolute(path)}</loc>{lastmod}</url>\n"

    return _xml("urlset", "".join(lines()))


def _xml(root: str, entries: str) -> HttpResponse:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">\n{entries}</{root}>\n'
    return HttpResponse(body, content_type=XML)


def _absolute(path: str) -> str:
    return escape(settings.SITE_URL + path)


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
