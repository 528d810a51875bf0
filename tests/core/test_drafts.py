"""Drafts that go, come back, and are copied."""

from datetime import timedelta

import pytest

from briefings.document import dump
from briefings.drafts import DraftRefused, bring_back, delete_draft, follow_up, purge_deleted_drafts
from briefings.editions.compiling import compile_piece
from briefings.models import DeletedDraft, Piece, RefreshWish
from tests.building import (
    make_editor,
    make_question,
    make_story,
    make_topic,
    moment,
    published,
    withdrawn,
)
from topics.merging import merge_topics
from topics.models import Topic

pytestmark = pytest.mark.django_db


def rich_draft(**fields) -> Piece:
    return make_story(
        "A bridge",
        standfirst="At last.",
        credit="CC BY",
        language="de",
        sections=[
            ("whats_happened", "<p>Opened.[^wire]</p>"),
            ("other", "<p>Aside.</p>", "A heading"),
        ],
        sources=[
            {"key": "wire", "url": "https://wire.example/1", "title": "Open", "published_on": "2025-11-21"}
        ],
        events=[{"start": "1998-01-01", "precision": "year", "circa": True, "html": "<p>Planned.</p>"}],
        questions=[(make_question(), "A teaser")],
        byline=["Ann Reporter"],
        topics=["Bridges", "Rivers"],
        **fields,
    )


def topics_of(piece: Piece) -> list[str]:
    return [filing.tag.name for filing in piece.filings.all()]


def test_a_deleted_draft_comes_back_as_it_was():
    make_story("A bystander")
    editor = make_editor()
    draft = rich_draft(by=editor, slug="bridge", origin_id="feed:1")
    before = dump(compile_piece(draft))
    uid = draft.uid

    kept = delete_draft(draft, by=editor)
    assert not Piece.objects.filter(uid=uid).exists()
    back = bring_back(kept, by=make_editor("chief"))

    assert dump(compile_piece(back)) == before
    assert (back.uid, back.slug, back.kind, back.owner, back.origin_id) == (
        uid,
        "bridge",
        "story",
        editor,
        "feed:1",
    )
    assert topics_of(back) == ["Bridges", "Rivers"]
    assert back.state == Piece.State.DRAFT
    assert not DeletedDraft.objects.exists()


def test_a_deleted_question_comes_back_as_it_was():
    question = make_question("Why?", answers=[("Because?", "<p>Yes.</p>"), ("Else?", "<p>No.</p>")])
    before = dump(compile_piece(question))
    back = bring_back(delete_draft(question, by=make_editor()), by=make_editor())
    assert (back.kind, dump(compile_piece(back))) == ("question", before)


def test_a_draft_comes_back_under_another_address_where_its_own_is_taken():
    kept = delete_draft(make_story("A bridge"), by=make_editor())
    make_story("A bridge")
    assert bring_back(kept, by=make_editor()).slug == "a-bridge-2"


def test_a_draft_comes_back_under_another_address_where_its_own_was_made_public_by_another():
    kept = delete_draft(make_story("A bridge"), by=make_editor())
    other = published(make_story("A bridge"))
    other.slug = "elsewhere"
    other.save()
    assert bring_back(kept, by=make_editor()).slug == "a-bridge-2"


def test_a_draft_comes_back_under_the_topics_that_took_the_place_of_merged_ones():
    chief = make_editor("chief")
    kept = delete_draft(make_story(topics=["Brook", "Tolls", "Rivers", "Gone", "Bridges"]), by=chief)
    topics = {topic.name: topic for topic in Topic.objects.all()}
    merge_topics(topics["Brook"], make_topic("Streams"), by=chief)
    merge_topics(Topic.objects.get(name="Streams"), topics["Rivers"], by=chief)
    topics["Gone"].delete()
    assert topics_of(bring_back(kept, by=chief)) == ["Rivers", "Tolls", "Bridges"]


def test_a_draft_comes_back_once():
    kept = delete_draft(make_story("A bridge"), by=make_editor())
    bring_back(kept, by=make_editor())
    with pytest.raises(DraftRefused, match="brought back already"):
        bring_back(kept, by=make_editor())


@pytest.mark.parametrize("bring", [published, withdrawn])
def test_what_was_published_cannot_be_deleted(bring):
    story = bring(make_story())
    with pytest.raises(DraftRefused, match="What was once published cannot be deleted"):
        delete_draft(story, by=make_editor("chief"))
    assert Piece.objects.filter(pk=story.pk).exists()


def test_a_draft_that_was_published_meanwhile_cannot_be_deleted():
    story = make_story()
    held = Piece.objects.get(pk=story.pk)
    published(story)
    with pytest.raises(DraftRefused, match="What was once published cannot be deleted"):
        delete_draft(held, by=make_editor("chief"))


def test_a_question_that_a_story_leads_to_cannot_be_deleted():
    question = make_question()
    make_story("It leads there", questions=[question])
    with pytest.raises(DraftRefused, match="The story “It leads there” leads to this question"):
        delete_draft(question, by=make_editor())


def test_deleted_drafts_are_kept_for_30_days_and_then_forgotten(time_machine):
    time_machine.move_to(moment("2026-01-01"), tick=False)
    delete_draft(make_story("Old"), by=make_editor())
    time_machine.move_to(moment("2026-01-02"), tick=False)
    delete_draft(make_story("Young"), by=make_editor())

    time_machine.move_to(moment("2026-01-01") + timedelta(days=30), tick=False)
    assert purge_deleted_drafts() == 0
    time_machine.shift(timedelta(seconds=1))
    assert purge_deleted_drafts() == 1
    assert [kept.headline for kept in DeletedDraft.objects.all()] == ["Young"]


def test_a_follow_up_has_sources_topics_and_questions_and_no_words():
    editor = make_editor()
    story = published(rich_draft())
    copy = follow_up(story, by=editor)
    old, new = compile_piece(story), compile_piece(copy)

    def cited(document):
        return [citation.model_dump(exclude={"uid"}) for citation in document.citations]

    assert cited(new) == cited(old)
    assert {citation.uid for citation in new.citations}.isdisjoint(c.uid for c in old.citations)
    assert [(ref.question, ref.teaser) for ref in new.questions] == [(old.questions[0].question, "")]
    assert topics_of(copy) == ["Bridges", "Rivers"]
    assert (new.headline, new.standfirst, new.credit) == ("Follow-up: A bridge", "", "")
    assert [(section.kind, section.html) for section in new.sections] == [
        ("whats_happened", ""),
        ("behind_the_headline", ""),
        ("papers_say", ""),
        ("how_we_got_here", ""),
    ]
    assert new.events == []
    assert (copy.owner, copy.state, copy.kind) == (editor, Piece.State.DRAFT, "story")


def test_a_follow_up_leaves_the_story_as_it_is():
    story = published(rich_draft())
    before = (dump(compile_piece(story)), topics_of(story), RefreshWish.objects.count())
    follow_up(story, by=make_editor())
    assert (dump(compile_piece(story)), topics_of(story), RefreshWish.objects.count()) == before
    assert story.state == Piece.State.LIVE
