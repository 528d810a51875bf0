"""Numbers of citations: first cited, first numbered, one number per source."""

import re

from hypothesis import given
from hypothesis import strategies as st

from briefings.pages.numbering import Fragment, number_citations
from newsroom.markup import text_of


def cite(number: int, place: int, name: str) -> str:
    label = f"Source {number}: {name}"
    return f'<a href="#source-{number}" id="cite-{number}-{place}" aria-label="{label}">{number}</a>'


def sup(*links: str) -> str:
    return '<sup class="cite">' + '<span class="cite-comma">, </span>'.join(links) + "</sup>"


def rendered(html: str, keys: tuple[str, ...] = ("a", "b", "c"), beside: tuple[str, ...] = ()) -> str:
    return number_citations([Fragment("one", html, beside)], keys).render("one")


def test_sources_are_numbered_in_the_order_of_their_first_citation() -> None:
    page = [Fragment("s1", "<p>One.[^c] Two.[^a]</p>"), Fragment("s2", "<p>Three.[^c][^d]</p>")]
    numbering = number_citations(page, ["a", "b", "c", "d"])
    assert numbering.numbers == {"c": 1, "a": 2, "d": 3, "b": 4}
    assert list(numbering.numbers) == ["c", "a", "d", "b"]
    assert numbering.cited == ("c", "a", "d")


def test_each_source_knows_the_places_that_cite_it() -> None:
    page = [Fragment("s1", "<p>One.[^a] Two.[^a]</p>"), Fragment("e1", "<p>Three.</p>", ("a",))]
    numbering = number_citations(page, ["a", "b"])
    assert numbering.backlinks == {"a": ("cite-1-1", "cite-1-2", "cite-1-3"), "b": ()}
    assert numbering.render("e1") == f"<p>Three.{sup(cite(1, 3, 'a'))}</p>"


def test_rendering_a_text_twice_gives_the_same() -> None:
    numbering = number_citations([Fragment("s", "<p>x[^a] y[^a]</p>")], ["a"])
    assert numbering.render("s") == numbering.render("s")


def test_markers_side_by_side_share_one_superscript() -> None:
    assert rendered("<p>x.[^a][^b] [^a]</p>") == f"<p>x.{sup(cite(1, 1, 'a'), cite(2, 1, 'b'))}</p>"


def test_a_superscript_stands_close_to_its_sentence() -> None:
    assert rendered("<p>x. [^a] Y</p>") == f"<p>x.{sup(cite(1, 1, 'a'))} Y</p>"


def test_an_unknown_marker_goes_and_parts_no_words() -> None:
    assert rendered("<p>x [^nobody] y.</p>") == "<p>x y.</p>"
    assert rendered("<p>x [^nobody]y.</p>") == "<p>x y.</p>"
    assert rendered("<p>x.[^nobody][^a]</p>") == f"<p>x.{sup(cite(1, 1, 'a'))}</p>"


def test_a_marker_in_an_address_is_left_alone() -> None:
    html = '<p><a href="/x[^a]">x</a></p>'
    assert rendered(html) == html


def test_a_citation_inside_a_link_stands_behind_it() -> None:
    assert rendered('<p><a href="/x">the <em>report[^a]</em> of May</a>.</p>') == (
        f'<p><a href="/x">the <em>report</em> of May</a>{sup(cite(1, 1, "a"))}.</p>'
    )


def test_keys_beside_a_text_are_cited_at_the_end_of_its_last_paragraph() -> None:
    assert rendered("<p>x.[^a]</p><p>y.</p>", beside=("a", "b", "nobody")) == (
        f"<p>x.{sup(cite(1, 1, 'a'))}</p><p>y.{sup(cite(2, 1, 'b'))}</p>"
    )
    assert rendered("<ul><li>x</li></ul>", beside=("b",)) == f"<ul><li>x{sup(cite(1, 1, 'b'))}</li></ul>"
    assert rendered("", beside=("b",)) == f"<p>{sup(cite(1, 1, 'b'))}</p>"


def test_the_label_is_spoken_in_the_language_given_and_escaped() -> None:
    numbering = number_citations([Fragment("s", "<p>x[^a]</p>")], ["a"])
    assert numbering.render("s", {"a": '<"AT&T">'}, label="Quelle {number}: {name}") == (
        '<p>x<sup class="cite"><a href="#source-1" id="cite-1-1" '
        'aria-label="Quelle 1: &lt;&quot;AT&amp;T&quot;&gt;">1</a></sup></p>'
    )


PIECES = st.lists(
    st.sampled_from(["x", " ", "[^a]", "[^b]", "[^zz]", "<em>", '<a href="/[^a]">', "y. ", "</p><p>"]),
    max_size=12,
)


def balanced(pieces: list[str]) -> str:
    html = []
    for piece in pieces:
        closing = re.match(r"<(em|a)\b", piece)
        html.append(f"{piece}z</{closing[1]}>" if closing else piece)
    return f"<p>{''.join(html)}</p>"


@given(st.lists(st.tuples(PIECES, st.lists(st.sampled_from(["a", "b", "c"]))), max_size=4))
def test_the_backlinks_are_the_ids_on_the_page_each_once(page: list[tuple[list[str], list[str]]]) -> None:
    fragments = [Fragment(str(i), balanced(pieces), tuple(keys)) for i, (pieces, keys) in enumerate(page)]
    numbering = number_citations(fragments, ["c", "b", "a"])
    html = "".join(numbering.render(fragment.uid) for fragment in fragments)
    ids = re.findall(r'id="(cite-\d+-\d+)"', html)
    assert sorted(ids) == sorted(place for places in numbering.backlinks.values() for place in places)
    assert len(set(ids)) == len(ids)
    first_seen = list(dict.fromkeys(re.findall(r'href="#source-(\d+)"', html)))
    assert first_seen == sorted(first_seen, key=int)
    assert "[^" not in text_of(re.sub(r'<a href="/[^"]*">', "", html))
