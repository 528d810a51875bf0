"""HTML kept ready beside an edition: what it leaves open, in which language it is, and what publishing it costs."""

import pytest

from briefings.editions.rebuilding import rebuild
from briefings.house import holder, unsaved_house
from briefings.models import Citation, Outlet, Rendering
from briefings.pages.list_html import index
from briefings.pages.open_places import OutletFacts, fill
from briefings.pages.page_words import escape
from briefings.words import Origin
from tests.building import make_question, make_story, make_topic, published
from tests.core.dangers import dangers

pytestmark = pytest.mark.django_db

SOURCE = {"key": "wire", "outlet": "The Wire", "title": "A headline", "published_on": "2020-03-05"}


@pytest.fixture
def german_house():
    house = unsaved_house()
    house.language = "de"
    holder.hold(house)
    yield
    holder.forget()


def page_of(client, story) -> str:
    return client.get(story.get_absolute_url()).content.decode()


def test_what_applies_at_once_of_an_outlet_is_not_in_the_html_that_is_kept(client):
    story = published(make_story(sources=[SOURCE]))
    assert '<a href="/outlets/the-wire/">The Wire</a>' in page_of(client, story)
    kept = Rendering.objects.get()
    assert "/outlets/" not in kept.body + kept.sources
    Outlet.objects.update(slug="wire-2", country="JP", kind="agency")
    page = page_of(client, story)
    assert '<a href="/outlets/wire-2/">The Wire</a>' in page
    assert '<p class="label">JP, news agency</p>' in page
    assert "\x02" not in page


def test_an_outlet_without_facts_is_named_without_a_link():
    open_place = "\x02" + "0" * 8 + "-0000-0000-0000-" + "0" * 12
    assert fill(f"{open_place}\x1fThe Wire\x03, {open_place}\x03.", {}) == "The Wire, ."
    facts = {open_place[1:]: OutletFacts('/outlets/"x"/', "", "agency")}
    assert fill(f"{open_place}\x1fA &amp; B\x03", facts) == '<a href="/outlets/&quot;x&quot;/">A &amp; B</a>'


def test_no_words_can_open_a_place(client):
    story = make_story(sources=[SOURCE])
    outlet = Outlet.objects.get()
    forged = f"\x02{outlet.uid}\x1f<script>alert(1)</script>\x03"
    Citation.objects.update(title=forged, paraphrase=forged, byline=forged)
    page = page_of(client, published(story, origin=Origin.IMPORT))
    assert [found for found in dangers(page) if "json" not in found] == []
    assert escape(forged) == f"{outlet.uid}\x1f&lt;script&gt;alert(1)&lt;/script&gt;"


def test_a_page_is_in_the_houses_language_whatever_is_kept(client, german_house):
    story = make_story(sources=[SOURCE])
    published(story)
    assert Rendering.objects.get().language == "de"
    assert "5. März 2020" in page_of(client, story)
    holder.forget()
    assert "5 March 2020" in page_of(client, story)
    assert list(rebuild()) == [1]
    assert Rendering.objects.get().language == "en"
    assert list(rebuild()) == []


def test_publishing_takes_at_most_40_queries(django_assert_max_num_queries):
    topics = [make_topic(f"Topic {n}") for n in range(8)]
    asked = [published(make_question(f"Question {n}?")) for n in range(3)]
    story = make_story(
        sections=["<p>x[^s1]</p>"] * 5,
        sources=[f"s{n}" for n in range(20)],
        events=[("2020-01-01", "<p>x</p>")] * 20,
        questions=asked,
        topics=topics,
        byline=["Ann Reporter", "Bo Writer"],
    )
    with django_assert_max_num_queries(40):
        published(story)
    story.standfirst = "Other words"
    story.save()
    story.refresh_fingerprint()
    with django_assert_max_num_queries(40):
        published(story, kind="correction", note="A figure was wrong.")


def test_the_count_of_a_name_stands_on_its_line():
    entry = {"name": "Ministry of Transport", "url": "/outlets/m/", "count": 2, "country": "Halvern"}
    assert index([entry]) == (
        '<ul class="index wide">\n<li><a href="/outlets/m/" dir="auto">Ministry of Transport</a>\xa0<span>2</span>'
        ' <span class="label">Halvern</span></li>\n</ul>\n'
    )
