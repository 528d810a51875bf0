"""Two texts compared by words, and what comes out as HTML."""

import html
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.differences import alignment
from briefings.differences.alignment import align
from briefings.differences.folding import fold
from briefings.differences.rich_wording import compare_rich
from briefings.differences.wording import Run, compare_plain
from briefings.differences.wording_html import html_of
from newsroom.markup import TAG, text_of
from newsroom.text import clean_paragraphs, clean_plain, clean_rich
from tests.pure.html_fragments import ALLOWED, FRAGMENTS, SAFE_HREF
from tests.pure.xss_payloads import PAYLOADS

WORDS = st.lists(
    st.sampled_from("the a sun rose. fell, 12 14 [^a] [^b] “ ” é \u0338 < & 中 文".split()), max_size=25
).map(" ".join)
PARAGRAPH = st.lists(
    st.sampled_from(
        "the |sun |rose. |fell |12 |[^a]|[^b]|un|&amp;|é |<br>|<em>|</em>|<strong>|</strong>|<q>|</q>"
        '|<a href="/x">|<a href="https://e.org/">|</a>'.split("|")
    ),
    max_size=16,
).map("".join)
BLOCK = st.one_of(
    PARAGRAPH.map(lambda words: f"<p>{words}</p>"),
    PARAGRAPH.map(lambda words: f"<h3>{words}</h3>"),
    st.lists(PARAGRAPH, min_size=1, max_size=3).map(
        lambda items: "<ul><li>" + "</li><li>".join(items) + "</ul>"
    ),
    st.lists(PARAGRAPH, min_size=1, max_size=3).map(
        lambda items: "<ol><li>" + "</li><li>".join(items) + "</ol>"
    ),
    PARAGRAPH.map(lambda words: f"<blockquote><p>{words}</p><p>end</p></blockquote>"),
    st.lists(PARAGRAPH, min_size=1, max_size=3).map(
        lambda cells: "<table><caption>c</caption><tr><td>" + "<td>".join(cells) + "<tr><td>x<td>y</table>"
    ),
)
RICH = st.one_of(st.lists(BLOCK, max_size=4).map("".join), FRAGMENTS).map(clean_rich)


def shown(runs: tuple[Run, ...]) -> str:
    signs = {"same": "{}", "inserted": "[+{}+]", "deleted": "[-{}-]"}
    return "".join(
        f"<<{run.omitted}>>"
        if run.kind == "folded"
        else run.html
        if run.is_tag
        else signs[run.kind].format(run.html)
        for run in runs
    )


def without(kind: str, runs: tuple[Run, ...]) -> str:
    return "".join(run.html for run in runs if run.kind != kind)


def words_of(markup: str) -> str:
    return "".join(text_of(markup).split())


