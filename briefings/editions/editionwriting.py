"""Editions into the database, with the renderings that stand beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from django.db import connection
from django.utils import translation

from newsroom.markup import text_of, word_count

from ..document import SCHEMA, Document, dump
from ..house import current
from ..models import Edition, Piece, Rendering
from ..own_hosts import own_hosts
from ..pages.numbering import Numbering
from ..pages.rendering import RENDERER, numbering_of, ready, render
from ..words import EditionKind, Origin
from .bulk import copy_rows, reserve_ids
from .changed_parts import Changed, by_anchor
from .changed_since import changed_by_next
from .preflight import Finding

COLUMNS = (
    "id",
    "piece",
    "piece_kind",
    "number",
    "kind",
    "origin",
    "note",
    "editor",
    "first_published_at",
    "released_at",
    "schema",
    "document",
    "fingerprint",
    "findings",
    "headline",
    "standfirst",
    "language",
    "word_count",
    "source_count",
    "outlet_count",
    "picture",
)


@dataclass(frozen=True)
class NewEdition:
    """What an edition will hold, decided and checked, before it is a row."""

    piece: Piece
    number: int
    kind: EditionKind
    note: str
    first_published_at: datetime
    document: Document
    fingerprint: str
    findings: list[Finding]
    from_working_copy: bool

    @cached_property
    def numbering(self) -> Numbering:
        """Of its citations: the page and the pages of others need it."""
        return numbering_of(self.document, own_hosts())


def write_editions(
    fresh: Sequence[NewEdition], *, editor_id: int | None, origin: Origin, released_at: datetime
) -> list[Edition]:
    """Make the rows; the editions as objects, whose documents and findings are read when asked for."""
    ids = reserve_ids(Edition, len(fresh))
    changed = changed_by_next((new.piece.pk, new.number, new.kind, new.document) for new in fresh)
    editions: list[Edition] = []
    rows: list[tuple[Any, ...]] = []
    for pk, new in zip(ids, fresh, strict=True):
        document = new.document
        values = (
            pk,
            new.piece.pk,
            new.piece.kind,
            new.number,
            new.kind.value,
            origin.value,
            new.note,
            editor_id,
            new.first_published_at,
            released_at,
            SCHEMA,
            orjson.dumps(dump(document)).decode(),
            new.fingerprint,
            orjson.dumps([finding.as_json() for finding in new.findings]).decode(),
            document.headline,
            document.standfirst,
            document.language,
            words_in(document),
            len(document.citations),
            len({citation.outlet for citation in document.citations}),
            orjson.dumps(document.lead.model_dump(mode="json")).decode() if document.lead else None,
        )
        rows.append(values)
        named = dict(zip(COLUMNS, values, strict=True))
        edition = Edition(piece_id=named.pop("piece"), editor_id=named.pop("editor"), **named)
        # Thousands of them would fill the memory: read when asked for.
        for name in ("document", "findings", "picture"):
            del edition.__dict__[name]
        edition._state.adding = False
        edition._state.db = connection.alias
        editions.append(edition)
    copy_rows(Edition, COLUMNS, rows)
    shown = [(e, new) for e, new in zip(editions, fresh, strict=True) if new.kind != EditionKind.WITHDRAWAL]
    write_renderings(
        [(edition.pk, new.document) for edition, new in shown],
        [new.numbering for _, new in shown],
        {edition.pk: changed.get(new.piece.pk, {}) for edition, new in shown},
    )
    return editions


def write_renderings(
    documents: Sequence[tuple[int, Document]],
    numberings: Sequence[Numbering] | None = None,
    changed: Mapping[int, Changed] | None = None,
) -> None:
    """The page's data and HTML, in the house's language, beside each of these editions, which have none yet.

    ``numberings``, in the same order, where they are known already; ``changed`` says by edition which of its parts
    changed when (``changed_parts``).
    """
    changed = changed or {}
    numberings = numberings or [numbering_of(document, own_hosts()) for _, document in documents]
    with translation.override(current().language):
        copy_rows(
            Rendering,
            ("edition", "renderer", "language", "page", "body", "sources", "needs"),
            (
                (
                    pk,
                    made.renderer,
                    made.language,
                    orjson.dumps(made.page).decode(),
                    made.body,
                    made.sources,
                    orjson.dumps(made.needs).decode(),
                )
                for (pk, document), numbering in zip(documents, numberings, strict=True)
                for made in [rendering_of(document, numbering, changed.get(pk, {}))]
            ),
        )


def rendering_of(
    document: Document, numbering: Numbering | None = None, changed: Changed | None = None
) -> Rendering:
    """The rendering of a document in the active language, not saved and of no edition yet.

    Its ``needs`` hold what changed when, by part and, as the page tells it, by address within the page.
    """
    page = render(document, own_hosts(), numbering)
    made = ready(document.kind, page)
    told = " ".join(f"{anchor}:{number}" for anchor, number in by_anchor(document, changed or {}).items())
    made.needs.update(changed=changed or {}, changed_parts=told)
    return Rendering(
        renderer=RENDERER, language=translation.get_language() or "", page=page, **made._asdict()
    )


def words_in(document: Document) -> int:
    """How many words a reader reads: standfirst, sections, events, answers."""
    parts = (*document.sections, *document.events, *document.answers)
    questions = [answer.question for answer in document.answers]
    # Blocks part lines, so that the texts can be read in one go.
    words = text_of("\n".join(part.html for part in parts))
    return word_count("\n".join([document.standfirst, *questions, words]))
