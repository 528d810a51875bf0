"""Loads the demo: shared things first, then the week, publication by publication, in the order it happened.

Everything goes through the doors that editors and imports use. The clock stands at the moment of each
publication while it is made, so that editions have the times they would have.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from newsroom.canonical import canonical_url
from newsroom.clock import at, now
from topics.models import Topic

from ..document import Document, Lead
from ..editions.loading import load_documents
from ..editions.publishing import Publication, publish_many
from ..editions.withdrawing import withdraw
from ..house import unsaved_house
from ..models import Article, Filing, House, Outlet, OutletAlias, Person, Picture, Piece
from ..models.addresses import free_slug
from ..schedules.scheduling import schedule
from ..words import EditionKind, Origin
from .building import Surroundings, build, name_of
from .dates import Calendar
from .drawing import DRAWINGS
from .records import Content, HouseRecord, PieceRecord, read_content


class DemoRefused(Exception):
    """Says in a sentence why the demo is not loaded."""


@dataclass(frozen=True)
class Step:
    """Something that happened to a piece at a moment."""

    moment: datetime
    do: Callable[[], Any]


@transaction.atomic
def load_demo(*, by: Any, anyway: bool = False, content: Content | None = None) -> Counter[str]:
    """Load the content as ``by``'s, all or nothing; how many stories, questions and editions there are of it.

    Raises DemoRefused where there are pieces already, unless ``anyway``, and always where the demo is among them.
    """
    content = content or read_content()
    pieces = content.pieces()
    if Piece.objects.filter(uid__in=[name_of(kind, record.id) for kind, record in pieces]).exists():
        raise DemoRefused("The demo is in this database already.")
    if not anyway and Piece.objects.exists():
        raise DemoRefused("There are pieces in this database already.")
    calendar = Calendar(now(), timezone.get_default_timezone())
    if content.house:
        _write_house(content.house)
    around = _surroundings(content, calendar, by)
    topics = {topic.uid: topic for topic in Topic.objects.filter(uid__in=around.topics.values())}
    rows: dict[UUID, Piece] = {}
    for kind, record in pieces:
        words = record.in_words(calendar)
        row = Piece.objects.create(
            uid=name_of(kind, record.id),
            kind=kind,
            slug=free_slug(record.id, kind=kind),
            headline=words.headline,
            owner=by,
        )
        Filing.objects.bulk_create(
            Filing(content_object=row, tag=topics[around.topics[name]], position=place)
            for place, name in enumerate(record.topics)
        )
        rows[row.uid] = row
    steps = [
        step
        for kind, record in pieces
        for step in _steps(rows[name_of(kind, record.id)], kind, record, around, by)
    ]
    for step in sorted(steps, key=lambda step: step.moment):
        with at(step.moment):
            step.do()
    for kind, record in pieces:
        if record.wished_at:
            piece = rows[name_of(kind, record.id)]
            schedule(Publication(piece.pk), at=calendar.ahead(record.wished_at), by=by)
    counted = Counter(f"{kind}" for kind, _ in pieces)
    counted["edition"] = sum(
        (record.published_at is not None) + len(record.history) + (record.withdrawn is not None)
        for _, record in pieces
    )
    return counted


def _steps(piece: Piece, kind: Any, record: PieceRecord, around: Surroundings, by: Any) -> list[Step]:
    """What happened to one piece, in order."""
    calendar = around.calendar
    states = list(record.states())

    def write(state: PieceRecord, moment: datetime) -> Document:
        document = build(kind, state, around)
        load_documents({piece.pk: document})
        Piece.objects.filter(pk=piece.pk).update(changed_at=moment)
        return document

    def put_out(state: PieceRecord, moment: datetime, edition: EditionKind | None, note: str) -> None:
        write(state, moment)
        publish_many([Publication(piece.pk, kind=edition, note=note)], by=by, origin=Origin.DEMO)

    def keep(state: PieceRecord, moment: datetime) -> None:
        write(state, moment)
        piece.refresh_fingerprint()

    def first(state: PieceRecord, moment: datetime) -> None:
        Piece.objects.filter(pk=piece.pk).update(created_at=moment)
        if record.published_at is None:
            keep(state, moment)
        else:
            put_out(state, moment, None, "")

    start = calendar.moment(record.published_at or record.written_at or "-1h")
    steps = [Step(start, lambda: first(states[0], start))]
    for later, state in zip(record.history, states[1:], strict=True):
        moment, edition = calendar.moment(later.at), EditionKind(later.kind)
        note = calendar.words(later.note)
        steps.append(Step(moment, lambda s=state, m=moment, e=edition, n=note: put_out(s, m, e, n)))
    if record.unpublished:
        moment = calendar.moment("-25min")
        steps.append(Step(moment, lambda: keep(states[-1].changed(record.unpublished), moment)))
    if record.withdrawn:
        note = calendar.words(record.withdrawn.note)
        steps.append(Step(calendar.moment(record.withdrawn.at), lambda: withdraw(piece.pk, by=by, note=note)))
    return steps


def _write_house(record: HouseRecord) -> None:
    """The house's texts, where nobody wrote one."""
    house = House.objects.filter(pk=House.ONLY).first() or unsaved_house()
    for name, html in record.texts().items():
        if not getattr(house, name):
            setattr(house, name, html)
    house.save()


