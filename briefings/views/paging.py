"""Pages of lists, with addresses that stay."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from ..models import Piece
from .cards import FIELDS, card_of


def page_of(request: HttpRequest, paginator: Paginator) -> Page:
    """The page that ``?page=`` asks for, the first without it. Raises Http404 for one that there is not."""
    try:
        return paginator.page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error


class Mapped:
    """A queryset whose slices come as what ``line`` makes of each row; Paginator needs no more of a list."""

    def __init__(self, rows: QuerySet, line: Any) -> None:
        self.rows = rows
        self.line = line
        self.ordered = True

    def count(self) -> int:
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Any]:
        return [self.line(row) for row in self.rows[part]]

    def __iter__(self) -> Iterator[Any]:
        return (self.line(row) for row in self.rows)


def cards_of(pieces: "QuerySet[Piece]") -> Mapped:
    """Live pieces, as cards."""
    return Mapped(pieces.values_list(*FIELDS), lambda values: card_of(*values))
