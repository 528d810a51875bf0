"""What programs ask a site for: sitemaps, rules for robots, search, security contact, manifest."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from briefings.house import holder, unsaved_house
from briefings.models import Piece
from briefings.views import sitemaps
from newsroom.clock import at
from tests.building import changed, make_question, make_story, many_stories, moment, published, withdrawn

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SITE = "http://localhost:8000"


def tree(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def locations(client, path):
    return [element.text.removeprefix(SITE) for element in tree(client, path).iter(f"{MAP}loc")]


def all_locations(client):
    return [path for page in locations(client, "/sitemap.xml") for path in locations(client, page)]


def test_the_sitemaps_hold_every_public_page_once_and_no_other(client):
    make_story(
        "A draft",
        topics=["Draft topic"],
        byline=["Bo Draft"],
        sources=[{"key": "x", "outlet": "Draft Times"}],
    )
    withdrawn(make_story("Withdrawn", topics=["Gone topic"], byline=["Cy Gone"]))
    changed(
        published(make_story("A story", slug="story", topics=["Brücken"], byline=["Ann Reporter"])),
        headline="x",
    )
    published(make_question("Why?", slug="why"))
    assert sorted(all_locations(client)) == sorted(
        [
            "/", "/topics/", "/questions/", "/outlets/", "/archive/", "/corrections/", "/stories/story/",
            "/questions/why/", "/topics/brucken/", "/outlets/the-wire/", "/people/ann-reporter/",
        ]
    )  # fmt: skip
    assert [client.get(path).status_code for path in all_locations(client)] == [200] * 11


def test_an_address_in_another_script_is_written_as_an_address(client):
    story = published(make_story(slug="東京"))
    assert story.get_absolute_url() in all_locations(client)
    assert story.get_absolute_url() == "/stories/%E6%9D%B1%E4%BA%AC/"


def test_a_page_of_a_sitemap_covers_its_range_of_keys_alone(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "SPAN", 4)
    keys = many_stories(9)
    Piece.objects.filter(pk__in=keys[2:7]).update(live_edition=None)
    pages = [path for path in locations(client, "/sitemap.xml") if "pieces" in path]
    expected = {}
    for piece in Piece.objects.live().order_by("pk"):
        expected.setdefault(f"/sitemap-pieces-{piece.pk // 4 + 1}.xml", []).append(piece.get_absolute_url())
    assert {path: locations(client, path) for path in pages} == expected
    assert sum(map(len, expected.values())) == 4


def test_lastmod_is_when_the_live_edition_was_released(client):
    story = published(make_story(), on="2001-01-01")
    with at(moment("2020-02-02T03:04:05")):
        published(changed(story, standfirst="Other"), kind="minor")
    [page] = [path for path in locations(client, "/sitemap.xml") if "pieces" in path]
    assert [e.text for e in tree(client, page).iter(f"{MAP}lastmod")] == ["2020-02-02T03:04:05Z"]


@pytest.mark.parametrize(
    "name", ["pages-2", "pieces-0", "pieces-999999999", "pieces-9999999999", "x-1", "pieces"]
)
def test_a_sitemap_that_there_is_not_is_not_found(client, name):
    published(make_story())
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_the_news_are_the_stories_first_published_in_the_last_two_days(client):
    now = moment("2020-05-05T12:00")
    make_story("A draft")
    withdrawn(published(make_story("Withdrawn"), on="2020-05-05"))
    published(make_question("Why?"), on="2020-05-05")
    published(make_story("Old"), first_published_at=now - timedelta(days=2))
    published(
        make_story("New & <good>", slug="new", language="pt-BR"), first_published_at=now - timedelta(hours=47)
    )
    with at(now):
        [url] = tree(client, "/news-sitemap.xml")
    assert url.find(f"{MAP}loc").text == f"{SITE}/stories/new/"
    assert {element.tag.removeprefix(NEWS): element.text for element in url.find(f"{NEWS}news").iter()} | {
        "news": "", "publication": ""
    } == {
        "news": "", "publication": "", "name": "Newsroom", "language": "pt",
        "publication_date": "2020-05-03T13:00:00+00:00", "title": "New & <good>",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "told"), [("en-GB", "en"), ("zh", "zh-cn"), ("zh-Hant-HK", "zh-tw"), ("fil", "fil")]
)
def test_news_name_their_language_as_google_does(code, told):
    assert sitemaps.news_language(code) == told


def test_robots_are_led_to_the_sitemaps_and_away_from_the_desk(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Disallow: /admin/"]
    assert [line for line in lines if line.startswith("Sitemap")] == [
        f"Sitemap: {SITE}/sitemap.xml",
        f"Sitemap: {SITE}/news-sitemap.xml",
    ]


def test_browsers_are_told_how_to_search(client):
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    description = ElementTree.fromstring(client.get("/opensearch.xml").content)
    assert description.find(f"{space}Url").get("template") == f"{SITE}/search/?q={{searchTerms}}"
    assert len(description.find(f"{space}ShortName").text) <= 16
    assert (
        'type="application/opensearchdescription+xml" href="/opensearch.xml"'
        in client.get("/").content.decode()
    )


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("", "mailto:security@localhost"),
        ("desk@house.example", "mailto:desk@house.example"),
        ("https://house.example/holes", "https://house.example/holes"),
    ],
)
def test_the_security_contact_expires_a_year_ahead(client, settings, contact, told):
    settings.SECURITY_CONTACT = contact
    with at(moment("2025-05-05T12:34:56")):
        lines = client.get("/.well-known/security.txt").content.decode().split("\n")
    assert lines[:3] == [
        f"Contact: {told}",
        "Expires: 2026-05-05T00:00:00Z",
        f"Canonical: {SITE}/.well-known/security.txt",
    ]


def test_the_manifest_names_icons_of_the_sizes_that_they_have(client):
    house = unsaved_house()
    house.name = 'The "House" & <more>'
    holder.hold(house)
    manifest = json.loads(client.get("/site.webmanifest").content)
    assert manifest["name"] == 'The "House" & <more>'
    for icon in manifest["icons"][1:]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as image:
            assert (f"{image.width}x{image.height}", image.format) == (icon["sizes"], "PNG")
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/").content.decode()
