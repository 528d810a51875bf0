"""Search: what is found, in which order, and that any query gets a page."""

import re

import pytest
from django.db import connection

from briefings.editions.rebuilding import rebuild
from briefings.models import Piece, SearchRow
from briefings.search import searching
from briefings.search.searchwriting import MAX_BYTES
from briefings.views import search
from tests.building import changed, make_question, make_story, make_topic, many_stories, published, withdrawn

pytestmark = pytest.mark.django_db

QUERIES = [
    "a" * 10_000, "é" * 3_000, "a b " * 2_500, "x" * 2_047, "!!! & | ( ) : * <-> \\ ' ;", "the of and", "the",
    "or or or", "-", "--", "- -", "-bridge", "bridge or -x", '"unbalanced', '""', '" "', "🦠", "👩‍👩‍👧 🏳️‍🌈",
    "%", "%s %(query)s", "'; --",
    "<script>alert(1)</script>", "x:*", "\x01\x02\x03", "\u202e\u0338", "\ud7ff\ufffd", "東京 مرحبا", "1 2 3 4.5e6",
    "http://a.example/b?c=d&e", "a@b.example", "/a/b/c", "-" * 200, "(" * 200, '"' * 199,
]  # fmt: skip


def found(client, query, **more):
    page = client.get("/search/", {"q": query, **more})
    assert page.status_code == 200
    return [card["headline"] for card in page.context["page_obj"]]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", ["", "story", "question", "x'"])
def test_any_query_gets_a_page(client, query, kind):
    published(make_story("A bridge", topics=["Bridges"]))
    assert client.get("/search/", {"q": query, "kind": kind}).status_code == 200


def test_without_a_query_the_page_says_how_to_search(client):
    for path in ("/search/", "/search/?q=", "/search/?q=%20%09"):
        page = client.get(path)
        assert (page.status_code, "page_obj" in page.context) == (200, False)


def test_words_of_every_part_that_readers_see_are_found(client):
    story = make_story(
        "Headlined",
        standfirst="Standing",
        sections=["<p>Sectional[^wire] words</p>"],
        sources=[
            {"key": "wire", "outlet": "Morning Trumpet", "paraphrase": "Paraphrased", "quote": "Quotable"}
        ],
        events=[("2020-05-05", "<p>Eventful.</p>")],
    )
    published(story)
    published(make_question("Asked?", answers=[("Questioned?", "<p>Answered.</p>")], sources=[]))
    words = "headlined standing sectional trumpet paraphrased quotable eventful".split()
    assert [found(client, word) for word in words] == [["Headlined"]] * len(words)
    assert [found(client, word) for word in ("asked", "questioned", "answered")] == [["Asked?"]] * 3
    assert found(client, "wire") == []


def test_a_headline_weighs_more_than_a_standfirst_and_that_more_than_a_text(client):
    for headline, standfirst, text in (
        ("In the text", "Nothing", "A harbour"),
        ("In the standfirst", "A harbour", "Nothing"),
        ("A harbour in the headline", "Nothing", "Nothing"),
    ):
        published(make_story(headline, standfirst=standfirst, sections=[f"<p>{text}</p>"], sources=[]))
    assert found(client, "harbour") == ["A harbour in the headline", "In the standfirst", "In the text"]


def test_of_equal_matches_the_newest_comes_first(client):
    for day in (2, 3, 1):
        published(make_story(f"Harbour {day}"), on=f"2020-01-0{day}")
    assert found(client, "harbour") == ["Harbour 3", "Harbour 2", "Harbour 1"]


@pytest.mark.parametrize("query", ["café", "cafe", "CAFÉ", "Cafe\u0301", "cafés"])
def test_accents_and_case_make_no_difference(client, query):
    published(make_story("Le Café des amis"))
    assert found(client, query) == ["Le Café des amis"]


@pytest.mark.parametrize("query", ["ete", "été", "ÉTÉ"])
def test_accents_make_no_difference_in_other_languages(client, query):
    published(make_story("L’été à Łódź", language="fr"))
    assert found(client, query) == ["L’été à Łódź"]


def test_english_words_are_found_by_their_stems_and_others_as_they_stand(client):
    published(make_story("Strikes", language="en-GB"))
    published(make_story("Strikes", language="de"))
    assert [len(found(client, query)) for query in ("striking", "strike", "strikes")] == [1, 1, 2]


def test_what_is_not_wanted_is_not_found_in_english_words_of_that_stem(client):
    published(make_story("A strike in the harbour"))
    published(make_story("The harbour at night"))
    assert found(client, "harbour -strikes") == ["The harbour at night"]


def test_quotation_marks_and_or_mean_what_they_do_in_web_searches(client):
    published(make_story("Harbour strike"))
    published(make_story("Strike in no harbour"))
    published(make_story("A walkout"))
    assert found(client, '"harbour strike"') == ["Harbour strike"]
    assert sorted(found(client, '"harbour strike" or walkout')) == ["A walkout", "Harbour strike"]


