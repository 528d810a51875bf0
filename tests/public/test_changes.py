"""What readers can see of the past of a piece: its change log, editions as they were, and what changed between."""

import re

import pytest

from briefings.house import holder, unsaved_house
from briefings.views import changes
from newsroom.clock import at
from newsroom.links import internal_href
from tests.building import changed, make_question, make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db


def corrected(**fields):
    """A story with three editions; the second has words and an outlet of its own."""
    story = published(
        make_story("A bridge was opened", slug="bridge", sections=["<p>First words.[^wire]</p>"])
    )
    published(changed(story, html="<p>Second words.[^wire]</p>"), note="New figures.")
    return published(
        changed(story, html="<p>Third words.[^wire]</p>", **fields),
        kind="correction",
        note="A figure was wrong.",
    )


def test_the_change_log_says_what_was_done_newest_first(client):
    story = corrected()
    changed(story, headline="Never published")
    page = client.get("/stories/bridge/changes/")
    assert [(line["number"], str(line["done"]), line["note"]) for line in page.context["page_obj"]] == [
        (3, "Corrected", "A figure was wrong."),
        (2, "Updated", "New figures."),
        (1, "First published", ""),
    ]
    assert [line["difference_url"] for line in page.context["page_obj"]] == [
        "/stories/bridge/changes/2..3/",
        "/stories/bridge/changes/1..2/",
        "",
    ]


@pytest.mark.parametrize("below", ["", "1/", "1..2/"])
def test_pages_of_the_past_belong_to_the_piece_and_are_no_search_results(client, below):
    corrected()
    page = client.get(f"/stories/bridge/changes/{below}").content.decode()
    assert '<link rel="canonical" href="http://localhost:8000/stories/bridge/">' in page
    assert '<meta name="robots" content="noindex">' in page


def test_two_hundred_editions_are_listed_without_loading_one_document(client, django_assert_max_num_queries):
    story = published(make_story(slug="bridge"))
    editor = story.live_edition.editor
    for number in range(2, 201):
        published(changed(story, headline=f"Words {number}"), by=editor)
    with django_assert_max_num_queries(6) as asked:
        page = client.get("/stories/bridge/changes/")
    assert not any("document" in query["sql"] for query in asked.captured_queries)
    assert page.context["page_obj"][0]["number"] == 200


def test_who_edited_a_piece_does_not_show(client):
    story = make_story(slug="bridge")
    editor = published(story).live_edition.editor
    published(changed(story, standfirst="Other"), by=editor, note="A note.")
    for below in ("", "1/", "2/", "1..2/"):
        assert editor.username not in client.get(f"/stories/bridge/changes/{below}").content.decode()


def test_the_piece_leads_to_its_change_log_once_there_are_changes(client):
    story = published(make_story(slug="bridge"))
    assert "/stories/bridge/changes/" not in client.get("/stories/bridge/").content.decode()
    published(changed(story, standfirst="Other"))
    assert 'href="/stories/bridge/changes/"' in client.get("/stories/bridge/").content.decode()


def test_a_correction_stands_at_the_top_however_many_editions_came_later(client):
    story = corrected()
    for number in range(4, 15):
        published(changed(story, html=f"<p>Words of edition {number}.[^wire]</p>"))
    notice = "</strong> A figure was wrong.</p>"
    page = client.get("/stories/bridge/")
    assert notice in page.content.decode()
    assert [change.number for change in page.context["changes"]] == list(range(14, 4, -1))
    assert notice in client.get("/stories/bridge/changes/3/").content.decode()
    assert notice not in client.get("/stories/bridge/changes/2/").content.decode()


def test_an_old_story_goes_by_its_last_update_however_many_small_changes_came_later(client):
    story = published(make_story(slug="bridge"), on="2020-01-01")
    with at(moment("2022-06-01")):
        published(changed(story, html="<p>More words.[^wire]</p>"), kind="update", note="More is known.")
    with at(moment("2022-07-01")):
        for letter in "abcdefghij":
            published(changed(story, standfirst=f"across the {letter}iver"), kind="minor")
        assert client.get("/stories/bridge/").context["age"] is None
    with at(moment("2025-01-01")):
        page = client.get("/stories/bridge/")
    assert page.context["age"] == {"years": 2, "updated": True}
    assert "This story was last brought up to date more than 2 years ago." in page.content.decode()


