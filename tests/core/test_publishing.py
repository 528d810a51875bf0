"""Publishing: what becomes of a working copy that goes out, and when it does not."""

from uuid import UUID

import pytest

from briefings.document import Document, dump, fingerprint_of, upgrade
from briefings.editions.compiling import compile_piece
from briefings.editions.preflight import preflight
from briefings.editions.publishing import Publication, publish_many
from briefings.models import Edition, Piece
from briefings.refusing import NothingChanged, PublishingRefused
from briefings.words import EditionKind, Origin
from tests.building import (
    changed,
    make_editor,
    make_question,
    make_story,
    moment,
    published,
    withdrawn,
)

pytestmark = pytest.mark.django_db
State = Piece.State


@pytest.fixture
def editor():
    return make_editor("editor")


def bystanders() -> None:
    """What must stay as it is whatever is published beside it."""
    make_story("A draft beside it")
    withdrawn(make_story("A withdrawn one beside it"))
    changed(published(make_story("A live one beside it")), headline="Its unpublished headline")


def editions_of(piece) -> list[tuple[int, str]]:
    return list(piece.editions.order_by("number").values_list("number", "kind"))


def test_publishing_makes_edition_1_of_the_kind_first_with_the_words_as_they_were(editor):
    bystanders()
    story = make_story(
        "A bridge was opened", standfirst="At last.", events=[("2025-11-21", "<p>Opened.</p>")]
    )
    before = dump(compile_piece(story))

    edition = story.publish(by=editor)

    stored = Edition.objects.get(piece=story)
    assert (stored.number, stored.kind, stored.origin, stored.editor) == (1, "first", "desk", editor)
    assert stored.document == before
    assert (stored.headline, stored.standfirst) == ("A bridge was opened", "At last.")
    assert (stored.source_count, stored.outlet_count, stored.word_count) == (1, 1, 9)
    assert edition == stored
    assert Edition.objects.count() == 4


def test_the_edition_that_publishing_returns_has_its_document_at_hand(editor):
    story = make_story()
    edition = story.publish(by=editor)
    assert upgrade(edition.document) == compile_piece(story)
    assert edition.findings == []


def test_what_is_published_has_the_time_that_its_publication_names_and_else_the_present_one(
    editor, time_machine
):
    time_machine.move_to(moment("2026-02-03T04:05"), tick=False)
    old, new = make_story("Old"), make_story("New")
    old.publish(by=editor, first_published_at=moment("2020-01-01"))
    new.publish(by=editor)
    assert (old.live_edition.first_published_at, old.live_edition.released_at) == (
        moment("2020-01-01"),
        moment("2026-02-03T04:05"),
    )
    assert new.live_edition.first_published_at == moment("2026-02-03T04:05")


def test_an_update_keeps_the_time_of_first_publication(editor, time_machine):
    time_machine.move_to(moment("2026-02-03"), tick=False)
    story = published(make_story(), by=editor)
    time_machine.move_to(moment("2026-02-05"), tick=False)
    published(changed(story, headline="Another headline"), by=editor)
    assert story.live_edition.first_published_at == moment("2026-02-03")
    assert story.live_edition.updated_at == moment("2026-02-05")


def test_later_changes_to_rows_change_nothing_that_readers_see(client, editor):
    story = published(
        make_story("The public headline", sections=["<p>Public words.</p>"], byline=["Ann Reporter"]),
        by=editor,
    )
    page = client.get(story.get_absolute_url()).content
    document = Edition.objects.get(piece=story).document

    changed(story, headline="A secret headline", html="<p>Secret words.</p>", standfirst="Secret standfirst.")
    story.citations.update(outlet_name="Secret Times", title="Secret title")
    story.bylines.all().delete()

    assert client.get(story.get_absolute_url()).content == page
    assert Edition.objects.get(piece=story).document == document


