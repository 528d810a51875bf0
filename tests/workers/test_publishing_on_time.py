"""Publishing on time by workers and commands, several at once and killed in the middle: real processes."""

import multiprocessing
import os
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from briefings.editions.publishing import Publication, lock
from briefings.models import Edition, Piece, Schedule
from briefings.schedules.due import publish_due
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from newsroom.clock import at, now
from tests.building import make_editor, make_story, many_stories
from tests.celery_workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(pieces: list[Piece], by) -> None:
    """Schedule these, for a minute ago."""
    a_minute_ago = now() - timedelta(minutes=1)
    with at(a_minute_ago - timedelta(hours=1)):
        for piece in pieces:
            schedule(Publication(piece.pk), at=a_minute_ago, by=by)


def claim_in_another_process() -> multiprocessing.Process:
    """A process of its own with a connection of its own that publishes what is due, and ends."""
    process = multiprocessing.get_context("fork").Process(target=_claim)
    process.start()
    return process


def _claim() -> None:
    connection.connection = None  # the parent's, which only the parent may close
    connection.savepoint_ids, connection.in_atomic_block = [], False
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [f"claimer-{os.getpid()}"])
    publish_due()
    os._exit(0)


def standing_still() -> list[int]:
    """Process ids of the claimers that wait for a lock in the middle of their work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND application_name LIKE 'claimer-%%'"
        )
        return [int(name.removeprefix("claimer-")) for (name,) in cursor.fetchall()]


def claimers_connected() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name LIKE 'claimer-%%'"
        )
        return cursor.fetchone()[0]


def test_eight_racing_claimers_two_of_them_killed_publish_each_of_200_once():
    editor = make_editor("editor", name="Edna")
    stories = [make_story(f"Story {n}") for n in range(200)]
    draft = make_story("A draft beside them")
    wait_for(stories, editor)
    first_two = list(Schedule.objects.due(now())[:2].values_list("piece", flat=True))
    with transaction.atomic():
        lock(first_two)  # whoever claims one of these two stands still with it
        claimers = [claim_in_another_process() for _ in range(8)]
        wait_until(lambda: len(standing_still()) == 2, "two claimers stand still in the middle")
        for pid in standing_still():
            os.kill(pid, signal.SIGKILL)
        for claimer in claimers:
            claimer.join(60)
        assert Counter(claimer.exitcode for claimer in claimers) == {0: 6, -signal.SIGKILL: 2}
    wait_until(lambda: claimers_connected() == 0, "the database let go of the two that died")
    left = Schedule.objects.waiting().values_list("piece", flat=True)
    assert set(left) == set(first_two)
    assert publish_due() == {"done": 2}
    assert Counter(Edition.objects.values_list("piece", flat=True)) == {story.pk: 1 for story in stories}
    assert set(Edition.objects.values_list("origin", "editor")) == {("schedule", editor.pk)}
    assert Schedule.objects.filter(outcome="done", late_by__gte=timedelta(minutes=1)).count() == 200
    assert Piece.objects.get(pk=draft.pk).live_edition is None


def test_a_release_whose_claimer_is_killed_goes_out_whole_with_the_next_look():
    editor = make_editor("editor")
    stories = [make_story(f"Story {n}") for n in range(3)]
    a_minute_ago = now() - timedelta(minutes=1)
    with at(a_minute_ago - timedelta(hours=1)):
        make_release("Three", [Publication(s.pk) for s in stories], at=a_minute_ago, by=editor)
    with transaction.atomic():
        lock([stories[2].pk])
        claimer = claim_in_another_process()
        wait_until(lambda: standing_still() == [claimer.pid], "the claimer stands still in the middle")
        os.kill(claimer.pid, signal.SIGKILL)
        claimer.join(60)
    wait_until(lambda: claimers_connected() == 0, "the database let go of it")
    assert Edition.objects.count() == 0
    assert publish_due() == {"done": 1}
    assert Edition.objects.count() == 3


def test_a_worker_publishes_what_is_due(celery_worker_process):
    from briefings.tasks import publish_due as task

    story = make_story("A bridge was opened")
    wait_for([story], make_editor())
    task.delay()
    celery_worker_process.wait_for("due done=1")
    assert Piece.objects.get(pk=story.pk).live_edition.origin == "schedule"


def test_the_command_publishes_what_is_due_and_says_how_many(capsys):
    wait_for([make_story("One"), make_story("Two")], make_editor())
    call_command("publish_due")
    assert capsys.readouterr().out.splitlines()[-1] == "2 done, 0 failed, 0 to be tried again."
    call_command("publish_due")
    assert capsys.readouterr().out.splitlines()[-1] == "0 done, 0 failed, 0 to be tried again."


@pytest.mark.parametrize("amount", [20, 2000])
def test_a_due_piece_takes_as_many_queries_whatever_there_is(amount, django_assert_max_num_queries):
    many_stories(amount)
    wait_for([make_story("A bridge was opened", events=[("2025-11-21", "Opened.")])], make_editor())
    with django_assert_max_num_queries(40):
        assert publish_due() == {"done": 1}
