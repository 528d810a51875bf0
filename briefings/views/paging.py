"""Pages of lists, with addresses that stay."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from ..models import Piece
from .cards import FIELDS, card_of

NUMBER = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
"""A page has one address: no leading zeros, and no digits but ours (int() takes those of any script)."""


def page_of(request: HttpRequest, paginator: Paginator) -> Page:
    """The page that ``?page=`` asks for, the first without it. Raises Http404 for one that there is not."""
    asked = request.GET.get("page", "1")
    if not NUMBER.fullmatch(asked):
        raise Http404
    try:
        return paginator.page(asked)
    except EmptyPage as error:
        raise Http404 from error


def address_on(address: str, page: Page) -> str:
    """The address that a page of a list has as its own; the first one has that of the list."""
    return f"{address}?page={page.number}" if page.number > 1 else address


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
