"""From documents to the working copy's rows: the way back, for imports, deleted drafts and old editions.

Set-based: one look-up and one COPY per table for any number of pieces. The pieces themselves exist already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction

from newsroom.canonical import canonical_url

from ..document import Citation, Document, Lead
from ..models import (
    Answer,
    Article,
    Byline,
    Event,
    Outlet,
    Person,
    Picture,
    Piece,
    QuestionLink,
    Section,
)
from ..models import Citation as CitationRow
from ..successors import known_ids
from .bulk import copy_rows, ids_by_uid

PARTS: tuple[tuple[type[models.Model], str], ...] = (
    (Section, "story"),
    (Answer, "piece"),
    (CitationRow, "piece"),
    (Event, "story"),
    (QuestionLink, "story"),
    (Byline, "piece"),
)


@dataclass
class Known:
    """Primary keys by the UUIDs that documents name."""

    outlets: dict[UUID, int] = field(default_factory=dict)
    articles: dict[UUID, int] = field(default_factory=dict)
    people: dict[UUID, int] = field(default_factory=dict)
    questions: dict[UUID, int] = field(default_factory=dict)


@transaction.atomic
def load_documents(
    documents: Mapping[int, Document], *, known: Known | None = None, fresh: bool = False
) -> None:
    """Make the parts of these pieces, by primary key, those of the documents.

    ``fresh`` says that none of the pieces has parts or a picture yet. Without ``known``, what the documents
    name is looked up, and outlets, articles and people that are gone are made again from the words as cited; a
    question that is gone is left out. The piece's own words and its lead image are set too.
    """
    known = known or identify(documents.values())
    if not fresh:
        for model, owner in PARTS:
            model._base_manager.filter(**{f"{owner}__in": list(documents)}).delete()
        pieces = Piece.objects.in_bulk(list(documents))
        pictures = _pictures(documents.values())
        for pk, document in documents.items():
            for name, value in _own(document, pictures).items():
                setattr(pieces[pk], name, value)
        Piece.objects.bulk_update(pieces.values(), OWN)
    elif pictured := {pk: document for pk, document in documents.items() if document.lead}:
        pictures = _pictures(pictured.values())
        for pk, document in pictured.items():
            Piece.objects.filter(pk=pk).update(**_own(document, pictures))
    for model, fields, rows in _rows(documents, known):
        copy_rows(model, fields, rows)


OWN = (
    *("headline", "standfirst", "language", "credit"),
    *("lead_picture_id", "lead_alt", "lead_caption", "lead_credit"),
)


def _own(document: Document, pictures: Mapping[UUID, int]) -> dict[str, Any]:
    """What the piece's own row holds of the document."""
    lead = document.lead
    return {
        **{name: getattr(document, name) for name in OWN[:4]},
        "lead_picture_id": pictures[lead.picture] if lead else None,
        **{f"lead_{name}": getattr(lead, name) if lead else "" for name in ("alt", "caption", "credit")},
    }


def _pictures(documents: Iterable[Document]) -> dict[UUID, int]:
    """Primary keys of the lead images by their UUIDs; the row of one that is gone is made again."""
    leads = {document.lead.picture: document.lead for document in documents if document.lead}
    known = ids_by_uid(Picture, leads)
    for uid, lead in leads.items():
        if uid not in known:
            known[uid] = _picture_again(lead).pk
    return known


def _picture_again(lead: Lead) -> Picture:
    size = {"width": lead.width, "height": lead.height, "widths": lead.widths}
    return Picture.objects.get_or_create(digest=lead.digest, defaults={"uid": lead.picture, **size})[0]