class Reader(HTMLParser):
    """Fails on a tag that is not allowed, does not close in its turn, or may not stand where it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in (*ALLOWED, "ins", "del", "span")
        for name, value in attrs:
            assert name in ("class", "aria-hidden") if tag in ("span", "sup") else name in ALLOWED[tag]
            if name == "href":
                assert value is not None
                assert SAFE_HREF.match(value)
        if tag in ("ins", "del"):
            assert not {"ins", "del"} & set(self.open)
            assert self.open[-1] not in ("ul", "ol", "table", "tbody", "thead", "tr")
        if tag == "a":
            assert "a" not in self.open
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read(markup: str) -> None:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert reader.open == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "One.", "[+One.+]"),
        ("One.", "", "[-One.-]"),
        ("12 died.", "14 died.", "[-12-][+14+] died."),
        ("It rained.[^a]", "It rained.[^b]", "It rained.[-[^a]-][+[^b]+]"),
        ("He said 1,200.", "He said 1,300.", "He said [-1,200-][+1,300+]."),
        ("中文字", "中国字", "中[-文-][+国+]字"),
        ("It is red and blue", "It is green or grey", "It is [-red and blue-][+green or grey+]"),
        (
            "The sun rose. The wind fell.",
            "The sun rose. The sea was calm. The wind fell.",
            "The sun rose. [+The sea was calm. +]The wind fell.",
        ),
        ("a < b", "a > b", "a [-&lt;-][+&gt;+] b"),
    ],
)
def test_plain_texts_differ_by_whole_words(old: str, new: str, expected: str) -> None:
    assert shown(compare_plain(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<p>One two three.</p>", "<p>One four three.</p>", "<p>One [-two-][+four+] three.</p>"),
        ("<p>One.</p>", "<p>One.</p><p>Two.</p>", "<p>One.</p><p>[+Two.+]</p>"),
        ("<p>One.</p><p>Two.</p>", "<p>Two.</p>", "<p>[-One.-]</p><p>Two.</p>"),
        (
            '<p>See <a href="/x">the old report</a> now</p>',
            '<p>See <a href="/x">the new report</a> now</p>',
            '<p>See <a href="/x">the [-old-][+new+] report</a> now</p>',
        ),
        (
            "<p>He said so.</p>",
            '<p>He said <a href="/x"><em>exactly</em> that</a>, so.</p>',
            '<p>He said [+<a href="/x"><em>exactly</em> that</a>, +]so.</p>',
        ),
        (
            "<p>He said <q>we will go</q>.</p>",
            "<p>He said <q>we will not go</q>.</p>",
            "<p>He said <q>we will [+not +]go</q>.</p>",
        ),
        (
            "<ul><li>First item here</li><li>Second item here</li></ul>",
            "<ul><li>First item here</li><li>Quite another thing</li><li>Second item there</li></ul>",
            "<ul><li>First item here</li><li>[+Quite another thing+]</li><li>Second item [-here-][+there+]</li></ul>",
        ),
        (
            "<table><tbody><tr><td>Dead</td><td>12</td></tr></tbody></table>",
            "<table><tbody><tr><td>Dead</td><td>14</td></tr></tbody></table>",
            "<table><tbody><tr><td>Dead</td><td>[-12-][+14+]</td></tr></tbody></table>",
        ),
    ],
)
def test_texts_with_markup_differ_within_their_blocks_and_links(old: str, new: str, expected: str) -> None:
    runs, _changes = compare_rich(old, new)
    assert shown(runs) == expected


PAGE = "0190d3c4-0000-7000-8000-00000000000a"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '<p>See <a href="https://a.example/" rel="external noopener">the report</a>.</p>',
            '<p>See <a href="https://b.example/" rel="external noopener">the report</a>.</p>',
            "The link of “the report” now leads to https://b.example/, no longer to https://a.example/.",
        ),
        ("<p>See it.</p>", '<p><a href="/x">See</a> it.</p>', "“See” is now a link to /x."),
        (
            f'<p>See <a href="newsroom:topic/{PAGE}">it all</a>.</p>',
            "<p>See it all.</p>",
            "“it all” is no longer a link to a topic of ours.",
        ),
        ("<p>Very new</p>", "<p><em>Very</em> new</p>", "“Very” is now set as emphasis."),
        (
            "<p><strong>Very new</strong></p>",
            "<p>Very new</p>",
            "“Very new” is no longer set as strong emphasis.",
        ),
        ("<p>Very new</p>", "<h3>Very new</h3>", "“Very new” is now set as a heading."),
        ("<ul><li>A word</li></ul>", "<ol><li>A word</li></ol>", "“A word” is now set as a numbered list."),
    ],
)
def test_a_change_of_form_is_said_in_a_sentence_and_inserts_nothing(
    old: str, new: str, expected: str
) -> None:
    runs, changes = compare_rich(old, new)
    assert [change.sentence() for change in changes] == [expected]
    assert {run.kind for run in runs} == {"same"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [("topic", "the topic"), ("story", "the story"), ("question", "the common question")],
)
def test_a_page_of_ours_is_named_by_its_title_where_that_is_given(kind: str, words: str) -> None:
    old, new = "<p>See it.</p>", f'<p>See <a href="newsroom:{kind}/{PAGE.upper()}">it</a>.</p>'
    _runs, (change,) = compare_rich(old, new)
    assert change.links == [(kind, PAGE)]
    assert change.sentence({(kind, PAGE): "South Sea"}) == f"“it” is now a link to {words} “South Sea”."


@given(WORDS.map(clean_plain), WORDS.map(clean_plain))
def test_plain_runs_lead_from_the_old_text_to_the_new(old: str, new: str) -> None:
    runs = compare_plain(old, new)
    assert html.unescape(without("inserted", runs)) == old
    assert html.unescape(without("deleted", runs)) == new


@settings(max_examples=400, deadline=None)
@given(RICH, RICH)
def test_rich_runs_are_the_new_text_without_deletions_and_the_old_words_without_insertions(
    old: str, new: str
) -> None:
    runs, _changes = compare_rich(old, new)
    assert clean_rich(without("deleted", runs)) == new
    assert words_of(without("inserted", runs)) == words_of(old)


@settings(max_examples=400, deadline=None)
@given(RICH, RICH, st.integers(0, 4))
def test_the_html_of_a_difference_is_sound_and_its_tags_come_from_the_texts(
    old: str, new: str, context: int
) -> None:
    runs, _changes = compare_rich(old, new)
    read(f"<blockquote>{html_of(runs)}</blockquote>")
    read(f"<blockquote>{html_of(fold(runs, context))}</blockquote>")
    known = set(TAG.findall(old)) | set(TAG.findall(new))
    assert {tag for run in runs for tag in TAG.findall(run.html)} <= known


@given(RICH)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    runs, changes = compare_rich(text, text)
    assert without("deleted", runs) == text
    assert {run.kind for run in runs} <= {"same"}
    assert changes == ()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_breaks_out_of_a_difference(payload: str) -> None:
    for clean in (clean_rich, clean_paragraphs):
        attack = clean(f"<p>Some words, then {payload} and more.</p>")
        for old, new in (
            ("", attack),
            (attack, ""),
            ("<p>Some words, then more.</p>", attack),
            (attack, clean("<p>Some words</p>")),
        ):
            runs, changes = compare_rich(old, new)
            read(f"<blockquote>{html_of(runs)}</blockquote>")
            read(f"<blockquote>{html_of(fold(runs, 1))}</blockquote>")
            assert all(isinstance(change.sentence(), str) for change in changes)
    read(f"<p>{html_of(compare_plain('Some words', clean_plain(payload)))}</p>")
    read(f"<p>{html_of(compare_plain(clean_plain(payload), 'Some words'))}</p>")


def test_insertions_and_deletions_are_told_to_the_ear_as_well() -> None:
    assert html_of(compare_plain("12 died.[^a]", "14 died.[^a]")) == (
        '<del><span class="hidden"> deleted: </span>12<span class="hidden"> end of deletion </span></del>'
        '<ins><span class="hidden"> inserted: </span>14<span class="hidden"> end of insertion </span></ins>'
        ' died.<sup class="difference-marker">a</sup>'
    )


def test_a_long_unchanged_stretch_is_folded_between_whole_paragraphs() -> None:
    middle = "<p>one two three</p><ul><li>four</li><li>five</li></ul>"
    runs, _changes = compare_rich(
        f"<p>old a b</p>{middle}<p>c d old</p>", f"<p>new a b</p>{middle}<p>c d new</p>"
    )
    assert shown(fold(runs, 2)) == "<p>[-old-][+new+] a b<<5>></p><p>c d [-old-][+new+]</p>"


def test_a_folded_row_keeps_its_cells() -> None:
    row = "<tr><td>a b c</td><td>d e f</td><td>12</td></tr>"
    table = f"<table><tbody><tr><td>x y z</td></tr>{row}</tbody></table>"
    runs, _changes = compare_rich(table, table.replace("12", "14"))
    assert shown(fold(runs, 1)) == (
        "<table><tbody><tr><td></td><td><<8>>f</td><td>[-12-][+14+]</td></tr></tbody></table>"
    )


def test_a_short_unchanged_stretch_is_not_folded() -> None:
    runs = compare_plain("old a b c d e old", "new a b c d e new")
    assert shown(fold(runs, 2)) == "[-old-][+new+] a b c d e [-old-][+new+]"


@given(st.lists(st.integers(0, 5), max_size=14), st.lists(st.integers(0, 5), max_size=14))
def test_an_alignment_is_a_longest_common_subsequence(old: list[int], new: list[int]) -> None:
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            lengths[i + 1][j + 1] = (
                lengths[i][j] + 1 if one == other else max(lengths[i][j + 1], lengths[i + 1][j])
            )
    pairs = align(old, new)
    assert len(pairs) == lengths[-1][-1]
    assert all(old[i] == new[j] for i, j in pairs)
    assert pairs == sorted(set(pairs))
    assert [j for _, j in pairs] == sorted({j for _, j in pairs})


LONG_TEXTS = [
    (" ".join(f"a{n}" for n in range(16_000)), " ".join(f"b{n}" for n in range(16_000))),
    ("a " * 50_000, "b " * 50_000),
    ("a b c d " * 12_500, "d c b a e " * 10_000),
    (
        "</p><p>".join(f"the a{n}" for n in range(5_000)),
        "</p><p>".join(f"the b{n}" for n in range(5_000)),
    ),
]
"""Such as a whole section written anew."""


def test_no_table_of_a_comparison_grows_past_its_bound(monkeypatch) -> None:
    longest_common, cells = alignment._longest_common, []

    def watched(one, other):
        cells.append(len(one) * len(other))
        return longest_common(one, other)

    monkeypatch.setattr(alignment, "_longest_common", watched)
    for old, new in LONG_TEXTS:
        compare_rich(clean_rich(f"<p>{old}</p>"), clean_rich(f"<p>{new}</p>"))
    assert max(cells) <= alignment.MAX_CELLS


@pytest.mark.parametrize(("old", "new"), LONG_TEXTS)
def test_twice_as_long_texts_with_little_in_common_take_twice_the_work_and_not_four_times(
    old: str, new: str
) -> None:
    """Work is lines of Python that are run: the same on every machine."""

    def work(length: int) -> int:
        before, after = clean_rich(f"<p>{old[:length]}</p>"), clean_rich(f"<p>{new[:length]}</p>")
        lines = 0

        def count(_frame: FrameType, event: str, _given: object) -> Callable[..., object]:
            nonlocal lines
            lines += event == "line"
            return count

        tracing = sys.gettrace()
        sys.settrace(count)
        try:
            compare_rich(before, after)
        finally:
            sys.settrace(tracing)
        return lines

    part = len(old) // 8
    assert work(2 * part) < 3 * work(part)


def test_a_word_is_never_cut_from_its_marks() -> None:
    assert re.sub(r"\[.*?\]", "", shown(compare_plain("q\u0301 x", "q x"))) == " x"