def test_an_old_edition_shows_as_it_was_and_says_what_replaced_it(client):
    corrected()
    page = client.get("/stories/bridge/changes/2/")
    assert page.context["replaced_by"]["number"] == 3
    assert page.context["difference_url"] == "/stories/bridge/changes/2..3/"
    words = page.content.decode()
    assert ("Second words." in words, "Third words." in words, "First words." in words) == (
        True,
        False,
        False,
    )
    assert "This is edition 2, kept as it was." in words


def test_the_live_edition_has_a_page_that_says_that_it_is_live(client):
    corrected()
    page = client.get("/stories/bridge/changes/3/")
    assert page.context["replaced_by"] is None
    assert "This is edition 3, the one that readers see now." in page.content.decode()


def test_an_old_edition_links_no_outlet_or_person_that_has_no_page(client):
    story = make_story(
        slug="bridge", byline=["Ann Reporter"], sources=["wire", {"key": "x", "outlet": "The Cable"}]
    )
    published(story)
    story.citations.filter(key="x").delete()
    story.bylines.all().delete()
    published(changed(story, standfirst="Other"))
    page = client.get("/stories/bridge/changes/1/").content.decode()
    assert ("The Cable" in page, "/outlets/the-cable/" in page, "/outlets/the-wire/" in page) == (
        True,
        False,
        True,
    )
    assert ("Ann Reporter" in page, "/people/ann-reporter/" in page) == (True, False)


def test_an_old_edition_leads_to_the_live_ones_of_the_questions_that_it_had(client):
    kept, gone = (published(make_question(f"{name}?", slug=name)) for name in ("kept", "gone"))
    story = make_story(slug="bridge", questions=[(kept, "A teaser"), gone])
    published(story)
    story.question_links.all().delete()
    published(changed(story, standfirst="Other"))
    withdrawn(gone)
    page = client.get("/stories/bridge/changes/1/")
    assert [(card["title"], card["teaser"]) for card in page.context["questions"]] == [("kept?", "A teaser")]


def test_the_difference_marks_what_was_added_and_taken_out(client):
    corrected()
    page = client.get("/stories/bridge/changes/1..3/").content.decode()
    assert "1 section changed." in page
    assert re.findall(r"<(ins|del)>.*?(First|Third).*?</\1>", page) == [("del", "First"), ("ins", "Third")]


def test_links_in_a_difference_lead_to_what_is_live_and_to_nothing_else(client):
    target, gone = published(make_story(slug="target")), published(make_story(slug="gone"))
    links = "".join(
        f'<p>Words of <a href="{internal_href("story", str(piece.uid))}">a link</a>.</p>'
        for piece in (target, gone)
    )
    story = published(make_story(slug="bridge"))
    published(changed(story, html=links))
    withdrawn(gone)
    page = client.get("/stories/bridge/changes/1..2/").content.decode()
    assert ('href="/stories/target/"' in page, "/stories/gone/" in page, "newsroom:" in page) == (
        True,
        False,
        False,
    )


def test_a_difference_names_pages_of_ours_that_readers_can_open_and_no_others(client):
    target, draft = published(make_story("A public title")), make_story("A secret title")
    story = published(make_story(slug="bridge", sections=["<p>Words of one. Words of two.</p>"]))
    links = [internal_href("story", str(piece.uid)) for piece in (target, draft)]
    published(
        changed(
            story,
            html=f'<p>Words of <a href="{links[0]}">one</a>. Words of <a href="{links[1]}">two</a>.</p>',
        )
    )
    page = client.get("/stories/bridge/changes/1..2/").content.decode()
    assert "“one” is now a link to the story “A public title”." in page
    assert "“two” is now a link to a story of ours." in page
    assert "A secret title" not in page
    assert str(draft.uid) not in page


