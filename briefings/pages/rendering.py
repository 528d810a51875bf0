"""From a document to its page's data and HTML: numbers of markers, safe HTML, order of sources. Pure.

What comes out stands beside the edition, and is made again whenever ``RENDERER`` or the language of the interface
changes. Addresses of other pieces and whatever applies at once are not in it: the page adds those.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from newsroom.canonical import host_of
from newsroom.links import internal_href, internal_links, resolve_links
from newsroom.markup import text_of
from newsroom.slugs import slug_of
from newsroom.text import SANITISER, clean_paragraphs, clean_rich

from ..document import Document, Event
from ..interchange.identity import piece_uid
from ..words import PieceKind
from .numbering import Fragment, Numbering, number_citations
from .page_html import heading, question_body, story_body
from .sources_html import sources_html

RENDERER = 1_000 * SANITISER + 10
"""Number of what is made here, the sanitiser's included: page data of another number is stale."""


def render(
    document: Document, own_hosts: frozenset[str] = frozenset(), numbering: Numbering | None = None
) -> dict[str, Any]:
    """The page's data, as JSON takes it; ``numbering`` where the document's is known already:

    ``language``, ``credit``, ``lead`` {digest, width, height, widths, alt, caption, credit} or None,
    ``byline`` [{person, name}], ``sections`` [{uid, anchor, kind, heading, html}],
    ``answers`` [{uid, anchor, question, html}], ``timeline`` [{uid, anchor, start, end, precision, circa, html}]
    by date, ``sources`` [{number, anchor, refs, …}] by number, ``questions`` [{question, teaser}],
    ``links`` [[kind, uid]] to resolve.
    """
    numbering = numbering or numbering_of(document, own_hosts)
    names = {citation.key: citation.outlet_name for citation in document.citations}

    def numbered(uid: UUID) -> str:
        return _by_uid(numbering.render(str(uid), names, _("Source {number}: {name}")))

    anchors = section_anchors(document)
    sections = [
        {"uid": str(s.uid), "anchor": anchor, "kind": s.kind, "heading": s.heading, "html": html}
        for s, anchor in zip(document.sections, anchors, strict=True)
        for html in [numbered(s.uid)]
        if text_of(html)
    ]
    answers = [
        {"uid": str(a.uid), "anchor": part_anchor("answer", a.uid), "question": a.question, "html": html}
        for a in document.answers
        for html in [numbered(a.uid)]
    ]
    timeline = [
        {
            "uid": str(e.uid),
            "anchor": part_anchor("event", e.uid),
            "start": e.start.isoformat(),
            "end": e.end.isoformat() if e.end else None,
            "precision": e.precision,
            "circa": e.circa,
            "html": numbered(e.uid),
        }
        for e in by_date(document.events)
    ]
    return {
        "language": document.language,
        "credit": document.credit,
        "lead": document.lead.model_dump(mode="json", exclude={"picture"}) if document.lead else None,
        "byline": [{"person": str(credited.person), "name": credited.name} for credited in document.byline],
        "sections": sections,
        "answers": answers,
        "timeline": timeline,
        "sources": _sources(document, numbering),
        "questions": [{"question": str(ref.question), "teaser": ref.teaser} for ref in document.questions],
        "links": sorted({link for part in (*sections, *answers) for link in internal_links(part["html"])}),
    }


class Ready(NamedTuple):
    """What a page shows of the edition itself: HTML with places left open (``open_places.fill``), and its needs."""

    body: str
    sources: str
    needs: dict[str, Any]


def ready(kind: str, page: dict[str, Any]) -> Ready:
    """The HTML of ``page`` (what ``render`` gives) for a piece of this kind, in the active language."""
    body = story_body(page) if kind == PieceKind.STORY else question_body(page)
    return Ready(body, sources_html(page["sources"]), needs_of(page))