def _surroundings(content: Content, calendar: Calendar, by: Any) -> Surroundings:
    """Outlets, topics, people and articles, found by name or address or else made; pictures, drawn."""
    outlets = {record.name: _outlet(record) for record in content.outlets}
    topics: dict[str, Topic] = {}
    for record in content.topics:
        topics[record.name] = Topic.objects.filter(name__iexact=record.name).first() or Topic.objects.create(
            name=record.name, kind=record.kind, description=record.description
        )
    for record in content.topics:
        topic = topics[record.name]
        if record.parent and topic.parent_id is None:
            topic.parent = topics[record.parent]
            topic.full_clean()
            topic.save()
    people = {
        record.name: Person.objects.filter(name__iexact=record.name).first()
        or Person.objects.create(name=record.name, role=record.role, bio=record.bio)
        for record in content.people
    }
    around = Surroundings(
        calendar=calendar,
        outlets={name: outlet.uid for name, outlet in outlets.items()},
        topics={name: topic.uid for name, topic in topics.items()},
        people={name: person.uid for name, person in people.items()},
        articles={},
        homepages={record.name: record.homepage for record in content.outlets},
        pictures={
            record.picture.drawing: _lead(record.picture.drawing, by)
            for _, record in content.pieces()
            if record.picture
        },
    )
    articles = {
        (record.id, source.key): _article(source, outlets[source.outlet], around).uid
        for _, piece in content.pieces()
        for state in piece.states()
        for record in [state.in_words(calendar)]
        for source in record.sources
    }
    return Surroundings(**{**vars(around), "articles": articles})


def _lead(drawing: str, by: Any) -> Lead:
    picture = Picture.keep(DRAWINGS[drawing](), by=by)
    size = {"width": picture.width, "height": picture.height, "widths": picture.widths}
    return Lead(picture=picture.uid, digest=picture.digest, **size)


def _outlet(record: Any) -> Outlet:
    known = Outlet.objects.filter(name__iexact=record.name).first()
    if known is not None:
        return known
    outlet = Outlet(**record.model_dump(exclude={"aliases"}))
    outlet.full_clean(exclude=["slug"])
    outlet.save()
    for name in record.aliases:
        alias = OutletAlias(outlet=outlet, name=name)
        alias.full_clean()
        alias.save()
    return outlet


def _article(source: Any, outlet: Outlet, around: Surroundings) -> Article:
    """One row for one address, or for one printed title of a day, however many pieces cite it."""
    url = around.url(source)
    published_on = around.calendar.day(source.published_on)
    known = (
        Article.objects.filter(canonical_url=canonical_url(url))
        if url
        else Article.objects.filter(outlet=outlet, url="", title=source.title, published_on=published_on)
    )
    return known.first() or Article.objects.create(
        outlet=outlet,
        url=url,
        title=source.title,
        byline=source.byline,
        published_on=published_on,
        language=source.language,
    )