def test_only_live_words_are_found(client):
    make_story("Zebra draft")
    withdrawn(make_story("Zebra withdrawn"))
    story = published(make_story("Zebra live"))
    assert found(client, "zebra") == ["Zebra live"]
    changed(story, headline="Giraffe")
    assert (found(client, "zebra"), found(client, "giraffe")) == (["Zebra live"], [])
    published(story)
    assert (found(client, "zebra"), found(client, "giraffe")) == ([], ["Giraffe"])
    withdrawn(story)
    assert (found(client, "giraffe"), SearchRow.objects.count()) == ([], 0)
    published(changed(story, headline="Giraffe back"))
    assert found(client, "giraffe") == ["Giraffe back"]


def test_what_matched_is_marked_and_everything_else_escaped(client):
    text = "<p>Three of the bridges &amp; lanes are &lt; 4 metres wide, she said.</p>"
    published(make_story("Bridges & 'tolls'", sections=[text]))
    [card] = client.get("/search/", {"q": "bridge"}).context["page_obj"]
    assert card["marked_headline"] == "<mark>Bridges</mark> &amp; &#x27;tolls&#x27;"
    assert card["excerpt"] == (
        "Three of the <mark>bridges</mark> &amp; lanes are &lt; 4 metres wide, she said."
    )


def test_an_excerpt_says_where_words_are_left_out(client):
    words = " ".join(f"word{n}" for n in range(60))
    published(make_story("One", sections=[f"<p>“Ferries” sail. {words}. It sails.</p>"], sources=[]))
    published(make_story("Two", sections=[f"<p>{words}. Now ferries sail. {words}.</p>"], sources=[]))
    published(make_story("Three", sections=[f"<p>{words}. They took “the ferry”.</p>"], sources=[]))
    cards = client.get("/search/", {"q": "ferries"}).context["page_obj"]
    edges = {card["headline"]: (card["excerpt"][:2], card["excerpt"][-2:]) for card in cards}
    assert edges == {"One": ("“<", " …"), "Two": ("… ", " …"), "Three": ("… ", "”.")}


def test_markup_in_words_is_no_markup_of_the_page(client):
    published(
        make_story("A bridge <script>alert(1)</script>", sections=["<p>bridge &lt;b&gt;bold&lt;/b&gt;</p>"])
    )
    page = client.get("/search/", {"q": "bridge"}).content.decode()
    assert ("<script" in page, "<b>" in page) == (False, False)


def test_marks_are_pairs_whatever_stands_in_the_excerpt():
    assert (
        searching.marked("a\x02b\x03 \x03c\x02 <d> \x02\x02e\x03")
        == "a<mark>b</mark> c &lt;d&gt; <mark>e</mark>"
    )


def test_a_query_stands_escaped_on_its_page(client):
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script" not in page


def test_kinds_are_counted_and_can_be_chosen(client):
    for n in range(2):
        published(make_story(f"Harbour {n}"))
    published(make_question("Which harbour?"))
    context = client.get("/search/", {"q": "harbour"}).context
    assert [(choice["name"], choice["count"], choice["current"]) for choice in context["kinds"]] == [
        ("All", 3, True),
        ("Stories", 2, False),
        ("Common questions", 1, False),
    ]
    assert found(client, "harbour", kind="question") == ["Which harbour?"]
    assert len(found(client, "harbour", kind="story")) == 2


def test_a_kind_that_has_no_match_leads_to_those_that_have(client):
    published(make_story("A harbour"))
    page = client.get("/search/", {"q": "harbour", "kind": "question"})
    told = [(choice["name"], choice["count"], choice["url"]) for choice in page.context["kinds"]]
    assert told == [
        ("All", 1, "?q=harbour"),
        ("Stories", 1, "?q=harbour&kind=story"),
        ("Common questions", 0, "?q=harbour&kind=question"),
    ]
    assert '<a href="?q=harbour">All</a>' in page.content.decode()
    for query in ({"q": "harbour"}, {"q": "harbour", "kind": "story"}, {"q": "ferry", "kind": "story"}):
        assert client.get("/search/", query).context["kinds"] == []


@pytest.mark.parametrize(("stories", "sizes"), [(3, [3]), (4, [3, 1])])
def test_results_stand_as_many_to_a_page_as_their_bound_says(client, monkeypatch, stories, sizes):
    assert search.PER_PAGE == 20
    monkeypatch.setattr(search, "PER_PAGE", 3)
    many_stories(stories)
    pages = [client.get("/search/", {"q": "report", "page": n + 1}) for n in range(len(sizes))]
    assert [len(page.context["page_obj"].object_list) for page in pages] == sizes
    assert client.get("/search/", {"q": "report", "page": len(sizes) + 1}).status_code == 404


def test_links_to_other_pages_keep_the_query(client, monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 1)
    many_stories(2)
    page = client.get("/search/", {"q": "report & bridge", "kind": "story"}).content.decode()
    assert 'href="?q=report+%26+bridge&amp;kind=story&amp;page=2"' in page


