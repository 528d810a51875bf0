"""What a later record does to a story that is here already: its own changes, those of an editor, a withdrawal."""

from pathlib import Path
from typing import Any

import pytest

from briefings.editions.compiling import compile_piece
from briefings.models import Edition, Filing, Piece
from tests.building import changed, file_under, make_editor, make_topic, published
from tests.interchange.kept import only
from tests.interchange.records import event, exported, imported, question, section, story, written
from topics.merging import merge_topics
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_a_changed_record_makes_one_edition_of_the_kind_update(tmp_path: Path) -> None:
    imported(written(tmp_path, story("a"), story("b")))
    _, report, _ = imported(written(tmp_path, story("a", headline="The bridge falls"), story("b")))
    piece = Piece.objects.get(origin_id="a")
    assert [(e.number, e.kind, e.headline) for e in piece.editions.order_by("number")] == [
        (1, "first", "A bridge is opened (a)"),
        (2, "update", "The bridge falls"),
    ]
    assert ("1 changed" in report, "1 unchanged" in report) == (True, True)
    assert piece.slug == "a-bridge-is-opened-a"
    assert Edition.objects.count() == 3


def test_another_time_alone_is_an_update_too(tmp_path: Path) -> None:
    imported(written(tmp_path, story()))
    imported(written(tmp_path, story(published_at="2023-01-01T00:00:00Z")))
    assert only().live_edition.number == 2
    assert exported()[0]["published_at"] == "2023-01-01T00:00:00Z"


def test_topics_follow_a_changed_record_without_an_edition(tmp_path: Path) -> None:
    def about(*names: str) -> dict[str, Any]:
        return story(topics=[{"name": name, "kind": None, "parent": None} for name in names])

    imported(written(tmp_path, about("One", "Two", "Three")))
    imported(written(tmp_path, about("Three", "Four", "one")))
    filed = Filing.objects.order_by("position").values_list("tag__name", flat=True)
    assert (list(filed), Edition.objects.count()) == (["Three", "Four", "One"], 1)


def test_a_later_record_of_the_same_story_in_a_file_is_a_change_of_the_first(tmp_path: Path) -> None:
    _, report, _ = imported(written(tmp_path, story(), story(headline="Later words")))
    assert ("1 new" in report, "1 changed" in report) == (True, True)
    assert (only().headline, only().live_edition.number) == ("Later words", 2)


def test_a_story_that_an_editor_changed_is_skipped_and_reported(tmp_path: Path) -> None:
    imported(written(tmp_path, story()))
    changed(only(), headline="The editor's words")
    file = written(tmp_path, story(headline="The file's words"))
    status, report, faults = imported(file)
    assert status == 0
    assert faults == f"{file}:1: origin:1: was changed by an editor since its import; skipped\n"
    assert "1 skipped, since an editor changed them" in report
    assert only().headline == "The editor's words"
    imported(file, overwrite=True)
    assert (only().headline, only().live_edition.number) == ("The file's words", 2)
    assert only().state == Piece.State.LIVE


def test_an_editors_changes_go_with_overwrite_also_where_the_file_is_the_same(tmp_path: Path) -> None:
    file = written(tmp_path, story())
    imported(file)
    changed(only(), headline="The editor's words")
    assert "1 unchanged" in imported(file)[1]
    imported(file, overwrite=True)
    assert (only().headline, only().state) == ("A bridge is opened (origin:1)", Piece.State.LIVE)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("deed", ["published", "refiled"])
def test_what_an_editor_did_with_a_story_counts_as_a_change(deed: str, tmp_path: Path) -> None:
    imported(written(tmp_path, story()))
    if deed == "published":
        published(changed(only(), headline="Other words"))
    else:
        Filing.objects.all().delete()
    assert "1 unchanged" in imported(written(tmp_path, story()))[1]
    assert "1 skipped" in imported(written(tmp_path, story(headline="The file's words")))[1]


