"""Web addresses: what is one, and which of them are the same article."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.canonical import canonical_url, check_web_url, host_of


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Reuters.COM/World", "https://www.reuters.com/World"),
        ("https://a.org:443/x", "https://a.org/x"),
        ("http://a.org:80/x", "http://a.org/x"),
        ("http://a.org:443/x", "http://a.org:443/x"),
        ("https://a.org:/x", "https://a.org/x"),
        ("https://a.org/x#part", "https://a.org/x"),
        ("https://a.org/x?utm_source=n&id=4&utm_medium=m", "https://a.org/x?id=4"),
        ("https://a.org/x?gclid=1&fbclid=2", "https://a.org/x"),
        ("https://a.org/x?gclid", "https://a.org/x"),
        ("https://a.org/x?fbclid2=1", "https://a.org/x?fbclid2=1"),
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
        ("https://zürich.example/é?q=%C3%A9", "https://zürich.example/é?q=%C3%A9"),
    ],
)
def test_what_does_not_change_the_article_is_set_aside(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://a.org",
        "https://a.org/",
        "https://a.org/x/",
        "https://a.org/x?",
        "https://a.org/x?b=1&a=2",
        "https://a.org/x?a=1&&b=2",
        "https://www.a.org/%7Ex",
        "https://a.org/x?UTM_SOURCE=1",
        "https://a.org/x;utm_source=1",
        "https://a.org/x?page=utm_source=1",
    ],
)
def test_nothing_else_is_changed(url: str) -> None:
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "A web address is missing."),
        ("ftp://a.org", "“ftp://a.org” is not a web address: it must start with http:// or https://."),
        ("a.org/x", "“a.org/x” is not a web address: it must start with http:// or https://."),
        ("https:/a.org", "“https:/a.org” is not a web address: it must start with http:// or https://."),
        (
            "javascript:alert(1)",
            "“javascript:alert(1)” is not a web address: it must start with http:// or https://.",
        ),
        ("https://", "“https://” is not a web address: it names no host."),
        ("https:///x", "“https:///x” is not a web address: it names no host."),
        ("https://a.org/a b", "“https://a.org/a b” contains a space; in a web address it is written %20."),
        ("https://a.org/\x00", "“https://a.org/�” contains a control character, which no web address has."),
        ("https://me:secret@a.org", "This web address contains a user name or password; write it without."),
        ("https://a.org:99999/", "“https://a.org:99999/” is not a web address: ports end at 65,535."),
        ("https://a.org:x/", "“https://a.org:x/” is not a web address: “a.org:x” is no host."),
        ("https://[::1/x", "“https://[::1/x” is not a web address: “[::1” is no host."),
        ("https://[nonsense]/x", "“https://[nonsense]/x” is not a web address: “[nonsense]” is no host."),
        ("https://a..org/", "“https://a..org/” is not a web address: “a..org” is no host."),
        ("https://a\\b.org/", "“https://a\\b.org/” is not a web address: “a\\b.org” is no host."),
    ],
)
def test_what_is_no_web_address_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        check_web_url(url)


def test_an_address_may_have_2000_characters_and_no_more() -> None:
    longest = "https://a.org/" + "x" * 1_986
    assert check_web_url(longest) == longest
    sentence = "This web address has 2,001 characters; at most 2,000 are possible."
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        check_web_url(longest + "x")


def test_white_space_around_an_address_is_forgiven() -> None:
    assert check_web_url("  https://a.org/x \n") == "https://a.org/x"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Reuters.com:8443/x", "reuters.com"),
        ("https://wwwhat.org", "wwwhat.org"),
        ("https://[::1]:80/", "[::1]"),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_the_host_shown_is_short(url: str, host: str) -> None:
    assert host_of(url) == host


ADDRESS_LIKE = st.text(alphabet=st.sampled_from("htps:/[]@.?#&=utm_gclidAé%0 1\\\x00"), max_size=40)


@given(st.one_of(st.text(), ADDRESS_LIKE.map("https://".__add__), ADDRESS_LIKE.map("http://a.org:".__add__)))
def test_any_text_is_either_refused_or_has_one_canonical_form(text: str) -> None:
    try:
        once = canonical_url(text)
    except ValueError:
        with pytest.raises(ValueError, match=r"\.$"):
            check_web_url(text)
    else:
        assert canonical_url(once) == once
