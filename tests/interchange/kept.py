"""What an import left in the database: the one piece of a kind, and every row that it may touch."""

from typing import Any

from briefings.models import Article, Citation, Edition, Filing, ImportRecord, Outlet, Person, Piece
from topics.models import Topic


def only(kind: str = "story") -> Piece:
    return Piece.objects.select_related("live_edition").get(kind=kind)


def rows() -> dict[str, Any]:
    """Everything that an import may touch."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values_list())
        for model in (Piece, Edition, Filing, Outlet, Topic, Person, Article, Citation, ImportRecord)
    }
