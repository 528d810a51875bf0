"""From the names in a batch of pieces to the rows that they stand for, found or made."""

from collections.abc import Mapping
from uuid import UUID

from ..document import Document
from ..models import Article, Piece
from . import naming
from .articles import Cited, articles
from .composing import Names, links_in
from .identity import piece_uid, uuid_in
from .naming import Conflicts, Named
from .pieces import Wanted


def resolve(wanted: Mapping[UUID, Wanted], present: Mapping[UUID, Document], conflicts: Conflicts) -> Names:
    """The rows that all names in these pieces stand for; what is not there is made. Raises NameIsLost.

    ``present`` are the working copies of those that are here already.
    """
    pieces = wanted.values()
    sources = {id(source): source for piece in pieces for source in piece.sources}
    outlets = naming.outlets(
        ((source.outlet.name, source.outlet.homepage or "") for source in sources.values()), conflicts
    )
    people = naming.people(name for piece in pieces for name in piece.byline)
    links = {link for piece in pieces for link in links_in(piece)}
    topics = naming.topics(
        (topic for piece in pieces if piece.kind == "story" for topic in piece.topics),
        sorted(name for kind, name in links if kind == "topic" and uuid_in(name) is None),
        conflicts,
    )
    leading_to = {piece_uid(kind, ref) for kind, ref in links if kind != "topic"}
    # A source that a question has from its story is one source, and one article.
    cited: dict[int, Cited] = {}
    for piece in pieces:
        kept = _articles_kept(present.get(piece.uid))
        for source in piece.sources:
            outlet = outlets[source.outlet.name]
            known = kept.get((source.key, outlet.uid))
            if id(source) not in cited or known is not None:
                cited[id(source)] = Cited(
                    *(outlet.id, source.url or "", source.title, source.byline, source.published_on),
                    language=source.language or "",
                    kept=known,
                )
    found = dict(zip(cited, articles(list(cited.values()), conflicts), strict=True))
    return Names(
        outlets=outlets,
        people=people,
        topics=topics,
        articles={(piece.uid, source.key): found[id(source)] for piece in pieces for source in piece.sources},
        pieces=frozenset(leading_to & wanted.keys() | _that_are_here(leading_to)),
    )


def _that_are_here(uids: set[UUID]) -> set[UUID]:
    return set(Piece.objects.filter(uid__in=uids).values_list("uid", flat=True)) if uids else set()


def _articles_kept(present: Document | None) -> dict[tuple[str, UUID], Named]:
    """The articles of print sources without a title, which only their citation tells apart: by key and outlet."""
    if present is None:
        return {}
    bare = {(c.key, c.outlet): c.article for c in present.citations if not c.url and not c.title}
    if not bare:
        return {}
    ids = dict(Article.objects.filter(uid__in=bare.values()).values_list("uid", "pk"))
    return {where: Named(ids[uid], uid) for where, uid in bare.items() if uid in ids}
