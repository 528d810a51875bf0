"""The piece of an address with what is live of it, by one prepared statement: every page of a piece begins with it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

from newsroom.prepared import fetch

from ..models import Card, Edition, Piece, Rendering
from ..words import PieceKind

Fields = list[Field]


def fields_of(model: type[Model], heavy: Iterable[str] = ()) -> Fields:
    """The model's columns but the heavy ones, which are read when somebody asks for them."""
    return [field for field in model._meta.concrete_fields if field.name not in heavy]


PIECE = fields_of(Piece)
EDITION = fields_of(Edition, {"document", "findings"})
RENDERING = fields_of(Rendering, {"page"})
CARD = fields_of(Card)


def columns(alias: str, fields: Fields) -> str:
    """The columns in the fields' order; JSON of the type that comes parsed."""
    json = ((field, "::json" if isinstance(field, JSONField) else "") for field in fields)
    return ", ".join(f"{alias}.{connection.ops.quote_name(field.column)}{cast}" for field, cast in json)


TABLES = "FROM briefings_piece p LEFT JOIN briefings_edition e ON e.id = p.live_edition_id"
OF_PAGE = (
    "LEFT JOIN briefings_rendering r ON r.edition_id = e.id LEFT JOIN briefings_card c ON c.piece_id = p.id"
)
WHERE = "WHERE p.slug = %s::text AND p.kind = %s::text"
WITHOUT_PAGE = f"SELECT {columns('p', PIECE)}, {columns('e', EDITION)} {TABLES} {WHERE}"
WITH_PAGE = (
    f"SELECT {columns('p', PIECE)}, {columns('e', EDITION)}, {columns('r', RENDERING)}, {columns('c', CARD)}"
    f" {TABLES} {OF_PAGE} {WHERE}"
)


def by_address(slug: str, kind: PieceKind, *, with_page: bool = True) -> Piece | None:
    """The piece as ``as_cards()`` gives it and, unless told otherwise, its card image and the edition's rendering
    without its data."""
    rows = fetch(WITH_PAGE if with_page else WITHOUT_PAGE, [slug, str(kind)])
    if not rows:
        return None
    values = iter(rows[0])
    piece = made(Piece, PIECE, values)
    edition = made(Edition, EDITION, values)
    Piece._meta.get_field("live_edition").set_cached_value(piece, edition)
    if with_page:
        rendering, card = made(Rendering, RENDERING, values), made(Card, CARD, values)
        Piece._meta.get_field("card").set_cached_value(piece, card)
        if edition is not None:
            Edition._meta.get_field("rendering").set_cached_value(edition, rendering)
    return piece


def made(model: type[Any], fields: Fields, values: Iterator[Any]) -> Any:
    """An instance as a queryset makes it of the next values, what is not among the fields deferred; None for an outer
    join that found nothing."""
    own = list(islice(values, len(fields)))
    if own[0] is None:
        return None
    return model.from_db(connection.alias, [field.attname for field in fields], own)
