"""What workers write down: figures, what failed for good, and how far the round of refreshing all is."""

from datetime import timedelta

import pytest
from django.core.management import get_commands
from django.db.utils import IntegrityError, OperationalError

from briefings.background.retrying import AGAIN, RetryRefused, forget, retry
from briefings.background.runs import Run, add_runs, forget_failures, keep_failure, purge_old, work_of
from briefings.models import FailedTask, RefreshRound, TaskHour
from briefings.models.task_runs import Outcome
from briefings.related import rounds
from newsroom.background_task import LIMITS, BackgroundTask, queue_of
from newsroom.celery import app
from tests.building import make_editor, make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db

REFRESH = "briefings.tasks.related.refresh_related"
TEN = moment("2026-03-01T10:05:00+00:00")


def run(
    task: str = REFRESH, *, began=TEN, seconds: float = 1.0, outcome=Outcome.SUCCEEDED, result=None
) -> Run:
    return Run(task, began, seconds, outcome, result)


def failed(*args: object) -> FailedTask:
    keep_failure(work_of(REFRESH, args, {}), ValueError("no good"))
    return FailedTask.objects.get(key=work_of(REFRESH, args, {}).key)


def test_runs_add_up_in_one_row_for_each_task_and_hour():
    later = TEN + timedelta(hours=1)
    add_runs(
        [run(seconds=1, result=3), run(seconds=4, outcome=Outcome.RETRIED), run("other"), run(began=later)]
    )
    add_runs(
        [run(began=TEN + timedelta(minutes=1), seconds=2, outcome=Outcome.FAILED), run(seconds=3, result=9)]
    )
    first = TaskHour.objects.get(task=REFRESH, hour=TEN.replace(minute=0))
    assert (first.runs, first.failures, first.retries, first.seconds, first.longest) == (4, 1, 1, 10.0, 4.0)
    assert (first.last_outcome, first.last_seconds, first.last_result) == ("failed", 2.0, None)
    assert set(TaskHour.objects.values_list("task", "runs")) == {(REFRESH, 4), (REFRESH, 1), ("other", 1)}


def test_the_same_work_that_fails_again_is_one_row_and_is_gone_once_it_succeeds():
    keep_failure(work_of(REFRESH, [7], {}), OperationalError("away"))
    keep_failure(work_of(REFRESH, [7], {}), ValueError("worse"))
    failed(8)
    row = FailedTask.objects.get(arguments={"args": [7], "kwargs": {}})
    assert (row.times, row.error, row.reason) == (2, "ValueError", "worse")
    assert forget_failures([work_of(REFRESH, [7], {}), work_of("other", [8], {})]) == 1
    assert [one.arguments["args"] for one in FailedTask.objects.all()] == [[8]]


def test_no_words_of_pieces_are_kept_with_a_failure():
    error = IntegrityError("duplicate key value\nDETAIL: Key (headline)=(A secret draft) already exists.")
    uid = "0d5b6a3e-52a4-4a5c-9f0a-0a8e2f1c9d11"
    keep_failure(work_of(REFRESH, [7, uid, "A secret draft"], {"note": ["A secret note", 3]}), error)
    row = FailedTask.objects.get()
    assert row.reason == "duplicate key value"
    assert row.arguments == {"args": [7, uid, "(str)"], "kwargs": {"note": ["(str)", 3]}}
    assert not row.repeatable


def test_old_figures_go_but_for_the_last_of_each_task_and_failures_are_bounded(time_machine, monkeypatch):
    time_machine.move_to(TEN, tick=False)
    add_runs([run(), run("weekly")])
    failed(1)
    time_machine.move_to(TEN + timedelta(days=30))
    add_runs([run(began=TEN + timedelta(days=30))])
    assert purge_old() == 1
    assert sorted(TaskHour.objects.values_list("task", "hour__day")) == [(REFRESH, 31), ("weekly", 1)]
    monkeypatch.setattr("briefings.background.runs.MOST_FAILURES", 2)
    for n in (2, 3):
        time_machine.shift(timedelta(seconds=1))
        failed(n)
    assert purge_old() == 1
    assert [one.arguments["args"] for one in FailedTask.objects.all()] == [[3], [2]]
    time_machine.move_to(TEN + timedelta(days=100))
    purge_old()
    assert not FailedTask.objects.exists()


@pytest.fixture
def handed_out(monkeypatch) -> list[tuple[str, list[int]]]:
    """What was handed to the queue, which takes everything."""
    sent: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args, kwargs: sent.append((name, args)))
    return sent


