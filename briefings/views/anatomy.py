"""What stands on the page of a piece, put together from its edition and from what applies at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from newsroom import dates
from newsroom.links import resolve_links
from topics.models import Topic

from ..models import Edition, Piece
from ..pages.gone_sources import with_notes
from ..pages.open_places import fill
from ..pages.rendering import is_uid
from ..picture_urls import image
from ..successors import topics_instead
from ..words import EditionKind
from .finding import ready_page
from .page_facts import CHANGES, Facts, look_up


def piece_context(
    piece: Piece, edition: Edition, *, public_only: bool = False, reports_at: str = ""
) -> dict[str, Any]:
    """The template's context for a story or a common question, by one query beside that for the piece.

    With ``public_only``, for editions that are live no more, only those outlets and people are linked that a live
    piece uses: no others have a page. ``reports_at`` is where readers report problems of a part, if anywhere.
    """
    page = ready_page(edition)
    found = look_up(piece, page.needs, public_only=public_only)
    editions = found.editions
    return {
        "piece": piece,
        "edition": head(edition, page.needs, found),
        "page_title": edition.headline,
        "description": edition.standfirst,
        "canonical_url": piece.get_absolute_url(),
        "lead_image": image(page.needs["lead"]),
        "byline": [{"name": c["name"], "url": found.people.get(c["person"])} for c in page.needs["byline"]],
        "notices": [
            e
            for e in editions
            if e.kind in (EditionKind.CORRECTION, EditionKind.CLARIFICATION) and not e.is_redacted
        ],
        "sections": page.needs["sections"],
        "answers": page.needs["answers"],
        "body_html": already_safe(fill(found.resolve(page.body), found.outlets, reports_at)),
        "sources": page.needs["sources"],
        "sources_html": already_safe(
            with_notes(fill(page.sources, found.outlets), page.needs["sources"], found.gone)
            if found.gone
            else fill(page.sources, found.outlets)
        ),
        "has_timeline": page.needs["has_timeline"],
        "changed_parts": page.needs.get("changed_parts", ""),
        "questions": found.questions,
        "question_refs": page.needs["questions"],
        "changes": editions[:CHANGES],
        "last_update": found.last_update,
        "topics": found.topics,
        "related": found.related,
        "newer": found.newer,
    }


def head(edition: Edition, needs: dict[str, Any], found: Facts) -> dict[str, Any]:
    """What the opening and the end of the page say of the edition itself."""
    return {
        "headline": edition.headline,
        "standfirst": edition.standfirst,
        "kind": edition.kind,
        "number": edition.number,
        "note": edition.note,
        "first_published_at": edition.first_published_at,
        "released_at": edition.released_at,
        "updated_at": edition.updated_at,
        "language": edition.language,
        "reading_minutes": edition.reading_minutes,
        "source_count": edition.source_count,
        "outlet_count": edition.outlet_count,
        "country_count": len({facts.country for facts in found.outlets.values() if facts.country}),
        "credit": needs["credit"],
    }


def already_safe(html: str) -> SafeString:
    """HTML of a rendering or of a live row: ``rendering`` sanitised it with newsroom.text when it was made."""
    return mark_safe(html)


class Addresses:
    """Where the internal links of a page lead, looked up in one query whatever they lead to; by one more where a topic
    was not found, which may have been merged into another."""

    def __init__(self, links: Iterable[list[str]]) -> None:
        wanted = {(kind, ref.lower()) for kind, ref in links if is_uid(ref)}
        self.found: dict[tuple[str, str], str] = {}
        if not wanted:
            return
        uids = [ref for _, ref in wanted]
        pieces = Piece.objects.live().filter(uid__in=uids).values_list("kind", "uid", "slug")
        topics = (
            Topic.objects.filter(live_filings__isnull=False, uid__in=uids)
            .order_by()
            .values_list(Value("topic"), "uid", "slug")
        )
        for kind, uid, slug in pieces.union(topics):
            self.found[kind, str(uid)] = reverse(kind, args=[slug])
        unknown = (UUID(ref) for kind, ref in wanted - self.found.keys() if kind == "topic")
        for uid, (slug, _) in topics_instead(unknown).items():
            self.found["topic", str(uid)] = reverse("topic", args=[slug])

    def resolve(self, html: str) -> SafeString:
        return already_safe(resolve_links(html, lambda kind, ref: self.found.get((kind, ref.lower()))))


def timeline(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries with their dates in words; ``year_changed`` where another year begins."""
    entries, year = [], None
    for event in events:
        start = datetime.fromisoformat(event["start"])
        end = datetime.fromisoformat(event["end"]) if event["end"] else None
        entries.append(
            {
                "anchor": event["anchor"],
                "iso": dates.iso(start, event["precision"]),
                "label": dates.label(start, end, event["precision"], event["circa"]),
                "html": already_safe(event["html"]),
                "circa": event["circa"],
                "year_changed": start.year != year,
            }
        )
        year = start.year
    return entries
