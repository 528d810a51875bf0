"""What one look at a link means, and how the link stands after several."""

from datetime import timedelta

import pytest

from briefings.source_links.health import (
    DEAD_AGAIN,
    HEALTHY_AGAIN,
    UNVERIFIABLE_AGAIN,
    Finding,
    Reason,
    Standing,
    after,
    failed,
    host_to_ask,
    judge,
    next_look,
)
from briefings.words import LinkOutcome, LinkState
from tests.building import moment

ASKED = "https://paper.example/2026/story"
START = moment("2026-05-01T12:00")
GONE = Finding(LinkOutcome.GONE, Reason.STATUS, "")
TROUBLE = Finding(LinkOutcome.TROUBLE, Reason.TIMED_OUT, "")
REFUSED = Finding(LinkOutcome.UNVERIFIABLE, Reason.ROBOTS, "")
REACHED = Finding(LinkOutcome.REACHED, Reason.STATUS, "")
UNKNOWN = Standing(LinkState.UNKNOWN, START)


def verdict(
    status: int = 200, final: str = ASKED, hops: tuple[int, ...] = (), body: bytes = b"", **headers: str
):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = judge(ASKED, final=final, hops=hops, status=status, headers=named, body=body)
    return found.outcome, found.reason


def states(*looks: tuple[float, Finding], standing: Standing = UNKNOWN) -> list[str]:
    """The state after each look; a look is (days since the start, what was found)."""
    told = []
    for days, finding in looks:
        standing = after(standing, finding, at=START + timedelta(days=days))
        told.append(standing.state.value)
    return told


def test_nothing_is_dead_after_one_failure_nor_after_many_in_a_day():
    assert states((0, GONE)) == ["failing"]
    assert states(*((hour / 24, GONE) for hour in range(20))) == ["failing"] * 20


def test_a_link_is_dead_after_three_looks_over_seven_days_that_found_nothing_there():
    assert states((0, GONE), (7, GONE), (7.1, GONE)) == ["failing", "failing", "dead"]
    assert states((0, GONE), (1, GONE), (6.9, GONE), (7, GONE)) == ["failing"] * 3 + ["dead"]


def test_trouble_alone_never_makes_a_link_dead_and_breaks_the_count():
    assert states(*((day, TROUBLE) for day in range(100))) == ["failing"] * 100
    broken = states((0, GONE), (5, TROUBLE), (8, GONE), (9, GONE), (10, GONE), (15, GONE))
    assert broken == ["failing"] * 5 + ["dead"]


def test_what_refuses_a_machine_is_never_dead():
    assert states((0, GONE), (4, GONE), (8, REFUSED), (9, GONE)) == [
        *("failing", "failing", "unverifiable", "failing"),
    ]
    assert set(states(*((day, REFUSED) for day in range(0, 400, 30)))) == {"unverifiable"}


def test_a_dead_link_that_is_there_again_is_reachable_and_trouble_does_not_wake_it():
    dead = ((0, GONE), (4, GONE), (8, GONE))
    assert states(*dead, (9, TROUBLE), (10, GONE), (11, REACHED), (12, GONE))[2:] == [
        *("dead", "dead", "dead", "reachable", "failing"),
    ]


def test_since_tells_when_the_state_began_and_reached_when_the_page_was_last_seen():
    standing = after(UNKNOWN, REACHED, at=START + timedelta(days=1))
    standing = after(standing, REACHED, at=START + timedelta(days=2))
    assert (standing.since, standing.reached_at) == (START + timedelta(days=1), START + timedelta(days=2))
    standing = after(standing, GONE, at=START + timedelta(days=3))
    assert (standing.since, standing.reached_at) == (START + timedelta(days=3), START + timedelta(days=2))
    assert (standing.failures, standing.gone) == (1, 1)


def test_failing_links_are_looked_at_sooner_and_then_ever_later():
    def wait(state: LinkState, failures: int = 0) -> timedelta:
        return next_look(Standing(state, START, failures=failures), at=START, spread=0.5) - START

    assert [wait(LinkState.FAILING, n) for n in (1, 2, 3, 4, 5, 9, 10)] == [
        timedelta(hours=6), *(timedelta(days=days) for days in (1, 2, 4, 4, 4, 14)),
    ]  # fmt: skip
    assert wait(LinkState.REACHABLE) == wait(LinkState.MOVED) == HEALTHY_AGAIN
    assert (wait(LinkState.UNVERIFIABLE), wait(LinkState.DEAD)) == (UNVERIFIABLE_AGAIN, DEAD_AGAIN)
    healthy = Standing(LinkState.REACHABLE, START)
    assert next_look(healthy, at=START, spread=0) == START + HEALTHY_AGAIN * 0.9
    assert next_look(healthy, at=START, spread=1) == START + HEALTHY_AGAIN * 1.1


