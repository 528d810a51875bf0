"""The difference between two editions, as ``parts/difference.html`` reads it: with names and links."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Value

from newsroom.links import internal_links
from topics.models import Topic

from ..differences.difference import Difference, TextChange
from ..document import Document
from ..models import Piece
from ..successors import topics_instead
from .anatomy import Addresses, is_uid

Links = Iterable[tuple[str, str]]
"""Pages of ours by kind and UUID."""


def titles_of_live_questions(*documents: Document) -> dict[UUID, str]:
    """The titles of the questions that the documents lead to, of those that readers can open."""
    uids = {ref.question for document in documents for ref in document.questions}
    questions = Piece.objects.live().filter(uid__in=uids) if uids else Piece.objects.none()
    return dict(questions.values_list("uid", "live_edition__headline"))


def titles_that_readers_see(links: Links) -> dict[tuple[str, str], str]:
    """What these pages are called, of those that readers can open."""
    wanted = {(kind, ref) for kind, ref in links if is_uid(ref)}
    uids = [ref for _kind, ref in wanted]
    if not uids:
        return {}
    pieces = Piece.objects.live().filter(uid__in=uids).values_list("kind", "uid", "live_edition__headline")
    topics = Topic.objects.filter(live_filings__isnull=False, uid__in=uids)
    named = topics.order_by().values_list(Value("topic"), "uid", "name")
    found = {(kind, str(uid)): title for kind, uid, title in pieces.union(named)}
    unknown = (UUID(ref) for kind, ref in wanted - found.keys() if kind == "topic")
    return found | {("topic", str(uid)): name for uid, (_, name) in topics_instead(unknown).items()}


def shown_difference(
    compared: Difference,
    titles_of: Callable[[Links], Mapping[tuple[str, str], str]] = titles_that_readers_see,
) -> dict[str, Any]:
    """The difference as ``parts/difference.html`` reads it, with links that lead to where readers can go."""
    changes = [*compared.changes, *(c for group in compared.parts for e in group.entries for c in e.changes)]
    html = {id(change): change.folded_html for change in changes}
    addresses = Addresses(list(link) for words in html.values() for link in internal_links(words))
    titles = titles_of([link for change in changes for form in change.form_changes for link in form.links])

    def shown(change: TextChange) -> dict[str, Any]:
        return {
            "label": change.label,
            "runs": change.runs,
            "is_rich": change.is_rich,
            "folded_html": addresses.resolve(html[id(change)]),
            "notes": change.told(titles),
        }

    return {
        "changes": [shown(change) for change in compared.changes],
        "parts": [
            {
                "kind": group.kind,
                "unchanged": group.unchanged,
                "entries": [
                    {
                        "name": entry.name,
                        "status": entry.status,
                        "move": entry.move,
                        "changes": [shown(change) for change in entry.changes],
                    }
                    for entry in group.entries
                ],
            }
            for group in compared.parts
        ],
    }
