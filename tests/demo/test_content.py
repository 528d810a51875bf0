"""The demo's words: whole, sourced, consistent, and of this week whenever they are loaded. No database."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import pytest

from briefings.demo.building import Surroundings, build, name_of
from briefings.demo.dates import Calendar
from briefings.demo.drawing import DRAWINGS
from briefings.demo.records import read_content
from briefings.document import Lead
from briefings.editions.preflight import preflight
from newsroom.links import internal_links
from newsroom.text import text_of, word_count

CONTENT = read_content()
PIECES = CONTENT.pieces()
PUBLISHED = [(kind, record) for kind, record in PIECES if record.published_at]
LIVE = [(kind, record) for kind, record in PUBLISHED if not record.withdrawn]
STORIES = [record for kind, record in LIVE if kind == "story"]
HOUSE_SECTIONS = ["whats_happened", "behind_the_headline", "papers_say", "how_we_got_here"]
SEEDS = UUID(int=7)


def names(record):
    return record[1].id


def around(moment):
    return Surroundings(
        calendar=Calendar(moment),
        outlets={record.name: uuid5(SEEDS, record.name) for record in CONTENT.outlets},
        topics={record.name: uuid5(SEEDS, record.name) for record in CONTENT.topics},
        people={record.name: uuid5(SEEDS, record.name) for record in CONTENT.people},
        articles={
            (state.id, source.key): uuid5(SEEDS, f"{state.id}/{source.key}")
            for _, record in PIECES
            for state in [*record.states(), record.changed(record.unpublished)]
            for source in state.sources
        },
        homepages={record.name: record.homepage for record in CONTENT.outlets},
        pictures={
            name: Lead(picture=uuid5(SEEDS, name), digest="0" * 32, width=1600, height=1000, widths=[1600])
            for name in DRAWINGS
        },
    )


AROUND = around(datetime(2026, 3, 31, 17, 20, tzinfo=UTC))
STATES = [(kind, state) for kind, record in PUBLISHED for state in record.states()]


def editions_of(record, calendar):
    """(moment, record) of each edition."""
    moments = [record.published_at, *(later.at for later in record.history)]
    return [(calendar.moment(at), state) for at, state in zip(moments, record.states(), strict=True)]


@pytest.mark.parametrize("piece", STATES, ids=names)
def test_preflight_finds_nothing_in_what_goes_out(piece):
    assert preflight(build(*piece, AROUND)) == []


@pytest.mark.parametrize("piece", [p for p in PIECES if p not in PUBLISHED], ids=names)
def test_preflight_blocks_no_draft(piece):
    assert [finding for finding in preflight(build(*piece, AROUND)) if finding.block] == []


@pytest.mark.parametrize("record", STORIES, ids=lambda record: record.id)
def test_a_story_has_its_sections_sources_and_timeline(record):
    document = build("story", list(record.states())[-1], AROUND)
    assert [s.kind for s in document.sections if s.kind != "other"] == HOUSE_SECTIONS
    assert all(s.heading for s in document.sections if s.kind == "other")
    assert 250 <= sum(word_count(text_of(section.html)) for section in document.sections) <= 700
    assert 3 <= len(document.citations) <= 8
    assert all(citation.paraphrase for citation in document.citations)
    assert 4 <= len(document.events) <= 12
    assert document.standfirst
    assert document.byline


@pytest.mark.parametrize("record", STORIES, ids=lambda record: record.id)
def test_every_event_and_every_section_rests_on_a_source(record):
    state = list(record.states())[-1]
    assert [event.date for event in state.timeline if "[^" not in event.html and not event.sources] == []
    assert [section.kind for section in state.sections if "[^" not in section.html] == []


def test_the_papers_are_named_and_marked_in_what_they_say():
    for record in STORIES:
        words = next(section.html for section in record.sections if section.kind == "papers_say")
        for source in record.sources:
            if f"[^{source.key}]" in words:
                short = source.outlet.removeprefix("The ").split()[-1]
                assert short in words or short in {"Transport", "Office"}, (record.id, source.outlet)


@pytest.mark.parametrize("piece", [p for p in LIVE if p[0] == "question"], ids=names)
def test_a_common_question_has_answers_and_a_story_that_leads_to_it(piece):
    _, record = piece
    assert record.headline.endswith("?")
    assert record.standfirst
    assert 3 <= len(record.answers) <= 6
    assert record.sources
    assert any(ref.id == record.id and ref.teaser for story in STORIES for ref in story.questions)


def test_the_week_has_all_that_a_week_has():
    kinds = [later.kind for _, record in LIVE for later in record.history]
    assert len(STORIES) >= 14
    assert sum(kind == "question" for kind, _ in LIVE) == 10
    assert len(CONTENT.topics) >= 10
    assert {topic.kind for topic in CONTENT.topics} == {"person", "place", "organisation", "event", "theme"}
    assert len(CONTENT.outlets) >= 12
    assert len({outlet.country for outlet in CONTENT.outlets}) == 5
    assert len({outlet.kind for outlet in CONTENT.outlets}) >= 6
    assert len(CONTENT.people) == 5
    assert {person.name for person in CONTENT.people} == {name for _, r in LIVE for name in r.byline}
    assert (kinds.count("correction"), kinds.count("clarification")) == (2, 1)
    assert kinds.count("update") >= 3
    assert [record.id for _, record in PIECES if record.withdrawn] == ["kareth-crack"]
    assert [record.id for _, record in PIECES if record.unpublished] == ["bridge-delay"]
    assert [record.id for _, record in PIECES if record.wished_at] == ["bridge-tolls"]
    drafts = [record.id for _, record in PIECES if not record.published_at and not record.wished_at]
    assert drafts == ["delta-rice", "ostmere-coalition"]
    assert any(section.kind == "other" for record in STORIES for section in record.sections)
    precisions = {event.precision for r in STORIES for event in build("story", r, AROUND).events}
    assert precisions == {"year", "month", "day", "minute"}
    assert any(event.circa for r in STORIES for event in build("story", r, AROUND).events)
    cited = {c.language for r in STORIES for c in build("story", list(r.states())[-1], AROUND).citations}
    assert cited == {"", "de", "fr"}
    assert any(event.end for r in STORIES for event in build("story", r, AROUND).events)


def test_everything_described_is_used_and_everything_used_is_described():
    assert {topic.name for topic in CONTENT.topics} == {name for _, r in LIVE for name in r.topics}
    assert {outlet.name for outlet in CONTENT.outlets} == {s.outlet for _, r in LIVE for s in r.sources}
    assert all(record.description for record in (*CONTENT.topics, *CONTENT.outlets))
    assert all(person.bio and person.role for person in CONTENT.people)


def test_links_in_prose_lead_to_what_is_live():
    live = {(kind, str(name_of(kind, record.id))) for kind, record in LIVE}
    live |= {("topic", str(uid)) for uid in AROUND.topics.values()}
    links = [
        link
        for piece in STATES
        for _, html, _ in build(*piece, AROUND).fragments()
        for link in internal_links(html)
    ]
    assert len(links) >= 15
    assert set(links) <= live


def test_every_address_is_under_a_domain_reserved_for_examples():
    reserved = re.compile(r"(^|\.)example(\.(com|org|net))?$")
    for record in CONTENT.outlets:
        assert reserved.search(urlsplit(record.homepage).hostname), record.homepage
    for _, record in PIECES:
        for source in record.sources:
            assert source.url is None or source.url.startswith("/"), source.url


def test_the_countries_are_those_of_the_demo():
    assert {outlet.country for outlet in CONTENT.outlets} == {
        "Halvern", "Ostmere", "Veldria", "Zhelen", "Quenna Isles",
    }  # fmt: skip


def test_one_address_has_one_title():
    titles = {}
    for _, record in PIECES:
        for source in (source for state in record.states() for source in state.sources):
            if source.url:
                told = (source.title, source.published_on)
                assert titles.setdefault((source.outlet, source.url), told) == told


NEW_YEAR = datetime(2026, 12, 25, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("days", range(0, 75, 3))
@pytest.mark.parametrize("hours", [0, 23.8])
def test_the_week_is_in_order_whenever_it_is_loaded(days, hours):
    calendar = Calendar(NEW_YEAR + timedelta(days=days, hours=hours))
    for _, record in PIECES:
        if not record.published_at:
            calendar.moment(record.written_at)
            continue
        editions = editions_of(record, calendar)
        moments = [moment for moment, _ in editions]
        if record.withdrawn:
            moments.append(calendar.moment(record.withdrawn.at))
        assert moments == sorted(set(moments)), record.id
        for moment, state in editions:
            for source in state.sources:
                assert calendar.day(source.published_on) <= moment.date(), (record.id, source.key)
            starts = [as_moment(calendar.span(event.date).start) for event in state.timeline]
            assert starts == sorted(starts), record.id
            for event in state.timeline:
                span = calendar.span(event.date)
                last = span.end or span.start
                assert as_moment(last) <= moment, (
                    record.id,
                    event.date,
                )


def as_moment(value):
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)


def test_no_sign_of_the_format_is_left_in_the_words():
    for piece in STATES:
        document = build(*piece, AROUND)
        assert not re.search(r"\{(weekday|date|month|year)|\[\[|<a href='", document.model_dump_json())


def test_five_stories_have_a_picture_each_another_drawing_and_each_drawing_hangs_somewhere():
    hung = [record.picture.drawing for _, record in PIECES if record.picture]
    assert sorted(hung) == sorted(DRAWINGS)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_the_same_each_time(name):
    assert DRAWINGS[name]() == DRAWINGS[name]()