def test_the_summary_of_a_difference_keeps_the_capitals_that_german_nouns_have(client):
    published(
        changed(published(make_story(slug="bridge")), headline="A crossing", html="<p>Others.[^wire]</p>")
    )
    house = unsaved_house()
    house.language = "de"
    holder.hold(house)
    page = client.get("/stories/bridge/changes/1..2/")
    assert page.context["summary"] == "Überschrift geändert, 1 Abschnitt geändert."


def test_a_difference_asked_for_the_wrong_way_round_is_led_to_the_right_one(client):
    corrected()
    assert client.get("/stories/bridge/changes/3..1/").url == "/stories/bridge/changes/1..3/"
    assert client.get("/stories/bridge/changes/2..2/").url == "/stories/bridge/changes/2/"


@pytest.mark.parametrize(
    "below",
    ["0/", "4/", "01/", "-1/", "9999999999/", "999999999/", "1..4/", "0..1/", "1..x/", "1...2/", "1.2/"],
)
def test_an_edition_that_there_is_not_is_not_found(client, below):
    corrected()
    assert client.get(f"/stories/bridge/changes/{below}").status_code == 404


def test_a_former_address_leads_to_the_same_page_of_the_piece(client):
    story = corrected()
    changed(story, slug="renamed")
    for below in ("", "1/", "1..2/"):
        answer = client.get(f"/stories/bridge/changes/{below}")
        assert (answer.status_code, answer.url) == (301, f"/stories/renamed/changes/{below}")


def test_of_a_withdrawn_piece_nothing_is_left_but_the_reason(client):
    withdrawn(corrected(), note="We were deceived.")
    for below in ("", "1/", "1..2/", "4/", "99/"):
        page = client.get(f"/stories/bridge/changes/{below}")
        assert (page.status_code, "We were deceived." in page.content.decode()) == (410, True)
        assert "words." not in page.content.decode()


def test_what_was_withdrawn_stays_withdrawn_when_the_piece_is_live_again(client):
    story = withdrawn(corrected(), note="We were deceived.")
    published(changed(story, html="<p>Fifth words.</p>"), note="Back.")
    published(changed(story, html="<p>Sixth words.</p>"))
    lines = list(client.get("/stories/bridge/changes/").context["page_obj"])
    assert [
        (line["number"], str(line["done"]), bool(line["url"]), bool(line["difference_url"])) for line in lines
    ] == [
        (6, "Updated", True, True),
        (5, "Updated", True, False),
        (4, "Withdrawn", False, False),
        (3, "Corrected", False, False),
        (2, "Updated", False, False),
        (1, "First published", False, False),
    ]
    answers = [
        client.get(f"/stories/bridge/changes/{below}").status_code for below in ("3/", "4/", "3..5/", "4..5/")
    ]
    assert answers == [410] * 4
    assert [client.get(f"/stories/bridge/changes/{below}").status_code for below in ("5/", "5..6/")] == [
        200,
        200,
    ]


@pytest.mark.parametrize(("editions", "sizes"), [(3, [3]), (4, [3, 1])])
def test_a_change_log_stands_as_many_to_a_page_as_its_bound_says(client, monkeypatch, editions, sizes):
    assert changes.PER_PAGE == 50
    monkeypatch.setattr(changes, "PER_PAGE", 3)
    story = published(make_story(slug="bridge"))
    for n in range(editions - 1):
        published(changed(story, standfirst=f"Standfirst {n}"))
    pages = [client.get("/stories/bridge/changes/", {"page": n + 1}) for n in range(len(sizes))]
    assert [len(page.context["page_obj"].object_list) for page in pages] == sizes


def test_a_common_question_has_a_past_too(client):
    question = published(make_question(slug="why"))
    published(changed(question, html="<p>Because of floods.</p>"))
    answers = [client.get(f"/questions/why/changes/{below}") for below in ("", "1/", "1..2/")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert client.get("/stories/why/changes/").status_code == 404
