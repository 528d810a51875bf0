"""Plain functions that build what tests are about: editors, topics, outlets, stories, common questions.

Everything that is not given is made up; what is given is used as it is. Pieces come as drafts; `published` and
`withdrawn` bring them further by the verbs that the desk uses.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import connection

from briefings.editions.bulk import copy_rows
from briefings.editions.publishing import Publication, publish_many
from briefings.house import holder, unsaved_house
from briefings.models import (
    Answer,
    Article,
    Byline,
    Citation,
    CommonQuestion,
    Event,
    Filing,
    House,
    Outlet,
    Person,
    Piece,
    QuestionLink,
    Section,
    Story,
)
from briefings.roles import CHIEF_EDITOR, EDITOR, WRITER
from briefings.words import EditionKind, Origin, PieceKind
from topics.models import Topic

RANKS = {"chief": CHIEF_EDITOR, "editor": EDITOR, "writer": WRITER}
HAPPENED = "<p>A bridge was opened on Friday.[^wire]</p>"

numbers = count(1)


def make_editor(rank: str | None = "editor", name: str = "") -> User:
    """An account of the desk: "chief", "editor" or "writer"; None is somebody without any right."""
    user = User.objects.create(username=name or f"{rank or 'nobody'}-{next(numbers)}", is_staff=True)
    if rank is not None:
        user.groups.add(Group.objects.get(name=RANKS[rank]))
    return user


def review_on(**settings: Any) -> House:
    """The settings of the house, saved and held: with a review before publishing, unless `settings` say otherwise."""
    row = House.objects.first() or unsaved_house()
    for name, value in {"review": True, **settings}.items():
        setattr(row, name, value)
    row.save()
    holder.hold(row)
    return row


def make_topic(name: str = "", **fields: Any) -> Topic:
    """The topic of this name, made where there is none."""
    name = name or f"Subject {next(numbers)}"
    return Topic.objects.filter(name__iexact=name).first() or Topic.objects.create(name=name, **fields)


def make_outlet(name: str = "The Wire", **fields: Any) -> Outlet:
    """The outlet of this name, made where there is none."""
    return Outlet.objects.filter(name__iexact=name).first() or Outlet.objects.create(name=name, **fields)


def make_person(name: str = "Ann Reporter", **fields: Any) -> Person:
    """The person of this name, made where there is none."""
    return Person.objects.filter(name__iexact=name).first() or Person.objects.create(name=name, **fields)


def make_story(
    headline: str = "A bridge was opened",
    *,
    sections: Sequence[str | tuple[str, ...]] = (HAPPENED,),
    sources: Sequence[str | dict[str, Any]] = ("wire",),
    events: Sequence[tuple[str, str] | dict[str, Any]] = (),
    topics: Sequence[str | Topic] = (),
    questions: Sequence[Piece | tuple[Piece, str]] = (),
    byline: Sequence[str | Person] = (),
    by: User | None = None,
    **fields: Any,
) -> Piece:
    """A draft of a story, owned by `by`.

    `sections`: HTML, or (kind, html), or (kind, html, heading); `sources`: keys, or fields of a citation with
    `outlet` as a name; `events`: (ISO date, text), or fields of an event; `questions`: questions, or (question,
    teaser).
    """
    story = Story.objects.create(headline=headline, owner=by, **fields)
    for position, section in enumerate(sections):
        kind, html, heading = _section(section)
        Section.objects.create(story=story, position=position, kind=kind, html=html, heading=heading)
    for position, event in enumerate(events):
        Event.objects.create(story=story, position=position, **_event(event))
    for position, question in enumerate(questions):
        linked, teaser = question if isinstance(question, tuple) else (question, "")
        QuestionLink.objects.create(story=story, question=linked, teaser=teaser, position=position)
    return _whole(story, sources, topics, byline)


def make_question(
    headline: str = "Why are bridges opened?",
    *,
    answers: Sequence[tuple[str, str]] = (("Why?", "<p>Somebody wants to cross.[^wire]</p>"),),
    sources: Sequence[str | dict[str, Any]] = ("wire",),
    topics: Sequence[str | Topic] = (),
    byline: Sequence[str | Person] = (),
    by: User | None = None,
    **fields: Any,
) -> Piece:
    """A draft of a common question; `answers` are (question, html), the rest as in `make_story`."""
    question = CommonQuestion.objects.create(headline=headline, owner=by, **fields)
    for position, (asked, html) in enumerate(answers):
        Answer.objects.create(piece=question, position=position, question=asked, html=html)
    return _whole(question, sources, topics, byline)


def cite(piece: Piece, key: str = "wire", outlet: str = "The Wire", **fields: Any) -> Citation:
    """Cite an article of the outlet in the piece, the article made of the citation's own words."""
    whose = make_outlet(outlet)
    shared = {name: fields[name] for name in ("url", "title", "byline", "published_on") if name in fields}
    article = Article.objects.filter(url=fields["url"]).first() if fields.get("url") else None
    return Citation.objects.create(
        piece=piece,
        key=key,
        outlet=whose,
        outlet_name=fields.pop("outlet_name", whose.name),
        article=article or Article.objects.create(outlet=whose, **shared),
        position=fields.pop("position", piece.citations.count()),
        **fields,
    )


