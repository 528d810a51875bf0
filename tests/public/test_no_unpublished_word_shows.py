"""Every route of the site, with everything beside it that readers must not see."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from newsroom.links import internal_href
from tests.building import (
    make_outlet,
    make_question,
    make_story,
    make_topic,
    published,
    withdrawn,
)
from tests.public.hidden_words import SECRET, World, make_world

pytestmark = pytest.mark.django_db

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


@pytest.fixture(scope="module")
def world(module_db) -> World:
    return make_world()


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
