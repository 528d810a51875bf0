"""What may stand in a text, what goes, and how it is read afterwards."""

import pytest

from newsroom import text
from newsroom.text import clean_paragraphs, clean_plain, clean_plain_lines, clean_rich


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("bare words", "<p>bare words</p>"),
        ("<p>one</p>\r\n\r\n<p>two</p>", "<p>one</p><p>two</p>"),
        ("<p>&nbsp;</p><p></p><p><em> </em></p>", ""),
        ("<p>a&nbsp;&nbsp; b\n\tc</p>", "<p>a b c</p>"),
        ("<p>caf&eacute; &ldquo;x&rdquo; e\u0301</p>", "<p>café “x” é</p>"),
        ("<p>AT&amp;T &lt;b&gt; 1 < 2</p>", "<p>AT&amp;T &lt;b&gt; 1 &lt; 2</p>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<h1>a</h1><h2>b</h2><h6>c</h6>", "<h3>a</h3><h3>b</h3><h3>c</h3>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<p>a<br />\nb<br><br>c<br></p>", "<p>a<br>b</p><p>c</p>"),
        ("<h3>a<br>b</h3>", "<h3>a b</h3>"),
        ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<p><b>a</b><b>b</b></p>", "<p><strong>ab</strong></p>"),
        ("<p>a<em> </em>b <em></em>c</p>", "<p>a b c</p>"),
        ("<ul>\n\t<li>a</li>\n\t<li><p>b</p></li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a</li><ol><li>b</li></ol></ul>", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("<ul><li></li></ul><blockquote></blockquote>", ""),
        ("<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>"),
        (
            (
                "<table border=1><caption>t</caption><thead><tr><th scope=col>h</th></tr></thead>"
                "<tr><td colspan=2 width=9>a</td><td></td></tr></table>"
            ),
            (
                '<table><caption>t</caption><thead><tr><th scope="col">h</th></tr></thead>'
                '<tbody><tr><td colspan="2">a</td><td></td></tr></tbody></table>'
            ),
        ),
        (
            "<table><tr><td colspan=9999>a</td></tr></table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            "<p>H<sub>2</sub>O, <q>so</q> <cite>it</cite></p>",
            "<p>H<sub>2</sub>O, <q>so</q> <cite>it</cite></p>",
        ),
        ("a<script>x</script><style>y</style><svg>z</svg><img src=x>b", "<p>ab</p>"),
        ("<p style=color:red class=x id=y onclick=z>a</p>", "<p>a</p>"),
        ("<p>a\x00b\x07c\u200bd\u00ade\ud800f</p>", "<p>abcdef</p>"),
        ("<p>a[^k-1] <em>b[^k-2]</em></p>", "<p>a[^k-1] <em>b[^k-2]</em></p>"),
        ("<p>\u0338</p>", "<p>&#824;</p>"),
        ("<p>&gt;\u0338</p>", "<p>\u226f</p>"),
    ],
)
def test_rich_text_has_one_form(html: str, clean: str) -> None:
    assert clean_rich(html) == clean
    assert clean_rich(clean) == clean


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://E.org/A?b=1&amp;c=2#d", 'href="https://e.org/A?b=1&amp;c=2#d" rel="external noopener"'),
        ("http://e.org", 'href="http://e.org" rel="external noopener"'),
        ("https://own.example/x", 'href="https://own.example/x"'),
        ("https://own.example:8443/x", 'href="https://own.example:8443/x"'),
        ("https://own.example.evil.org/", 'href="https://own.example.evil.org/" rel="external noopener"'),
        ("mailto:desk@e.org", 'href="mailto:desk@e.org"'),
        ("/stories/x", 'href="/stories/x"'),
        (" https://e.org/a b ", 'href="https://e.org/a%20b" rel="external noopener"'),
        ("newsroom:story/wcep:b-585", 'href="newsroom:story/wcep:b-585"'),
        ("newsroom:topic/Nicolás Maduro", 'href="newsroom:topic/Nicol%C3%A1s%20Maduro"'),
        ("newsroom:topic/Nicol%C3%A1s%20Maduro", 'href="newsroom:topic/Nicol%C3%A1s%20Maduro"'),
        ("newsroom:topic/AC/DC", 'href="newsroom:topic/AC%2FDC"'),
    ],
)
def test_a_link_keeps_an_address_that_may_be_followed(href: str, kept: str) -> None:
    own = frozenset({"own.example"})
    clean = f"<p><a {kept}>x</a></p>"
    assert clean_rich(f'<p><a href="{href}" rel="nofollow" target="_blank">x</a></p>', own) == clean
    assert clean_rich(clean, own) == clean


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//e.org",
        "/\\e.org",
        "page.html",
        "#part",
        "",
        "https:e.org",
        "https://me@e.org/",
        "ftp://e.org",
        "newsroom:person/1",
        "newsroom:story/",
        "newsroom:topic/%FF",
        "newsroom:topic/a%00",
        "https://e.org/" + "x" * 2_000,
    ],
)
def test_a_link_to_anything_else_keeps_its_words_alone(href: str) -> None:
    assert clean_rich(f'<p>a <a href="{href}">b</a> c</p>') == "<p>a b c</p>"