def file_under(piece: Piece, *topics: str | Topic) -> None:
    """File the piece under these topics, behind those that it has."""
    behind = piece.filings.count()
    for place, topic in enumerate(topics, start=behind):
        tag = make_topic(topic) if isinstance(topic, str) else topic
        Filing.objects.create(content_object=piece, tag=tag, position=place)


def published(piece: Piece, *, by: User | None = None, on: str = "", **how: Any) -> Piece:
    """The piece, published by `by` or else by an editor made for it; `on` is the ISO date that readers see."""
    if on:
        how["first_published_at"] = moment(on)
    piece.publish(by=by or make_editor("editor"), **how)
    return piece


def withdrawn(piece: Piece, *, note: str = "It was wrong.", by: User | None = None) -> Piece:
    """The piece, published where it was not, and withdrawn for the reason `note`."""
    if not piece.is_live:
        published(piece)
    piece.withdraw(by=by or make_editor("chief"), note=note)
    return piece


def changed(piece: Piece, **fields: Any) -> Piece:
    """The piece with other words in its working copy: `html` in its first section or answer, fields of its own."""
    if "html" in fields:
        part = (piece.sections if piece.is_story else piece.answers).first()
        part.html = fields.pop("html")
        part.save()
    for name, value in fields.items():
        setattr(piece, name, value)
    piece.save()
    piece.refresh_fingerprint()
    return piece


def moment(iso: str) -> datetime:
    """An aware time from an ISO date or time, in UTC where it names no zone."""
    at = datetime.fromisoformat(iso)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def many_stories(
    amount: int, *, topics: Sequence[Topic] = (), outlet: Outlet | None = None, question: Piece | None = None
) -> list[int]:
    """Published stories by the thousand, each with a section, a source, an event; their primary keys.

    Each is filed under all the `topics`; the days on which they were published go back from 2020-01-01.
    """
    outlet = outlet or make_outlet()
    article = Article.objects.create(outlet=outlet, title="A report")
    start = next(numbers)
    pieces = Piece.objects.bulk_create(
        Piece(kind=PieceKind.STORY, headline=f"Report {start} {n}", slug=f"report-{start}-{n}")
        for n in range(amount)
    )
    keys = [piece.pk for piece in pieces]
    Section.objects.bulk_create(
        [Section(story_id=pk, kind="whats_happened", html=HAPPENED) for pk in keys], batch_size=1000
    )
    Citation.objects.bulk_create(
        [
            Citation(piece_id=pk, key="wire", outlet=outlet, article=article, outlet_name=outlet.name)
            for pk in keys
        ],
        batch_size=1000,
    )
    Event.objects.bulk_create(
        [Event(story_id=pk, start=_ago(n), html=f"<p>Event {n}.</p>") for n, pk in enumerate(keys)],
        batch_size=1000,
    )
    copy_rows(
        Filing,
        ("content_object", "tag", "position"),
        ((pk, topic.pk, place) for pk in keys for place, topic in enumerate(topics)),
    )
    if question is not None:
        copy_rows(
            QuestionLink,
            ("story", "question", "teaser", "position"),
            ((pk, question.pk, "", 0) for pk in keys),
        )
    publish_many(
        [Publication(pk, kind=EditionKind.FIRST, first_published_at=_ago(n)) for n, pk in enumerate(keys)],
        by=None,
        origin=Origin.DEMO,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself a while after so many rows came
    return keys


def _ago(days: int) -> datetime:
    return datetime.fromtimestamp(1_577_836_800 - 86_400 * days, tz=UTC)


def _section(section: str | tuple[str, ...]) -> tuple[str, str, str]:
    if isinstance(section, str):
        return "whats_happened", section, ""
    kind, html, *heading = section
    return kind, html, heading[0] if heading else ""


def _event(event: tuple[str, str] | dict[str, Any]) -> dict[str, Any]:
    fields = {"start": event[0], "html": event[1]} if isinstance(event, tuple) else dict(event)
    for name in ("start", "end"):
        if isinstance(fields.get(name), str):
            fields[name] = moment(fields[name])
    return fields


def _whole(
    piece: Piece,
    sources: Sequence[str | dict[str, Any]],
    topics: Iterable[str | Topic],
    byline: Sequence[str | Person],
) -> Piece:
    for position, source in enumerate(sources):
        fields = {"key": source} if isinstance(source, str) else dict(source)
        if isinstance(fields.get("published_on"), str):
            fields["published_on"] = date.fromisoformat(fields["published_on"])
        cite(piece, position=position, **fields)
    for position, name in enumerate(byline):
        person = make_person(name) if isinstance(name, str) else name
        Byline.objects.create(piece=piece, person=person, name=person.name, position=position)
    file_under(piece, *topics)
    piece.refresh_fingerprint()
    return piece
