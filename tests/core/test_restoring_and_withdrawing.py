"""Restoring an edition, withdrawing a piece, and who may do what."""

import pytest

from briefings.document import dump
from briefings.editions.compiling import compile_piece
from briefings.editions.publishing import Publication, publish_many
from briefings.models import Edition, LiveCitation, LiveEvent, Piece, RefreshWish
from briefings.refusing import NotAllowed, NothingChanged, PublishingRefused
from briefings.words import Origin
from tests.building import changed, make_editor, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


def story_with_five_editions(editor) -> Piece:
    story = published(make_story("Headline 1", events=[("2025-11-21", "<p>Opened.</p>")]), by=editor)
    for number in range(2, 6):
        published(changed(story, headline=f"Headline {number}"), by=editor)
    return story


def test_restoring_number_3_publishes_number_6_with_its_document_and_leaves_the_working_copy():
    editor = make_editor("editor")
    story = changed(story_with_five_editions(editor), headline="Typed and not published")
    working = dump(compile_piece(story))

    edition = story.restore(3, by=editor)

    third, sixth = (Edition.objects.get(piece=story, number=number) for number in (3, 6))
    assert edition == sixth
    assert (sixth.kind, sixth.note) == ("update", "Restored from edition 3.")
    assert (sixth.document, sixth.fingerprint) == (third.document, third.fingerprint)
    assert sixth.first_published_at == third.first_published_at
    assert dump(compile_piece(story)) == working
    assert (story.live_edition, story.state) == (sixth, Piece.State.CHANGED)
    assert story.editions.count() == 6


def test_restoring_brings_back_what_pages_of_others_show():
    editor = make_editor("editor")
    story = published(make_story(events=[("2025-11-21", "<p>First version.</p>")]), by=editor)
    story.events.update(html="<p>Second version.</p>")
    published(changed(story), by=editor)
    assert [event.html for event in LiveEvent.objects.filter(piece=story)] == ["<p>Second version.</p>"]
    story.restore(1, by=editor)
    assert [event.html for event in LiveEvent.objects.filter(piece=story)] == ["<p>First version.</p>"]


def test_an_edition_that_is_not_there_cannot_be_restored():
    editor = make_editor("editor")
    story = published(make_story(), by=editor)
    with pytest.raises(PublishingRefused, match="There is no edition 7"):
        story.restore(7, by=editor)


def test_an_edition_of_another_piece_cannot_be_restored():
    editor = make_editor("editor")
    story_with_five_editions(editor)
    story = published(make_story(), by=editor)
    with pytest.raises(PublishingRefused, match="There is no edition 3"):
        story.restore(3, by=editor)


def test_a_withdrawal_cannot_be_restored():
    story = withdrawn(make_story())
    with pytest.raises(PublishingRefused, match="A withdrawal has no words to restore"):
        story.restore(2, by=make_editor("editor"))


def test_what_readers_see_already_cannot_be_restored():
    editor = make_editor("editor")
    story = story_with_five_editions(editor)
    with pytest.raises(NothingChanged):
        story.restore(5, by=editor)
    assert story.editions.count() == 5


def test_a_withdrawn_piece_comes_back_by_restoring_its_words():
    editor = make_editor("editor")
    story = withdrawn(make_story("Back again"))
    edition = story.restore(1, by=editor, note="It was right after all.")
    assert (edition.number, edition.kind, edition.note) == (3, "update", "It was right after all.")
    assert (story.state, story.live_edition.headline) == (Piece.State.LIVE, "Back again")


def test_a_withdrawal_is_an_edition_without_words():
    story = published(
        make_story(
            "Wrong words",
            standfirst="Wrong standfirst",
            credit="Wrong credit",
            events=[("2025-11-21", "<p>Wrong event.</p>")],
        )
    )
    edition = story.withdraw(by=make_editor("chief"), note="It was wrong.")
    stored = Edition.objects.get(pk=edition.pk)
    assert (stored.number, stored.kind, stored.note) == (2, "withdrawal", "It was wrong.")
    assert stored.document == {
        "schema_number": 2,
        "kind": "story",
        "headline": "",
        "standfirst": "",
        "language": "en",
        "credit": "",
        "byline": [],
        "sections": [],
        "answers": [],
        "citations": [],
        "events": [],
        "questions": [],
    }
    assert (stored.headline, stored.standfirst, stored.word_count, stored.source_count) == ("", "", 0, 0)
    assert not hasattr(stored, "rendering")
    assert not LiveEvent.objects.filter(piece=story).exists()
    assert not LiveCitation.objects.filter(piece=story).exists()


def test_a_withdrawal_needs_a_reason():
    story = published(make_story())
    with pytest.raises(PublishingRefused, match="A withdrawal needs a reason"):
        story.withdraw(by=make_editor("chief"), note=" \n ")
    assert story.state == Piece.State.LIVE


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_live_can_be_withdrawn(state):
    story = make_story() if state == "draft" else withdrawn(make_story())
    with pytest.raises(PublishingRefused, match="Only what is live can be withdrawn"):
        story.withdraw(by=make_editor("chief"), note="Gone.")


def test_each_verb_wishes_for_a_refresh_of_related_links():
    story = make_story()
    counts = []
    for verb in (published, withdrawn, lambda piece: piece.restore(1, by=make_editor("editor"))):
        verb(story)
        counts.append(RefreshWish.objects.get(piece=story).wished)
    assert counts == [1, 2, 3]


VERBS = {
    "publish": lambda piece, by: piece.publish(by=by),
    "restore": lambda piece, by: piece.restore(1, by=by),
    "withdraw": lambda piece, by: piece.withdraw(by=by, note="Gone."),
}
MAY = {
    "publish": {"editor", "chief"},
    "restore": {"editor", "chief"},
    "withdraw": {"chief"},
}


@pytest.mark.parametrize("rank", ["chief", "editor", "writer", None])
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_asks_for_its_right(verb, rank):
    story = published(make_story("One"))
    published(changed(story, headline="Two"))
    changed(story, headline="Three")
    who = make_editor(rank)
    if rank in MAY[verb]:
        assert VERBS[verb](story, who).number == 3
    else:
        with pytest.raises(NotAllowed):
            VERBS[verb](story, who)
        assert story.editions.count() == 2


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_at_the_desk_is_nobodys(verb):
    story = changed(published(make_story()), headline="Two")
    with pytest.raises(NotAllowed, match="Somebody has to be named who does this"):
        VERBS[verb](story, None)
    assert story.editions.count() == 1


def test_a_person_without_the_right_cannot_publish_in_the_name_of_an_import():
    story = make_story()
    with pytest.raises(NotAllowed):
        publish_many([Publication(story.pk)], by=make_editor("writer"), origin=Origin.IMPORT)
    assert story.editions.count() == 0