def test_the_state_is_derived_from_what_was_done(editor):
    chief = make_editor("chief")
    story = make_story()
    states = [story.state]
    published(story, by=editor)
    states.append(story.state)
    changed(story, headline="Other words")
    states.append(story.state)
    published(story, by=editor)
    states.append(story.state)
    withdrawn(story, by=chief)
    states.append(story.state)
    published(story, by=editor)
    states.append(story.state)
    assert states == [
        State.DRAFT,
        State.LIVE,
        State.CHANGED,
        State.LIVE,
        State.WITHDRAWN,
        State.LIVE,
    ]
    assert editions_of(story) == [(1, "first"), (2, "update"), (3, "withdrawal"), (4, "update")]


def test_querysets_tell_the_states_apart(editor):
    draft = make_story("A draft")
    live = published(make_story("A live one"), by=editor)
    edited = changed(published(make_story("One changed"), by=editor), headline="Changed since")
    gone = withdrawn(make_story("One withdrawn"))
    everything = Piece.objects.order_by("pk")
    assert list(everything.drafts()) == [Piece.objects.get(pk=draft.pk)]
    assert [piece.pk for piece in everything.live()] == [live.pk, edited.pk]
    assert [piece.pk for piece in everything.with_unpublished_changes()] == [edited.pk]
    assert [piece.pk for piece in everything.withdrawn()] == [gone.pk]


def test_publishing_the_same_words_again_is_refused(editor):
    story = published(make_story("A bridge"), by=editor)
    with pytest.raises(NothingChanged, match="“A bridge” has not changed since edition 1"):
        story.publish(by=editor)
    assert editions_of(story) == [(1, "first")]


def test_changing_words_there_and_back_is_no_change(editor):
    story = published(make_story("A bridge"), by=editor)
    changed(story, headline="Another")
    changed(story, headline="A bridge")
    assert story.state == State.LIVE


def test_a_correction_needs_a_note(editor):
    story = changed(published(make_story(), by=editor), headline="The right headline")
    with pytest.raises(PublishingRefused, match="A correction needs a note"):
        story.publish(by=editor, kind=EditionKind.CORRECTION, note="  \n ")
    story.publish(by=editor, kind=EditionKind.CORRECTION, note="The name was wrong.")
    assert (story.live_edition.kind, story.live_edition.note) == ("correction", "The name was wrong.")


def test_there_is_one_first_edition_of_a_piece(editor):
    story = changed(published(make_story("A bridge"), by=editor), headline="Two bridges")
    with pytest.raises(PublishingRefused, match="“Two bridges” has had its first edition"):
        story.publish(by=editor, kind=EditionKind.FIRST)
    assert editions_of(story) == [(1, "first")]


def test_publishing_cannot_withdraw(editor):
    story = changed(published(make_story(), by=editor), headline="Other words")
    with pytest.raises(PublishingRefused, match="Publishing cannot withdraw"):
        story.publish(by=editor, kind=EditionKind.WITHDRAWAL, note="Gone.")


def test_a_first_edition_is_one_whatever_kind_was_asked_for(editor):
    story = published(make_story(), by=editor, kind=EditionKind.UPDATE)
    assert story.live_edition.kind == "first"


def test_a_block_stops_a_person(editor):
    story = make_story(sections=["<p>A claim.[^nowhere]</p>"], sources=[])
    with pytest.raises(PublishingRefused, match=r"The marker \[\^nowhere\] has no source") as refused:
        story.publish(by=editor)
    assert [(f.code, f.block) for f in refused.value.findings[story.pk]] == [
        ("no-source", True),
        ("no-sources", False),
    ]
    assert (story.state, Edition.objects.count()) == (State.DRAFT, 0)


def test_a_block_does_not_stop_an_import_and_stays_as_a_finding():
    story = make_story(sections=["<p>A claim.[^nowhere]</p>"], sources=[])
    (edition,) = publish_many([Publication(story.pk)], by=None, origin=Origin.IMPORT)
    stored = Edition.objects.get(pk=edition.pk)
    assert (stored.origin, stored.editor) == ("import", None)
    assert [finding["code"] for finding in stored.findings] == ["no-source", "no-sources"]


