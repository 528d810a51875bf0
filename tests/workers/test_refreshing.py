"""Related links by a real Celery worker, also one that is killed, and with a queue that forgets."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from briefings.models import Piece, RefreshWish, RelatedLink
from briefings.related.wishes import wish_refresh
from briefings.tasks import refresh_all, refresh_related, refresh_wished
from tests.building import make_editor, make_story, published
from tests.celery_workers import CeleryWorker, wait_until
from tests.workers.standing_still import held, wait_for_standstill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stories() -> tuple[Piece, Piece]:
    """Two live stories about one subject, whose related links nobody has computed."""
    make_story("A draft about it", topics=["Bridges"])
    return tuple(published(make_story(h, topics=["Bridges"])) for h in ("Near", "Here"))


def links() -> set[tuple[str, str]]:
    return set(RelatedLink.objects.values_list("piece__headline", "target__headline"))


def wish_of(piece: Piece) -> RefreshWish | None:
    return RefreshWish.objects.filter(piece=piece).first()


def wait_for_settled(piece: Piece) -> None:
    wait_until(lambda: wish_of(piece) is None, "the wish is fulfilled")


def test_publishing_leads_to_related_links_with_their_reasons(client, celery_worker_process, stories):
    near, here = stories
    refresh_wished.delay()
    for piece in stories:
        wait_for_settled(piece)
    assert links() == {("Near", "Here"), ("Here", "Near")}
    page = client.get(here.get_absolute_url()).content.decode()
    assert "Both about Bridges" in page
    assert near.get_absolute_url() in page


def test_a_wish_enqueued_with_the_commit_is_fulfilled_without_a_sweep(celery_worker_process, stories):
    near, here = stories
    with transaction.atomic():
        wish_refresh([here.pk])
        refresh_related.delay_on_commit(here.pk)
    wait_for_settled(here)
    assert links() == {("Here", "Near")}
    assert wish_of(near) is not None


def test_a_childs_death_in_mid_task_leaves_the_work_to_the_next(celery_worker_process, stories):
    worker: CeleryWorker = celery_worker_process
    _, here = stories
    with held(here):
        refresh_related.delay(here.pk)
        wait_for_standstill()
        (child,) = worker.children()
        os.kill(child, signal.SIGKILL)
        wait_until(lambda: child not in worker.children(), "the child is gone")
        assert wish_of(here).attempts >= 1
    wait_for_settled(here)
    assert links() == {("Here", "Near")}
    assert RelatedLink.objects.count() == 1


def test_a_workers_death_in_mid_task_leaves_the_work_to_another(
    celery_workers: Callable[..., CeleryWorker], stories
):
    _, here = stories
    first = celery_workers()
    first.wait_ready()
    with held(here):
        refresh_related.delay(here.pk)
        wait_for_standstill()
        first.kill()
    assert wish_of(here).leased_until > timezone.now()
    assert links() == set()

    # As if the lease had run out meanwhile.
    RefreshWish.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    second = celery_workers()
    second.wait_ready()
    refresh_wished.delay()
    wait_for_settled(here)
    assert ("Here", "Near") in links()
    assert RelatedLink.objects.filter(piece=here).count() == 1


def test_a_wish_under_lease_is_not_handed_out_again(celery_worker_process, stories):
    near, here = stories
    RefreshWish.objects.filter(piece=here).update(
        leased_by="somebody", leased_until=timezone.now() + timedelta(minutes=2)
    )
    refresh_wished.delay()
    refresh_related.delay(here.pk)
    wait_for_settled(near)
    celery_worker_process.wait_for(f"refreshed piece={near.pk}")
    assert wish_of(here).leased_by == "somebody"
    assert links() == {("Near", "Here")}


def test_a_wish_repeated_while_the_work_runs_stays(celery_worker_process, stories):
    _, here = stories
    with held(here):
        refresh_related.delay(here.pk)
        wait_for_standstill()
        wish_refresh([here.pk])
    celery_worker_process.wait_for(f"refreshed piece={here.pk}")
    wait_until(lambda: wish_of(here).leased_until is None, "the lease is given back")
    assert wish_of(here).wished == 2
    refresh_wished.delay()
    wait_for_settled(here)


def test_a_queue_that_forgets_everything_loses_no_work(celery_workers: Callable[..., CeleryWorker], stories):
    _, here = stories
    refresh_related.delay(here.pk)
    forget_the_queue()
    worker = celery_workers()
    worker.wait_ready()
    refresh_wished.delay()
    for piece in stories:
        wait_for_settled(piece)
    assert links() == {("Near", "Here"), ("Here", "Near")}


def forget_the_queue() -> None:
    """Empty our own Valkey; of somebody's server only what is ours."""
    server = redis.Redis.from_url(settings.REDIS_URL)
    if os.environ["NEWSROOM_TEST_VALKEY"]:
        server.flushdb()
        assert server.dbsize() == 0
        return
    for key in server.scan_iter(f"{settings.REDIS_PREFIX}*"):
        server.delete(key)


def test_the_nightly_refresh_needs_no_wishes(celery_worker_process, stories):
    RefreshWish.objects.all().delete()
    refresh_all.delay()
    celery_worker_process.wait_for("refreshed all pieces=2")
    assert links() == {("Near", "Here"), ("Here", "Near")}


def test_a_publication_that_is_rolled_back_leaves_no_wish():
    story = make_story("Never published")
    with transaction.atomic():
        story.publish(by=make_editor())
        transaction.set_rollback(True)
    assert (wish_of(story), story.editions.count()) == (None, 0)
