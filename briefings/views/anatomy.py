"""What stands on the page of a piece, put together from its edition and from what applies at once."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Value
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from newsroom import dates
from newsroom.links import resolve_links
from topics.models import Topic

from ..models import Edition, LiveQuestion, Outlet, Person, Piece, RelatedLink, live
from ..picture_urls import image
from ..words import EditionKind, SectionKind
from .cards import card, live_count
from .finding import page_data

RELATED = 6
CHANGES = 10


def piece_context(piece: Piece, edition: Edition) -> dict[str, Any]:
    """The template's context for a story or a common question. Costs at most seven queries."""
    page = page_data(edition)
    outlets = outlets_by_uid(source["outlet"] for source in page["sources"])
    addresses = Addresses(page["links"])
    sources = [source_line(source, outlets) for source in page["sources"]]
    editions = recent_editions(piece)
    return {
        "piece": piece,
        "edition": head(edition, page, sources),
        "page_title": edition.headline,
        "description": edition.standfirst,
        "canonical_url": piece.get_absolute_url(),
        "lead_image": image(page["lead"]),
        "byline": byline(page["byline"]),
        "notices": [
            e
            for e in editions
            if e.kind in (EditionKind.CORRECTION, EditionKind.CLARIFICATION) and not e.is_redacted
        ],
        "sections": [
            {**section, "heading": heading(section), "html": addresses.resolve(section["html"])}
            for section in page["sections"]
        ],
        "answers": [{**answer, "html": addresses.resolve(answer["html"])} for answer in page["answers"]],
        "coverage": coverage(sources),
        "timeline": timeline(page["timeline"]),
        "sources": sources,
        "questions": question_cards(piece) if piece.is_story else [],
        "changes": [
            {
                "number": e.number,
                "kind_label": e.get_kind_display(),
                "note": e.note,
                "released_at": e.released_at,
            }
            for e in editions
        ],
        "topics": topics_of(piece),
        "related": related(piece),
    }


def head(edition: Edition, page: dict[str, Any], sources: list[dict[str, Any]]) -> dict[str, Any]:
    """What the opening and the end of the page say of the edition itself."""
    return {
        **{name: getattr(edition, name) for name in ("headline", "standfirst", "kind", "number", "note")},
        **{name: getattr(edition, name) for name in ("first_published_at", "released_at", "updated_at")},
        **{
            name: getattr(edition, name)
            for name in ("language", "reading_minutes", "source_count", "outlet_count")
        },
        "country_count": len({line["country"] for line in sources if line["country"]}),
        "credit": page["credit"],
    }


def already_safe(html: str) -> SafeString:
    """HTML of a rendering or of a live row: ``rendering`` sanitised it with newsroom.text when it was made."""
    return mark_safe(html)


class Addresses:
    """Where the internal links of a page lead, looked up in one query whatever they lead to."""

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

    def resolve(self, html: str) -> SafeString:
        return already_safe(resolve_links(html, lambda kind, ref: self.found.get((kind, ref.lower()))))


def is_uid(ref: str) -> bool:
    return len(ref) == 36 and ref.count("-") == 4 and all(c in "0123456789abcdefABCDEF-" for c in ref)


def heading(section: dict[str, Any]) -> str:
    return section["heading"] or str(SectionKind(section["kind"]).label)


def outlets_by_uid(uids: Iterable[str]) -> dict[str, Outlet]:
    """The outlets with these UUIDs: their country, kind and address apply at once."""
    wanted = set(uids)
    if not wanted:
        return {}
    return {str(outlet.uid): outlet for outlet in Outlet.objects.filter(uid__in=wanted).defer("description")}


def source_line(source: dict[str, Any], outlets: dict[str, Outlet]) -> dict[str, Any]:
    """One source of the page's data, with what applies at once and its dates as readers write them."""
    outlet = outlets.get(source["outlet"])
    return {
        **source,
        "outlet": source["outlet_name"],
        "outlet_url": outlet.get_absolute_url() if outlet else None,
        "country": outlet.country if outlet else "",
        "kind": outlet.get_kind_display() if outlet else "",
        "published_label": day_label(source["published_on"]),
        "accessed_label": day_label(source["accessed_on"]),
    }


def day_label(iso: str | None) -> str:
    return formats.date_format(date.fromisoformat(iso), "j F Y") if iso else ""


def coverage(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sources side by side, one entry per outlet in the order of first citation."""
    outlets: dict[str, dict[str, Any]] = {}
    for line in sources:
        entry = outlets.setdefault(
            line["outlet"],
            {name: line[name] for name in ("outlet", "outlet_url", "country", "kind")} | {"items": []},
        )
        entry["items"].append(line)
    return list(outlets.values())


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


def byline(credited: list[dict[str, str]]) -> list[dict[str, Any]]:
    people = (
        {str(p.uid): p for p in Person.objects.filter(uid__in=[c["person"] for c in credited])}
        if credited
        else {}
    )
    return [
        {"name": c["name"], "url": people[c["person"]].get_absolute_url() if c["person"] in people else None}
        for c in credited
    ]


def question_cards(story: Piece) -> list[dict[str, str]]:
    """The live questions that the live story leads to, each with its teaser or, without one, its intro."""
    links = (
        LiveQuestion.objects.filter(live("question__"), story=story)
        .select_related("question__live_edition")
        .defer("question__live_edition__document", "question__live_edition__findings")
        .order_by("position")
    )
    return [
        {
            "title": link.question.live_edition.headline,
            "teaser": link.teaser or link.question.live_edition.standfirst,
            "url": link.question.get_absolute_url(),
        }
        for link in links
    ]


def recent_editions(piece: Piece) -> list[Edition]:
    """The newest editions for the summary of the change log, without their documents."""
    return list(
        piece.editions.exclude(kind=EditionKind.WITHDRAWAL)
        .only("piece", "number", "kind", "note", "released_at", "redaction")
        .order_by("-number")[:CHANGES]
    )


def topics_of(piece: Piece) -> list[dict[str, Any]]:
    """The piece's topics in the editor's order, each with the number of live pieces under it."""
    filings = piece.filings.annotate(live=live_count("tag")).select_related("tag").order_by("position", "pk")
    return [
        {
            "name": f.tag.name,
            "url": f.tag.get_absolute_url(),
            "count": f.live or 0,
            "kind": f.tag.kind,
            "kind_label": f.tag.get_kind_display(),
        }
        for f in filings
    ]


def related(piece: Piece) -> list[dict[str, Any]]:
    """Up to RELATED live pieces, those pinned first, each with the topics that are its reason."""
    links = (
        RelatedLink.objects.filter(live("target__"), piece=piece, hidden=False)
        .select_related("target__live_edition")
        .defer("target__live_edition__document", "target__live_edition__findings")
        .order_by("-pinned", "-score", "pk")[:RELATED]
    )
    return [{**card(link.target), "reason": reason(link.shared_topics)} for link in links]


def reason(names: list[str]) -> str:
    """Why a link is there, in words: the rarest of the topics that both pieces are about."""
    match names[:3]:
        case []:
            return ""
        case [one]:
            return _("Also about %(name)s") % {"name": one}
        case [*some, last]:
            return _("Also about %(names)s and %(last)s") % {"names": ", ".join(some), "last": last}
    raise AssertionError(names)
