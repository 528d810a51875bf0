"""From the working copy's rows to documents. The only writer of documents.

One query per table for any number of pieces; a document's order is the rows' order.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from ..document import Document
from ..models import Answer, Byline, Citation, Event, Piece, QuestionLink, Section


class NoSuchPiece(LookupError):
    """A piece that was to be compiled is not there."""


def compile_piece(piece: Piece) -> Document:
    """The document of one piece as its rows stand now."""
    return compile_pieces([piece.pk])[piece.pk]


def compile_pieces(ids: Sequence[int]) -> dict[int, Document]:
    """The documents of the pieces with these primary keys. Raises NoSuchPiece where one is missing."""
    parts: dict[str, dict[int, list[dict[str, Any]]]] = {
        "byline": _grouped(Byline, "piece", {"person": "person__uid", "name": "name"}, ids),
        "sections": _grouped(Section, "story", _same("uid", "origin_id", "kind", "heading", "html"), ids),
        "answers": _grouped(Answer, "piece", _same("uid", "origin_id", "question", "html", "keys"), ids),
        "citations": _grouped(
            Citation,
            "piece",
            {
                **_same("uid", "origin_id", "key", "outlet_name", "title", "byline", "published_on"),
                **_same("accessed_on", "url", "archive_url", "paraphrase", "quote", "language"),
                "outlet": "outlet__uid",
                "article": "article__uid",
            },
            ids,
        ),
        "events": _grouped(
            Event,
            "story",
            _same("uid", "origin_id", "start", "end", "precision", "circa", "html", "keys"),
            ids,
        ),
        "questions": _grouped(QuestionLink, "story", {"question": "question__uid", "teaser": "teaser"}, ids),
    }
    own = ("kind", "headline", "standfirst", "language", "credit")
    documents = {
        row["id"]: Document.model_validate(
            {
                **{name: row[name] for name in own},
                "lead": {name: row[column] for name, column in LEAD.items()} if row["lead_picture"] else None,
                **{name: rows.get(row["id"], []) for name, rows in parts.items()},
            }
        )
        for row in Piece.objects.filter(pk__in=ids).values("id", "lead_picture", *own, *LEAD.values())
    }
    if missing := set(ids) - documents.keys():
        raise NoSuchPiece(f"There is no piece {', '.join(map(str, sorted(missing)))}.")
    return documents


LEAD = {
    "picture": "lead_picture__uid",
    **{name: f"lead_picture__{name}" for name in ("digest", "width", "height", "widths")},
    **{name: f"lead_{name}" for name in ("alt", "caption", "credit")},
}
"""Where the lead image's fields stand in the rows."""


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _grouped(
    model: type[models.Model], owner: str, columns: dict[str, str], ids: Iterable[int]
) -> dict[int, list[dict[str, Any]]]:
    """The rows of ``model`` by the primary key of their piece; ``columns`` maps names to look-ups."""
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    names = ("", *columns)
    rows = model._base_manager.filter(**{f"{owner}__in": ids}).order_by(owner, "position", "pk")
    for row in rows.values_list(f"{owner}_id", *columns.values()):
        grouped[row[0]].append(dict(zip(names[1:], row[1:], strict=True)))
    return grouped
