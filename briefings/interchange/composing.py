"""From a wanted piece and the rows that its names stand for to its document. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from newsroom.links import internal_href, internal_links, resolve_links

from ..document import Answer, Citation, Credited, Document, Event, QuestionRef, Section
from .identity import kept_id, part_uid, piece_uid, uuid_in
from .matching import Likeness, match
from .naming import Named
from .pieces import Wanted

NOTHING = Document(kind="story")


@dataclass
class Names:
    """The rows that names stand for. ``articles`` by the piece's UUID and the citation's key; ``pieces`` are the
    UUIDs of those that text links to and that are here."""

    outlets: Mapping[str, Named] = field(default_factory=dict)
    people: Mapping[str, Named] = field(default_factory=dict)
    topics: Mapping[str, Named] = field(default_factory=dict)
    articles: Mapping[tuple[UUID, str], Named] = field(default_factory=dict)
    pieces: frozenset[UUID] = frozenset()


def links_in(piece: Wanted) -> list[tuple[str, str]]:
    """(kind, id or name) of the internal links of the text."""
    htmls = [*(part.html for part in piece.sections), *(part.html for part in piece.answers)]
    return [link for html in htmls for link in internal_links(html)]


def compose(piece: Wanted, names: Names, present: Document | None) -> Document:
    """The document; parts that ``present`` has keep their UUIDs, and so do citations of equal key.

    A record has no picture: that of ``present`` stays.
    """
    before = present or NOTHING
    cited = {citation.key: citation.uid for citation in before.citations}
    return Document(
        kind=piece.kind,
        headline=piece.headline,
        standfirst=piece.standfirst,
        language=piece.language,
        credit=piece.credit,
        lead=before.lead,
        byline=_byline(piece, names),
        sections=_sections(piece, names, before),
        answers=_answers(piece, names, before),
        citations=[
            Citation(
                uid=cited.get(source.key) or part_uid(piece.uid, "citation", source.key),
                outlet=names.outlets[source.outlet.name].uid,
                outlet_name=source.outlet.name,
                article=names.articles[piece.uid, source.key].uid,
                key=source.key,
                title=source.title,
                byline=source.byline,
                published_on=source.published_on,
                accessed_on=source.accessed_on,
                url=source.url or "",
                archive_url=source.archive_url or "",
                paraphrase=source.paraphrase,
                quote=source.quote,
                language=source.language or "",
            )
            for source in piece.sources
        ],
        events=_events(piece, before),
        questions=[QuestionRef(question=uid, teaser=teaser) for uid, teaser in piece.questions],
    )


def linked(html: str, names: Names) -> str:
    """The text with its internal links leading to UUIDs.

    A link to a piece that is not here, or not yet, keeps the id that it came with: so it goes out again. Page data
    knows which UUID that piece will have.
    """
    if "newsroom:" not in html:
        return html

    def address(kind: str, ref: str) -> str:
        if kind == "topic":
            return internal_href(kind, str(uuid_in(ref) or names.topics[ref].uid))
        uid = piece_uid(kind, ref)
        return internal_href(kind, str(uid) if uid in names.pieces else ref)

    return resolve_links(html, address)


def _byline(piece: Wanted, names: Names) -> list[Credited]:
    credited: dict[UUID, str] = {}
    for name in piece.byline:  # two spellings of one name are one person, who is credited once
        credited.setdefault(names.people[name].uid, name)
    return [Credited(person=uid, name=name) for uid, name in credited.items()]


def _sections(piece: Wanted, names: Names, before: Document) -> list[Section]:
    htmls = [linked(part.html, names) for part in piece.sections]
    uids = match(
        piece.uid,
        "section",
        [Likeness(_section_forms(s.kind, s.heading, s.html), s.uid) for s in before.sections],
        [
            Likeness(_section_forms(part.kind, part.heading or "", html), _own(piece.uid, "section", part.id))
            for part, html in zip(piece.sections, htmls, strict=True)
        ],
    )
    return [
        Section(uid=uid, origin_id=kept_id(part.id), kind=part.kind, heading=part.heading or "", html=html)
        for uid, part, html in zip(uids, piece.sections, htmls, strict=True)
    ]


def _answers(piece: Wanted, names: Names, before: Document) -> list[Answer]:
    htmls = [linked(part.html, names) for part in piece.answers]
    uids = match(
        piece.uid,
        "answer",
        [Likeness(((a.question, a.html), a.question), a.uid) for a in before.answers],
        [
            Likeness(((part.question, html), part.question), _own(piece.uid, "answer", part.id))
            for part, html in zip(piece.answers, htmls, strict=True)
        ],
    )
    return [
        Answer(uid=uid, origin_id=kept_id(part.id), question=part.question, html=html, keys=part.sources)
        for uid, part, html in zip(uids, piece.answers, htmls, strict=True)
    ]


def _events(piece: Wanted, before: Document) -> list[Event]:
    uids = match(
        piece.uid,
        "event",
        [Likeness(((e.start, e.html), e.html, e.start), e.uid) for e in before.events],
        [
            Likeness(((part.start, part.html), part.html, part.start), _own(piece.uid, "event", part.id))
            for part in piece.events
        ],
    )
    return [
        Event(
            uid=uid,
            origin_id=kept_id(part.id),
            start=part.start,
            end=part.end,
            precision=part.precision,
            circa=part.circa,
            html=part.html,
            keys=part.sources,
        )
        for uid, part in zip(uids, piece.events, strict=True)
    ]


def _section_forms(kind: str, heading: str, html: str) -> tuple[object, ...]:
    return (kind, heading, html), html, (kind, heading)


def _own(owner: UUID, table: str, origin_id: str | None) -> UUID | None:
    return part_uid(owner, table, origin_id) if origin_id else None
