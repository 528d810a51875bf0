"""What an import leaves behind, and what a second one does to it."""

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
from django.test import Client

from briefings.document import fingerprint_of
from briefings.editions.compiling import compile_piece
from briefings.management.commands import import_stories
from briefings.models import (
    Article,
    Citation,
    Edition,
    Filing,
    ImportRecord,
    Outlet,
    OutletAlias,
    Person,
    Piece,
    RedactedAddress,
)
from briefings.models.redaction import digest_of
from tests.building import changed, make_editor, make_story, moment, published
from tests.interchange.records import event, exported, imported, question, section, source, story, written
from topics.models import Topic

pytestmark = pytest.mark.django_db


def only(kind: str = "story") -> Piece:
    return Piece.objects.select_related("live_edition").get(kind=kind)


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


def test_an_id_that_is_a_uuid_is_the_uuid_here(tmp_path: Path) -> None:
    uid = "0e1f8c7a-6a53-4c5e-9f5b-1f3f6d7c2a11"
    imported(written(tmp_path, story(uid, sections=[section(id=uid)])))
    assert (str(only().uid), only().origin_id) == (uid, "")
    assert str(only().sections.get().uid) == uid
    assert exported()[0]["id"] == uid


def test_a_question_of_two_stories_is_one_whose_later_words_win(tmp_path: Path) -> None:
    later = question(title="Who really built it?", teaser="A teaser")
    file = written(
        tmp_path,
        story("a", questions=[question()], published_at="2024-05-02T00:00:00Z"),
        story("b", questions=[later]),
    )
    _, report, _ = imported(file)
    asked = only("question")
    assert (asked.headline, asked.editions.count()) == ("Who really built it?", 1)
    assert asked.live_edition.first_published_at == moment("2024-05-01T12:00")
    assert "1 times the words of a common question replaced" in report
    assert [r["questions"][0]["teaser"] for r in exported()] == [None, "A teaser"]
    assert [filing.tag.name for filing in asked.filings.all()] == ["Bridges"]
    imported(written(tmp_path, story("c", questions=[question()])))
    assert only("question").editions.count() == 2


def test_a_question_that_an_editor_changed_keeps_its_words(tmp_path: Path) -> None:
    imported(written(tmp_path, story(questions=[question()])))
    changed(only("question"), headline="The desk's question?")
    _, report, _ = imported(written(tmp_path, story("b", questions=[question(title="The file's?")])))
    assert "1 common questions skipped" in report
    assert only("question").headline == "The desk's question?"
    assert Piece.objects.get(origin_id="b").question_links.get().question == only("question")


def test_a_question_copies_the_sources_that_it_names_and_shares_their_articles(tmp_path: Path) -> None:
    bare = source("bare", url=None, title="", published_on=None)
    answers = [{"question": "Q?", "html": "<p>A.[^bare]</p>", "sources": []}]
    imported(written(tmp_path, story(sources=[source(), bare], questions=[question(answers=answers)])))
    cited = Citation.objects.filter(piece=only("question"))
    assert [c.key for c in cited] == ["bare"]
    assert cited[0].article == Citation.objects.get(piece=only(), key="bare").article
    assert "sources" not in exported()[0]["questions"][0]


def test_print_sources_without_a_title_are_articles_of_their_own_that_last(tmp_path: Path) -> None:
    def bare() -> dict[str, Any]:
        return source(url=None, title="", published_on=None)

    imported(written(tmp_path, story("a", sources=[bare()]), story("b", sources=[bare()])))
    kept = set(Article.objects.values_list("pk", flat=True))
    assert len(kept) == 2
    imported(written(tmp_path, story("a", headline="Other words", sources=[bare()])))
    assert set(Article.objects.values_list("pk", flat=True)) == kept


def test_equal_addresses_and_equal_prints_are_one_article(tmp_path: Path) -> None:
    same = [
        source("a", url="https://Wire.example:443/x?utm_source=a#top"),
        source("b", url="https://wire.example/x"),
        source("c", url=None, title="In print"),
        source("d", url=None, title="In print"),
        source("e", url=None, title="In print", published_on="2024-05-02"),
    ]
    plain = {"sections": [], "timeline": []}
    imported(written(tmp_path, story("1", sources=same, **plain)))
    imported(written(tmp_path, story("2", sources=same, **plain)))
    assert Article.objects.count() == 3
    assert (
        Citation.objects.get(key="a", piece__origin_id="1").url
        == "https://Wire.example:443/x?utm_source=a#top"
    )


def test_names_are_equal_case_aside_and_the_first_home_page_stays(tmp_path: Path) -> None:
    OutletAlias.objects.create(outlet=Outlet.objects.create(name="Écho du Soir"), name="Echo")
    sources = [
        source("a", outlet={"name": "ÉCHO DU SOIR", "homepage": None}),
        source("b", outlet={"name": "écho du soir", "homepage": "https://one.example/"}),
        source("c", outlet={"name": "echo", "homepage": "https://two.example/"}),
    ]
    named = {"sources": sources, "sections": [], "timeline": [], "byline": ["Ann Reporter", "ANN REPORTER"]}
    _, report, _ = imported(written(tmp_path, story(**named)))
    assert list(Outlet.objects.values_list("name", "homepage")) == [("Écho du Soir", "https://one.example/")]
    assert "1 outlets with another home page" in report
    assert list(Person.objects.values_list("name", "slug")) == [("Ann Reporter", "ann-reporter")]
    assert [s["outlet"]["name"] for s in exported()[0]["sources"]] == ["ÉCHO DU SOIR", "écho du soir", "echo"]


