"""Every route of the site, with everything beside it that readers must not see."""

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from briefings.drafts import delete_draft
from briefings.models import Byline, Event, Piece, RelatedLink, Section
from briefings.removals.redacting import redact
from briefings.removals.redaction_plan import Redacting, what_goes
from newsroom.links import internal_href
from tests.building import (
    changed,
    cite,
    make_editor,
    make_outlet,
    make_person,
    make_question,
    make_story,
    make_topic,
    published,
    withdrawn,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db

SECRET = "zxq"
"""Stands in every word and address that no reader may see, and nowhere else."""

HOUSE_TEXTS = ("about", "standards", "how_we_cite", "privacy")

ROUTES: dict[str, list[tuple[list[object], int]]] = {
    "home": [([], 200)],
    "story": [
        (["live-story"], 200),
        (["changed-story"], 200),
        (["old-changed-story"], 301),
        (["draft-story"], 404),
        (["withdrawn-story"], 410),
        (["redacted-story"], 451),
        (["trimmed-story"], 200),
        (["draft-question"], 404),
        (["live-question"], 404),
        (["nothing"], 404),
    ],
    "story_report": [
        (["live-story", "whats-happened"], 200),
        (["live-story", "nothing"], 404),
        (["changed-story", "whats-happened"], 200),
        (["old-changed-story", "whats-happened"], 301),
        (["returned-story", "whats-happened"], 200),
        (["draft-story", "whats-happened"], 404),
        (["withdrawn-story", "whats-happened"], 410),
        (["live-question", "whats-happened"], 404),
    ],
    "question_report": [
        (["live-question", "nothing"], 404),
        (["draft-question", "nothing"], 404),
        (["withdrawn-question", "nothing"], 410),
    ],
    "story_changes": [
        (["live-story"], 200),
        (["changed-story"], 200),
        (["old-changed-story"], 301),
        (["returned-story"], 200),
        (["draft-story"], 404),
        (["withdrawn-story"], 410),
        (["redacted-story"], 451),
        (["trimmed-story"], 200),
        (["live-question"], 404),
    ],
    "story_edition": [
        (["live-story", 1], 200),
        (["changed-story", 1], 200),
        (["changed-story", 2], 404),
        (["old-changed-story", 1], 301),
        (["returned-story", 1], 410),
        (["returned-story", 2], 410),
        (["returned-story", 3], 200),
        (["draft-story", 1], 404),
        (["withdrawn-story", 1], 410),
        (["withdrawn-story", 9], 410),
        (["redacted-story", 1], 451),
        (["trimmed-story", 1], 451),
        (["trimmed-story", 2], 200),
    ],
    "story_difference": [
        (["live-story", 1, 2], 200),
        (["live-story", 2, 1], 301),
        (["live-story", 2, 2], 301),
        (["live-story", 2, 9], 404),
        (["changed-story", 1, 2], 404),
        (["old-changed-story", 1, 1], 301),
        (["returned-story", 1, 3], 410),
        (["returned-story", 3, 4], 200),
        (["draft-story", 1, 2], 404),
        (["withdrawn-story", 1, 2], 410),
        (["redacted-story", 1, 2], 451),
        (["trimmed-story", 1, 2], 451),
        (["trimmed-story", 2, 3], 200),
    ],
    "question_list": [([], 200)],
    "question_changes": [(["live-question"], 200), (["draft-question"], 404), (["withdrawn-question"], 410)],
    "question_edition": [
        (["live-question", 1], 200),
        (["changed-question", 1], 200),
        (["changed-question", 2], 404),
        (["draft-question", 1], 404),
        (["withdrawn-question", 1], 410),
    ],
    "question_difference": [
        (["live-question", 1, 2], 200),
        (["draft-question", 1, 2], 404),
        (["withdrawn-question", 1, 2], 410),
    ],
    "question": [
        (["live-question"], 200),
        (["changed-question"], 200),
        (["draft-question"], 404),
        (["withdrawn-question"], 410),
        (["live-story"], 404),
    ],
    "topic_list": [([], 200)],
    "topic_list_letter": [(["B"], 200), (["Z"], 404), (["0-9"], 404), (["é"], 404)],
    "topic": [
        (["bridges"], 200),
        (["old-bridges"], 301),
        (["old-secret"], 404),
        (["zxq-draft-topic"], 404),
        (["zxq-withdrawn-topic"], 404),
    ],
    "topic_stories": [
        (["bridges"], 200),
        (["old-bridges"], 301),
        (["zxq-draft-topic"], 404),
        (["zxq-withdrawn-topic"], 404),
    ],
    "topic_stories_year": [
        (["bridges", 2020], 200),
        (["old-bridges", 2020], 301),
        (["bridges", 1066], 404),
        (["bridges", 9999], 404),
        (["zxq-draft-topic", 2020], 404),
        (["zxq-withdrawn-topic", 2020], 404),
    ],
    "topic_timeline": [
        (["bridges", 2020], 200),
        (["old-bridges", 2020], 301),
        (["bridges", 1066], 404),
        (["bridges", 9999], 404),
        (["zxq-draft-topic", 1066], 404),
        (["zxq-withdrawn-topic", 1066], 404),
    ],
    "outlet_list": [([], 200)],
    "outlet": [(["the-wire"], 200), (["zxq-draft-times"], 404), (["zxq-withdrawn-times"], 404)],
    "archive": [([], 200)],
    "archive_year": [([2020], 200), ([1066], 404)],
    "archive_month": [([2020, 5], 200), ([1066, 10], 404)],
    "archive_day": [([2020, 5, 5], 200), ([1066, 10, 14], 404), ([2020, 2, 30], 404)],
    "corrections": [([], 200)],
    # Of the house, which has written nothing here: tests/readers/test_house_texts.py.
    **{name: [([], 404)] for name in HOUSE_TEXTS},
    "search": [([], 200)],
    "atom": [([], 200)],
    "rss": [([], 200)],
    "json_feed": [([], 200)],
    "topic_feed": [
        (["bridges"], 200),
        (["old-bridges"], 301),
        (["zxq-draft-topic"], 404),
        (["zxq-withdrawn-topic"], 404),
    ],
    "sitemap": [([], 200)],
    "sitemap_page": [(["pages", 1], 200), (["nothing", 1], 404)],
    "news_sitemap": [([], 200)],
    "robots": [([], 200)],
    "opensearch": [([], 200)],
    "security": [([], 200)],
    "manifest": [([], 200)],
    "person": [(["ann-reporter"], 200), (["zxq-draft-person"], 404), (["zxq-withdrawn-person"], 404)],
}
"""Per route the arguments that it is asked with and what it answers. A new route belongs in here."""

NO_WORDS = {"healthz", "card", "picture", "set_password"}
"""Routes that show nothing of any piece; the words of a card are pixels (tests/readers/test_cards.py)."""


@dataclass
class World:
    story: Piece
    client: Client


def secret_fields(what: str) -> dict[str, object]:
    """The words of a story or question that nobody may read, in every place that takes words."""
    return {
        "headline": f"{SECRET} {what} headline",
        "standfirst": f"{SECRET} {what} standfirst",
        "credit": f"{SECRET} {what} credit",
        "sources": [
            {
                "key": f"{SECRET}-own",
                "outlet": f"{SECRET} {what} times",
                "title": f"{SECRET} title",
                "url": f"https://own.example/{SECRET}/{what[:5]}",
                "quote": f"{SECRET} quote",
                "paraphrase": f"{SECRET} paraphrase",
                "byline": f"{SECRET} byline",
            },
            {"key": "wire", "title": f"{SECRET} title in a public outlet"},
        ],
        "topics": ["Bridges", f"{SECRET} {what} topic"],
        "byline": ["Ann Reporter", f"{SECRET} {what} person"],
    }


def secret_story(what: str, slug: str, question: Piece) -> Piece:
    return make_story(
        slug=slug,
        sections=[
            ("whats_happened", f"<p>{SECRET} words.[^wire][^{SECRET}-own]</p>"),
            ("other", f"<p>{SECRET} more words.</p>", f"{SECRET} heading"),
        ],
        events=[("1066-10-14", f"<p>{SECRET} event.</p>"), ("2020-05-05", f"<p>{SECRET} later event.</p>")],
        questions=[(question, f"{SECRET} teaser")],
        **secret_fields(what),
    )


def secret_question(what: str, slug: str) -> Piece:
    fields = secret_fields(f"{what} question")
    return make_question(
        slug=slug,
        answers=[(f"{SECRET} asked?", f"<p>{SECRET} answer.</p>")],
        **{**fields, "topics": ["Bridges"]},
    )


@pytest.fixture(scope="module")
def world(module_db) -> World:
    """A small site that is live, with unpublished, withdrawn and deleted words all around it."""
    bridges = make_topic("Bridges", slug="old-bridges")
    bridges.slug = "bridges"
    bridges.save()
    question = published(make_question("Why bridges?", slug="live-question", topics=["Bridges"]))

    draft = secret_story("draft", "draft-story", question)
    draft_question = secret_question("draft", "draft-question")
    gone = withdrawn(secret_story("withdrawn", "withdrawn-story", question), note="It was wrong.")
    gone_question = withdrawn(secret_question("withdrawn", "withdrawn-question"), note="It was wrong too.")
    delete_draft(secret_story("deleted", "deleted-story", question), by=make_editor())

    secret_topic = Topic.objects.get(slug="zxq-draft-topic")
    old = make_topic(f"{SECRET} renamed topic", slug="old-secret")
    old.slug = f"{SECRET}-renamed"
    old.save()
    secret_story("filed", "filed-story", question).filings.create(tag=old)
    bridges.parent = secret_topic
    bridges.save()
    make_topic(f"{SECRET} part", parent=bridges)

    links = [
        ("story", draft.uid),
        ("question", draft_question.uid),
        ("story", gone.uid),
        ("topic", secret_topic.uid),
        ("story", "none"),
    ]
    prose = "".join(f'<a href="{internal_href(kind, str(ref))}">words of a link</a>, ' for kind, ref in links)
    story = published(
        make_story(
            "A bridge was opened",
            slug="live-story",
            sections=[f"<p>Public words.[^wire] {prose}</p>"],
            events=[("2020-05-05", "<p>A public event.</p>")],
            questions=[
                (question, "A public teaser"),
                (draft_question, f"{SECRET} teaser of a draft"),
                (gone_question, f"{SECRET} teaser of what was withdrawn"),
            ],
            topics=["Bridges"],
            byline=["Ann Reporter"],
        )
    )
    published(make_story("Of that day", topics=["Bridges"]), on="2020-05-05")
    published(changed(story, standfirst="Said better."), kind="correction", note="A figure was wrong.")
    published(changed(question, standfirst="Asked better."))
    returned(question)
    redacted_stories(question)
    for target in (draft, gone):
        RelatedLink.objects.create(
            piece=story,
            target=target,
            score=9,
            pinned=True,
            shared_topics=[f"{SECRET} topic"],
            computed_at=story.created_at,
        )
    unpublished_changes(
        published(make_story("A second bridge", slug="old-changed-story", topics=["Bridges"]))
    )
    asked = published(make_question("Why two?", slug="changed-question", topics=["Bridges"]))
    asked.answers.update(question=f"{SECRET} asked anew?")
    changed(asked, headline=f"{SECRET} new title?", html=f"<p>{SECRET} new answer.</p>")
    return World(story, Client())


def returned(question: Piece) -> None:
    """A story that was withdrawn, and is live again with other words and a newer edition."""
    story = withdrawn(secret_story("returned", "returned-story", question))
    for parts in (
        story.sections,
        story.events,
        story.citations,
        story.filings,
        story.bylines,
        story.question_links,
    ):
        parts.all().delete()
    Section.objects.create(story=story, kind="whats_happened", html="<p>Back with other words.</p>")
    published(changed(story, headline="Back again", standfirst="", credit=""))
    published(changed(story, headline="Back again, and better"))


def redacted_stories(question: Piece) -> None:
    """A story whose words were all taken out for good, and one that lost those of its older edition alone."""
    chief = make_editor("chief")
    whole = published(secret_story("redacted", "redacted-story", question))
    trimmed = published(secret_story("trimmed", "trimmed-story", question))
    for parts in (trimmed.sections, trimmed.events, trimmed.citations, trimmed.filings, trimmed.bylines):
        parts.all().delete()
    trimmed.question_links.all().delete()
    Section.objects.create(story=trimmed, kind="whats_happened", html="<p>Words that may stay.</p>")
    clean = changed(trimmed, headline="Said without a name", standfirst="", credit="")
    published(clean, kind="correction", note="A name was wrong.")
    published(changed(clean, headline="Said better, without a name"))
    for story, whole_copy in ((whole, True), (trimmed, False)):
        asked = Redacting(story.pk, (1,), "Removed on the order of a court.", working_copy=whole_copy)
        going = what_goes(asked)
        redact(asked, by=chief, seen=going.mark, typed=going.headline)


def unpublished_changes(story: Piece) -> None:
    """Other words in every part of a live story, and other parts beside them."""
    Section.objects.create(story=story, kind="other", heading=f"{SECRET} heading", html=f"<p>{SECRET}</p>")
    Event.objects.create(story=story, start="2020-05-06T00:00Z", html=f"<p>{SECRET} added event.</p>")
    cite(story, f"{SECRET}-added", f"{SECRET} added times", title=f"{SECRET} added title")
    cite(story, "added", "The Wire", title=f"{SECRET} added title")
    Byline.objects.create(piece=story, person=make_person(f"{SECRET} added person"), name=f"{SECRET} name")
    story.citations.filter(key="wire").update(title=f"{SECRET} title", quote=f"{SECRET} quote")
    changed(
        story,
        headline=f"{SECRET} changed headline",
        standfirst=f"{SECRET} changed standfirst",
        credit=f"{SECRET} credit",
        html=f"<p>{SECRET} changed words.</p>",
        slug="changed-story",
    )


REQUESTS = [
    pytest.param(name, arguments, status, id="-".join([name, *map(str, arguments), str(status)]))
    for name, rows in ROUTES.items()
    for arguments, status in rows
]


@pytest.mark.parametrize(("name", "arguments", "status"), REQUESTS)
def test_no_unpublished_word_shows(world, name, arguments, status):
    response = world.client.get(reverse(name, args=arguments))
    assert response.status_code == status
    seen = response.content.decode() + str(dict(response.headers))
    assert [seen[max(0, at - 60) : at + 60] for at in places(SECRET, seen.lower())] == []


SEARCHES = [
    "words",
    "headline",
    "event",
    "title",
    "times",
    "Bridges",
    "wrong",
    f"{SECRET}ish",
    "secret",
    "topic",
]


@pytest.mark.parametrize("query", SEARCHES)
def test_no_unpublished_word_is_found(world, query):
    response = world.client.get(reverse("search"), {"q": query})
    assert response.status_code == 200
    seen = response.content.decode().lower().replace(f"{SECRET}ish", "")
    assert [seen[max(0, at - 60) : at + 60] for at in places(SECRET, seen)] == []


def test_nothing_is_found_by_an_unpublished_word(world):
    response = world.client.get(reverse("search"), {"q": SECRET})
    assert (response.context["total"], response.context["near"]) == (0, [])


def test_no_unpublished_address_stands_in_a_sitemap(world):
    index = world.client.get(reverse("sitemap")).content.decode()
    pages = re.findall(r"<loc>http://localhost:8000(.*?)</loc>", index)
    seen = "".join(world.client.get(page).content.decode() for page in pages)
    assert "/stories/live-story/" in seen
    for word in (SECRET, "draft-", "withdrawn-", "deleted-"):
        assert word not in seen


def places(word: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]


def test_what_is_public_does_show(world):
    page = world.client.get(world.story.get_absolute_url()).content.decode()
    for words in (
        "A bridge was opened",
        "Public words.",
        "A public event.",
        "A public teaser",
        "Why bridges?",
    ):
        assert words in page
    listed = world.client.get("/questions/").content.decode()
    assert ("Why bridges?" in listed, "Why two?" in listed) == (True, True)


def test_the_words_of_a_link_to_what_is_not_live_stay_and_the_link_goes(world):
    page = world.client.get(world.story.get_absolute_url()).content.decode()
    assert page.count("words of a link") == 5
    assert ">words of a link" not in page.replace("<p>words of a link", "")
    assert "newsroom:" not in page


def test_a_link_to_what_is_live_leads_there(client):
    topic = make_topic("Bridges")
    target = published(make_story("Target", slug="target", topics=[topic]))
    asked = published(make_question("Why?", slug="why"))
    hrefs = [
        internal_href(kind, str(uid))
        for kind, uid in (("story", target.uid), ("question", asked.uid), ("topic", topic.uid))
    ]
    story = published(make_story(sections=["<p>" + "".join(f'<a href="{h}">x</a> ' for h in hrefs) + "</p>"]))
    page = client.get(story.get_absolute_url()).content.decode()
    for address in ("/stories/target/", "/questions/why/", "/topics/bridges/"):
        assert f'<a href="{address}">x</a>' in page


def test_a_withdrawn_piece_answers_with_the_reason_alone(world):
    page = world.client.get("/stories/withdrawn-story/").content.decode()
    assert "It was wrong." in page
    assert '<meta name="robots" content="noindex">' in page


def test_what_only_a_draft_uses_becomes_public_with_it_and_goes_with_its_withdrawal(client):
    story = make_story(
        topics=["Tolls"], byline=["Bo Writer"], sources=[{"key": "wire", "outlet": "The Cable"}]
    )
    paths = ["/topics/tolls/", "/people/bo-writer/", "/outlets/the-cable/"]
    answers = [[client.get(path).status_code for path in paths]]
    published(story)
    answers.append([client.get(path).status_code for path in paths])
    withdrawn(story)
    answers.append([client.get(path).status_code for path in paths])
    assert answers == [[404] * 3, [200] * 3, [404] * 3]


def routes(resolver: URLResolver, inside: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(f"{inside}{pattern.name or pattern.pattern}")
        else:
            found |= routes(pattern, f"{pattern.namespace}:" if pattern.namespace else inside)
    return found


def test_every_route_of_the_site_stands_in_the_table():
    desk = {"link_targets"}  # below /admin/, for who is signed in: tests/admin/test_editor_links.py
    public = {name for name in routes(get_resolver()) if not name.startswith("admin:")} - desk
    assert public == set(ROUTES) | NO_WORDS


def test_an_outlet_that_nobody_cites_has_no_page(client):
    make_outlet("Nobody's Paper")
    assert client.get("/outlets/nobodys-paper/").status_code == 404
