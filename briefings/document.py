"""The document: what an edition freezes of a piece. Pure; ``compiling`` writes it, ``upgrade`` alone reads it."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

SCHEMA = 2
"""Number of today's shape. A change of shape raises it and adds a step to ``UPGRADES``."""


class Words(BaseModel):
    """Base of every schema here: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid")


Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


# As the database gives it back: equal moments are equal words, whichever zone they were written in.
Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]


# The parts, shared by documents and the interchange format


class SectionWords(Words):
    kind: Literal["whats_happened", "behind_the_headline", "papers_say", "how_we_got_here", "other"]
    heading: str = ""
    html: str


class AnswerWords(Words):
    question: str
    html: str


class EventWords(Words):
    precision: Literal["year", "month", "day", "minute"]
    circa: bool = False
    html: str


class CitationWords(Words):
    key: Key
    title: str = ""
    byline: str = ""
    published_on: date | None = None
    accessed_on: date | None = None
    url: str = ""
    archive_url: str = ""
    paraphrase: str = ""
    quote: str = ""
    language: str = ""  # of title and quotation; empty: that of the piece


# As they stand in a document: with names that last


class Section(SectionWords):
    uid: UUID
    origin_id: str = ""


class Answer(AnswerWords):
    uid: UUID
    origin_id: str = ""
    keys: list[str] = []


class Event(EventWords):
    uid: UUID
    origin_id: str = ""
    start: Moment
    end: Moment | None = None
    keys: list[str] = []


class Citation(CitationWords):
    """``outlet`` and ``article`` are UUIDs; the names beside them are as cited."""

    uid: UUID
    origin_id: str = ""
    outlet: UUID
    outlet_name: str
    article: UUID


class QuestionRef(Words):
    """A common question that the story leads to; an empty teaser means its intro."""

    question: UUID
    teaser: str = ""


class Credited(Words):
    person: UUID
    name: str


class Lead(Words):
    """The picture that opens a story: what its files are named by, and the words around it."""

    picture: UUID
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    width: int
    height: int
    widths: list[int]
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Document(Words):
    """The words of one piece. Slug and topics are not in it: they apply at once."""

    schema_number: int = SCHEMA
    kind: Literal["story", "question"]
    headline: str = ""
    standfirst: str = ""
    language: str = "en"
    credit: str = ""
    lead: Lead | None = None
    byline: list[Credited] = []
    sections: list[Section] = []
    answers: list[Answer] = []
    citations: list[Citation] = []
    events: list[Event] = []
    questions: list[QuestionRef] = []

    def fragments(self) -> list[tuple[UUID, str, list[str]]]:
        """What rests on sources, in the order of the page: (uid, html, keys beside the markers)."""
        return [
            *((part.uid, part.html, []) for part in self.sections),
            *((part.uid, part.html, part.keys) for part in self.events),
            *((part.uid, part.html, part.keys) for part in self.answers),
        ]


UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda stored: {**stored, "schema_number": 2},  # sources without a language of their own
}
"""From a schema's number to the step that brings its documents to the next."""


class UnknownSchema(Exception):
    """A document is of a shape that this code does not know."""


def upgrade(stored: dict[str, Any]) -> Document:
    """Today's document from a stored one of any age. Raises UnknownSchema for one from the future."""
    number = stored.get("schema_number")
    while number != SCHEMA:
        if number not in UPGRADES:
            raise UnknownSchema(f"A document of schema {number!r} is not known here; today's is {SCHEMA}.")
        stored = UPGRADES[number](stored)
        number = stored["schema_number"]
    return Document.model_validate(stored)


def dump(document: Document) -> dict[str, Any]:
    """The JSON that is stored: plain values, empty ones kept, keys in the order of the schema.

    Without a picture there is no ``lead``: so documents are stored as they were before there were any.
    """
    return document.model_dump(mode="json", exclude={"lead"} if document.lead is None else None)


def fingerprint_of(document: Document) -> str:
    """SHA-256, in hexadecimal, of the document's canonical JSON: equal where every word and its order are.

    What stands at its default is left out, so that a field added later leaves the fingerprints of documents
    that do not use it as they were.
    """
    told = document.model_dump(mode="json", exclude_defaults=True, exclude={"schema_number"})
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
