"""Stories out as records: what is live, as it was published, with the topics that it stands under now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from newsroom.dates import format_interchange
from newsroom.links import internal_href, internal_links, resolve_links
from newsroom.markup import markers_in
from topics.models import Topic

from ..document import Answer, Citation, Document, Event, Section, upgrade
from ..editions.compiling import compile_pieces
from ..models import Filing, Outlet, Piece, live
from ..successors import rows_by_uid
from ..words import PieceKind
from .identity import uuid_in
from .schema import FORMAT, VERSION

BATCH = 100


@dataclass
class Found:
    """What the records of a batch name: ids of pieces, names of topics and home pages of outlets, by UUID."""

    ids: dict[UUID, str] = field(default_factory=dict)
    topics: dict[UUID, str] = field(default_factory=dict)
    homepages: dict[UUID, str] = field(default_factory=dict)
    questions: dict[UUID, Document] = field(default_factory=dict)
    filed: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


def records(*, drafts: bool = False) -> Iterator[dict[str, Any]]:
    """The records of the live stories, with ``drafts`` those never published too, in the order of their making.

    A withdrawn piece is in none of them. Memory stays flat.
    """
    wanted = Piece.objects.filter(live()) | Piece.objects.drafts() if drafts else Piece.objects.live()
    stories = wanted.filter(kind=PieceKind.STORY).select_related("live_edition").order_by("pk")
    last = 0
    while batch := list(stories.filter(pk__gt=last)[:BATCH]):
        documents = _documents(batch)
        found = _look_up(documents, drafts=drafts)
        for piece in batch:
            yield _record(piece, documents[piece.pk], found)
        last = batch[-1].pk


def _documents(pieces: Iterable[Piece]) -> dict[int, Document]:
    """Of the live edition, or of the working copy of a draft."""
    documents = {p.pk: upgrade(p.live_edition.document) for p in pieces if p.live_edition is not None}
    unpublished = [piece.pk for piece in pieces if piece.live_edition is None]
    return documents | (compile_pieces(unpublished) if unpublished else {})


def _look_up(stories: Mapping[int, Document], *, drafts: bool) -> Found:
    found = Found()
    wanted = {ref.question for document in stories.values() for ref in document.questions}
    questions = Piece.objects.filter(uid__in=wanted).select_related("live_edition")
    rows = [p for p in questions if p.is_live or (drafts and p.live_edition is None)]
    bodies = _documents(rows)
    found.questions = {piece.uid: bodies[piece.pk] for piece in rows}
    documents = [*stories.values(), *bodies.values()]
    linked = {
        (kind, uid)
        for document in documents
        for part in (*document.sections, *document.answers)
        for kind, ref in internal_links(part.html)
        if (uid := uuid_in(ref)) is not None
    }
    pieces = wanted | {uid for kind, uid in linked if kind != "topic"}
    origins = Piece.objects.filter(uid__in=pieces).values_list("uid", "origin_id")
    found.ids = {uid: origin_id or str(uid) for uid, origin_id in origins}
    topics = rows_by_uid(Topic, (uid for kind, uid in linked if kind == "topic"))
    found.topics = {uid: topic.name for uid, topic in topics.items()}
    outlets = {citation.outlet for document in documents for citation in document.citations}
    found.homepages = {uid: outlet.homepage for uid, outlet in rows_by_uid(Outlet, outlets).items()}
    filings = Filing.objects.filter(content_object__in=stories).order_by("content_object", "position", "pk")
    for piece, name, kind, parent in filings.values_list(
        "content_object_id", "tag__name", "tag__kind", "tag__parent__name"
    ):
        topic = {"name": name, "kind": kind or None, "parent": parent}
        found.filed.setdefault(piece, []).append(topic)
    return found


def _record(piece: Piece, document: Document, found: Found) -> dict[str, Any]:
    edition = piece.live_edition
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": piece.origin_id or str(piece.uid),
        "headline": document.headline,
        "slug": piece.slug,
        "standfirst": document.standfirst or None,
        "language": document.language,
        "published_at": _moment(edition.first_published_at) if edition is not None else None,
        "byline": [credited.name for credited in document.byline],
        "credit": document.credit,
        "topics": found.filed.get(piece.pk, []),
        "sections": [_section(part, found) for part in document.sections],
        "sources": [_source(citation, found) for citation in document.citations],
        "timeline": [_event(event) for event in document.events],
        "questions": [
            _question(found.ids[ref.question], ref.teaser, found.questions[ref.question], document, found)
            for ref in document.questions
            if ref.question in found.questions
        ],
    }


def _section(part: Section, found: Found) -> dict[str, Any]:
    return {
        "id": part.origin_id or str(part.uid),
        "kind": part.kind,
        "heading": part.heading or None,
        "html": _linked(part.html, found),
    }


def _source(citation: Citation, found: Found) -> dict[str, Any]:
    """As cited; the home page alone is the outlet's of today. A language is told where the source has its own."""
    return {
        "key": citation.key,
        "outlet": {
            "name": citation.outlet_name,
            "homepage": found.homepages.get(citation.outlet) or None,
        },
        "url": citation.url or None,
        "title": citation.title,
        "byline": citation.byline,
        "published_on": citation.published_on and citation.published_on.isoformat(),
        "accessed_on": citation.accessed_on and citation.accessed_on.isoformat(),
        "archive_url": citation.archive_url or None,
        "paraphrase": citation.paraphrase,
        "quote": citation.quote,
        **({"language": citation.language} if citation.language else {}),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.origin_id or str(event.uid),
        "start": format_interchange(event.start, event.precision),
        "end": format_interchange(event.end, event.precision) if event.end else None,
        "precision": event.precision,
        "circa": event.circa,
        "html": event.html,
        "sources": event.keys,
    }


def _question(origin_id: str, teaser: str, body: Document, story: Document, found: Found) -> dict[str, Any]:
    """Its sources are left out where the story's say the same, as an importer would copy them."""
    record = {
        "id": origin_id,
        "title": body.headline,
        "intro": body.standfirst,
        "teaser": teaser or None,
        "sources": [_source(citation, found) for citation in body.citations],
        "answers": [_answer(answer, found) for answer in body.answers],
    }
    named = {key for answer in body.answers for key in (*markers_in(answer.html), *answer.keys)}
    if record["sources"] == [_source(c, found) for c in story.citations if c.key in named]:
        del record["sources"]
    return record


def _answer(answer: Answer, found: Found) -> dict[str, Any]:
    return {
        "id": answer.origin_id or str(answer.uid),
        "question": answer.question,
        "html": _linked(answer.html, found),
        "sources": answer.keys,
    }


def _linked(html: str, found: Found) -> str:
    """The text with its internal links leading to the ids of the origin and to names of topics."""

    def address(kind: str, ref: str) -> str:
        uid = uuid_in(ref)
        known = found.topics if kind == "topic" else found.ids
        return internal_href(kind, known.get(uid, ref) if uid else ref)

    return resolve_links(html, address)


def _moment(moment: datetime) -> str:
    """In UTC, with no more digits than it has."""
    return moment.isoformat().replace("+00:00", "Z")
