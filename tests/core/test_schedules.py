"""Schedules: frozen words that go out once, on time or late, and never over newer ones."""

from datetime import timedelta
from pathlib import Path

import pytest

from briefings.document import dump
from briefings.drafts import DraftRefused, delete_draft
from briefings.editions.compiling import compile_piece
from briefings.editions.publishing import Publication
from briefings.models import Activity, Edition, Piece, PublicSlug, Schedule
from briefings.refusing import NotAllowed, NothingChanged, PublishingRefused
from briefings.schedules.due import TRIES, publish_due, wait_after
from briefings.schedules.scheduling import cancel, move, replace, schedule, try_again
from briefings.schedules.timing import forget, lift_embargo, looked, remind, set_embargo, set_expiry
from newsroom.clock import at
from tests.building import changed, make_editor, make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db

MORNING, SIX, LATER = moment("2026-11-23T08:00"), moment("2026-11-24T06:00"), moment("2026-11-24T06:00:07")


@pytest.fixture
def editor():
    return make_editor("editor", name="Edna")


@pytest.fixture(autouse=True)
def morning():
    with at(MORNING):
        yield


def for_six(piece: Piece, by, **how) -> Schedule:
    return schedule(Publication(piece.pk, **how), at=SIX, by=by)


def due_at(when) -> dict[str, int]:
    with at(when):
        return dict(publish_due())


def result_of(one: Schedule) -> tuple[str, str]:
    one.refresh_from_db()
    return one.outcome, one.reason


def refusal(deed) -> list[str]:
    with pytest.raises(PublishingRefused) as refused:
        deed()
    return refused.value.reasons


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


def test_replacing_takes_the_words_of_today_and_keeps_time_kind_and_note(editor):
    story = published(make_story("Old words"), by=editor)
    one = for_six(changed(story, headline="Frozen"), editor, kind="correction", note="It was not so.")
    changed(story, headline="Newer")
    replace(one.pk, by=editor)
    assert due_at(LATER) == {"done": 1}
    one.refresh_from_db()
    assert (one.edition.headline, one.edition.kind, one.edition.note) == (
        "Newer",
        "correction",
        "It was not so.",
    )


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


def test_whoever_looked_a_second_time_replaces_words_that_go_out_as_a_minor_change(editor):
    story = published(make_story("Two were there", standfirst="Two were there."))
    one = for_six(changed(story, standfirst="Two were there!"), editor, kind="minor")
    changed(story, standfirst="All 14 were there.")
    assert "Look at it a second time, and say so:" in refusal(lambda: replace(one.pk, by=editor))[0]
    replace(one.pk, by=editor, looked_by=editor)
    assert due_at(LATER) == {"done": 1}
    assert Piece.objects.get(pk=story.pk).live_edition.kind == "minor"


def test_what_was_withdrawn_since_somebody_looked_is_said_to_be(editor):
    story = withdrawn(published(make_story("Seen")))
    assert refusal(lambda: for_six(story, editor, seen=1)) == ["Meanwhile “Seen” was withdrawn."]


def test_what_could_not_go_out_now_cannot_be_scheduled(editor):
    live = published(make_story("Live"))
    empty = make_story("Nothing in it", sections=[])
    assert refusal(lambda: for_six(empty, editor)) == ["No section has any words."]
    with pytest.raises(NothingChanged):
        for_six(live, editor)
    with pytest.raises(NotAllowed):
        for_six(make_story(), make_editor("writer"))
    with at(LATER):
        assert refusal(lambda: for_six(make_story(), editor)) == [
            "24 Nov 2026, 06:00 UTC has passed. Publish now instead, or write a time ahead."
        ]
    assert refusal(lambda: for_six(make_story("Seen"), editor, seen=3)) == [
        "Nothing of “Seen” was published so far."
    ]
    assert Schedule.objects.count() == 0


def test_a_piece_has_one_open_schedule(editor):
    story = make_story("A bridge")
    for_six(story, editor)
    assert refusal(lambda: for_six(story, editor)) == [
        "“A bridge” is scheduled already, for 24 Nov 2026, 06:00 UTC."
    ]


def test_a_cancelled_schedule_never_goes_out_and_makes_room_for_another(editor):
    story = make_story()
    one = for_six(story, editor)
    assert result_of(cancel(one.pk, by=editor)) == ("cancelled", "")
    assert due_at(LATER) == {}
    assert refusal(lambda: cancel(one.pk, by=editor)) == [
        "This schedule is over: it went out, failed or was cancelled meanwhile."
    ]
    for_six(story, editor)
    assert due_at(LATER) == {"done": 1}


def test_a_schedule_is_moved_and_answered_for_by_who_moved_it(editor):
    other = make_editor("editor")
    one = for_six(make_story(), editor)
    move(one.pk, at=SIX + timedelta(hours=1), by=other)
    assert due_at(LATER) == {}
    assert due_at(SIX + timedelta(hours=1)) == {"done": 1}
    one.refresh_from_db()
    assert (one.edition.editor, one.late_by) == (other, timedelta(0))


