"""Feeds as their specifications have them, with all there is and a lead image."""

import json
import re
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from briefings.models import Picture
from briefings.models.pictures import file_path
from tests.building import changed, make_story, published
from tests.pictures.images import colours, encoded
from tests.public.reading_feeds import ATOM, CONTENT, SITE, atom, texts, whole

pytestmark = pytest.mark.django_db

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+\d\d:\d\d|Z)")
MEDIA = "{http://search.yahoo.com/mrss/}content"
MANY = (0, 10_000)
# RFC 4287, 4.1.1 and 4.1.2: how often each child may stand in a feed and in an entry.
ATOM_FEED = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("subtitle", "icon", "logo", "rights", "generator"), (0, 1)),
    **dict.fromkeys(("author", "category", "contributor", "link", "entry"), MANY),
}
ATOM_ENTRY = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("published", "content", "summary", "rights"), (0, 1)),
    **dict.fromkeys(("author", "category", "contributor", "link"), MANY),
    MEDIA: MANY,
}
# RSS 2.0: channel and item.
RSS_CHANNEL = {
    **dict.fromkeys(("title", "link", "description"), (1, 1)),
    **dict.fromkeys(("language", "lastBuildDate", "image"), (0, 1)),
    "item": MANY,
    f"{ATOM}link": (1, 1),
}
RSS_ITEM = {
    **dict.fromkeys(("guid", "title", "link", "pubDate", "description", f"{CONTENT}encoded"), (1, 1)),
    **dict.fromkeys(("enclosure", f"{ATOM}updated", MEDIA), (0, 1)),
    **dict.fromkeys(("category", "{http://purl.org/dc/elements/1.1/}creator"), MANY),
}
# JSON Feed 1.1: the type of each member; required ones first.
JSON_FEED = {"version": str, "title": str, "items": list}
JSON_FEED_MAY = {
    **dict.fromkeys(("home_page_url", "feed_url", "description", "icon", "favicon", "language"), str),
    "authors": list,
}
JSON_ITEM = {"id": str, "content_html": str}
JSON_ITEM_MAY = {
    **dict.fromkeys(("url", "title", "summary", "image", "date_published", "date_modified", "language"), str),
    **dict.fromkeys(("authors", "tags", "attachments"), list),
}


def wrong_children(element: ElementTree.Element, may: dict[str, tuple[int, int]]) -> list[str]:
    """Children that stand too often, too rarely or not at all in the table."""
    tags = [child.tag for child in element]
    names = [tag if tag in may else tag.removeprefix(ATOM) for tag in tags]
    unknown = [name for name in names if name not in may]
    counted = [n for n, (least, most) in may.items() if not least <= names.count(n) <= most]
    return unknown + counted


def wrong_members(told: dict, must: dict[str, type], may: dict[str, type]) -> list[str]:
    missing = [name for name in must if name not in told]
    both = must | may
    return missing + [n for n, value in told.items() if n not in both or not isinstance(value, both[n])]


@pytest.fixture
def everything(settings, tmp_path):
    """A feed with a story that has all there is, its lead image, a question and a piece without anything."""
    settings.MEDIA_ROOT = tmp_path
    picture = Picture.keep(encoded(colours(640, 400)))
    whole()
    story = make_story("With a picture", slug="picture", topics=["Bridges"], byline=["Ann Reporter"])
    words = {"lead_alt": "A bridge", "lead_caption": "At noon", "lead_credit": "Bo & Co"}
    published(changed(story, lead_picture=picture, **words), on="2020-01-03")
    published(make_story("Bare", sources=[], sections=["<p>Words.</p>"]), on="2019-01-01")
    return picture


@pytest.mark.parametrize("path", ["/feed.xml", "/topics/bridges/feed.xml"])
def test_atom_is_as_rfc_4287_has_it(client, everything, path):
    feed = atom(client, path)
    assert wrong_children(feed, ATOM_FEED) == []
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["self", "alternate"]
    for entry in feed.findall(f"{ATOM}entry"):
        assert wrong_children(entry, ATOM_ENTRY) == []
        assert all(RFC3339.fullmatch(text) for text in (*texts(entry, "updated"), *texts(entry, "published")))
        links = [(link.get("rel"), link.get("type")) for link in entry.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert ("alternate", "text/html") in links


def test_rss_is_as_its_specification_has_it(client, everything):
    (channel,) = ElementTree.fromstring(client.get("/rss.xml").content)
    assert wrong_children(channel, RSS_CHANNEL) == []
    assert [child.tag for child in channel.find("image")] == ["url", "title", "link"]
    items = channel.findall("item")
    assert [wrong for item in items for wrong in wrong_children(item, RSS_ITEM)] == []
    assert len(items) == 4
    for item in items:
        assert parsedate_to_datetime(item.find("pubDate").text).tzinfo is not None


def test_json_feed_is_as_version_1_1_has_it(client, everything):
    told = json.loads(client.get("/feed.json").content)
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert wrong_members(told, JSON_FEED, JSON_FEED_MAY) == []
    assert [w for item in told["items"] for w in wrong_members(item, JSON_ITEM, JSON_ITEM_MAY)] == []
    people = [*told["authors"], *(who for item in told["items"] for who in item.get("authors", []))]
    assert all(set(who) <= {"name", "url", "avatar"} and who["name"] for who in people)


def test_a_lead_image_stands_in_every_form_and_at_the_head_of_the_text(client, everything):
    url = f"{SITE}/media/pictures/{everything.digest}-640.webp"
    size = str(file_path(everything.digest, 640).stat().st_size)
    entry = atom(client).find(f"{ATOM}entry")
    (enclosure,) = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"]
    assert (enclosure.get("href"), enclosure.get("length"), enclosure.get("type")) == (
        url,
        size,
        "image/webp",
    )
    item = ElementTree.fromstring(client.get("/rss.xml").content).find("channel/item")
    assert item.find("enclosure").attrib == {"url": url, "length": size, "type": "image/webp"}
    assert (item.find(MEDIA).get("url"), item.find(MEDIA).get("width")) == (url, "640")
    told = json.loads(client.get("/feed.json").content)["items"][0]
    assert (told["image"], told["attachments"][0]["size_in_bytes"]) == (url, int(size))
    assert told["content_html"].startswith(
        f'<figure><img src="{url}" width="640" height="400" alt="A bridge">'
        "<figcaption>At noon <small>Bo &amp; Co</small></figcaption></figure>\n<h2>"
    )


def test_a_picture_whose_file_is_gone_is_left_out(client, everything):
    file_path(everything.digest, 640).unlink()
    assert (
        "enclosure" in client.get("/feed.xml").content.decode(),
        "image" in client.get("/rss.xml").content.decode(),
    ) == (
        False,
        True,
    )
    assert all("image" not in item for item in json.loads(client.get("/feed.json").content)["items"])


def test_the_checks_of_feeds_see_what_is_wrong():
    entry = ElementTree.fromstring(f'<entry xmlns="{ATOM[1:-1]}"><id/><id/><title/><oops/></entry>')
    assert wrong_children(entry, ATOM_ENTRY) == ["oops", "id", "updated"]
    assert wrong_members({"id": 1, "x": ""}, JSON_ITEM, JSON_ITEM_MAY) == ["content_html", "id", "x"]
