"""Releases: several pieces, all or none."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from briefings.editions.publishing import Publication
from briefings.models import Edition, Piece, Release, Schedule
from briefings.refusing import NotAllowed
from briefings.schedules.releasing import (
    add,
    cancel_release,
    describe,
    make_release,
    publish_release,
    renew,
    reopen,
    retime,
    take_out,
)
from briefings.schedules.scheduling import cancel, schedule
from briefings.schedules.timing import set_embargo
from newsroom.clock import at
from tests.building import changed, make_editor, make_question, make_story, moment, published, withdrawn
from tests.core.scheduled import MORNING, SIX, due_at, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]

LATER = moment("2026-11-24T06:02")


def of(*pieces: Piece) -> list[Publication]:
    return [Publication(piece.pk) for piece in pieces]


def outcomes(release: Release) -> tuple[str, set[str]]:
    release.refresh_from_db()
    return release.outcome, set(release.schedules.values_list("outcome", flat=True))


def test_the_pieces_of_a_release_go_out_together_at_its_time(editor):
    make_story("A draft beside them")
    story, question = make_story("The report"), make_question("What is in it?")
    release = make_release("Report day", of(question, story), at=SIX, by=editor)
    changed(story, headline="Newer words")
    assert due_at(SIX - timedelta(seconds=1)) == {}
    assert due_at(LATER) == {"done": 1}
    editions = Edition.objects.order_by("pk")
    assert [(e.headline, e.origin, e.editor, e.released_at) for e in editions] == [
        ("What is in it?", "schedule", editor, LATER),
        ("The report", "schedule", editor, LATER),
    ]
    assert outcomes(release) == ("done", {"done"})
    assert release.late_by == timedelta(minutes=2)
    assert set(release.schedules.values_list("edition", flat=True)) == {e.pk for e in editions}


def test_a_release_of_twelve_with_one_overtaken_publishes_none(editor):
    pieces = [make_story(f"Story {n}") for n in range(12)]
    release = make_release("Twelve", of(*pieces), at=SIX, by=editor)
    changed(pieces[7], headline="Newer words").publish(by=editor)
    assert due_at(LATER) == {"failed": 1}
    assert outcomes(release) == ("failed", {"failed"})
    assert release.reason == "Meanwhile edition 1 of “Newer words” was published. Look at it first."
    assert Edition.objects.count() == 1

    with at(LATER):
        reopen(release.pk, by=editor)
        take_out(release.pk, pieces[7].pk, by=editor)
        assert len(publish_release(release.pk, by=editor)) == 11
    assert outcomes(release) == ("done", {"done"})
    assert Edition.objects.count() == 12
    assert set(Edition.objects.filter(schedule__release=release).values_list("origin", flat=True)) == {"desk"}


def test_what_cannot_be_in_a_release_is_named(editor):
    gone, twice = withdrawn(make_story("Gone")), make_story("Twice")
    elsewhere, alone = make_story("Elsewhere"), make_story("Alone")
    unchanged, held = published(make_story("Unchanged")), make_story("Held")
    make_release("Another", of(elsewhere), by=editor)
    schedule(Publication(alone.pk), at=SIX, by=editor)
    set_embargo(held.pk, until=LATER, by=editor)

    def making(*pieces, **how):
        return lambda: make_release("Report day", of(*pieces), by=editor, **how)

    assert refusal(making(gone)) == [
        "“Gone” is withdrawn. Publish it by itself first, if it is to be read again."
    ]
    assert refusal(making(twice, twice)) == ["“Twice” is asked for twice."]
    assert refusal(making(twice, elsewhere, alone)) == [
        "“Elsewhere” is in the release “Another” already.",
        "“Alone” is scheduled already, for 24 Nov 2026, 06:00 UTC.",
    ]
    assert refusal(making(unchanged)) == ["“Unchanged” has not changed since edition 1."]
    assert refusal(making(held, at=SIX)) == ["“Held” must not go live before 24 Nov 2026, 06:02 UTC."]
    assert refusal(making(make_story("Empty", sections=[]))) == ["No section has any words."]
    assert refusal(lambda: make_release(" ", by=editor)) == ["A release needs a name."]
    assert refusal(making(twice, at=MORNING)) == [
        "23 Nov 2026, 08:00 UTC has passed. Publish now instead, or write a time ahead."
    ]
    assert Release.objects.count() == 1


def test_a_release_without_a_time_waits_until_somebody_publishes_it(editor):
    story = make_story("The report")
    release = make_release("Report day", of(story), by=editor)
    assert due_at(SIX + timedelta(days=900)) == {}
    (edition,) = publish_release(release.pk, by=editor)
    assert (edition.headline, edition.origin) == ("The report", "desk")
    assert outcomes(release) == ("done", {"done"})
    assert refusal(lambda: publish_release(release.pk, by=editor)) == [
        "This release is over: it went out, failed or was cancelled."
    ]


def test_an_embargo_stops_a_release_that_is_published_by_hand(editor):
    story, held = make_story("The report"), make_story("Held")
    release = make_release("Report day", of(story, held), by=editor)
    set_embargo(held.pk, until=SIX, by=editor)
    sentence = ["“Held” must not go live before 24 Nov 2026, 06:00 UTC."]
    assert refusal(lambda: publish_release(release.pk, by=editor)) == sentence
    assert refusal(lambda: retime(release.pk, at=SIX - timedelta(minutes=1), by=editor)) == sentence
    assert outcomes(release) == ("waiting", {"waiting"})
    retime(release.pk, at=SIX, by=editor)
    assert due_at(LATER) == {"done": 1}


def test_pieces_come_and_go_and_are_frozen_anew(editor):
    first, second = published(make_story("First")), make_story("Second")
    release = make_release("Report day", of(changed(first, headline="First, changed")), at=SIX, by=editor)
    add(release.pk, of(second), by=editor)
    describe(release.pk, first.pk, kind="correction", note="It was not so.", by=editor)
    changed(first, headline="First, changed again")
    renew(release.pk, first.pk, by=editor)
    assert refusal(lambda: describe(release.pk, first.pk, kind="correction", note=" ", by=editor)) == [
        "A correction needs a note that says what was wrong and what is right."
    ]
    one = Schedule.objects.get(piece=second)
    assert refusal(lambda: cancel(one.pk, by=editor)) == [
        "It goes out with a release. Change the release, or take it out there."
    ]
    assert due_at(LATER) == {"done": 1}
    assert list(
        Edition.objects.filter(schedule__release=release)
        .order_by("pk")
        .values_list("headline", "kind", "note")
    ) == [("First, changed again", "correction", "It was not so."), ("Second", "first", "")]


def test_a_cancelled_release_sets_its_pieces_free(editor):
    story = make_story("The report")
    release = make_release("Report day", of(story), at=SIX, by=editor)
    cancel_release(release.pk, by=editor)
    assert due_at(LATER) == {}
    assert outcomes(release) == ("cancelled", {"cancelled"})
    make_release("Another day", of(story), by=editor)


def test_a_release_whose_time_is_taken_away_leaves_its_pieces_none(editor):
    story = make_story()
    release = make_release("Tomorrow", of(story), by=editor, at=SIX)
    reopen(release.pk, by=editor)
    assert [one.at for one in release.schedules.all()] == [None]
    assert set_embargo(story.pk, until=LATER, by=editor).until == LATER


def test_a_failed_release_is_not_reopened_over_what_its_pieces_wait_for_by_now(editor):
    story, other = make_story("The report"), make_story("Other")
    release = make_release("Report day", of(story, other), at=SIX, by=editor)
    editor.groups.clear()
    assert due_at(LATER) == {"failed": 1}
    assert outcomes(release)[0] == "failed"
    assert release.reason == "Edna, who asked for it, has no longer the right to."
    chief = make_editor("chief")
    with at(LATER):
        make_release("Another day", of(story), by=chief)
        assert refusal(lambda: reopen(release.pk, by=chief)) == [
            "“The report” is in the release “Another day” already."
        ]


def test_every_verb_of_a_release_asks_for_the_right_to_publish(editor):
    story = make_story()
    release, writer = make_release("Report day", of(story), at=SIX, by=editor), make_editor("writer")
    for deed in (
        lambda: make_release("Mine", by=writer),
        lambda: add(release.pk, [], by=writer),
        lambda: take_out(release.pk, story.pk, by=writer),
        lambda: renew(release.pk, story.pk, by=writer),
        lambda: describe(release.pk, story.pk, kind=None, note="", by=writer),
        lambda: retime(release.pk, at=None, by=writer),
        lambda: publish_release(release.pk, by=writer),
        lambda: cancel_release(release.pk, by=writer),
        lambda: reopen(release.pk, by=writer),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert (outcomes(release), release.at) == (("waiting", {"waiting"}), SIX)


def test_the_database_refuses_a_second_open_schedule_and_an_outcome_without_its_edition(editor):
    one = schedule(Publication(make_story().pk), at=SIX, by=editor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Schedule.objects.filter(pk=one.pk).update(outcome="done")
    one.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        one.save(force_insert=True)


def test_the_due_rows_are_found_by_their_index_whatever_is_over(editor):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Schedule.objects.due(LATER).filter(release=None).explain()
    assert "schedule_due" in plan
