"""From records to pieces: a story and its questions, each with the sources it rests on. Pure."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

import orjson

from newsroom.text import markers_in

from .identity import kept_id, piece_uid
from .schema import (
    AnswerRecord,
    EventRecord,
    QuestionRecord,
    SectionRecord,
    SourceRecord,
    StoryRecord,
    TopicRecord,
)


@dataclass
class Wanted:
    """A piece as its record wants it. ``topics`` of a question are its first story's, for its first filing."""

    uid: UUID
    kind: Literal["story", "question"]
    origin_id: str
    digest: str
    headline: str
    standfirst: str
    language: str
    credit: str
    slug: str | None
    published_at: datetime | None
    topics: list[TopicRecord]
    sources: list[SourceRecord]
    byline: list[str] = field(default_factory=list)
    sections: list[SectionRecord] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    answers: list[AnswerRecord] = field(default_factory=list)
    questions: list[tuple[UUID, str]] = field(default_factory=list)  # with the teaser, empty: the intro


def story_of(record: StoryRecord, digest: str) -> Wanted:
    """The story itself."""
    return Wanted(
        uid=piece_uid("story", record.id),
        kind="story",
        origin_id=kept_id(record.id),
        digest=digest,
        headline=record.headline,
        standfirst=record.standfirst or "",
        language=record.language,
        credit=record.credit,
        slug=record.slug,
        published_at=record.published_at,
        topics=record.topics,
        sources=record.sources,
        byline=record.byline,
        sections=record.sections,
        events=record.timeline,
        questions=[(piece_uid("question", q.id), q.teaser or "") for q in record.questions],
    )


def questions_of(record: StoryRecord) -> list[Wanted]:
    """The common questions that the story leads to, with the sources that they name."""
    return [
        Wanted(
            uid=piece_uid("question", question.id),
            kind="question",
            origin_id=kept_id(question.id),
            digest=_digest(question, sources, record.language),
            headline=question.title,
            standfirst=question.intro,
            language=record.language,
            credit="",
            slug=None,
            published_at=record.published_at,
            topics=record.topics,
            sources=sources,
            answers=question.answers,
        )
        for question in record.questions
        for sources in [sources_of(question, record.sources)]
    ]


def sources_of(question: QuestionRecord, of_story: list[SourceRecord]) -> list[SourceRecord]:
    """A question's own sources, or those of the story that its answers name, in the story's order."""
    if question.sources is not None:
        return question.sources
    named = {key for answer in question.answers for key in (*markers_in(answer.html), *answer.sources)}
    return [source for source in of_story if source.key in named]


def _digest(question: QuestionRecord, sources: list[SourceRecord], language: str) -> str:
    """Equal where two records bring the same words for a question; the teaser is the story's."""
    told = question.model_dump(mode="json", exclude={"teaser", "sources"})
    cited = [  # a field that came later is left out where it is not used, so that older imports are known again
        source.model_dump(mode="json", exclude={"language"} if source.language is None else None)
        for source in sources
    ]
    words = orjson.dumps([told, cited, language], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(words).hexdigest()
