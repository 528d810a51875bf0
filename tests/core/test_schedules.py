"""Schedules: frozen words that go out once, on time or late, and never over newer ones."""

from datetime import timedelta
from pathlib import Path

import pytest

from briefings.document import dump
from briefings.editions.compiling import compile_piece
from briefings.editions.publishing import Publication
from briefings.models import Edition, Piece, PublicSlug
from briefings.schedules.due import TRIES, wait_after
from briefings.schedules.scheduling import schedule, try_again
from newsroom.clock import at
from tests.building import changed, make_editor, make_story, published, withdrawn
from tests.core.scheduled import LATER, SIX, due_at, for_six, refusal, result_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_a_schedule_goes_out_when_it_is_due_and_not_before(editor):
    story = make_story("A bridge was opened")
    make_story("A draft beside it")
    one = for_six(story, editor)
    assert due_at(SIX - timedelta(seconds=1)) == {}
    assert due_at(LATER) == {"done": 1}
    edition = Edition.objects.get()
    assert (edition.piece_id, edition.number, edition.kind) == (story.pk, 1, "first")
    assert (edition.origin, edition.editor, edition.released_at) == ("schedule", editor, LATER)
    assert edition.first_published_at == LATER
    assert result_of(one) == ("done", "")
    assert (one.edition, one.late_by, one.ended_at) == (edition, timedelta(seconds=7), LATER)
    assert due_at(LATER) == {}


def test_what_goes_out_are_the_words_as_they_were_when_it_was_scheduled(editor):
    story = published(make_story("Old words"), by=editor)
    frozen = dump(compile_piece(changed(story, headline="Frozen words")))
    one = for_six(story, editor, note="News.")
    changed(story, headline="Newer words")
    assert due_at(LATER) == {"done": 1}
    one.refresh_from_db()
    assert (one.edition.number, one.edition.kind, one.edition.note) == (2, "update", "News.")
    assert one.edition.document == frozen
    story = Piece.objects.get(pk=story.pk)
    assert (story.headline, story.state) == ("Newer words", Piece.State.CHANGED)


def test_older_words_never_overtake_a_newer_edition(editor):
    story = make_story("Frozen words")
    one = for_six(story, editor)
    changed(story, headline="Newer words").publish(by=editor)
    assert due_at(LATER) == {"failed": 1}
    assert result_of(one) == (
        "failed",
        "Meanwhile edition 1 of “Newer words” was published. Look at it first.",
    )
    assert list(story.editions.values_list("headline")) == [("Newer words",)]
    assert refusal(lambda: try_again(one.pk, by=editor)) == [one.reason]


def test_a_withdrawal_meanwhile_makes_it_fail(editor):
    story = changed(published(make_story("Old")), headline="New")
    one = for_six(story, editor)
    withdrawn(story)
    assert due_at(LATER) == {"failed": 1}
    assert result_of(one)[0] == "failed"
    assert Piece.objects.get(pk=story.pk).state == Piece.State.WITHDRAWN


def test_who_lost_the_right_meanwhile_publishes_nothing_until_somebody_else_answers_for_it(editor):
    story = make_story()
    one = for_six(story, editor)
    editor.groups.clear()
    assert due_at(LATER) == {"failed": 1}
    assert result_of(one) == ("failed", "Edna, who asked for it, has no longer the right to.")
    other = make_editor("editor")
    with at(LATER):
        try_again(one.pk, by=other)
    assert due_at(LATER) == {"done": 1}
    one.refresh_from_db()
    assert (one.edition.editor, one.late_by) == (other, timedelta(seconds=7))


def test_a_page_left_open_sends_nothing_out_before_its_time(editor):
    one = for_six(make_story("A bridge was opened"), editor)
    assert refusal(lambda: try_again(one.pk, by=editor)) == [
        "“A bridge was opened” is scheduled already, for 24 Nov 2026, 06:00 UTC."
    ]
    assert due_at(SIX - timedelta(seconds=1)) == {}
    assert due_at(LATER) == {"done": 1}


def test_who_was_locked_out_publishes_nothing(editor):
    one = for_six(make_story(), editor)
    editor.is_active = False
    editor.save()
    assert due_at(LATER) == {"failed": 1}
    assert result_of(one)[0] == "failed"


def test_an_address_that_is_anothers_is_tried_again_until_somebody_gives_another(editor):
    story = make_story("A bridge", slug="bridge")
    one = for_six(story, editor)
    PublicSlug.objects.create(slug="bridge", piece=published(make_story("Another bridge")))
    assert due_at(LATER) == {"again": 1}
    one.refresh_from_db()
    assert one.reason == "The address “bridge” was another piece’s and goes on leading there."
    assert (one.outcome, one.attempts, one.next_try) == ("waiting", 1, LATER + timedelta(seconds=15))
    assert due_at(LATER + timedelta(seconds=14)) == {}
    Piece.objects.filter(pk=story.pk).update(slug="bridge-2")
    assert due_at(LATER + timedelta(seconds=15)) == {"done": 1}
    one.refresh_from_db()
    assert (one.reason, one.late_by) == ("", timedelta(seconds=22))


def test_what_fails_again_and_again_fails_in_the_end(editor):
    one = for_six(make_story("A bridge", slug="bridge"), editor)
    PublicSlug.objects.create(slug="bridge", piece=published(make_story("Another bridge")))
    outcomes, when = [], LATER
    for attempt in range(1, TRIES + 1):
        outcomes += due_at(when)
        when += wait_after(attempt)
    assert outcomes == ["again"] * (TRIES - 1) + ["failed"]
    assert due_at(when) == {}
    assert when - LATER < timedelta(hours=3)
    assert result_of(one)[0] == "failed"


def test_what_nobody_foresaw_puts_the_row_off_and_the_others_go_out(editor, monkeypatch):
    from briefings.schedules import due

    broken, whole = for_six(make_story("Broken"), editor), for_six(make_story("Whole"), editor)
    real = due.publication_of

    def read(one):
        if one.pk == broken.pk:
            raise KeyError("a part")
        return real(one)

    monkeypatch.setattr(due, "publication_of", read)
    with pytest.raises(KeyError):
        due_at(LATER)
    assert due_at(LATER) == {"done": 1}
    assert result_of(whole) == ("done", "")
    assert result_of(broken) == ("waiting", "Something unforeseen went wrong; the log says what.")
    assert broken.next_try == LATER + timedelta(seconds=15)


def test_a_clock_that_is_set_back_publishes_nothing_twice_and_nothing_early(editor):
    early = for_six(make_story("Early"), editor)
    late = schedule(Publication(make_story("Late").pk), at=SIX + timedelta(hours=2), by=editor)
    assert due_at(SIX + timedelta(hours=1)) == {"done": 1}
    assert due_at(SIX - timedelta(hours=1)) == {}
    assert due_at(SIX + timedelta(hours=1)) == {}
    assert due_at(SIX + timedelta(hours=2)) == {"done": 1}
    assert [result_of(one)[0] for one in (early, late)] == ["done", "done"]
    assert Edition.objects.count() == 2


def test_the_tries_take_some_90_minutes_as_the_documentation_says() -> None:
    minutes = sum((wait_after(tries) for tries in range(1, TRIES)), timedelta()).total_seconds() / 60
    assert 89 < minutes < 92
    said = (Path(__file__).resolve().parents[2] / "docs" / "schedules.md").read_text()
    assert f"After {TRIES} tries (some 90 minutes)" in said