def test_scheduling_anew_takes_the_failed_one_off_the_desk(editor):
    story = make_story("One")
    failed = for_six(story, editor)
    changed(story, headline="Two").publish(by=editor)
    due_at(LATER)
    with at(LATER):
        schedule(Publication(changed(story, headline="Three").pk), at=SIX + timedelta(days=1), by=editor)
    assert result_of(failed)[0] == "cancelled"


def test_every_verb_asks_for_the_right_to_publish(editor):
    one, writer = for_six(make_story(), editor), make_editor("writer")
    for deed in (
        lambda: replace(one.pk, by=writer),
        lambda: move(one.pk, at=SIX, by=writer),
        lambda: cancel(one.pk, by=writer),
        lambda: try_again(one.pk, by=writer),
        lambda: set_embargo(one.piece_id, until=SIX, by=writer),
        lambda: lift_embargo(one.piece_id, by=writer),
        lambda: set_expiry(one.piece_id, at=SIX, note="Over.", by=editor),  # withdraws: for chief editors
        lambda: remind(one.piece, at=SIX, owner=editor, by=writer),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert result_of(one) == ("waiting", "")


def test_a_scheduled_draft_is_not_deleted(editor):
    story = make_story("A draft", by=editor)
    one = for_six(story, editor)
    with pytest.raises(DraftRefused, match="It is scheduled"):
        delete_draft(story, by=editor)
    cancel(one.pk, by=editor)
    delete_draft(story, by=editor)
    assert Piece.objects.count() == 0


# Embargo, expiry, reminders


def test_nothing_of_an_embargoed_piece_goes_live_before_its_time(editor):
    story = make_story("The report")
    set_embargo(story.pk, until=SIX, by=editor)
    sentence = ["“The report” must not go live before 24 Nov 2026, 06:00 UTC."]
    assert refusal(lambda: story.publish(by=editor)) == sentence
    early = SIX - timedelta(minutes=1)
    assert refusal(lambda: schedule(Publication(story.pk), at=early, by=editor)) == sentence
    for_six(story, editor)
    assert due_at(SIX) == {"done": 1}


def test_an_embargo_over_a_schedule_is_refused_and_one_set_behind_its_back_stops_it(editor):
    story = make_story("The report")
    one = for_six(story, editor)
    assert refusal(lambda: set_embargo(story.pk, until=LATER, by=editor)) == [
        "It is scheduled for 24 Nov 2026, 06:00 UTC, before that. Cancel or move that first."
    ]
    set_embargo(story.pk, until=SIX, by=editor)
    story.embargo.until = SIX + timedelta(days=1)
    story.embargo.save()
    assert due_at(LATER) == {"failed": 1}
    assert result_of(one)[1] == "“The report” must not go live before 25 Nov 2026, 06:00 UTC."
    lift_embargo(story.pk, by=editor)
    with at(LATER):
        try_again(one.pk, by=editor)
    assert due_at(LATER) == {"done": 1}


def log_of(piece) -> list[str]:
    return list(Activity.objects.filter(piece=piece.pk).order_by("pk").values_list("verb", flat=True))


def test_a_piece_is_withdrawn_at_its_time_with_its_reason(editor):
    chief = make_editor("chief")
    story, other = published(make_story("A notice")), published(make_story("Stays"))
    set_expiry(story.pk, at=SIX, note="The offer is over.", by=chief)
    assert due_at(LATER) == {"done": 1}
    edition = Piece.objects.get(pk=story.pk).live_edition
    assert (edition.kind, edition.note) == ("withdrawal", "The offer is over.")
    assert (edition.origin, edition.editor) == ("schedule", chief)
    assert Piece.objects.get(pk=other.pk).is_live
    assert log_of(story) == ["publish", "expiry", "expire"]


def test_an_expiry_of_what_is_not_live_fails_with_its_reason(editor):
    chief = make_editor("chief")
    expiry = set_expiry(make_story("A draft").pk, at=SIX, note="Over.", by=chief)
    assert due_at(LATER) == {"failed": 1}
    expiry.refresh_from_db()
    assert expiry.reason == "Only what is live can be withdrawn."
    assert log_of(expiry.piece) == ["expiry", "expiry_failed"]


def test_a_reminder_comes_again_after_its_days_and_never_in_the_past(editor):
    story = make_story("A bridge")
    reminder = remind(story, at=SIX, owner=editor, by=editor, repeat_days=30)
    once = remind(story, at=SIX, owner=editor, by=editor)
    with at(SIX + timedelta(days=65)):
        assert looked(reminder.pk, by=editor).at == SIX + timedelta(days=90)
        assert looked(once.pk, by=editor).at is None
        with pytest.raises(NotAllowed):
            looked(reminder.pk, by=make_editor("writer"))
    forget(reminder.pk, by=editor)
    assert log_of(story) == ["remind", "remind", "look_again", "look_again", "forget_reminder"]


def test_the_tries_take_some_90_minutes_as_the_documentation_says() -> None:
    minutes = sum((wait_after(tries) for tries in range(1, TRIES)), timedelta()).total_seconds() / 60
    assert 89 < minutes < 92
    said = (Path(__file__).resolve().parents[2] / "docs" / "schedules.md").read_text()
    assert f"After {TRIES} tries (some 90 minutes)" in said
