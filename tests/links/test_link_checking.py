"""Checks of cited links against real servers on loopback: who is visited, how politely, and what is kept of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from briefings.models import Article, LinkCheck, LinkHealth, LinkHost, Piece
from briefings.source_links import checking
from briefings.source_links.checking import (
    KEPT,
    check,
    check_article,
    check_due,
    claim,
    look,
    record,
)
from briefings.source_links.enrolling import enrol, enrol_article
from briefings.source_links.health import Finding
from briefings.source_links.hosts import HostBusy, Visitor, leave_alone
from briefings.tasks import check_source_links, enrol_source_links
from newsroom import clock
from newsroom.clock import now
from tests.building import changed, make_story, moment, published, withdrawn
from tests.celery_workers import wait_until
from tests.links.hostile import Paper, page, paper, redirect

pytestmark = pytest.mark.django_db

NOON = moment("2026-05-01T12:00")


def citing(*urls: str, headline: str = "A story") -> Piece:
    """A draft that cites these addresses."""
    sources = [{"key": f"s{n}", "url": url} for n, url in enumerate(urls)]
    markers = "".join(f"[^s{n}]" for n in range(len(urls)))
    return make_story(headline, sections=[f"<p>A bridge was opened.{markers}</p>"], sources=sources)


def health(url: str) -> LinkHealth:
    return LinkHealth.objects.get(url=url)


def run(at: datetime = NOON, most: int = 50) -> tuple[int, list[float]]:
    """Check what is due at a time, which waiting moves on; how many links, and each wait in seconds."""
    waits: list[float] = []
    moments = [at]

    def wait(seconds: float) -> None:
        waits.append(round(seconds, 3))
        moments[0] += timedelta(seconds=seconds)
        later.append(clock.at(moments[0]))
        later[-1].__enter__()

    later = [clock.at(at)]
    later[0].__enter__()
    try:
        enrol()
        return check_due(holder="test", most=most, seconds=600, wait=wait), waits
    finally:
        for setting in reversed(later):
            setting.__exit__(None, None, None)


def test_links_of_live_pieces_are_visited_and_no_others(checks: Paper):
    checks.pages["/live"] = page()
    published(citing(checks.url("/live"), checks.url("/missing")))
    citing(checks.url("/draft"))
    withdrawn(citing(checks.url("/withdrawn")))
    count, _ = run()
    assert count == 2
    assert sorted(checks.asked) == ["/live", "/missing", "/robots.txt"]
    told = {h.url: (h.state, h.failures, h.checked_at is None) for h in LinkHealth.objects.all()}
    assert told == {
        checks.url("/live"): ("reachable", 0, False),
        checks.url("/missing"): ("failing", 1, False),
    }
    (check,) = LinkCheck.objects.filter(article__url=checks.url("/missing"))
    assert (check.outcome, check.reason, check.status, check.final_url) == ("gone", "status", 404, "")
    assert check.sentence == "The site says that there is no such page (status 404)."


def test_a_withdrawn_pieces_links_rest_and_a_restored_ones_are_looked_at_again(checks: Paper):
    checks.pages["/a"] = page()
    story = published(citing(checks.url("/a")))
    run()
    withdrawn(story)
    assert run(NOON + timedelta(days=60)) == (0, [])
    assert health(checks.url("/a")).due_at is None
    published(story)
    assert run(NOON + timedelta(days=61))[0] == 1


def test_requests_to_a_host_are_a_second_apart_whatever_they_are_for(checks: Paper):
    for n in range(3):
        checks.pages[f"/{n}"] = page()
    checks.pages["/moved"] = redirect("/2", "301 Moved Permanently")
    published(citing(*(checks.url(f"/{n}") for n in range(2)), checks.url("/moved")))
    count, waits = run()
    assert count == 3
    # The robots.txt had the first turn; each page and the redirect's target waited for the next.
    assert len(checks.asked) == 5
    assert waits == [1.0] * 4
    assert health(checks.url("/moved")).state == "moved"
    assert LinkCheck.objects.get(outcome="moved").final_url == checks.url("/2")


def test_other_hosts_are_visited_meanwhile(settings, checks: Paper):
    with paper("127.0.0.2") as other:
        settings.LINK_CHECKS_LOCAL.append(f"127.0.0.2:{other.port}")
        published(citing(*(server.url(f"/{n}") for server in (checks, other) for n in range(3))))
        hosts = []
        with clock.at(NOON):
            enrol()
            while claimed := claim(holder="test"):
                hosts.append(claimed.host)
        assert sorted(hosts) == ["127.0.0.1", "127.0.0.2"]
        with clock.at(NOON + timedelta(seconds=0.99)):
            assert claim(holder="test") is None
        with clock.at(NOON + timedelta(seconds=1)):
            assert claim(holder="test") is not None


def test_a_host_whose_turns_are_taken_for_long_is_left_for_later(checks: Paper):
    published(citing(checks.url("/a")))
    with clock.at(NOON):
        enrol()
        claimed = claim(holder="test")
        LinkHost.objects.update(next_allowed_at=NOON + timedelta(seconds=6))
        with pytest.raises(HostBusy):
            Visitor().take_turn("127.0.0.1")
        check(claimed, visitor=Visitor())
    assert (checks.asked, LinkCheck.objects.count()) == ([], 0)
    left = health(checks.url("/a"))
    assert (left.leased_by, left.due_at) == ("", NOON + timedelta(minutes=1))


def test_a_link_that_leads_to_a_host_which_wants_quiet_waits_for_that_host(settings, checks: Paper):
    with paper("127.0.0.2") as other:
        settings.LINK_CHECKS_LOCAL.append(f"127.0.0.2:{other.port}")
        checks.pages["/a"] = redirect(other.url("/b"))
        published(citing(checks.url("/a")))
        LinkHost.objects.create(host="127.0.0.2", next_allowed_at=NOON + timedelta(hours=3))
        assert run()[0] == 1
        assert (checks.asked, other.asked) == (["/robots.txt", "/a"], [])
    assert health(checks.url("/a")).due_at == NOON + timedelta(hours=3)
    assert run(NOON + timedelta(hours=2))[0] == 0


def test_a_site_whose_robots_txt_refuses_is_unverifiable_and_its_page_is_not_asked_for(checks: Paper):
    checks.pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /closed\n")
    checks.pages["/closed/a"] = checks.pages["/open"] = page()
    published(citing(checks.url("/closed/a"), checks.url("/open")))
    run()
    assert sorted(checks.asked) == ["/open", "/robots.txt"]
    assert health(checks.url("/closed/a")).state == "unverifiable"
    assert LinkCheck.objects.get(reason="robots").sentence == (
        "The robots.txt of “127.0.0.1” asks machines to leave this page alone."
    )


def test_a_redirect_into_a_part_that_robots_txt_refuses_is_not_followed(checks: Paper):
    checks.pages["/robots.txt"] = page(b"User-agent: newsroom-linkcheck\nDisallow: /closed\n")
    checks.pages["/a"] = redirect("/closed/a")
    published(citing(checks.url("/a")))
    run()
    assert (checks.asked, health(checks.url("/a")).state) == (["/robots.txt", "/a"], "unverifiable")


def test_a_robots_txt_is_asked_for_once_a_day_and_its_absence_forbids_nothing(checks: Paper):
    checks.pages["/a"] = page()
    published(citing(checks.url("/a")))
    run()
    for hours in (23, 25):
        LinkHealth.objects.update(due_at=NOON)
        run(NOON + timedelta(hours=hours))
    assert checks.asked == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


@pytest.mark.parametrize("answer", [page(b"", "500 Oops"), b"no http\r\n\r\n"])
def test_a_robots_txt_that_cannot_be_read_lets_nobody_look(checks: Paper, answer: bytes):
    checks.pages.update({"/robots.txt": answer, "/a": page()})
    published(citing(checks.url("/a")))
    run()
    assert (checks.asked, health(checks.url("/a")).state) == (["/robots.txt"], "unverifiable")


def test_a_host_that_has_enough_is_left_alone_for_as_long_as_it_says(checks: Paper):
    checks.pages["/a"] = page(b"", "429 Too Many Requests", Retry_After="3600")
    published(citing(checks.url("/a"), checks.url("/b")))
    assert run()[0] == 1
    assert health(checks.url("/a")).state == "unverifiable"
    allowed = LinkHost.objects.get().next_allowed_at
    assert NOON + timedelta(hours=1) <= allowed < NOON + timedelta(hours=1, seconds=5)
    assert run(NOON + timedelta(minutes=59))[0] == 0
    assert run(NOON + timedelta(minutes=61))[0] == 1


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("120", 2), ("", 10), ("soon", 10), ("-5", 10), ("9" * 5000, 24 * 60), ("²", 10),
        ("Mon, 01 Jan 2026 99999999999999999999:00:00 GMT", 10),
        ("Fri, 01 May 2026 12:30:00 GMT", 30), ("Fri, 01 May 2099 12:30:00 GMT", 24 * 60),
    ],
)  # fmt: skip
def test_a_time_to_stay_away_is_believed_within_bounds(header: str, minutes: int):
    LinkHost.objects.create(host="paper.example", next_allowed_at=NOON)
    with clock.at(NOON):
        leave_alone("paper.example", header)
    assert LinkHost.objects.get().next_allowed_at == NOON + timedelta(minutes=minutes)


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


def test_a_link_into_the_houses_own_network_is_refused_and_nobody_there_is_asked(checks: Paper):
    with paper() as internal:
        internal.pages["/"] = page(b"secret")
        checks.pages["/a"] = redirect(internal.url())
        published(citing(checks.url("/a"), internal.url()))
        run()
        assert internal.asked == []
    assert set(LinkHealth.objects.values_list("state", flat=True)) == {"unverifiable"}
    assert set(LinkCheck.objects.values_list("reason", flat=True)) == {"not_allowed"}


def test_a_page_that_stays_away_is_failing_for_a_week_and_then_dead_until_it_is_back(checks: Paper):
    checks.pages["/a"] = page()
    published(citing(checks.url("/a")))
    run()
    del checks.pages["/a"]
    told, at = [], NOON
    for _ in range(6):
        at = health(checks.url("/a")).due_at
        run(at)
        told.append(health(checks.url("/a")).state)
    assert told[0] == "failing"
    assert told[-1] == "dead"
    dead = health(checks.url("/a"))
    first_failure = LinkCheck.objects.filter(outcome="gone").earliest("pk").checked_at
    assert dead.since - first_failure >= timedelta(days=7)
    assert NOON <= dead.reached_at < NOON + timedelta(seconds=5)
    checks.pages["/a"] = page()
    run(dead.due_at)
    assert health(checks.url("/a")).state == "reachable"


def test_an_article_with_another_address_begins_anew(checks: Paper):
    checks.pages["/new"] = page()
    published(citing(checks.url("/old")))
    run()
    article = Article.objects.get()
    article.url = checks.url("/new")
    article.save()
    with clock.at(NOON):
        claimed = LinkHealth.objects.get()
        enrol()
        begun = LinkHealth.objects.get()
    assert (claimed.state, begun.state, begun.failures, begun.url) == (
        "failing",
        "unknown",
        0,
        checks.url("/new"),
    )
    run(NOON + timedelta(minutes=1))
    assert health(checks.url("/new")).state == "reachable"
    article.url = ""
    article.save()
    enrol()
    assert LinkHealth.objects.count() == 0


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


def test_the_history_keeps_the_newest_checks(checks: Paper):
    published(citing(checks.url("/a")))
    run()
    (article,) = Article.objects.all()
    last = LinkCheck.objects.get()
    LinkCheck.objects.bulk_create(
        LinkCheck(
            article=article, checked_at=NOON, outcome="gone", reason="status", sentence="", milliseconds=1
        )
        for _ in range(KEPT + 5)
    )
    check_article(article.pk, holder="test", wait=lambda seconds: None)
    assert LinkCheck.objects.count() == KEPT
    assert not LinkCheck.objects.filter(pk=last.pk).exists()


def test_a_print_source_and_a_reserved_name_are_never_asked(settings):
    settings.LINK_CHECKS = True
    sources = [{"key": "a", "title": "In print"}, {"key": "b", "url": "https://a.example/"}]
    published(make_story(sections=["<p>A bridge was opened.[^a][^b]</p>"], sources=sources))
    run()
    (only,) = LinkHealth.objects.all()
    assert (only.host, only.state, only.due_at) == ("", "unknown", None)
    assert enrol_article(Article.objects.get(title="In print")) is None
    assert check_article(only.article_id, holder="test") is None


def test_nothing_is_visited_where_checks_are_off(checks: Paper, settings):
    settings.LINK_CHECKS = False
    published(citing(checks.url("/a")))
    assert (enrol_source_links(), check_source_links()) == (0, 0)
    assert (checks.asked, LinkHealth.objects.count()) == ([], 0)
    with pytest.raises(CommandError) as off:
        call_command("check_links")
    assert str(off.value) == "Links are not checked here: set LINK_CHECKS=1 (docs/link-checks.md)."


def test_the_settings_of_a_test_run_and_of_the_demo_switch_checks_off(settings):
    assert settings.LINK_CHECKS is False


def test_enrolling_again_changes_nothing_and_takes_as_many_queries(
    checks: Paper, django_assert_num_queries: Callable
):
    story = published(citing(*(checks.url(f"/{n}") for n in range(20))))
    assert enrol() == 20
    assert enrol() == 0
    with django_assert_num_queries(4):
        enrol()
    published(changed(story, headline="Another headline"))
    assert enrol() == 0


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