def test_looks_as_they_are_timed_find_a_vanished_page_dead_within_two_weeks():
    standing, at, looks = UNKNOWN, START, 0
    while standing.state != LinkState.DEAD:
        standing = after(standing, GONE, at=at)
        looks += 1
        last, at = at, next_look(standing, at=at, spread=0.5)
    assert (looks, last - START) == (5, timedelta(days=7, hours=6))


@pytest.mark.parametrize("status", [401, 403, 429, 451, 503])
def test_a_status_that_says_we_may_not_look_says_nothing_of_the_page(status):
    assert verdict(status) == (LinkOutcome.UNVERIFIABLE, Reason.STATUS)


def test_statuses_that_say_it_is_gone_or_that_something_is_wrong():
    assert verdict(404) == verdict(410) == (LinkOutcome.GONE, Reason.STATUS)
    assert {verdict(status) for status in (400, 408, 500, 502, 504, 304, 307)} == {
        (LinkOutcome.TROUBLE, Reason.STATUS)
    }
    assert verdict(200) == (LinkOutcome.REACHED, Reason.STATUS)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, b"<title>Just a moment...</title>", {}),
        (404, b"x <script src='/cdn-cgi/challenge-platform/a.js'>", {}),
        (200, b"", {"cf_mitigated": "challenge"}),
        (410, b"", {"x_datadome": "protected"}),
        (404, b"https://geo.captcha-delivery.com/captcha/", {}),
    ],
)
def test_a_wall_against_machines_is_no_word_about_the_page(status, body, headers):
    assert verdict(status, body=body, **headers) == (LinkOutcome.UNVERIFIABLE, Reason.BOT_WALL)


def test_an_article_that_loads_such_a_script_is_still_the_article():
    page = b"<p>Words of the article.</p>" * 2000 + b"<script src='/cdn-cgi/challenge-platform/a.js'>"
    assert verdict(200, body=page) == (LinkOutcome.REACHED, Reason.STATUS)


def test_redirects_are_told_apart_by_where_they_end():
    def led(final: str, *hops: int):
        return verdict(final=final, hops=hops or (301,))

    moved, reached = (LinkOutcome.MOVED, Reason.STATUS), (LinkOutcome.REACHED, Reason.STATUS)
    assert led("https://paper.example/archive/story") == moved
    assert led("https://new.example/story", 308, 302) == moved
    assert led("https://paper.example/archive/story", 302) == reached
    for tidied in ("https://www.paper.example/2026/story/", "http://paper.example/2026/story?utm_source=x"):
        assert led(tidied) == reached
    front = (LinkOutcome.UNVERIFIABLE, Reason.FRONT_PAGE)
    assert led("https://paper.example/") == led("https://www.paper.example", 302) == front
    sign_in = (LinkOutcome.UNVERIFIABLE, Reason.SIGN_IN)
    assert led("https://paper.example/login?next=/2026/story", 302) == sign_in
    assert led("https://consent.paper.example/x", 302) == sign_in
    assert led("https://paper.example/2026/signing-of-the-treaty") == moved


def test_what_the_door_says_is_gone_only_where_the_host_is():
    outcomes = {reason.value: failed(reason, "").outcome.value for reason in list(Reason)[:9]}
    assert outcomes == {
        "not_allowed": "unverifiable", "no_such_host": "gone", "unreachable": "trouble", "timed_out": "trouble",
        "bad_certificate": "trouble", "bad_answer": "trouble", "too_many_redirects": "trouble",
        "robots": "unverifiable", "robots_unread": "unverifiable",
    }  # fmt: skip


def test_reserved_names_and_bare_ones_are_asked_for_only_where_one_tries_out():
    for url in (
        "https://paper.example/a",
        "http://www.example.org/",
        "http://localhost/",
        "http://intranet/",
    ):
        assert host_to_ask(url) == ""
    assert host_to_ask("https://Bücher.de:8443/a") == "xn--bcher-kva.de"
    assert host_to_ask("http://127.0.0.1:8001/a", local=True) == "127.0.0.1"
    assert host_to_ask("mailto:a@b.org") == ""
