"""Which addresses are public, and what a robots.txt lets one fetch."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.public_addresses import is_public
from newsroom.robots import may_fetch, rules_for

PUBLIC = ["1.1.1.1", "93.184.215.14", "100.63.255.255", "100.128.0.0", "172.32.0.1", "2606:4700::1111"]


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_web_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.2", "169.254.169.254", "172.31.0.1", "192.0.0.192"),
        *("192.88.99.1", "192.168.0.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "255.255.255.255"),
        *("::", "::1", "::ffff:1.1.1.1", "::1.1.1.1", "64:ff9b::1.1.1.1", "64:ff9b:1::1", "100::1"),
        *("2001::1", "2001:db8::1", "2002:101:101::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1"),
        *("fec0::1", "ff02::1", "2606:4700::1%eth0", "2606:4700::5efe:10.0.0.1", "", "news.example", "1.1.1"),
    ],
)
def test_all_others_are_not(address):
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_a_public_ipv4_address_is_one_that_the_registry_calls_global(address):
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=4))
def test_no_way_of_carrying_an_ipv4_address_in_ipv6_is_public(address):
    number = int(address)
    for carried in (
        0xFFFF << 32 | number,
        number,
        int(ipaddress.IPv6Address("64:ff9b::")) | number,
        0x2002 << 112 | number << 80,
        int(ipaddress.IPv6Address("2001::")) | number ^ 0xFFFFFFFF,
        int(ipaddress.IPv6Address("2606:4700::5efe:0:0")) | number,
    ):
        assert not is_public(str(ipaddress.IPv6Address(carried)))


ROBOTS = """\
# All but our own
User-agent: *
Disallow: /private/
Disallow: /*.pdf$
Allow: /private/open

User-agent: OtherBot
User-agent: newsroom-linkcheck
Disallow: /archive*story
Disallow:
Allow: /archive/story/today

User-Agent: Newsroom-LinkCheck/2.0 (again)
Disallow: /late
"""


def test_the_longest_rule_decides_and_of_two_alike_the_kinder():
    rules = rules_for(ROBOTS, "SomebodyElse")
    told = {
        path: may_fetch(rules, path) for path in ("/", "/private/x", "/private/open/x", "/a.pdf", "/a.pdf?b")
    }
    assert told == {
        "/": True, "/private/x": False, "/private/open/x": True, "/a.pdf": False, "/a.pdf?b": True,
    }  # fmt: skip
    assert may_fetch([(False, "/a"), (True, "/a")], "/a")


def test_groups_that_name_the_agent_replace_those_for_everybody():
    rules = rules_for(ROBOTS, "Newsroom-LinkCheck")
    assert rules == [(False, "/archive*story"), (True, "/archive/story/today"), (False, "/late")]
    assert not may_fetch(rules, "/archive/2020/story/1")
    assert may_fetch(rules, "/archive/story/today")
    assert may_fetch(rules, "/private/x")


@pytest.mark.parametrize(
    "text", ["", "nonsense", "Disallow: /", "\ufeffUser-agent: x\nDisallow: /", "\x00" * 100]
)
def test_a_file_without_a_rule_for_us_forbids_nothing(text):
    assert may_fetch(rules_for(text, "Newsroom-LinkCheck"), "/anything")


def test_differently_written_paths_are_the_same():
    rules = rules_for("User-agent: *\nDisallow: /stra%C3%9Fe/%61", "x")
    assert not may_fetch(rules, "/straße/a")
    assert may_fetch(rules_for("User-agent: *\nDisallow: /", "x"), "/robots.txt")


def test_a_pattern_full_of_stars_costs_no_more_than_its_length():
    rules = [(False, "/" + "*a" * 900 + "$")] * 100
    assert may_fetch(rules, "/" + "a" * 1900 + "b")  # a backtracking matcher would not come back


@given(st.text(), st.text())
def test_no_file_and_no_path_makes_an_error(text, path):
    assert may_fetch(rules_for(text, "x"), path) in (True, False)
