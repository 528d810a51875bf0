"""The page of the background work: what it says, with the queue there and away, and who may try again."""

from datetime import timedelta
from time import time

import pytest
import redis
from django.conf import settings
from django.test import Client
from django.urls import reverse

from briefings.admin.background_facts import task_lines
from briefings.background.runs import Run, add_runs, keep_failure, work_of
from briefings.models import FailedTask
from briefings.models.task_runs import Outcome
from briefings.related.wishes import wish_refresh
from newsroom import background
from newsroom.celery import app
from newsroom.clock import now
from tests.building import make_editor, make_story, moment

pytestmark = pytest.mark.django_db

PAGE = "/admin/briefings/failedtask/"
REFRESH = "briefings.tasks.related.refresh_related"
PUBLISH = "briefings.tasks.schedules.publish_due"


@pytest.fixture(autouse=True)
def nobody_seen() -> None:
    redis.Redis.from_url(settings.REDIS_URL).delete(f"{settings.REDIS_PREFIX}{background.SEEN}")


def failed(*args: object, error: Exception | None = None) -> FailedTask:
    keep_failure(work_of(REFRESH, args, {}), error or ValueError("no good <b>"))
    return FailedTask.objects.latest("pk")


def all_seen() -> None:
    background.give_sign("worker", "all@one", tuple(q.name for q in app.conf.task_queues), at=time())
    background.give_sign("beat", "beat@one", (), at=time())


def words_of(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_it_says_who_is_missing_and_what_waits(desk):
    background.give_sign("worker", "publisher@one", ("publishing",), at=time())
    background.give_sign("worker", "old@one", ("refreshing",), at=time() - 60)
    wish_refresh([make_story().pk])
    page = words_of(desk)
    assert "No worker takes from: Everything else, Checking source links, Refreshing related links." in page
    assert "Beat is not running" in page
    assert page.count("gone since") == 1
    assert "One piece waits for its refresh" in page
    all_seen()
    assert "All that should run runs." in words_of(desk)


def test_without_a_queue_it_says_so_and_shows_the_rest(desk, settings, tmp_path):
    failed(7)
    settings.REDIS_URL = f"unix://{tmp_path}/none.sock"
    background._server.cache_clear()
    try:
        page = desk.get(PAGE)
    finally:
        background._server.cache_clear()
    assert page.status_code == 200
    assert "The queue does not answer." in page.content.decode()
    assert "ValueError: no good &lt;b&gt;" in page.content.decode()


def test_each_task_stands_with_its_last_run_and_its_next(time_machine):
    moment_ = moment("2026-03-01T10:00:00+00:00")
    time_machine.move_to(moment_, tick=False)
    add_runs([Run(PUBLISH, moment_ - timedelta(seconds=2), 0.5, Outcome.SUCCEEDED, 3)])
    lines = {line.name: line for line in task_lines(now())}
    publish = lines[PUBLISH]
    assert (publish.runs, publish.mean, publish.last.last_result, publish.late) == (1, 0.5, 3, False)
    assert publish.next_run == moment_ + timedelta(seconds=3)
    nightly = lines["briefings.tasks.related.refresh_all"]
    assert (nightly.last, nightly.next_run) == (None, moment("2026-03-02T03:10:00+00:00"))
    time_machine.shift(timedelta(minutes=5))
    assert {line.name for line in task_lines(now()) if line.late} == {PUBLISH}


def test_trying_again_needs_the_right_and_a_post_and_says_what_came_of_it(desk, monkeypatch):
    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, args, kwargs: sent.append((name, args)))
    row = failed(7)
    address = reverse("admin:briefings_failedtask_retry", args=[row.pk])
    writer = Client()
    writer.force_login(make_editor("writer"))
    assert writer.get(PAGE).status_code == 403
    assert (writer.post(address).status_code, desk.get(address).status_code, sent) == (403, 405, [])
    assert "Handed out again" in desk.post(address, follow=True).content.decode()
    assert "handed out already" in desk.post(address, follow=True).content.decode()
    assert sent == [(REFRESH, [7])]
    row.delete()
    assert "It does not stand here any more" in desk.post(address, follow=True).content.decode()


def test_forgetting_takes_it_off_the_list(desk):
    gone, stays = failed(7), failed(8)
    desk.post(reverse("admin:briefings_failedtask_forget", args=[gone.pk]))
    assert [row.pk for row in FailedTask.objects.all()] == [stays.pk]


def test_the_desk_has_a_panel_only_where_something_failed(desk):
    assert "Background work that failed" not in desk.get("/admin/").content.decode()
    failed(7)
    assert "Background work that failed" in desk.get("/admin/").content.decode()
    writer = Client()
    writer.force_login(make_editor("writer"))
    assert "Background work that failed" not in writer.get("/admin/").content.decode()


def test_the_page_takes_as_many_queries_whatever_there_is(desk, django_assert_max_num_queries):
    for n in range(60):
        failed(n)
    with django_assert_max_num_queries(12):
        page = desk.get(PAGE)
    assert len(page.context["failures"]) == 50
    assert len(desk.get(f"{PAGE}?p=2").context["failures"]) == 10