def test_topics_take_the_first_kind_and_parent_and_make_no_circle(tmp_path: Path) -> None:
    topics = [
        {"name": "Élan", "kind": None, "parent": "B"},
        {"name": "b", "kind": "place", "parent": "élan"},
        {"name": "ÉLAN", "kind": "theme", "parent": "C"},
        {"name": "B", "kind": "event", "parent": None},
        {"name": "D", "kind": None, "parent": "D"},
    ]
    _, report, _ = imported(written(tmp_path, story(topics=topics)))
    found = {t.name: (t.kind, t.parent and t.parent.name, t.letter) for t in Topic.objects.all()}
    assert found == {
        "Élan": ("theme", "B", "E"),
        "B": ("place", None, "B"),
        "C": ("", None, "C"),
        "D": ("", None, "D"),
    }
    assert ("1 topics of another kind" in report, "3 topics with another parent" in report) == (True, True)


def test_slugs_are_free_and_a_record_may_give_its_own(tmp_path: Path) -> None:
    published(
        Piece.objects.create(kind="question", headline="A bridge", slug="a-bridge", standfirst="It is one.")
    )
    same = {"headline": "A bridge"}
    _, report, _ = imported(
        written(
            tmp_path,
            story("a", **same),
            story("b", **same),
            story("c", slug="a-bridge"),
            story("d", slug="Ours"),
        )
    )
    slugs = dict(Piece.objects.filter(kind="story").values_list("origin_id", "slug"))
    assert slugs == {"a": "a-bridge-2", "b": "a-bridge-3", "c": "a-bridge-4", "d": "Ours"}
    assert "1 slugs that were another piece's" in report
    imported(written(tmp_path, story("d", slug="theirs"), story("a", slug="a-bridge", **same)))
    slugs = dict(Piece.objects.filter(kind="story").values_list("origin_id", "slug"))
    assert (slugs["d"], slugs["a"]) == ("theirs", "a-bridge-2")
    assert Piece.objects.get(origin_id="d").public_slugs.count() == 2


def test_an_address_whose_words_were_taken_out_is_never_an_imported_pieces(tmp_path: Path) -> None:
    gone = published(make_story("The affair"))
    for slug in ("the-affair", "the-affair-2", "the-affair-4", "an-affair"):
        RedactedAddress.objects.create(digest=digest_of(slug), piece=gone)
    Piece.objects.filter(pk=gone.pk).update(slug="gone")
    gone.public_slugs.update(slug="gone")
    same = {"headline": "The affair"}
    records = [story("a", **same), story("b", **same), story("c", slug="an-affair", **same)]
    status, report, faults = imported(written(tmp_path, *records))
    assert (status, faults, "1 slugs that were another piece's" in report) == (0, "", True)
    slugs = dict(Piece.objects.exclude(pk=gone.pk).values_list("origin_id", "slug"))
    assert slugs == {"a": "the-affair-3", "b": "the-affair-5", "c": "an-affair-2"}
    _, report, faults = imported(written(tmp_path, story("a", slug="the-affair-4", **same)))
    assert (faults, "1 slugs that were another piece's" in report) == ("", True)
    assert Piece.objects.get(origin_id="a").slug == "the-affair-3"


def test_links_between_pieces_hold_uuids_and_go_out_as_they_came(tmp_path: Path) -> None:
    html = (
        '<p>See <a href="newsroom:story/later:1">the story</a>, <a href="newsroom:question/q-1">the question</a> '
        'and <a href="newsroom:topic/New%20subject">the subject</a>.</p>'
    )
    imported(
        written(tmp_path, story("a", sections=[section(html)], questions=[question()]), story("later:1"))
    )
    stored = Piece.objects.get(origin_id="a").sections.get().html
    for uid in (
        Piece.objects.get(origin_id="later:1").uid,
        only("question").uid,
        Topic.objects.get(name="New subject").uid,
    ):
        assert str(uid) in stored
    assert exported()[0]["sections"][0]["html"] == html


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


def rows() -> dict[str, Any]:
    """Everything that an import may touch."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values_list())
        for model in (Piece, Edition, Filing, Outlet, Topic, Person, Article, Citation, ImportRecord)
    }


def test_a_link_to_a_story_that_is_not_here_yet_leads_there_when_it_is(
    tmp_path: Path, client: Client
) -> None:
    html = '<p>See <a href="newsroom:story/later:1">the story</a>.</p>'
    imported(written(tmp_path, story("a", sections=[section(html)])))
    page = only().get_absolute_url()
    assert exported()[0]["sections"][0]["html"] == html
    assert "<p>See the story.</p>" in client.get(page).content.decode()
    imported(written(tmp_path, story("later:1", headline="Later")))
    assert '<p>See <a href="/stories/later/">the story</a>.</p>' in client.get(page).content.decode()
    assert exported()[0]["sections"][0]["html"] == html