def needs_of(page: dict[str, Any]) -> dict[str, Any]:
    """What the page has to look up, and what it tells beside body and sources.

    ``links`` [uid], ``sections`` [{heading}], ``answers`` [{question, anchor, html}], ``sources`` as in the data
    without what is said of them, ``byline``, ``questions``, ``lead`` and ``credit`` as in the data, ``has_timeline``.
    """
    return {
        "links": sorted({ref.lower() for _kind, ref in page["links"] if is_uid(ref)}),
        "sections": [{"heading": heading(section)} for section in page["sections"]],
        "answers": [
            {name: answer[name] for name in ("question", "anchor", "html")} for answer in page["answers"]
        ],
        "sources": [{name: source[name] for name in TOLD_OF_SOURCES} for source in page["sources"]],
        "has_timeline": bool(page["timeline"]),
        **{name: page[name] for name in ("byline", "questions", "lead", "credit")},
    }


TOLD_OF_SOURCES = tuple(
    "number outlet outlet_name title byline published_on url archive_url language".split()
)


UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def is_uid(ref: str) -> bool:
    """Whether it is written as a UUID is; PostgreSQL takes no other hyphens, which Python does."""
    return UID.fullmatch(ref) is not None


def _by_uid(html: str) -> str:
    """Links to pieces that an import brought later, or has not brought yet, with the UUIDs that they have then."""

    def address(kind: str, ref: str) -> str:
        return internal_href(kind, ref if kind == "topic" else str(piece_uid(kind, ref)))

    return resolve_links(html, address)


def by_date(events: list[Event]) -> list[Event]:
    """Oldest first; of two that begin together the one that the editor put first."""
    return sorted(events, key=lambda event: event.start)


def numbering_of(document: Document, own_hosts: frozenset[str] = frozenset()) -> Numbering:
    """The numbers of the document's citations, in the order in which a reader meets them."""
    return number_citations(
        [
            *(Fragment(str(s.uid), clean_rich(s.html, own_hosts)) for s in document.sections),
            *(
                Fragment(str(e.uid), clean_paragraphs(e.html), tuple(e.keys))
                for e in by_date(document.events)
            ),
            *(Fragment(str(a.uid), clean_rich(a.html, own_hosts), tuple(a.keys)) for a in document.answers),
        ],
        [citation.key for citation in document.citations],
    )


# The page, the pages of others and each next batch ask for the same addresses.
_host = lru_cache(16_384)(lambda url: host_of(url) if url else "")

TAKEN = frozenset("main coverage timeline go-deeper sources changes topics related stories".split())
"""Addresses within the page that its own blocks have."""


def section_anchors(document: Document) -> list[str]:
    """An address within the page for each section, readable and unlike any other on it."""
    anchors: list[str] = []
    for section in document.sections:
        stem = slug_of(section.heading, fallback="section") if section.kind == "other" else section.kind
        anchor = stem.replace("_", "-")
        anchors.append(anchor if anchor not in TAKEN.union(anchors) else part_anchor(anchor, section.uid))
    return anchors


def safe_address(url: str) -> str:
    """The address where it is one of the web, else nothing: what an import let through is no link for readers."""
    return url if _host(url) else ""


def part_anchor(stem: str, uid: UUID) -> str:
    return f"{stem}-{uid.hex[:8]}"


def _sources(document: Document, numbering: Numbering) -> list[dict[str, Any]]:
    rows = [
        {
            "number": numbering.numbers[c.key],
            "anchor": f"source-{numbering.numbers[c.key]}",
            "refs": list(numbering.backlinks[c.key]),
            "outlet": str(c.outlet),
            "outlet_name": c.outlet_name,
            "title": c.title,
            "byline": c.byline,
            "published_on": c.published_on.isoformat() if c.published_on else None,
            "accessed_on": c.accessed_on.isoformat() if c.accessed_on else None,
            "url": url,
            "host": _host(url),
            "archive_url": safe_address(c.archive_url),
            "paraphrase": c.paraphrase,
            "quote": c.quote,
            "language": c.language or document.language,
        }
        for c in document.citations
        for url in [safe_address(c.url)]
    ]
    return sorted(rows, key=lambda row: row["number"])