def test_trying_again_hands_out_once_and_again_only_when_that_got_lost(handed_out, time_machine):
    time_machine.move_to(TEN, tick=False)
    row, chief = failed(7), make_editor("editor")
    retry(row.pk, by=chief)
    with pytest.raises(RetryRefused, match="handed out already"):
        retry(row.pk, by=chief)
    assert handed_out == [(REFRESH, [7])]
    time_machine.move_to(TEN + AGAIN + timedelta(seconds=1))
    retry(row.pk, by=chief)
    assert len(handed_out) == 2
    failed(7)
    retry(row.pk, by=chief)  # it failed again meanwhile
    assert len(handed_out) == 3


def test_what_cannot_be_tried_again_is_said(handed_out):
    editor = make_editor("editor")
    keep_failure(work_of("briefings.tasks.gone", [1], {}), ValueError())
    with pytest.raises(RetryRefused, match="no such task"):
        retry(FailedTask.objects.get(task="briefings.tasks.gone").pk, by=editor)
    with pytest.raises(RetryRefused, match="arguments were not kept"):
        retry(failed("words").pk, by=editor)
    with pytest.raises(RetryRefused, match="may not"):
        retry(failed(1).pk, by=make_editor("writer"))
    with pytest.raises(RetryRefused, match="may not"):
        forget(failed(1).pk, by=make_editor("writer"))
    assert handed_out == []


def test_a_round_goes_on_where_it_was_and_has_each_live_piece_once(monkeypatch):
    monkeypatch.setattr(rounds, "BATCH", 2)
    live = [published(make_story(f"Live {n}")).pk for n in range(5)]
    make_story("A draft")
    withdrawn(make_story("Withdrawn"))
    had: list[int] = []

    def dies_at_the_fourth(piece_id: int) -> None:
        if len(had) == 3:
            raise OperationalError("killed")
        had.append(piece_id)

    assert (rounds.begin_round(), rounds.begin_round()) == (True, False)
    with pytest.raises(OperationalError):
        rounds.go_on(dies_at_the_fourth, holder="one")
    # Under lease nobody else goes on; after it, from the last batch that was whole.
    assert rounds.go_on(had.append, holder="two") is None
    RefreshRound.objects.update(leased_until=TEN)
    had.clear()
    assert rounds.go_on(had.append, holder="two") == rounds.Slice(pieces=3, so_far=5, ended=True)
    assert had == live[2:]
    assert rounds.go_on(had.append, holder="two") is None
    assert rounds.begin_round()


def test_a_slice_ends_in_time_and_the_next_one_goes_on(monkeypatch):
    monkeypatch.setattr(rounds, "BATCH", 2)
    live = [published(make_story(f"Live {n}")).pk for n in range(5)]
    rounds.begin_round()
    had: list[int] = []
    ends = []
    while (part := rounds.go_on(had.append, holder=f"task {len(ends)}", seconds=0)) is not None:
        ends.append((part.pieces, part.so_far, part.ended))
    assert ends == [(2, 2, False), (2, 4, False), (1, 5, True)]
    assert had == live


def test_every_task_of_ours_ends_long_before_the_queue_hands_it_out_again():
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if name.startswith("briefings.")]
    assert len(ours) > 5
    again = app.conf.broker_transport_options["visibility_timeout"]
    for task in ours:
        assert isinstance(task, BackgroundTask)
        assert 0 < task.soft_time_limit < task.time_limit < again - BackgroundTask.retry_backoff_max
        assert task.acks_late
        assert task.reject_on_worker_lost
        assert OperationalError in task.autoretry_for
        assert ValueError not in task.autoretry_for
    assert set(LIMITS) == {queue.name for queue in app.conf.task_queues}


COMMANDS = {
    "cards.draw_missing_cards": "draw_cards",
    "links.check_source_links": "check_links",
    "links.enrol_source_links": "check_links",
    "mail.send_mails": "send_mails",
    "related.go_on_refreshing": "refresh_related",
    "related.refresh_all": "refresh_related",
    "related.refresh_wished": "refresh_related",  # with --wished
    "reports.purge_reports": "purge_reports",
    "schedules.publish_due": "publish_due",
    "upkeep.purge_activity": "purge_activity",
    "upkeep.purge_deleted_drafts": "purge_deleted_drafts",
    "upkeep.purge_records": "purge_records",
}


def test_whatever_beat_hands_out_can_be_done_by_hand():
    handed_out = {entry["task"].removeprefix("briefings.tasks.") for entry in app.conf.beat_schedule.values()}
    assert set(COMMANDS) == handed_out
    assert set(COMMANDS.values()) - set(get_commands()) == set()


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("briefings.tasks.schedules.publish_due", "publishing"),
        (REFRESH, "refreshing"),
        ("briefings.tasks.related.refresh_all", "refreshing"),
        ("briefings.tasks.links.check_source_links", "checking"),
        ("briefings.tasks.upkeep.purge_deleted_drafts", "default"),
    ],
)
def test_each_kind_of_work_has_its_queue(task, queue):
    assert queue_of(app, task) == queue
