"""How politely links are checked: turns a second apart, what robots.txt asks for, and hosts that want quiet."""

from datetime import timedelta

import pytest

from briefings.models import LinkCheck, LinkHealth, LinkHost
from briefings.source_links.checking import check, claim
from briefings.source_links.enrolling import enrol
from briefings.source_links.hosts import HostBusy, Visitor, leave_alone
from newsroom import clock
from tests.building import published
from tests.links.hostile import Paper, page, paper, redirect
from tests.links.runs import NOON, citing, health, run

pytestmark = pytest.mark.django_db


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