def filed_under(*names: str, **fields: Any) -> dict[str, Any]:
    return story(topics=[{"name": name, "kind": None, "parent": None} for name in names], **fields)


@pytest.mark.parametrize("filed", [("One", "Two"), ("One", "Two", "Into"), ("Into", "One")])
def test_a_merge_of_topics_counts_as_nobodys_change_of_what_was_imported(
    filed: tuple[str, ...], tmp_path: Path
) -> None:
    imported(written(tmp_path, filed_under(*filed)))
    between, into = make_topic("Between"), make_topic("Into")
    merge_topics(Topic.objects.get(name="One"), between, by=make_editor("chief"))
    merge_topics(between, into, by=make_editor("chief"))
    record = filed_under(*filed, headline="The file's words")
    assert "1 changed" in imported(written(tmp_path, record))[1]
    assert only().headline == "The file's words"


def test_a_merge_of_topics_hides_no_filing_by_an_editor_from_a_later_import(tmp_path: Path) -> None:
    imported(written(tmp_path, filed_under("One", "Two")))
    file_under(only(), "Three")
    merge_topics(Topic.objects.get(name="One"), make_topic("Into"), by=make_editor("chief"))
    record = filed_under("Into", "Two", headline="The file's words")
    assert "1 skipped" in imported(written(tmp_path, record))[1]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("fields", [{}, {"headline": "The file's words"}, {"published_at": None}])
def test_no_import_puts_a_withdrawn_story_back_before_readers(
    fields: dict[str, Any], overwrite: bool, tmp_path: Path
) -> None:
    imported(written(tmp_path, story()))
    only().withdraw(by=make_editor("chief"), note="Wrong.")
    file = written(tmp_path, story(**fields))
    status, report, faults = imported(file, overwrite=overwrite)
    assert (status, faults) == (0, f"{file}:1: origin:1: is withdrawn here; left as it is\n")
    assert "1 left withdrawn" in report
    assert (only().state, only().headline) == (Piece.State.WITHDRAWN, "A bridge is opened (origin:1)")


def test_no_import_puts_a_withdrawn_question_back_before_readers(tmp_path: Path) -> None:
    imported(written(tmp_path, story(questions=[question()])))
    only("question").withdraw(by=make_editor("chief"), note="Wrong.")
    for title in (question()["title"], "The file's words?"):
        file = written(tmp_path, story("b", questions=[question(title=title)]))
        _, report, _ = imported(file, overwrite=True)
        assert "1 common questions left withdrawn" in report
    assert (only("question").state, only("question").headline) == (
        Piece.State.WITHDRAWN,
        "Who built the bridge?",
    )
    assert Piece.objects.get(origin_id="b").state == Piece.State.LIVE


def test_a_live_story_that_is_a_draft_in_the_file_stays_live(tmp_path: Path) -> None:
    imported(written(tmp_path, story()))
    file = written(tmp_path, story(published_at=None))
    status, report, faults = imported(file)
    assert (status, "1 left live" in report) == (0, True)
    assert faults == f"{file}:1: origin:1: is published here and a draft in the file; left as it is\n"
    assert only().state == Piece.State.LIVE


def test_parts_keep_their_names_through_a_change(tmp_path: Path) -> None:
    first = story(sections=[section("<p>One.</p>"), section("<p>Two.</p>", kind="papers_say", id="p")])
    imported(written(tmp_path, first))
    before = compile_piece(only())
    moved = [section("<p>New.</p>", kind="how_we_got_here"), first["sections"][1], section("<p>One.</p>")]
    imported(written(tmp_path, story(sections=moved, timeline=[event(html="<p>Other words.</p>")])))
    after = compile_piece(only())
    one, two = (part.uid for part in before.sections)
    assert [part.uid for part in after.sections][1:] == [two, one]
    assert after.sections[0].uid not in (one, two)
    assert [part.origin_id for part in after.sections] == ["", "p", ""]
    assert [part.uid for part in after.events] == [part.uid for part in before.events]
    assert [part.uid for part in after.citations] == [part.uid for part in before.citations]
