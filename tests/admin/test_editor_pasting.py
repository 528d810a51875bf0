"""What is pasted into a rich text, and what is dropped on it."""

import pytest

from briefings.models import Piece
from tests.admin.editor_pages import at_its_end, given, opened, saved, text_of, wrapper
from tests.building import make_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style>p.MsoNormal {margin:0cm}</style></head><body>
<p class=MsoNormal style='margin-bottom:8pt'><b style='mso-bidi-font-weight:normal'><span lang=EN-GB
style='font-size:14pt;font-family:"Calibri"'>Bold</span></b><span lang=EN-GB> and <i>slanted</i><o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>First</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Second</p></body></html>"""
DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
    '<p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-family:Arial;font-weight:700">Bold</span>'
    '<span style="font-weight:400"> and </span>'
    '<span style="font-style:italic;font-weight:400">slanted</span></p><ul><li dir="ltr" style="list-style-type:disc">'
    '<p dir="ltr" role="presentation"><span style="font-weight:400">First</span></p></li></ul></b>'
)
WEB = (
    '<div class="article"><h1 style="color:red">Heading</h1><p class="lead" onclick="x()">Words '
    '<a href="https://example.org/a" target="_blank" style="color:blue">there</a>'
    '<script>alert(1)</script><a href="javascript:alert(1)">not</a></p><img src="https://example.org/a.png"></div>'
)


@pytest.fixture
def form(page, live_server, editor):
    """The open form of a story with one empty text."""
    page.said = opened(page, live_server, editor, make_story(sections=[""]))
    yield page
    assert page.said == []


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (WORD, "<p><strong>Bold</strong> and <em>slanted</em></p><ul><li>First</li><li>Second</li></ul>"),
        (DOCS, "<p><strong>Bold</strong> and <em>slanted</em></p><ul><li>First</li></ul>"),
        (
            WEB,
            '<h3>Heading</h3><p>Words <a href="https://example.org/a" rel="external noopener">there</a>not</p>',
        ),
    ],
    ids=["Word", "Google Docs", "web page"],
)
@pytest.mark.parametrize("at_once", [False, True], ids=["in the editor", "at once after the focus"])
def test_pasted_documents_leave_clean_text(form, html, kept, at_once):
    if at_once:
        text_of(form).focus()
    else:
        at_its_end(form)
    given(text_of(form), html)
    text_of(form).get_by_text("Heading" if html is WEB else "slanted").wait_for()
    wrapper(form).and_(form.locator(".rich-running")).wait_for()
    text = text_of(form)
    text.get_by_text("Heading" if html is WEB else "slanted").wait_for()
    assert text.locator("span, [style], [class], img, script, div").count() == 0
    saved(form)
    assert Piece.objects.get().sections.get().html == kept


def test_a_paste_that_reaches_the_text_as_the_editor_takes_it_over_is_not_lost(form):
    face = form.evaluate_handle("document.querySelector('.rich-face')")
    at_its_end(form)
    given(face, "<p>Late</p>")
    assert text_of(form).inner_text().strip("\u200b\n ") == "Late"


def test_plain_lines_are_paragraphs(form):
    text = at_its_end(form)
    given(text, text="One\n\nTwo <b>")
    saved(form)
    assert Piece.objects.get().sections.get().html == "<p>One</p><p>Two &lt;b&gt;</p>"


@pytest.mark.parametrize("kind", ["paste", "drop"])
@pytest.mark.parametrize("start", [True, False], ids=["running", "not started"])
def test_pictures_and_files_are_refused_with_a_sentence(form, kind, start):
    text = at_its_end(form) if start else text_of(form)
    given(text, files=[("a.png", "image/png")], kind=kind)
    assert form.get_by_role("status").filter(has_text="cannot stand in a text").count() == 1
    assert text.inner_text().strip("\u200b\n ") == ""
    assert text.locator("img").count() == 0


def test_a_picture_copied_from_a_page_is_refused_and_words_after_it_are_not(form):
    text = at_its_end(form)
    given(text, '<img src="https://example.org/a.png">', files=[("a.png", "image/png")])
    assert form.locator(".rich-note").inner_text().startswith("Pictures and files cannot stand")
    given(text, "<p>Words</p>")
    assert form.locator(".rich-note").inner_text() == ""
    assert text.inner_text().strip("\u200b\n ") == "Words"


def test_a_dropped_file_does_not_lead_away_from_the_form(form):
    at_its_end(form)
    form.keyboard.type("Typed.")
    before = form.url
    taken = text_of(form).evaluate(
        """element => { const data = new DataTransfer();
        data.items.add(new File(['x'], 'a.pdf', {type: 'application/pdf'}));
        return ['dragover', 'drop'].map(kind => element.dispatchEvent(
            new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}))); }"""
    )
    assert taken == [False, False]
    assert form.url == before
    assert text_of(form).inner_text().strip("\u200b\n ") == "Typed."