@pytest.fixture
def three_days(db):
    for day in (1, 2, 3):
        published(make_story(f"Day {day}", standfirst="Harbour " * (4 - day)), on=f"2020-01-0{day}")


def test_of_very_many_matches_the_best_of_the_newest_come_first_and_older_ones_follow(
    client, monkeypatch, three_days
):
    monkeypatch.setattr(searching, "RANKED", 2)
    page = client.get("/search/", {"q": "harbour"})
    assert [card["headline"] for card in page.context["page_obj"]] == ["Day 2", "Day 3", "Day 1"]
    assert "The newest 2 matches come first" in page.content.decode()


def test_matches_beyond_those_that_pages_reach_are_told_of(client, monkeypatch, three_days):
    monkeypatch.setattr(searching, "RANKED", 1)
    monkeypatch.setattr(searching, "REACHED", 2)
    page = client.get("/search/", {"q": "harbour"})
    assert [card["headline"] for card in page.context["page_obj"]] == ["Day 3", "Day 2"]
    assert (page.context["total"], page.context["unreachable"]) == (3, 1)


def test_public_topics_of_the_words_are_offered_too(client):
    make_topic("Bridge tolls")
    make_story("A draft", topics=["Bridge builders"])
    published(make_story("A bridge", topics=["Bridge of sighs"]))
    topics = client.get("/search/", {"q": "bridge"}).context["topics"]
    assert topics == [{"name": "Bridge of sighs", "url": "/topics/bridge-of-sighs/"}]


def test_a_slip_of_the_pen_is_led_to_the_topic_of_nearly_that_name(client):
    make_story("A draft", topics=["Venezuelan draft"])
    published(make_story("A story", topics=["Venezuela"]))
    assert client.get("/search/", {"q": "venezeula"}).context["near"] == [
        {"name": "Venezuela", "url": "/topics/venezuela/"}
    ]


def test_a_search_that_takes_too_long_is_given_up_with_a_sentence(client, monkeypatch):
    monkeypatch.setattr(searching, "PATIENCE", 1)
    monkeypatch.setattr(searching, "COUNT", "SELECT 'story', count(*) FROM generate_series(1, 1000000000)")
    page = client.get("/search/", {"q": "bridge"})
    assert (page.status_code, page.context["took_too_long"]) == (200, True)
    assert "took too long" in page.content.decode()


def test_a_common_word_is_looked_up_in_the_index_and_not_in_the_words_of_every_piece(client):
    many_stories(30)  # so few that reading them all looks cheaper to PostgreSQL
    with searching.bounded(), connection.cursor() as cursor:
        for statement in (searching.COUNT, searching.PAGE):
            values = {
                "query": "bridge",
                "kinds": ["story"],
                "looked_at": 9,
                "skipped": 0,
                "limit": 9,
                "offset": 0,
            }
            cursor.execute(f"EXPLAIN {statement}", {**values, "excerpt": 99})
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Bitmap Index Scan on search_words" in plan


def test_the_bound_of_a_search_ends_with_it(client):
    client.get("/search/", {"q": "bridge"})
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_results_are_no_search_results_of_others(client):
    noindex = '<meta name="robots" content="noindex">'
    assert noindex in client.get("/search/", {"q": "bridge"}).content.decode()
    assert noindex not in client.get("/search/").content.decode()


def test_the_longest_text_of_the_worst_words_can_be_published(client):
    letters = [chr(code) for code in range(0x1F00, 0x1F10)]  # of three bytes, and different from each other
    words = (f"{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in letters)
    text = " ".join(next(words) for _ in range(19_000))
    story = make_story("Long", standfirst="Found", sections=[f"<p>{text}</p>" for _ in range(3)])
    published(story)
    assert len(SearchRow.objects.get().text.encode()) <= MAX_BYTES
    assert found(client, "long") == ["Long"]


def test_rows_of_search_that_are_gone_are_made_again(client):
    published(make_story("A harbour"))
    withdrawn(make_story("Another harbour"))
    SearchRow.objects.all().delete()
    assert (list(rebuild()), found(client, "harbour")) == ([1], ["A harbour"])
    assert list(rebuild()) == []


def test_every_live_piece_and_no_other_has_a_row(client):
    many_stories(3)
    make_story("A draft")
    withdrawn(make_story("Withdrawn"))
    assert set(SearchRow.objects.values_list("pk", flat=True)) == set(
        Piece.objects.live().values_list("pk", flat=True)
    )


def test_every_page_has_a_box_to_search_and_the_page_of_search_has_one(client):
    boxes = [
        len(
            re.findall(
                r'<form class="searchbox" role="search" action="/search/"', client.get(path).content.decode()
            )
        )
        for path in ("/", "/search/", "/search/?q=x", "/nothing-here/")
    ]
    assert boxes == [1, 1, 1, 1]
