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
from tests.public.routes import ROUTES

pytestmark = pytest.mark.django_db


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