def test_a_paste_from_word_is_cleaned_and_kept() -> None:
    pasted = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content=Word>
    <!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--><style>p.Mso {margin:0}</style></head>
    <body lang=EN-GB><!--StartFragment--><h1 style='x'>Peace<o:p></o:p></h1>
    <p class=MsoNormal><b><span lang=EN-GB style='font-size:12.0pt'>The\u00a0talks</span></b><span> began<span
    style='mso-spacerun:yes'>&nbsp; </span>in <i
    style='mso-bidi-font-style:normal'>Oslo</i>.</span><o:p></o:p></p>
    <p class=MsoNormal><o:p>&nbsp;</o:p></p>
    <p class=MsoListParagraph><![if !supportLists]><span>1.</span><![endif]> First</p><!--EndFragment-->
    </body></html>"""
    assert clean_rich(pasted) == (
        "<h3>Peace</h3><p><strong>The talks</strong> began in <em>Oslo</em>.</p><p>1. First</p>"
    )


def test_a_paste_from_google_docs_is_cleaned_and_kept() -> None:
    pasted = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span '
        'style="font-size:16pt;font-weight:400;">Peace</span></h2><p dir="ltr" style="line-height:1.38;">'
        '<span style="font-weight:400;">The </span><span style="font-weight:700;font-style:normal;">talks</span>'
        '<span style="font-weight:400;font-style:italic;"> began</span></p><br /><ul><li dir="ltr">'
        '<p role="presentation">'
        "<span>one</span></p></li><ul><li><p>two</p></li></ul></ul></b><br class='Apple-interchange-newline'>"
    )
    assert clean_rich(pasted) == (
        "<h3>Peace</h3><p>The <strong>talks</strong><em> began</em></p>"
        "<ul><li>one<ul><li>two</li></ul></li></ul>"
    )


def test_a_paste_from_a_web_page_is_cleaned_and_kept() -> None:
    pasted = (
        '<article><header><h1 class="t">Title</h1></header><div class="body"><p>One <a class="l" data-x="1" '
        'href="https://e.org/a">link</a>.</p><figure><img src="x.jpg"><figcaption>A caption</figcaption>'
        "</figure><aside><iframe src=//ads.example></iframe></aside><p>Two<noscript><img></noscript>.</p></div>"
        "</article>"
    )
    assert clean_rich(pasted) == (
        '<h3>Title</h3><p>One <a href="https://e.org/a" rel="external noopener">link</a>.</p>'
        "<p>A caption</p><p>Two.</p>"
    )


def test_an_event_is_plain_paragraphs() -> None:
    html = '<h2>a</h2>b <b>c</b><br>d[^k]<ul><li>e</li><li><a href="/x">f</a></li></ul><script>x</script>'
    assert clean_paragraphs(html) == "<p>a</p><p>b c d[^k]</p><p>e</p><p>f</p>"
    assert clean_paragraphs("<table><tr><td>a</td><td>b</td></tr><tr><td>c") == "<p>a b</p><p>c</p>"


def test_an_event_is_edited_as_text() -> None:
    assert text.paragraphs_to_text("<p>a &amp; &lt;b&gt;</p><p>c[^k]</p>") == "a & <b>\n\nc[^k]"
    assert (
        text.text_to_paragraphs("a & <b>\r\n \r\n\r\nc\nd[^k]\n") == "<p>a &amp; &lt;b&gt;</p><p>c d[^k]</p>"
    )
    assert text.text_to_paragraphs(" \n\n ") == ""


def test_plain_text_keeps_its_signs_and_loses_its_control_characters() -> None:
    assert clean_plain("  1 <\u00a02 &amp;\n<b>\x00cafe\u0301\x1b ") == "1 < 2 &amp; <b>café"
    assert clean_plain_lines("a\nb\r\n\r\n\r\n c ") == "a b\n\nc"


def test_the_words_of_a_text_are_read_without_markup_and_markers() -> None:
    html = (
        "<h3>A &amp; B</h3><p>One.[^a] Two [^b][^c]. <em>Thr</em>ee<br>four[^d]</p>"
        "<ul><li>x</li><li>y</li></ul>"
    )
    assert text.text_of(html) == "A & B\nOne. Two. Three\nfour\nx\ny"
    assert text.word_count("One, two – three’s 4.") == 4


def test_two_texts_are_the_same_when_only_their_writing_differs() -> None:
    assert text.same_words("<p>a&nbsp;b</p>\n", "<p>a b</p>")
    assert not text.same_words("<p>a</p>", "<p><em>a</em></p>")


def test_markers_are_found_in_text_and_not_in_addresses() -> None:
    html = '<p>a[^k-2] <a href="/x[^no]">b[^k1]</a> [^k-2] [^Foo Bar] [^] [^-x] [^open</p>'
    assert text.markers_in(html) == ["k-2", "k1", "k-2"]
    assert text.malformed_markers_in(html) == ["[^Foo Bar]", "[^]", "[^-x]", "[^open"]


def test_a_marker_is_renamed_in_text_alone() -> None:
    html = '<p>a[^k] <a href="/x[^k]">b[^k][^k2]</a></p>'
    assert text.rename_marker(html, "k", "new-1") == '<p>a[^new-1] <a href="/x[^k]">b[^new-1][^k2]</a></p>'
    with pytest.raises(ValueError, match=r"^“A b” is no key"):
        text.rename_marker(html, "k", "A b")


def test_internal_links_are_found_and_resolved() -> None:
    html = clean_rich(
        '<p><a href="newsroom:topic/Nicolás Maduro">M</a> and '
        '<a href="newsroom:story/gone">his <em>offer</em></a> in <a href="https://e.org/">E</a> newsroom:story/x</p>'
    )
    assert text.internal_links(html) == [("topic", "Nicolás Maduro"), ("story", "gone")]
    addresses = {("topic", "Nicolás Maduro"): '/topics/nicolas-maduro/?a="b"&c'}
    assert text.resolve_links(html, lambda kind, ref: addresses.get((kind, ref))) == (
        '<p><a href="/topics/nicolas-maduro/?a=&quot;b&quot;&amp;c">M</a> and his <em>offer</em> in '
        '<a href="https://e.org/" rel="external noopener">E</a> newsroom:story/x</p>'
    )


def test_deep_nesting_keeps_its_words() -> None:
    deep = clean_rich("<blockquote>" * 500 + "a" + "</blockquote>" * 500)
    assert text.text_of(deep) == "a"
    assert clean_rich(deep) == deep
