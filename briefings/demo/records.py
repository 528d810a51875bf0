"""The demo's files as values: outlets, topics, people, stories, questions, and what happened to each. Pure.

Close to the interchange format; README.md beside this file says where they differ.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, field_validator

from ..document import Key
from .dates import Calendar

CONTENT = Path(__file__).parent / "content"


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Rich(Record):
    """Whatever has a text: in the files a list of paragraphs, each without its ``<p>``, or HTML."""

    html: str

    @field_validator("html", mode="before")
    @classmethod
    def paragraphs(cls, value: Any) -> Any:
        return "".join(f"<p>{text}</p>" for text in value) if isinstance(value, list) else value


class OutletRecord(Record):
    name: str
    kind: str
    country: str
    homepage: str
    description: str
    aliases: list[str] = []


class TopicRecord(Record):
    name: str
    kind: str
    parent: str | None = None
    description: str


class PersonRecord(Record):
    name: str
    role: str
    bio: str


class HouseRecord(Record):
    """The house's texts, each a list of paragraphs without their ``<p>``."""

    about: list[str]
    standards: list[str]
    how_we_cite: list[str]
    corrections: list[str]
    privacy: list[str]

    def texts(self) -> dict[str, str]:
        """HTML by the name of the text."""
        return {name: "".join(f"<p>{line}</p>" for line in lines) for name, lines in self}


class SectionRecord(Rich):
    kind: Literal["whats_happened", "behind_the_headline", "papers_say", "how_we_got_here", "other"]
    heading: str = ""


class SourceRecord(Record):
    """``url`` is an address, or a path below the outlet's home page; None for what was only printed.

    ``language`` is the tag of title and quotation where they are not in English.
    """

    key: Key
    outlet: str
    url: str | None = None
    title: str
    byline: str = ""
    published_on: str
    accessed_on: str | None = None
    paraphrase: str
    quote: str = ""
    language: str = ""


class EventRecord(Rich):
    date: str
    sources: list[Key] = []


class AnswerRecord(Rich):
    question: str
    sources: list[Key] = []


class QuestionRef(Record):
    id: str
    teaser: str = ""


class Change(Record):
    """Words replaced wherever they stand in the record, or something added at the end of one of its lists."""

    was: str = ""
    now: str = ""
    add_to: Literal["", "sections", "sources", "timeline", "questions", "answers"] = ""
    value: dict[str, Any] = {}


class LaterEdition(Record):
    at: str
    kind: Literal["update", "correction", "clarification", "minor"]
    note: str
    changes: list[Change]


class PictureRecord(Record):
    """``drawing`` is one of ``drawing.DRAWINGS``."""

    drawing: str
    alt: str
    caption: str = ""
    credit: str


class Withdrawal(Record):
    at: str
    note: str


class PieceRecord(Record):
    """The first edition of a piece and what became of it.

    Without ``published_at`` it is a draft, last touched at ``written_at``. ``wished_at`` is the time for which a draft
    is scheduled. ``unpublished`` changes the working copy after the last edition.
    """

    id: str
    headline: str
    standfirst: str = ""
    credit: str = ""
    picture: PictureRecord | None = None
    byline: list[str] = []
    topics: list[str]
    published_at: str | None
    written_at: str | None = None
    wished_at: str | None = None
    sections: list[SectionRecord] = []
    answers: list[AnswerRecord] = []
    sources: list[SourceRecord] = []
    timeline: list[EventRecord] = []
    questions: list[QuestionRef] = []
    history: list[LaterEdition] = []
    unpublished: list[Change] = []
    withdrawn: Withdrawal | None = None

    def states(self) -> "Iterator[PieceRecord]":
        """The piece as first published, then as each later edition of ``history`` has it."""
        state = self
        yield state
        for edition in self.history:
            state = state.changed(edition.changes)
            yield state

    def changed(self, changes: list[Change]) -> "PieceRecord":
        """The record with these changes made. ValueError where the words to be replaced are not in it."""
        record = self.model_dump(exclude={"history", "unpublished", "withdrawn"})
        for change in changes:
            if change.add_to:
                record[change.add_to].append(change.value)
                continue
            before = record
            record = _each_text(record, lambda text, c=change: text.replace(c.was, c.now))
            if record == before:
                raise ValueError(f"“{change.was}” does not stand in {self.id}.")
        return PieceRecord.model_validate(record)

    def in_words(self, calendar: Calendar) -> "PieceRecord":
        """The record with the dates in its words written out."""
        return PieceRecord.model_validate(_each_text(self.model_dump(), calendar.words))


class Content(Record):
    house: HouseRecord | None = None
    outlets: list[OutletRecord]
    topics: list[TopicRecord]
    people: list[PersonRecord]
    stories: list[PieceRecord]
    questions: list[PieceRecord] = Field(default=[])

    def pieces(self) -> list[tuple[Literal["story", "question"], PieceRecord]]:
        return [
            *(("question", record) for record in self.questions),
            *(("story", record) for record in self.stories),
        ]


def read_content(folder: Path = CONTENT) -> Content:
    """The content as written. pydantic.ValidationError names the field that is wrong."""

    def read(path: Path) -> Any:
        return orjson.loads(path.read_bytes())

    return Content.model_validate(
        {
            **{name: read(folder / f"{name}.json") for name in ("house", "outlets", "topics", "people")},
            **{
                name: [read(path) for path in sorted((folder / name).glob("*.json"))]
                for name in ("stories", "questions")
            },
        }
    )


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    return value
