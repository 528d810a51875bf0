"""What was imported is exported as the same records, clean."""

import re
from pathlib import Path

import orjson
import pytest

from briefings.models import Piece
from newsroom.text import clean_plain
from tests.building import changed, make_editor, make_story, published
from tests.interchange.comparing import differences
from tests.interchange.records import event, exported, imported, question, section, source, story, written
from tests.pure.xss_payloads import PAYLOADS

# A tag that runs or loads something, an attribute that does, an address that does.
RUNNING = re.compile(
    r"<(?:script|style|svg|math|iframe|object|embed|img|form|input|base|link|meta)\b"
    r"|<[^<>]*\s(?:on\w+|style|src|srcdoc|formaction)\s*="
    r"|(?:href|action)\s*=\s*[\"']?\s*(?:javascript|data|vbscript):",
    re.IGNORECASE,
)

pytestmark = pytest.mark.django_db


def rich_story() -> dict:
    """A record with something in every field."""
    own = [source("own", outlet="The Echo", url=None, title="In print", published_on=None)]
    return story(
        "origin:2",
        slug="a-bridge",
        standfirst="Two  paragraphs.\n\nHere.",
        language="pt-BR",
        published_at="2019-12-31T23:59:59.5-03:00",
        byline=["Ann Reporter", "Ben Écrivain"],
        topics=[
            {"name": "Bridges", "kind": "theme", "parent": "Buildings"},
            {"name": "日本", "kind": "place", "parent": None},
        ],
        sections=[
            section(id="s-1"),
            section(
                "<p>Plain</p><ul><li>One &amp; two[^print-1]</li></ul>", kind="other", heading="A <b> heading"
            ),
        ],
        sources=[
            source(
                paraphrase="One.\n\nTwo.",
                quote="“Said.”",
                byline="X. Y.",
                archive_url="https://archive.example/1",
                language="pt-PT",
            ),
            source("print-1", outlet="The Echo", url=None, title=""),
        ],
        timeline=[
            event("2024-01-01", precision="month", circa=True, end="2024-03-01", id="e-1"),
            event("2020-01-01", precision="year"),
            event("2024-04-30T10:30Z", precision="minute", html="<p>Exact.[^print-1]</p>", sources=[]),
        ],
        questions=[question(), question("q-2", sources=own, teaser="Read on.", answers=[])],
    )


def test_every_field_comes_back(tmp_path: Path) -> None:
    records = [rich_story(), story("origin:3", published_at=None)]
    imported(written(tmp_path, *records))
    back = exported(drafts=True)
    assert [differences(given, got) for given, got in zip(records, back, strict=True)] == [[], []]
    assert back[0]["slug"] == "a-bridge"
    assert back[0]["questions"][1]["sources"][0]["key"] == "own"
    assert ["language" in source for source in back[0]["sources"]] == [True, False]


def test_an_export_imported_again_changes_nothing(tmp_path: Path) -> None:
    imported(written(tmp_path, rich_story()))
    before = exported()
    status, report, _ = imported(written(tmp_path, *before))
    assert (status, "1 changed" in report, "editions made" in report) == (0, True, False)
    assert exported() == before


def test_only_what_is_live_goes_out_and_in_its_published_words(tmp_path: Path) -> None:
    imported(written(tmp_path, story("a"), story("b"), story("c", published_at=None), story("d")))
    changed(Piece.objects.get(origin_id="a"), headline="Not yet published")
    Piece.objects.get(origin_id="b").withdraw(by=make_editor("chief"), note="Wrong.")
    assert [(r["id"], r["headline"]) for r in exported()] == [
        ("a", "A bridge is opened (a)"),
        ("d", "A bridge is opened (d)"),
    ]
    assert [r["id"] for r in exported(drafts=True)] == ["a", "c", "d"]


def test_a_story_born_here_has_its_uuid_as_its_id(tmp_path: Path) -> None:
    piece = published(make_story("Born here", topics=["Bridges"]), on="2024-05-01")
    record = exported()[0]
    assert record["id"] == str(piece.uid)
    assert record["sections"][0]["id"] == str(piece.sections.get().uid)
    assert [topic["name"] for topic in record["topics"]] == ["Bridges"]


def test_an_export_into_a_file_replaces_it_whole(tmp_path: Path) -> None:
    imported(written(tmp_path, story()))
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    assert exported(output=str(target)) == []
    assert [orjson.loads(line)["id"] for line in target.read_bytes().splitlines()] == ["origin:1"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "stories.jsonl"]


def test_no_attack_comes_through_and_none_is_lost_where_it_is_text(tmp_path: Path) -> None:
    """In plain text markup is text; in rich text nothing that runs is left."""
    # A lone surrogate is no JSON; of what leaves no words a headline cannot be made.
    payloads = [p for p in PAYLOADS if not re.search("[\ud800-\udfff]", p)]
    records = [attacking(n, p) for n, p in enumerate(payloads) if clean_plain(p[:200])]
    assert len(records) > 50
    assert sum(RUNNING.search(payload) is not None for payload in payloads) > 50
    assert imported(written(tmp_path, *records))[2] == ""
    back = exported()
    assert [differences(given, got) for given, got in zip(records, back, strict=True)] == [[]] * len(records)
    for got in back:
        answer = got["questions"][0]["answers"][0]
        for html in (got["sections"][0]["html"], answer["html"], got["timeline"][0]["html"]):
            assert RUNNING.search(html) is None


def attacking(number: int, payload: str) -> dict:
    """A record with the attack in each of its texts."""
    short = payload[:200]
    answers = [{"question": short, "html": payload, "sources": []}]
    return story(
        f"attack:{number}",
        headline=short,
        standfirst=payload[:1900],
        credit=payload[:900],
        byline=[short],
        topics=[{"name": short, "kind": None, "parent": None}],
        sections=[section(payload, kind="other", heading=short)],
        sources=[
            source(
                "key",
                outlet=short,
                title=payload[:900],
                paraphrase=payload[:1900],
                quote=payload[:1900],
                byline=payload[:400],
            )
        ],
        timeline=[event(html=payload, sources=["key"])],
        questions=[question(f"q:{number}", answers=answers, title=short, intro=short, teaser=short)],
    )


def test_the_reference_page_and_a_sample_of_real_briefings_come_back(
    shared_data: Path, tmp_path: Path
) -> None:
    reference = shared_data / "reference" / "story.jsonl"
    with open(
        shared_data / "data" / "current-events-2020-2023" / "briefings.jsonl", encoding="utf-8"
    ) as lines:
        sample = [line for number, line in enumerate(lines) if number % 13 == 0]
    file = written(tmp_path, *reference.read_text().splitlines(), *sample)
    assert imported(file)[0] == 0
    given = [orjson.loads(line) for line in Path(file).read_bytes().splitlines()]
    back = exported()
    assert [differences(one, other) for one, other in zip(given, back, strict=True)] == [[]] * len(given)
    assert f"{len(given)} unchanged" in imported(file)[1]


def test_what_may_be_null_may_be_left_out(tmp_path: Path) -> None:
    full = story(sections=[section(heading=None)], questions=[question(teaser=None)])
    short = {name: value for name, value in full.items() if value is not None}
    short["sources"] = [{"key": "wire-1", "outlet": {"name": "The Wire"}, "title": "In print"}]
    assert imported(written(tmp_path, short))[2] == ""
    back = exported()[0]
    assert (back["standfirst"], back["questions"][0]["teaser"], back["sources"][0]["url"]) == (
        None,
        None,
        None,
    )