def _rows(
    documents: Mapping[int, Document], known: Known
) -> Iterable[tuple[type[models.Model], tuple[str, ...], Iterable[tuple[Any, ...]]]]:
    """Per table its columns and rows. The COPY of one is finished before the next begins."""
    items = documents.items()
    yield (
        Section,
        ("story", "uid", "origin_id", "position", "kind", "heading", "html"),
        (
            (pk, part.uid, part.origin_id, place, part.kind, part.heading, part.html)
            for pk, document in items
            for place, part in enumerate(document.sections)
        ),
    )
    yield (
        Answer,
        ("piece", "uid", "origin_id", "position", "question", "html", "keys"),
        (
            (pk, part.uid, part.origin_id, place, part.question, part.html, part.keys)
            for pk, document in items
            for place, part in enumerate(document.answers)
        ),
    )
    yield (
        Event,
        ("story", "uid", "origin_id", "position", "start", "end", "precision", "circa", "html", "keys"),
        (
            (pk, e.uid, e.origin_id, place, e.start, e.end, e.precision, e.circa, e.html, e.keys)
            for pk, document in items
            for place, e in enumerate(document.events)
        ),
    )
    as_cited = ("key", "outlet_name", "title", "byline", "published_on", "accessed_on")
    as_cited += ("url", "archive_url", "paraphrase", "quote", "language")
    yield (
        CitationRow,
        ("piece", "uid", "origin_id", "position", "outlet", "article", *as_cited),
        (
            (
                pk,
                c.uid,
                c.origin_id,
                place,
                known.outlets[c.outlet],
                known.articles[c.article],
                *(getattr(c, name) for name in as_cited),
            )
            for pk, document in items
            for place, c in enumerate(document.citations)
        ),
    )
    yield (
        QuestionLink,
        ("story", "question", "teaser", "position"),
        (
            (pk, known.questions[ref.question], ref.teaser, place)
            for pk, document in items
            for place, ref in enumerate(document.questions)
            if ref.question in known.questions
        ),
    )
    yield (
        Byline,
        ("piece", "person", "name", "position"),
        (
            (pk, person, name, place)
            for pk, document in items
            for place, (person, name) in enumerate(_credited(document, known).items())
        ),
    )


def _credited(document: Document, known: Known) -> dict[int, str]:
    """Names by the primary keys of people; two who are one by now stand once, under the first name."""
    names: dict[int, str] = {}
    for credited in document.byline:
        names.setdefault(known.people[credited.person], credited.name)
    return names


def identify(documents: Iterable[Document]) -> Known:
    """Primary keys of all that these documents name; outlets, articles and people that are gone are made again."""
    documents = list(documents)
    known = Known(
        outlets=known_ids(Outlet, (c.outlet for d in documents for c in d.citations)),
        articles=ids_by_uid(Article, (c.article for d in documents for c in d.citations)),
        people=known_ids(Person, (credited.person for d in documents for credited in d.byline)),
        questions=ids_by_uid(Piece, (ref.question for d in documents for ref in d.questions)),
    )
    for document in documents:
        for credited in document.byline:
            if credited.person not in known.people:
                person = Person.objects.filter(name__iexact=credited.name).first()
                known.people[credited.person] = (
                    person or Person.objects.create(uid=credited.person, name=credited.name)
                ).pk
        for citation in document.citations:
            if citation.outlet not in known.outlets:
                known.outlets[citation.outlet] = _outlet_again(citation).pk
            if citation.article not in known.articles:
                known.articles[citation.article] = _article_again(citation, known.outlets[citation.outlet]).pk
    return known


def _outlet_again(citation: Citation) -> Outlet:
    same = Outlet.objects.filter(
        models.Q(name__iexact=citation.outlet_name) | models.Q(aliases__name__iexact=citation.outlet_name)
    ).first()
    return same or Outlet.objects.create(uid=citation.outlet, name=citation.outlet_name)


def _article_again(citation: Citation, outlet_id: int) -> Article:
    same = Article.objects.filter(canonical_url=canonical_url(citation.url)).first() if citation.url else None
    return same or Article.objects.create(
        uid=citation.article,
        outlet_id=outlet_id,
        url=citation.url,
        title=citation.title,
        byline=citation.byline,
        published_on=citation.published_on,
        language=citation.language,
    )
