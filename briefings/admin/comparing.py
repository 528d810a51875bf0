"""The difference between two documents as the desk's pages show it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from topics.models import Topic

from ..differences.difference import Difference, difference
from ..differences.difference_words import summary
from ..document import Document, upgrade
from ..models import Edition, Piece
from ..own_hosts import own_hosts
from ..pages.page_words import capfirst
from ..views.anatomy import is_uid
from ..views.shown_difference import Links, shown_difference


def compared(old: Document | None, new: Document, titles: Mapping[UUID, str] | None = None) -> Difference:
    """What changed; `titles` of the common questions are looked up where they are not given."""
    if titles is None:
        titles = titles_of_questions([document for document in (old, new) if document is not None])
    return difference(old, new, question_titles=titles, own_hosts=own_hosts())


def shown(change: Difference) -> dict[str, Any]:
    """Context of ``parts/difference.html``: the difference, and its summary as a sentence."""
    return {
        "difference": shown_difference(change, titles_at_the_desk),
        "summary": capfirst(summary(change)) + ".",
    }


def live_documents(pieces: Iterable[Piece]) -> dict[int, Document]:
    """What is live of these pieces, by their primary keys; a piece of which nothing is live is left out."""
    ids = [piece.live_edition_id for piece in pieces if piece.is_live]
    if not ids:
        return {}
    stored = Edition.objects.filter(pk__in=ids).values_list("piece", "document")
    return {pk: upgrade(document) for pk, document in stored}


def titles_of_questions(documents: Iterable[Document]) -> dict[UUID, str]:
    """The titles of the questions that the documents lead to, as they are called at the desk now."""
    uids = {ref.question for document in documents for ref in document.questions}
    return dict(Piece.objects.filter(uid__in=uids).values_list("uid", "headline")) if uids else {}


def titles_at_the_desk(links: Links) -> dict[tuple[str, str], str]:
    """What these pages of ours are called now, published or not."""
    uids = [ref for _kind, ref in links if is_uid(ref)]
    if not uids:
        return {}
    pieces = Piece.objects.filter(uid__in=uids).values_list("kind", "uid", Cast("headline", CharField()))
    topics = Topic.objects.filter(uid__in=uids).order_by()
    named = topics.values_list(Value("topic"), "uid", Cast("name", CharField()))
    return {(kind, str(uid)): title for kind, uid, title in pieces.order_by().union(named)}
