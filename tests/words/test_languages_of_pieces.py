"""A piece in another language than the house's: its words say so, and run their own way; the interface's do not."""

import re
from pathlib import Path

import pytest

from briefings.editions.rebuilding import rebuild
from briefings.house import holder, unsaved_house
from briefings.models import Rendering
from tests.building import make_question, make_story, published

ROOT = Path(__file__).resolve().parents[2]


def arabic(**more: object) -> None:
    published(
        make_story(
            "افتتاح الجسر",
            slug="jisr",
            language="ar",
            standfirst="في يومه الأول.",
            sections=[("whats_happened", "<p>افتتح الجسر.[^wire]</p>")],
            events=[("2020-05-05", "<p>بدأ العمل.</p>")],
            sources=[
                {"key": "wire", "outlet": "The Wire", "title": "Bridge opens", "paraphrase": "الجسر مفتوح."}
            ],
            **more,
        )
    )


def house_in(language: str) -> None:
    house = unsaved_house()
    house.language = language
    holder.hold(house)


def test_the_words_of_an_arabic_story_say_so_and_those_of_the_interface_do_not(db, client):
    arabic()
    page = client.get("/stories/jisr/").content.decode()
    assert '<article dir="rtl">' in page
    assert '<h1 lang="ar" dir="rtl">افتتاح الجسر</h1>' in page
    assert '<p class="standfirst" lang="ar" dir="rtl">' in page
    assert page.count('<div class="prose" lang="ar" dir="rtl">') == 2
    assert '<p lang="ar" dir="rtl">الجسر مفتوح.</p>' in page
    assert re.search(r'<h2 dir="auto">What’s happened</h2>|<h2 dir="auto">What&#x27;s happened</h2>', page)
    assert '<html lang="en">' in page


def test_lists_name_the_language_of_a_headline(db, client):
    arabic()
    published(make_story("In English"))
    page = client.get("/").content.decode()
    assert re.search(r'<h\d lang="ar" dir="rtl"><a href="/stories/jisr/">', page)
    assert re.search(r'<h\d dir="auto"><a href="/stories/[^"]+">In English', page)


def test_whatever_leads_to_a_piece_names_the_language_of_its_headline(db, client):
    question = published(make_question("لماذا؟", slug="why", language="ar", standfirst="سؤال."))
    published(make_story("In English", slug="english", topics=["Bridges"], questions=[question]))
    told = ' lang="ar" dir="rtl">'
    assert f'<h3><a href="/questions/why/"{told}لماذا؟</a></h3>\n<p{told}سؤال.</p>' in (
        client.get("/stories/english/").content.decode()
    )
    arabic(topics=["Bridges"])
    topic = client.get("/topics/bridges/").content.decode()
    assert f'<div class="prose"{told}<p>بدأ العمل.</p>' in topic
    assert f'<p class="label"><a href="/stories/jisr/"{told}افتتاح الجسر</a></p>' in topic
    assert f'<a href="/stories/jisr/#source-1"{told}' in client.get("/outlets/the-wire/").content.decode()
    assert f'<h2{told}<a href="/stories/jisr/">' in client.get("/search/?q=افتتاح").content.decode()


def test_a_house_in_german_speaks_german_at_once_and_keeps_it_when_pages_are_made_again(db, client):
    published(make_question("Why?", slug="why"))
    published(make_story("A bridge", slug="bridge", events=[("2020-03-03", "<p>x</p>")]), on="2020-01-01")
    house_in("de")
    for _again in range(2):
        page = client.get("/stories/bridge/").content.decode()
        assert '<html lang="de">' in page
        assert ">Was geschehen ist</h2>" in page
        assert ">3. März 2020</time>" in page
        assert "Dieser Bericht ist mehr als " in page
        assert ">What’s happened" not in page
        assert '<div class="prose" lang="en" dir="ltr">' in page
        assert ">Häufige Fragen</h2>" in client.get("/").content.decode()
        list(rebuild())
    assert set(Rendering.objects.values_list("language", flat=True)) == {"de"}
    house_in("en")
    assert ">Was geschehen ist</h2>" not in client.get("/stories/bridge/").content.decode()


def test_no_browser_s_wish_changes_the_language(db, client):
    published(make_story("A bridge", slug="bridge"))
    wished = client.get("/stories/bridge/", headers={"Accept-Language": "de"})
    assert '<html lang="en">' in wished.content.decode()
    assert "Accept-Language" not in wished.get("Vary", "")


PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)|(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right))"
)


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "css").rglob("*.css")), ids=lambda path: path.stem)
def test_style_sheets_know_start_and_end_not_left_and_right(path):
    told = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert PHYSICAL.findall(told) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_right_to_left_text_starts_at_the_right_and_fits(live_server, page, width):
    arabic()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/stories/jisr/")
    measured = page.evaluate(
        """() => {
            const prose = document.querySelector('#whats-happened .prose');
            const range = document.createRange();
            range.selectNodeContents(prose.querySelector('p'));
            const [words, box] = [range.getBoundingClientRect(), prose.getBoundingClientRect()];
            return {
                gap: Math.abs(words.right - box.right) < 2,
                align: getComputedStyle(prose).direction,
                heading: document.querySelector('#whats-happened h2').getBoundingClientRect().right >= box.right - 2,
                wide: document.documentElement.scrollWidth <= innerWidth,
            };
        }"""
    )
    assert measured == {"gap": True, "align": "rtl", "heading": True, "wide": True}
