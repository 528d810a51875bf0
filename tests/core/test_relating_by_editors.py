"""Related links that editors pinned or hid, and what a page shows of links with their reasons."""

import pytest

from briefings.models import RelatedLink
from briefings.related.relating import make_known, refresh_piece
from tests.building import changed, make_question, make_story, published, withdrawn
from tests.core.related import links_of, refreshed, story_about

db = pytest.mark.django_db


@db
def test_what_an_editor_pinned_or_hid_survives_when_nothing_is_shared_any_more(client):
    story = story_about("Here", "Bridges")
    for headline in ("Pinned", "Hidden", "Neither"):
        story_about(headline, "Bridges")
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target__headline="Pinned").update(pinned=True, position=4)
    RelatedLink.objects.filter(target__headline="Hidden").update(hidden=True)
    story.filings.all().delete()
    assert refresh_piece(story.pk) == 2
    assert sorted(headline for headline, _ in links_of(story)) == ["Hidden", "Pinned"]
    assert RelatedLink.objects.get(pinned=True).position == 4
    page = client.get(story.get_absolute_url()).content.decode()
    shown = page[page.index('id="related"') :]
    assert ("Pinned" in shown, "Hidden" in shown, "Neither" in shown) == (True, False, False)


@db
def test_the_reason_of_a_pinned_link_names_no_word_that_one_of_both_has_no_more(client):
    words = "Mueller harbour captain tide lighthouse anchor"
    one, other = story_about("Here", words=words), story_about("Same words", words=words)
    make_known([one.pk, other.pk])
    refreshed(one)
    RelatedLink.objects.filter(piece=one).update(pinned=True)
    assert RelatedLink.objects.get(piece=one).shared_words[0] == "Mueller"
    published(changed(one, html="<p>tractor harvest barley silo combine furrow.[^wire]</p>"))
    refreshed(one)
    assert RelatedLink.objects.get(piece=one).shared_words == []
    page = client.get(one.get_absolute_url()).content.decode()
    assert ("Mueller" in page, "Chosen by the editors" in page) == (False, True)


@db
def test_pinned_links_stand_first_in_the_editors_order(client):
    story = story_about("Here", "Bridges", "Tolls")
    story_about("The nearest", "Bridges", "Tolls")
    for place, headline in ((2, "The second"), (1, "The first")):
        target = story_about(headline, "Bridges")
        refresh_piece(story.pk)
        RelatedLink.objects.filter(target=target).update(pinned=True, position=place)
    refresh_piece(story.pk)
    page = client.get(story.get_absolute_url()).content.decode()
    places = [page.index(headline) for headline in ("The first", "The second", "The nearest")]
    assert places == sorted(places)


@db
def test_a_target_withdrawn_since_shows_neither_its_words_nor_its_reason(client):
    story = story_about("Here", "Bridges")
    target = story_about("Withdrawn words", "Bridges")
    story_about("Staying words", "Bridges")
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target=target).update(pinned=True)
    withdrawn(target)
    page = client.get(story.get_absolute_url()).content.decode()
    assert ("Withdrawn words" in page, "Staying words" in page) == (False, True)


@db
def test_the_page_gives_each_link_its_reason(client):
    topics = ["A bridge", "B road", "C toll", "D river"]
    story = story_about("Here", *topics, on="2026-01-02")
    story_about("Near", *topics, on="2026-01-01")
    story_about("Far", "D river", on="2026-01-03")
    published(make_question("Who pays?", topics=["C toll"]), on="2026-01-01")
    refresh_piece(story.pk)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Both about A bridge, B road and C toll" in page
    assert "Newer on D river" in page
    assert "Answers a question on C toll" in page


@db
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_live_has_no_links_but_those_an_editor_chose(state):
    story = story_about("Here", "Bridges")
    for headline in ("Pinned", "Neither"):
        story_about(headline, "Bridges")
    refresh_piece(story.pk)
    RelatedLink.objects.filter(target__headline="Pinned").update(pinned=True)
    if state == "withdrawn":
        withdrawn(story)
        refresh_piece(story.pk)
        assert [headline for headline, _ in links_of(story)] == ["Pinned"]
    else:
        draft = make_story("A draft", topics=["Bridges"])
        assert refresh_piece(draft.pk) == 0
        assert links_of(draft) == []
