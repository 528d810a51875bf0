"""Questions, articles, outlets, people and topics that several records name: each is here once."""

from pathlib import Path
from typing import Any

import pytest

from briefings.models import Article, Citation, Outlet, OutletAlias, Person, Piece
from tests.building import changed, moment
from tests.interchange.kept import only
from tests.interchange.records import exported, imported, question, source, story, written
from topics.models import Topic

pytestmark = pytest.mark.django_db


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