def test_several_go_out_together_in_the_order_asked_for(editor):
    one, two, three = make_story("One"), make_question("Two?"), make_story("Three")
    editions = publish_many([Publication(p.pk) for p in (three, one, two)], by=editor)
    assert [edition.headline for edition in editions] == ["Three", "One", "Two?"]
    assert [edition.piece_id for edition in editions] == [three.pk, one.pk, two.pk]


def test_of_several_all_go_out_or_none(editor):
    good = make_story("Good")
    bad = make_story("Bad", sections=[])
    with pytest.raises(PublishingRefused, match="No section has any words"):
        publish_many([Publication(good.pk), Publication(bad.pk)], by=editor)
    assert Edition.objects.count() == 0


@pytest.mark.parametrize("answers", [[], [("Why?", "")], [("Why?", "<p> </p>")]])
def test_a_question_of_a_title_alone_does_not_go_out_and_one_with_an_intro_does(editor, answers):
    empty = make_question("Why so?", answers=answers, sources=[])
    with pytest.raises(PublishingRefused, match="There are no answers yet"):
        empty.publish(by=editor)
    changed(empty, standfirst="In short: because.")
    assert [finding["code"] for finding in empty.publish(by=editor).findings] == ["no-answers", "no-sources"]


def test_one_that_has_not_changed_holds_the_others_up_unless_it_may_be_left_out(editor):
    live, fresh = published(make_story("Live"), by=editor), make_story("Fresh")
    both = [Publication(live.pk), Publication(fresh.pk)]
    with pytest.raises(NothingChanged):
        publish_many(both, by=editor)
    assert editions_of(fresh) == []
    (edition,) = publish_many(both, by=editor, skip_unchanged=True)
    assert edition.piece_id == fresh.pk
    assert editions_of(live) == [(1, "first")]


def test_one_piece_twice_in_one_go_is_refused(editor):
    story = make_story("A bridge")
    with pytest.raises(PublishingRefused, match="“A bridge” is asked for twice"):
        publish_many([Publication(story.pk), Publication(story.pk)], by=editor)


def test_a_piece_that_is_gone_is_refused_in_a_sentence(editor):
    with pytest.raises(PublishingRefused, match="There is no piece 987654321 any more"):
        publish_many([Publication(987654321)], by=editor)


def test_an_editor_who_saw_an_older_edition_is_told(editor):
    story = changed(published(make_story("A bridge"), by=editor), headline="A bridge, again")
    with pytest.raises(PublishingRefused, match="Meanwhile edition 1 of “A bridge, again” was published"):
        publish_many([Publication(story.pk, seen=0)], by=editor)
    (edition,) = publish_many([Publication(story.pk, seen=1)], by=editor)
    assert edition.number == 2


def test_saving_a_piece_that_was_loaded_before_a_publication_keeps_what_was_published(editor):
    published(make_story("A bridge", slug="bridge"), by=editor)
    held = Piece.objects.get(slug="bridge")
    published(changed(Piece.objects.get(slug="bridge"), headline="Two bridges"), by=editor)
    held.standfirst = "Typed meanwhile"
    held.save()
    now = Piece.objects.get(slug="bridge")
    assert (now.live_edition.number, now.standfirst) == (2, "Typed meanwhile")


def test_equal_words_have_equal_fingerprints_and_another_order_has_another(editor):
    def with_events(*days: str):
        document = compile_piece(make_story(events=[(day, "<p>Then.</p>") for day in days]))
        for place, part in enumerate((*document.sections, *document.citations, *document.events)):
            part.uid = UUID(int=place)
        for citation in document.citations:
            citation.article = citation.outlet
        return fingerprint_of(document)

    assert with_events("2020-01-01", "2021-01-01") == with_events("2020-01-01", "2021-01-01")
    assert with_events("2020-01-01", "2021-01-01") != with_events("2021-01-01", "2020-01-01")


@pytest.mark.parametrize("headline", ["", "\u202e"])
def test_a_headline_that_shows_nothing_is_none(headline):
    document = Document(kind="story", headline=headline)
    assert ("headline", True) in [(finding.code, finding.block) for finding in preflight(document)]
