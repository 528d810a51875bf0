"""Workers that check links: several at once, one that is killed or too slow, and a look that ends in the unforeseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from briefings.models import LinkCheck, LinkHealth
from briefings.source_links import checking
from briefings.source_links.checking import claim, look, record
from briefings.source_links.enrolling import enrol
from briefings.source_links.health import Finding
from briefings.source_links.hosts import Visitor
from briefings.tasks import check_source_links, enrol_source_links
from newsroom import clock
from newsroom.clock import now
from tests.building import published
from tests.celery_workers import wait_until
from tests.links.hostile import Paper, page
from tests.links.runs import NOON, citing, health, run

pytestmark = pytest.mark.django_db


def test_a_link_whose_look_ends_in_the_unforeseen_is_put_off_and_stops_no_others_check(
    checks: Paper, monkeypatch: pytest.MonkeyPatch
):
    checks.pages["/a"] = checks.pages["/b"] = checks.pages["/c"] = page()
    published(citing(*(checks.url(path) for path in ("/a", "/b", "/c"))))
    judged = checking.judge

    def judge(asked: str, **answer: Any) -> Finding:
        if asked == checks.url("/b"):
            raise RuntimeError("Nobody foresaw this.")
        return judged(asked, **answer)

    monkeypatch.setattr(checking, "judge", judge)
    with pytest.raises(RuntimeError, match="foresaw"):
        run()
    assert [health(checks.url(path)).state for path in ("/a", "/b", "/c")] == [
        "reachable",
        "unknown",
        "reachable",
    ]
    left = health(checks.url("/b"))
    assert left.leased_by == ""
    assert NOON + timedelta(hours=6) <= left.due_at < NOON + timedelta(hours=6, seconds=9)
    monkeypatch.undo()
    assert run(NOON + timedelta(hours=5))[0] == 0
    assert run(NOON + timedelta(hours=7))[0] == 1


def test_who_lost_the_lease_records_nothing(checks: Paper):
    published(citing(checks.url("/a")))
    with clock.at(NOON):
        enrol()
        slow = claim(holder="slow")
        found = look(slow, visitor=Visitor(wait=lambda seconds: None))
    later = NOON + timedelta(minutes=6)
    with clock.at(later):
        assert claim(holder="next").health == slow.health
        assert record(slow, found, seconds=1) is None
    assert LinkCheck.objects.count() == 0
    assert health(checks.url("/a")).leased_by == "next"


def test_a_dead_workers_link_is_taken_up_by_another(checks: Paper):
    published(citing(checks.url("/a")))
    with clock.at(NOON):
        enrol()
        assert claim(holder="killed") is not None
    assert run(NOON + timedelta(minutes=4))[0] == 0
    assert run(NOON + timedelta(minutes=6))[0] == 1


@pytest.mark.django_db(transaction=True)
def test_racing_workers_take_one_link_of_each_host():
    urls = [f"https://paper-{host}.org/{n}" for host in range(4) for n in range(5)]
    published(citing(*urls))
    with clock.at(NOON):
        enrol()

    def take(worker: int) -> str | None:
        with clock.at(NOON):
            claimed = claim(holder=str(worker))
        connections.close_all()
        return claimed and claimed.host

    with ThreadPoolExecutor(8) as pool:
        hosts = [host for host in pool.map(take, range(24)) if host]
    assert sorted(hosts) == [f"paper-{n}.org" for n in range(4)]


@pytest.mark.django_db(transaction=True)
def test_a_celery_worker_checks_what_is_due(celery_workers: Callable, checks: Paper):
    checks.pages["/a"] = page()
    published(citing(checks.url("/a")))
    worker = celery_workers(LINK_CHECKS="1", LINK_CHECKS_LOCAL=f"127.0.0.1:{checks.port}")
    worker.wait_ready()
    enrol_source_links.delay()
    wait_until(LinkHealth.objects.filter(url=checks.url("/a")).exists, "the link is enrolled")
    check_source_links.delay()
    wait_until(LinkHealth.objects.filter(state="reachable").exists, "the link was checked")
    agent = next(line for line in checks.heads[0].decode().split("\r\n") if line.startswith("User-Agent"))
    assert agent == "User-Agent: Newsroom-LinkCheck/1.0 (+http://localhost:8000)"
    assert now() - health(checks.url("/a")).checked_at < timedelta(minutes=5)
    assert connection.in_atomic_block is False
