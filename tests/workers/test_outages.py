"""Servers that go away, processes that die, tasks that hang: nothing is lost, and what failed is said."""

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from kombu import Connection

from briefings.background.enqueueing import enqueue_refresh
from briefings.background.retrying import retry
from briefings.models import FailedTask, Piece, RefreshWish, TaskHour
from briefings.related.wishes import wish_refresh
from briefings.tasks import publish_due, refresh_all, refresh_related, refresh_wished
from newsroom.background import look
from newsroom.urls_of_servers import celery_url
from tests.building import make_editor, make_story, published
from tests.celery_workers import CeleryWorker, wait_until
from tests.watched import Watched
from tests.workers.own_valkey import own_valkey
from tests.workers.standing_still import held, wait_for_standstill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story() -> Piece:
    """A live story with nothing wished for it."""
    story = published(make_story("Here", topics=["Bridges"]))
    RefreshWish.objects.all().delete()
    return story


def settled() -> bool:
    return not RefreshWish.objects.exists()


def test_a_burst_of_fifty_edits_makes_one_refresh(celery_workers, story, settings):
    settings.RELATED_QUIET_SECONDS = 1
    for _ in range(50):
        with transaction.atomic():
            wish_refresh([story.pk])
            enqueue_refresh([story.pk])
    worker = celery_workers(RELATED_QUIET_SECONDS="1")
    wait_until(settled, "the wish is fulfilled")
    wait_until(nothing_is_queued, "all fifty messages were taken")
    refreshed = [
        line for line in worker.log.read_text().splitlines() if f"refreshed piece={story.pk} " in line
    ]
    assert len(refreshed) == 1


def nothing_is_queued() -> bool:
    found = look()
    return found is not None and not any(found.waiting.values()) and not found.taken


def test_publishing_is_not_behind_a_refresh(celery_workers, story):
    celery_workers(queues="default,checking,refreshing").wait_ready()
    celery_workers(queues="publishing").wait_ready()
    wish_refresh([story.pk])
    with held(story):
        refresh_related.delay(story.pk)
        wait_for_standstill()
        refresh_all.delay()
        publish_due.delay()
        wait_until(lambda: ran("publish_due"), "what is due was published")
        assert not ran("refresh_related")


def ran(name: str) -> bool:
    return TaskHour.objects.filter(task__endswith=f".{name}").exists()


def test_a_task_that_hangs_is_ended_and_stands_with_its_reason_until_it_succeeds(
    celery_worker_process, story
):
    wish_refresh([story.pk])
    with held(story):
        refresh_related.apply_async((story.pk,), soft_time_limit=1, time_limit=2)
        wait_for_standstill()
        (child,) = celery_worker_process.children()
        os.kill(child, signal.SIGSTOP)  # it does not even hear that it should end
        celery_worker_process.wait_for("failed for good")
    wait_until(FailedTask.objects.exists, "the failure is kept")
    row = FailedTask.objects.get()
    # How often: the end of its process may be told a second time.
    assert (row.error, row.arguments["args"]) == ("TimeLimitExceeded", [story.pk])
    retry(row.pk, by=make_editor("editor"))
    wait_until(lambda: not FailedTask.objects.exists(), "it succeeded")


def test_a_database_that_goes_away_in_mid_task_is_waited_for(celery_worker_process, story):
    wish_refresh([story.pk])
    with held(story):
        refresh_related.delay(story.pk)
        wait_for_standstill()
        with connection.cursor() as cursor:
            # What a restart does to every connection but this one.
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            assert cursor.fetchone()[0] >= 1
    wait_until(settled, "the task was tried again")
    refresh_all.delay()  # the process works on, with its figures
    celery_worker_process.wait_for("refreshed all pieces=1")
    assert not FailedTask.objects.exists()


def test_the_web_goes_on_with_new_connections_after_the_database_was_away(client, story):
    assert client.get("/").status_code == 200
    own = connection.connection.info.backend_pid
    end_from_elsewhere(own)
    # As at the beginning of each request.
    connection.close_if_unusable_or_obsolete()
    assert client.get(story.get_absolute_url()).status_code == 200


def end_from_elsewhere(backend: int) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [backend])  # and wait for its end
    other.close()


def test_a_queue_that_comes_back_empty_loses_nothing(celery_workers, story, tmp_path_factory):
    folder = tmp_path_factory.mktemp("v")
    with own_valkey(folder) as address:
        worker: CeleryWorker = celery_workers(REDIS_URL=address)
        worker.wait_ready()
    worker.wait_for("Cannot connect to")
    wish_refresh([story.pk])
    with own_valkey(folder) as address:
        prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        with Connection(celery_url(address), transport_options=prefix) as queue:
            refresh_wished.apply_async(connection=queue)  # as beat does
            wait_until(settled, "the sweep handed the wish out again")


PUBLISH = """
import django
django.setup()
from django.contrib.auth.models import User
from briefings.background.enqueueing import enqueue_refresh
from briefings.models import Piece
from django.db import transaction
with transaction.atomic():
    piece = Piece.objects.get(pk={piece})
    piece.publish(by=User.objects.get(pk={editor}))
    enqueue_refresh([piece.pk])
print("saved")
"""


def test_a_queue_that_is_away_breaks_no_publication(tmp_path):
    draft, editor = make_story("Here"), make_editor()
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    away = {"DATABASE_URL": database.geturl(), "REDIS_URL": f"unix://{tmp_path}/none.sock"}
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH.format(piece=draft.pk, editor=editor.pk)],
        env={**os.environ, **away}, cwd=settings.BASE_DIR, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "saved"), done.stderr
    assert "queue unreachable, wishes stay" in done.stdout
    assert Piece.objects.get(pk=draft.pk).is_live
    assert RefreshWish.objects.filter(piece=draft).exists()


def test_beat_hands_out_its_schedule_from_code_after_it_was_killed(celery_worker_process, tmp_path):
    def beat(number: int) -> Watched:
        return Watched(
            [
                sys.executable, "-m", "celery", "--quiet", "-A", "newsroom", "beat", "--pidfile=",
                f"--schedule={tmp_path / 'schedule'}", "--loglevel=INFO",
            ],
            log=tmp_path / f"beat{number}.log", environment=os.environ, folder=settings.BASE_DIR,
        )  # fmt: skip

    first = beat(1)
    wait_until(lambda: ran("publish_due"), "a worker ran what beat handed out")
    first.kill()
    TaskHour.objects.all().delete()
    found = look()
    assert found is not None
    assert "beat" in {process.kind for process in found.processes}
    second = beat(2)
    try:
        wait_until(lambda: ran("publish_due"), "beat goes on")
    finally:
        second.kill()
