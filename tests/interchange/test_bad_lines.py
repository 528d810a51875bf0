"""A line that cannot be taken in is reported with its place, field and reason; the rest goes in."""

import json
from pathlib import Path
from typing import Any

import pytest

from briefings.interchange import reading
from briefings.models import Outlet, Piece
from tests.interchange.records import event, imported, question, section, source, story, written
from topics.models import Topic

SECTION_KINDS = "'whats_happened', 'behind_the_headline', 'papers_say', 'how_we_got_here' or 'other'"
TWICE = [source("a", url="https://a.example/1"), source("a", url="https://a.example/2")]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in story().items() if key != name}


BAD = {
    "not JSON": ("{not json", "line: is no JSON: "),
    "a lone surrogate": ('{"id": "\\ud800"}', "line: is no JSON: "),
    "nested too deeply": ("[" * 300 + "]" * 300, "line: is nested too deeply"),
    "nested deeper still": ("[" * 5000 + "]" * 5000, "line: is no JSON: "),
    "no object": ("[1, 2]", "record: is no object: a line is {…}"),
    "another format": (story(format="rss"), "format: “rss” is not 'newsroom-story'"),
    "another version": (story(version=2), "version: “2” is not 1"),
    "no id": (without("id"), "id: is missing"),
    "an empty id": (story(""), "id: is no id: it is empty, or holds control characters or stray white space"),
    "a NUL in an id": (
        story("a\x00b"),
        "id: is no id: it is empty, or holds control characters or stray white space",
    ),
    "no headline": (without("headline"), "headline: is missing"),
    "no sections": (without("sections"), "sections: is missing"),
    "no publication time": (without("published_at"), "published_at: is missing"),
    "an unknown field": (story(author="x"), "author: is no field of this format"),
    "an empty headline": (story(headline=" \u200b "), "headline: is empty"),
    "a long headline": (story(headline="x" * 301), "headline: has 301 characters; at most 300 fit"),
    "a number as text": (story(headline=7), "headline: is no text"),
    "a text as list": (story(sections="x"), "sections: is no list"),
    "a slug that is none": (
        story(slug="a b"),
        "slug: is no slug: letters, digits, hyphens and underscores, at most 100",
    ),
    "a language that is none": (story(language='en"'), "language: is no language tag, such as en or pt-BR"),
    "a time without a zone": (
        story(published_at="2024-05-01T12:00:00"),
        "published_at: “2024-05-01T12:00:00” is no time with its zone, such as 2025-11-21T14:05:00Z, and not null",
    ),
    "a time that is none": (
        story(published_at="2024-05-41T12:00:00Z"),
        "published_at: “2024-05-41T12:00:00Z” is no time: day is out of range for month",
    ),
    "a time in the future": (
        story(published_at="9999-12-31T12:00:00Z"),
        "published_at: “9999-12-31T12:00Z” lies in the future; null imports a draft, which can be scheduled",
    ),
    "a time out of range": (
        story(published_at="0001-01-01T00:00:00+05:00"),
        "published_at: “0001-01-01T00:00:00+05:00” is no time: date value out of range",
    ),
    "an unknown kind of section": (
        story(sections=[section(kind="lead")]),
        f"sections[0].kind: “lead” is not {SECTION_KINDS}",
    ),
    "another section without a heading": (
        story(sections=[section(), section(kind="other")]),
        "sections[1].heading: a section of the kind other needs a heading of its own",
    ),
    "a long text": (
        story(sections=[section(f"<p>{'x' * 100_000}</p>")]),
        "sections[0].html: has 100,007 characters; at most 100,000 fit",
    ),
    "a marker without a source": (
        story(sections=[section("<p>One.[^nobody]</p>")]),
        "sections[0].html: the marker [^nobody] has no source",
    ),
    "a marker without a source in an event": (
        story(timeline=[event(html="<p>One.[^nobody]</p>")]),
        "timeline[0].html: the marker [^nobody] has no source",
    ),
    "a marker without a source in an answer": (
        story(questions=[question(sources=[], answers=[{"question": "Q?", "html": "<p>A.[^wire-1]</p>"}])]),
        "questions[0].answers[0].html: the marker [^wire-1] has no source",
    ),
    "a key of no source": (
        story(timeline=[event(sources=["nobody"])]),
        "timeline[0].sources: “nobody” is the key of no source",
    ),
    "a malformed key": (
        story(sources=[source(), source("Wire 1", url=None)]),
        "sources[1].key: “Wire 1” is no key: small letters, digits and hyphens, at most 64",
    ),
    "two sources with one key": (
        story(sources=TWICE, sections=[], timeline=[]),
        "sources: 2 of them have the key “a”",
    ),
    "two sections with one id": (
        story(sections=[section(id="s"), section(id="s")]),
        "sections: 2 of them have the id “s”",
    ),
    "one question twice": (
        story(questions=[question(), question()]),
        "questions: 2 of them have the id “q-1”",
    ),
    "an address that is none of the web": (
        story(sources=[source(url="javascript:alert(1)")]),
        "sources[0].url: “javascript:alert(1)” is not a web address: it must start with http:// or https://.",
    ),
    "an archive's address that is none": (
        story(sources=[source(archive_url="ftp://a.example/")]),
        "sources[0].archive_url: “ftp://a.example/” is not a web address: it must start with http:// or https://.",
    ),
    "a home page that is none": (
        story(sources=[source(outlet={"name": "The Wire", "homepage": "wire"})]),
        "sources[0].outlet.homepage: “wire” is not a web address: it must start with http:// or https://.",
    ),
    "a source without an outlet's name": (
        story(sources=[source(outlet={"name": " ", "homepage": None})]),
        "sources[0].outlet.name: is empty",
    ),
    "a day that is none": (
        story(sources=[source(published_on="2024-02-30")]),
        "sources[0].published_on: “2024-02-30” is no date: day is out of range for month",
    ),
    "a day in another form": (
        story(sources=[source(accessed_on="20240201")]),
        "sources[0].accessed_on: “20240201” is no date of the form 2025-11-21",
    ),
    "an event's date that is none": (
        story(timeline=[event("2024-02-30")]),
        "timeline[0].start: “2024-02-30” is no date: February 2024 has 29 days.",
    ),
    "a minute without one": (
        story(timeline=[event("2024-02-20", precision="minute")]),
        "timeline[0].start: “2024-02-20” is no date of the form 2025-11-21T14:05Z.",
    ),
    "an unknown precision": (
        story(timeline=[event(precision="decade")]),
        "timeline[0].precision: “decade” is not 'year', 'month', 'day' or 'minute'",
    ),
    "an end before the start": (
        story(timeline=[event("2024-04-30", end="2024-04-29")]),
        "timeline[0].end: The end, 29 Apr 2024, is before the start, 30 Apr 2024.",
    ),
    "an unknown kind of topic": (
        story(topics=[{"name": "x", "kind": "thing", "parent": None}]),
        "topics[0].kind: “thing” is not 'person', 'place', 'organisation', 'event' or 'theme'",
    ),
    "an empty topic": (
        story(topics=[{"name": "", "kind": None, "parent": None}]),
        "topics[0].name: is empty",
    ),
    "an empty byline": (story(byline=[""]), "byline[0]: is empty"),
    "more sources than a page can show": (
        story(sources=[source(f"wire-{n}") for n in range(1, 2_002)]),
        "sources: has 2,001 entries; at most 2,000 fit",
    ),
    "a question without a title": (story(questions=[question(title="")]), "questions[0].title: is empty"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_is_named_and_skipped_and_the_others_go_in(what: str, tmp_path: Path) -> None:
    record, reason = BAD[what]
    file = written(tmp_path, story("good:1"), record, story("good:2"))
    status, report, faults = imported(file)
    assert status == 1
    found = faults.splitlines()[0]
    if reason.endswith(": "):  # the rest is the parser's own sentence
        assert found.startswith(f"{file}:2: {reason}")
    else:
        assert faults == f"{file}:2: {reason}\n"
    assert list(Piece.objects.order_by("pk").values_list("origin_id", flat=True)) == ["good:1", "good:2"]
    assert "3 stories read" in report
    assert "1 bad lines skipped" in report


@pytest.mark.django_db
def test_bytes_that_are_no_utf_8_spoil_their_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf"
        + json.dumps(story("a")).encode()
        + b'\n{"id": "\xff"}\n\n'
        + json.dumps(story("b")).encode()
    )
    status, _, faults = imported(str(path))
    assert (status, faults) == (1, f"{path}:2: line: is no UTF-8 at byte 9\n")
    assert list(Piece.objects.order_by("pk").values_list("origin_id", flat=True)) == ["a", "b"]


@pytest.mark.django_db
def test_a_record_that_is_wrong_throughout_does_not_fill_the_screen(tmp_path: Path) -> None:
    file = written(tmp_path, story(timeline=[event("x") for _ in range(100)]))
    _, _, faults = imported(file)
    assert len(faults.splitlines()) == 6
    assert faults.splitlines()[-1] == f"{file}:1: and more"


@pytest.mark.django_db
def test_the_id_of_a_question_here_is_no_storys(tmp_path: Path) -> None:
    imported(written(tmp_path, story(questions=[question()])))
    uid = str(Piece.objects.get(kind="question").uid)
    file = written(tmp_path, story(uid), name="second.jsonl")
    assert imported(file)[2] == f"{file}:1: id: is that of a common question here\n"
    file = written(tmp_path, story("b", questions=[question(str(Piece.objects.get(kind="story").uid))]))
    assert imported(file)[2] == f"{file}:1: questions[0].id: is that of a story here\n"


@pytest.mark.django_db
def test_strict_takes_all_or_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, story("a"), "{", story("b"))
    status, report, faults = imported(file, strict=True)
    assert (status, len(faults.splitlines())) == (1, 1)
    assert report.startswith("Nothing was imported, since some lines are bad (--strict).")
    assert not Piece.objects.exists()
    assert not Outlet.objects.exists()
    assert imported(written(tmp_path, story("a"), story("b")), strict=True)[0] == 0
    assert Piece.objects.count() == 2


@pytest.mark.django_db
def test_a_dry_run_tells_and_changes_nothing(tmp_path: Path) -> None:
    status, report, _ = imported(written(tmp_path, story("a"), story("b", published_at=None)), dry_run=True)
    assert status == 0
    assert report.startswith("Nothing was changed. This is what would be: 2 stories read")
    assert "2 new" in report
    assert not Piece.objects.exists()
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    from django.core.management.base import CommandError

    with pytest.raises(CommandError, match=r"\A/.*/none\.jsonl: No such file or directory\.\Z"):
        imported(str(tmp_path / "none.jsonl"))


@pytest.mark.django_db
def test_a_line_too_long_for_the_memory_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LINE_MAX", 5_000)
    long = json.dumps(story("b", headline="x" * 12_000))
    file = written(tmp_path, story("a"), long, story("c"))
    assert imported(file)[2] == f"{file}:2: line: is longer than 5,000 bytes\n"
    assert list(Piece.objects.order_by("pk").values_list("origin_id", flat=True)) == ["a", "c"]
