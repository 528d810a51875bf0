"""What each page may ask of the database: as much with 20 pieces as with 2,000."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from briefings.house import holder
from briefings.models import House, LiveByline, Piece, RelatedLink
from briefings.related.relating import refresh_piece
from newsroom.links import internal_href
from newsroom.urls import urlpatterns
from tests.building import (
    make_person,
    make_question,
    make_story,
    make_topic,
    many_stories,
    published,
)

BUDGETS = {
    "/": 8,
    "/stories/everything/": 9,
    "/stories/everything/changes/": 5,
    "/stories/everything/changes/1/": 9,
    "/stories/everything/changes/1..2/": 8,
    "/stories/everything/report/whats-happened/": 4,
    "/topics/bridges/": 10,
    "/topics/bridges/stories/": 10,
    "/topics/bridges/stories/2019/": 10,
    "/topics/bridges/timeline/2019/": 10,
    "/topics/": 10,
    "/topics/letter/B/": 10,
    "/questions/everything-asked/": 8,
    "/questions/everything-asked/changes/": 5,
    "/questions/everything-asked/changes/1/": 9,
    "/questions/everything-asked/changes/1..2/": 8,
    "/questions/": 8,
    "/outlets/the-wire/": 7,
    "/outlets/": 7,
    "/people/ann-reporter/": 7,
    "/archive/": 3,
    "/archive/2019/": 5,
    "/archive/2019/12/": 5,
    "/archive/2019/12/31/": 6,
    "/corrections/": 3,
    "/about/": 1,
    "/standards/": 1,
    "/how-we-cite/": 1,
    "/privacy/": 1,
    "/feed.xml": 6,
    "/rss.xml": 6,
    "/feed.json": 6,
    "/topics/bridges/feed.xml": 6,
    "/sitemap.xml": 4,
    "/sitemap-pages-1.xml": 1,
    "/sitemap-pieces-1.xml": 3,
    "/news-sitemap.xml": 1,
    "/robots.txt": 0,
    "/opensearch.xml": 0,
    "/.well-known/security.txt": 0,
    "/site.webmanifest": 0,
    "/healthz": 0,
    "/search/?q=bridge": 9,
    "/search/?q=nothing": 9,
}


def link(kind: str, piece: object) -> str:
    return f'<p><a href="{internal_href(kind, str(piece.uid))}">A link</a></p>'


def site(amount: int) -> None:
    """A story and a question with everything that a page can have, among `amount` other pieces."""
    tops = make_topic("Engineering")
    bridges = make_topic("Bridges", parent=tops)
    make_topic("Spans", parent=bridges)
    asked = published(make_question("A question asked often?", topics=[bridges]))
    draft = make_story("A draft", topics=[bridges])
    keys = many_stories(amount, topics=[bridges, make_topic("Spans"), tops], question=asked)
    other = Piece.objects.get(pk=keys[0])
    prose = link("story", other) + link("question", asked) + link("topic", bridges) + link("story", draft)
    shared = {"topics": ["Bridges", "Tolls", "Spans"], "byline": ["Ann Reporter", "Bo Writer"]}
    question = make_question(
        slug="everything-asked", answers=[("Why?", f"{prose}<p>x[^wire]</p>")] * 5, **shared
    )
    published(question)
    story = make_story(
        slug="everything",
        sections=[("whats_happened", f"<p>x[^wire]</p>{prose}"), ("papers_say", "<p>y[^cable]</p>")],
        sources=["wire", {"key": "cable", "outlet": "The Cable"}, "unused"],
        events=[("2020-05-05", "<p>x</p>"), ("2019-05-05", "<p>y</p>")],
        questions=[(question, "A teaser"), asked],
        **shared,
    )
    published(story)
    published_again(story)
    published_again(question)
    published(make_story("Another", questions=[question], topics=["Tolls"]))
    person = make_person("Ann Reporter")
    LiveByline.objects.bulk_create(LiveByline(piece_id=pk, person=person, position=0) for pk in keys)
    for piece in (story, question):
        refresh_piece(piece.pk)
        assert RelatedLink.objects.filter(piece=piece).count() == 12


def published_again(piece: Piece) -> None:
    piece.standfirst = "Changed"
    piece.save()
    piece.refresh_fingerprint()
    published(piece, kind="correction", note="A figure was wrong.")


def counted(client) -> dict[str, int]:
    counts = {}
    for path in BUDGETS:
        address = first_of_pieces(client) if path == "/sitemap-pieces-1.xml" else path
        client.get(address)  # what Django keeps from the first request on
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        counts[path] = len(captured)
    return counts


def first_of_pieces(client) -> str:
    """The sitemap of the first pieces: which number it has depends on how many keys earlier tests used up."""
    return re.search(r"/sitemap-pieces-\d+\.xml", client.get("/sitemap.xml").content.decode())[0]


@pytest.fixture(scope="module")
def counts_of(module_db):
    """Queries per page by the number of pieces on the site."""
    counts = {}
    texts = dict.fromkeys(("about", "standards", "how_we_cite", "privacy"), "<p>Words of the house.</p>")
    for amount in (20, 2000):
        with transaction.atomic():
            site(amount)
            holder.hold(House(name="The Paper", time_zone="UTC", language="en", **texts))
            counts[amount] = counted(Client())
            transaction.set_rollback(True)
    holder.forget()
    return counts


WITHOUT_BUDGET = {
    "picture": "a file",
    "card": "a file",
    "question_report": "the page of story_report",
    "set_password": "the desk",
    "link_targets": "the desk",
}


def test_every_public_page_has_a_budget():
    named = {route.name for route in urlpatterns if getattr(route, "name", None)}
    budgeted = {resolve(path.partition("?")[0]).url_name for path in BUDGETS}
    assert named - budgeted == set(WITHOUT_BUDGET)


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_stays_within_its_budget_of_queries(counts_of, path):
    assert counts_of[20][path] <= BUDGETS[path]


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_asks_as_much_among_2000_pieces_as_among_20(counts_of, path):
    assert counts_of[2000][path] == counts_of[20][path]


def test_no_page_reads_a_document_but_that_of_a_difference(client, db):
    site(20)
    for path in BUDGETS:
        if ".." in path:
            continue
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        read = [query["sql"] for query in captured if '"document"' in query["sql"]]
        assert read == []
