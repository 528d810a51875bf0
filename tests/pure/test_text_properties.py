"""What holds for every text, however it was written."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsroom import text
from newsroom.flow import build
from newsroom.text import (
    clean_paragraphs,
    clean_plain,
    clean_plain_lines,
    clean_rich,
    paragraphs_to_text,
    text_to_paragraphs,
)
from tests.pure.html_fragments import ALLOWED, FRAGMENTS, SAFE_HREF
from tests.pure.xss_payloads import PAYLOADS


class Reader(HTMLParser):
    """Reads as a browser does and fails on whatever is not on the list."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        for name, value in attrs:
            assert name in ALLOWED[tag]
            if name == "href":
                assert value is not None
                assert SAFE_HREF.match(value)
                assert not re.search(r"[\x00-\x20\x7f]", value)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def assert_safe(html: str) -> None:
    reader = Reader(convert_charrefs=True)
    reader.feed(html)
    reader.close()


@settings(max_examples=600, deadline=None)
@given(FRAGMENTS)
@example("<p>\u0338</p>")
@example("<ul><ul><li>a")
@example("<em>a</em> <b><em> b</em></b>")
def test_clean_text_is_safe_and_cleaning_it_again_changes_nothing(html: str) -> None:
    for clean in (clean_rich, clean_paragraphs):
        once = clean(html)
        assert clean(once) == once
        assert_safe(once)
    assert clean_rich(clean_paragraphs(html)) == clean_paragraphs(html)


@settings(max_examples=300, deadline=None)
@given(FRAGMENTS)
def test_the_short_way_for_clean_paragraphs_gives_what_the_long_way_gives(html: str) -> None:
    for fragment in (html, clean_paragraphs(html), f"<p>{html}</p>"):
        if text._is_clean(fragment):
            parsed = text.PARSER.clean(text.UNWANTED.sub("", fragment))
            assert build(parsed, frozenset(), plain=False) == fragment
            assert build(parsed, frozenset(), plain=True) == fragment


@settings(max_examples=300, deadline=None)
@given(FRAGMENTS, st.sampled_from(["\n", "\r\n", "\n\t"]))
def test_what_an_editor_does_to_unchanged_text_changes_nothing(html: str, newline: str) -> None:
    clean = clean_rich(html)
    assert clean_rich(as_the_editor_writes_it(clean, newline)) == clean


def as_the_editor_writes_it(clean: str, newline: str) -> str:
    """Blocks on lines of their own, closed line breaks, letters as entities, empty cells with a space."""
    html = re.sub(
        r"(</?(?:p|h3|ul|ol|li|blockquote|table|caption|thead|tbody|tr|th|td)\b)", rf"{newline}\1", clean
    )
    html = html.replace("<br>", f"<br />{newline}").replace("<td></td>", "<td>&nbsp;</td>")
    html = html.replace("“", "&ldquo;").replace("é", "&eacute;")
    return re.sub(r"[\u00a1-\uffff]", lambda char: f"&#{ord(char[0])};", html) + newline


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_survives(payload: str) -> None:
    for html in (
        payload,
        f"<p>{payload}</p>",
        f"<table><tr><td>{payload}",
        f'<a href="/x">{payload}',
        payload * 2,
    ):
        for clean in (clean_rich, clean_paragraphs):
            once = clean(html)
            assert_safe(once)
            assert clean(once) == once


@given(st.text())
def test_plain_text_is_one_line_and_cleaning_it_again_changes_nothing(words: str) -> None:
    once = clean_plain(words)
    assert clean_plain(once) == once
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|  ", once)
    lines = clean_plain_lines(words)
    assert clean_plain_lines(lines) == lines


@given(
    st.lists(st.text(alphabet=st.sampled_from("ab <>&\"'\n[^]é\u0338\u0301"), max_size=12)).map("\n\n".join)
)
def test_paragraphs_come_back_from_the_text_they_are_edited_as(words: str) -> None:
    html = text_to_paragraphs(words)
    assert text_to_paragraphs(paragraphs_to_text(html)) == html
    assert clean_paragraphs(html) == html
    assert clean_rich(html) == html
