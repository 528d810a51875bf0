"""What an import leaves behind, and what becomes of a run that is repeated, cut off or refused."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.management.base import CommandError
from django.db import connection

from briefings.document import fingerprint_of
from briefings.editions.compiling import compile_piece
from briefings.management.commands import import_stories
from briefings.models import Piece
from tests.building import moment
from tests.interchange.kept import only, rows
from tests.interchange.records import exported, imported, question, section, story, written

pytestmark = pytest.mark.django_db


def test_a_published_record_goes_live_at_its_own_time(tmp_path: Path) -> None:
    status, _, faults = imported(written(tmp_path, story(published_at="2024-05-01T14:00:00+02:00")))
    edition = only().live_edition
    assert (status, faults) == (0, "")
    assert (edition.kind, edition.origin, edition.number) == ("first", "import", 1)
    assert edition.first_published_at == moment("2024-05-01T12:00")
    assert only().state == Piece.State.LIVE


def test_what_was_loaded_is_what_the_rows_compile_to(tmp_path: Path) -> None:
    imported(written(tmp_path, story(questions=[question()]), story("b", published_at=None)))
    for piece in Piece.objects.all():
        assert fingerprint_of(compile_piece(piece)) == piece.fingerprint == piece.import_record.document


def test_preflights_blocks_do_not_stop_an_import_and_are_kept_as_findings(tmp_path: Path) -> None:
    imported(written(tmp_path, story(sections=[])))
    assert [finding["code"] for finding in only().live_edition.findings] == ["no-words"]


def test_a_record_without_a_time_is_a_draft(tmp_path: Path) -> None:
    _, report, _ = imported(written(tmp_path, story(published_at=None, questions=[question()])))
    assert [p.state for p in Piece.objects.all()] == [Piece.State.DRAFT, Piece.State.DRAFT]
    assert "1 of them drafts" in report
    imported(written(tmp_path, story(questions=[question()])))
    assert [p.state for p in Piece.objects.select_related("live_edition")] == [Piece.State.LIVE] * 2


def test_the_same_file_again_touches_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, story("a", questions=[question()]), story("b"), story("c", published_at=None))
    imported(file)
    before = rows()
    _, report, _ = imported(file)
    assert "3 unchanged" in report
    assert rows() == before


def test_other_white_space_and_order_of_fields_in_the_file_are_no_change(tmp_path: Path) -> None:
    imported(written(tmp_path, story()))
    turned = json.dumps(dict(reversed(story().items())), indent=None, separators=(" ,", " : "))
    assert "1 unchanged" in imported(written(tmp_path, turned))[1]


def test_a_run_that_was_cut_off_is_repeated_and_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_stories, "BATCH", 2)
    records = [story(f"s{n}", questions=[question(title=f"Words {n // 3}?")]) for n in range(7)]
    file = written(tmp_path, *records)
    taken: list[int] = []

    def cut_off(batch: list[Any], **options: Any) -> Any:
        if len(taken) == 2:
            raise KeyboardInterrupt
        taken.append(len(batch))
        return whole(batch, **options)

    whole = import_stories.take_in
    with monkeypatch.context() as patch:
        patch.setattr(import_stories, "take_in", cut_off)
        with pytest.raises(CommandError, match=r"\AStopped\. What was brought in stays\."):
            imported(file)
    assert Piece.objects.filter(kind="story").count() == 4
    _, report, _ = imported(file)
    assert ("3 new" in report, "4 unchanged" in report) == (True, True)
    assert [r["id"] for r in exported()] == [f"s{n}" for n in range(7)]
    assert only("question").headline == "Words 2?"


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"{json.dumps(story())}\n[]\n".encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines)))
    status, _, faults = imported("-")
    assert (status, faults) == (1, "-:2: record: is no object: a line is {…}\n")
    assert only().origin_id == "origin:1"


def test_what_the_database_alone_refuses_is_a_bad_line(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE briefings_section ADD CHECK (html NOT LIKE '%%refused%%')")
    bad = story("bad", sections=[section("<p>refused</p>")])
    file = written(tmp_path, story("a"), bad, story("c"))
    status, _, faults = imported(file)
    assert status == 1
    assert faults.startswith(f"{file}:2: record: cannot be kept: new row for relation")
    assert sorted(Piece.objects.values_list("origin_id", flat=True)) == ["a", "c"]


def test_two_imports_do_not_run_at_once(tmp_path: Path) -> None:
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [import_stories.LOCK])
        with pytest.raises(CommandError, match=r"\AAnother import is running\."):
            imported(written(tmp_path, story()))
    assert not Piece.objects.exists()
    assert imported(written(tmp_path, story()))[0] == 0
