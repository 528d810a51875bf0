"""The piece of an address with what is live of it, by one prepared statement: every page of a piece begins with it."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

from newsroom.prepared import fetch

from ..models import Edition, Piece, Rendering
from ..words import PieceKind

Fields = list[Field]


def fields_of(model: type[Model], heavy: Iterable[str] = ()) -> Fields:
    """The model's columns but the heavy ones, which are read when somebody asks for them."""
    return [field for field in model._meta.concrete_fields if field.name not in heavy]


PIECE = fields_of(Piece)
EDITION = fields_of(Edition, {"document", "findings"})
RENDERING = fields_of(Rendering, {"page"})


def columns(alias: str, fields: Fields) -> str:
    """The columns in the fields' order; JSON of the type that comes parsed."""
    json = ((field, "::json" if isinstance(field, JSONField) else "") for field in fields)
    return ", ".join(f"{alias}.{connection.ops.quote_name(field.column)}{cast}" for field, cast in json)


TABLES = (
    "FROM briefings_piece p LEFT JOIN briefings_edition e ON e.id = p.live_edition_id"
    " LEFT JOIN briefings_rendering r ON r.edition_id = e.id WHERE p.slug = %s::text AND p.kind = %s::text"
)
WITHOUT_PAGE = f"SELECT {columns('p', PIECE)}, {columns('e', EDITION)} {TABLES}"
WITH_PAGE = f"SELECT {columns('p', PIECE)}, {columns('e', EDITION)}, {columns('r', RENDERING)} {TABLES}"


def by_address(slug: str, kind: PieceKind, *, with_page: bool = True) -> Piece | None:
    """The piece as ``as_cards()`` gives it and, unless told otherwise, the edition's rendering without its data."""
    rows = fetch(WITH_PAGE if with_page else WITHOUT_PAGE, [slug, str(kind)])
    if not rows:
        return None
    row = rows[0]
    ends = len(PIECE), len(PIECE) + len(EDITION)
    piece = made(Piece, PIECE, row[: ends[0]])
    edition = made(Edition, EDITION, row[ends[0] : ends[1]]) if piece.live_edition_id else None
    Piece._meta.get_field("live_edition").set_cached_value(piece, edition)
    if edition is not None and with_page:
        rendering = made(Rendering, RENDERING, row[ends[1] :]) if row[ends[1]] is not None else None
        Rendering._meta.get_field("edition").remote_field.set_cached_value(edition, rendering)
    return piece


def made(model: type[Any], fields: Fields, values: Iterable[Any]) -> Any:
    """An instance as a queryset makes it; what is not among the fields is deferred."""
    return model.from_db(connection.alias, [field.attname for field in fields], list(values))
