"""Feeds: whole, with ids that stay and times that mean something."""

import json
from xml.etree import ElementTree

import pytest
from django.utils.http import http_date

from briefings.house import holder, unsaved_house
from briefings.views.feeds import ENTRIES, with_absolute_links
from newsroom.clock import at, now
from tests.building import (
    changed,
    file_under,
    make_question,
    make_story,
    make_topic,
    many_stories,
    moment,
    published,
    withdrawn,
)
from tests.public.reading_feeds import ATOM, CONTENT, FEEDS, SITE, atom, texts, whole

pytestmark = pytest.mark.django_db


def test_an_atom_entry_has_what_readers_programs_look_for(client):
    story = whole()
    feed = atom(client)
    assert texts(feed, "id") == [f"{SITE}/feed.xml"]
    entry = feed.find(f"{ATOM}entry")
    assert texts(entry, "id") == [f"urn:uuid:{story.uid}"]
    assert texts(entry, "title") == ["Bridges & “tolls” <b>"]
    assert texts(entry, "summary") == ["What & why."]
    assert texts(entry, "published") == texts(entry, "updated") == ["2020-01-02T03:04:05+00:00"]
    assert [a.find(f"{ATOM}name").text for a in entry.findall(f"{ATOM}author")] == ["Ann Reporter"]
    assert [c.get("term") for c in entry.findall(f"{ATOM}category")] == ["Bridges", "Tolls & fares"]
    assert entry.find(f"{ATOM}link").get("href") == f"{SITE}/stories/bridge/"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"


def test_an_entry_has_the_full_text_with_links_that_lead_there_from_anywhere(client):
    whole()
    html = atom(client).find(f"{ATOM}entry/{ATOM}content").text
    assert "<h2>What’s happened</h2>" in html
    assert (
        '<a href="https://wire.example/a?b=1&amp;c=2" id="cite-1-1" aria-label="Source 1: The Wire">1</a>'
        in html
    )
    assert (
        f'<a href="{SITE}/stories/bridge/#source-2" id="cite-2-1" aria-label="Source 2: The Paper">2</a>'
        in html
    )
    assert f'<a href="{SITE}/questions/why/">Why</a>' in html
    assert '<a href="https://a.example/?a=1&amp;b=2" rel="external noopener">x</a>' in html
    assert "<dt>5 May 2020</dt>\n<dd><p>Opened." in html
    assert '<li>The Wire: <a href="https://wire.example/a?b=1&amp;c=2">A report</a></li>' in html
    assert "<li>The Paper: <cite>In print</cite></li>" in html
    assert "<p>A credit.</p>" in html


def test_an_entry_ends_with_where_to_go_deeper(client):
    """Under names and teasers of live questions alone: the one that is withdrawn leads nowhere."""
    why = published(make_question("Why < “tolls”?", slug="why"), on="2020-01-01")
    bare = published(make_question("And then?", slug="then"), on="2020-01-01")
    gone = published(make_question("Gone?", slug="gone"), on="2020-01-01")
    questions = [(why, "A & B."), (gone, "Zxq."), (bare, "")]
    published(make_story("A", questions=questions, topics=["Bridges", "Tolls & fares"]), on="2020-01-02")
    published(make_story("Another", topics=[]), on="2020-01-03")
    withdrawn(gone)
    make_question("A draft?")
    another, html = (content.text for content in atom(client).findall(f"{ATOM}entry/{ATOM}content")[:2])
    assert (
        "<h2>Go deeper</h2>\n<ul>\n"
        f'<li><a href="{SITE}/questions/why/">Why &lt; “tolls”?</a><br>A &amp; B.</li>\n'
        f'<li><a href="{SITE}/questions/then/">And then?</a></li>\n</ul>\n'
    ) in html
    assert html.rstrip().endswith(
        f'<p>More on these topics: <a href="{SITE}/topics/bridges/">Bridges</a> · '
        f'<a href="{SITE}/topics/tolls-fares/">Tolls &amp; fares</a></p>'
    )
    assert "Gone" not in html
    assert "Zxq" not in html
    assert "Go deeper" not in another
    assert "More on these topics" not in another


def test_the_three_forms_say_the_same(client):
    whole()
    entries = atom(client).findall(f"{ATOM}entry")
    items = ElementTree.fromstring(client.get("/rss.xml").content).findall("channel/item")
    told = json.loads(client.get("/feed.json").content)["items"]
    assert (
        [texts(e, "id")[0] for e in entries]
        == [i.find("guid").text for i in items]
        == [t["id"] for t in told]
    )
    assert [texts(e, "title")[0] for e in entries] == [i.find("title").text for i in items]
    assert [texts(e, "title")[0] for e in entries] == [t["title"] for t in told]
    html = [e.find(f"{ATOM}content").text for e in entries]
    assert html == [i.find(f"{CONTENT}encoded").text for i in items] == [t["content_html"] for t in told]
    assert items[0].find("pubDate").text == "Thu, 02 Jan 2020 03:04:05 GMT"
    assert (told[0]["tags"], told[0]["authors"][0]["name"]) == (["Bridges", "Tolls & fares"], "Ann Reporter")


def test_the_description_of_rss_is_html_so_that_signs_of_the_standfirst_are_no_markup(client):
    published(make_story("Tom & <b>Jerry</b>"), on="2020-01-02")
    published(make_story("A bridge", standfirst="It cost 3 < 4 & <i>less</i>."), on="2020-01-03")
    told, bare = ElementTree.fromstring(client.get("/rss.xml").content).findall("channel/item/description")
    assert told.text == "It cost 3 &lt; 4 &amp; &lt;i&gt;less&lt;/i&gt;."
    assert bare.text == "Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;"


@pytest.mark.parametrize(
    ("kind", "moves"), [("update", True), ("correction", True), ("clarification", True), ("minor", False)]
)
def test_an_entry_is_updated_by_changes_of_substance_alone(client, kind, moves):
    story = published(make_story(), on="2020-01-01")
    with at(moment("2020-02-02")):
        published(changed(story, standfirst="Other"), kind=kind, note="A note.")
    with at(moment("2020-03-03")):
        published(changed(story, standfirst="Another"), kind="minor")
    feed = atom(client)
    assert texts(feed.find(f"{ATOM}entry"), "published") == ["2020-01-01T00:00:00+00:00"]
    updated = "2020-02-02T00:00:00+00:00" if moves else "2020-01-01T00:00:00+00:00"
    assert texts(feed.find(f"{ATOM}entry"), "updated") == texts(feed, "updated") == [updated]


def test_a_correction_stands_at_the_head_of_the_text(client):
    story = published(make_story(), on="2020-01-01")
    with at(moment("2020-02-02")):
        published(changed(story, standfirst="Other"), kind="correction", note="It was 3 < 4.")
    html = atom(client).find(f"{ATOM}entry/{ATOM}content").text
    assert html.startswith("<p><strong>Correction, 2 February 2020.</strong> It was 3 &lt; 4.</p>")


def test_a_feed_has_the_newest_20_of_stories_and_questions(client):
    many_stories(ENTRIES + 5)
    published(make_question("Asked last?"), on="2021-01-01")
    published(make_story("Told last"), on="2021-01-02")
    titles = [texts(entry, "title")[0] for entry in atom(client).findall(f"{ATOM}entry")]
    assert (len(titles), titles[:2]) == (20, ["Told last", "Asked last?"])


def test_the_feed_of_a_topic_has_what_is_filed_under_it(client):
    published(make_story("Another", topics=["Tolls"]))
    published(make_story("A bridge", topics=["Bridges"]))
    feed = atom(client, "/topics/bridges/feed.xml")
    assert [texts(entry, "title")[0] for entry in feed.findall(f"{ATOM}entry")] == ["A bridge"]
    assert texts(feed, "title") == ["Bridges · Newsroom"]


@pytest.mark.parametrize("path", FEEDS)
def test_who_has_a_feed_already_is_told_so(client, path):
    story = published(make_story(topics=["Bridges"]))
    first = client.get(path)
    answer = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (answer.status_code, answer.content) == (304, b"")
    published(changed(story, headline="Other"), kind="minor")
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_who_asks_by_time_learns_of_what_leaves_no_edition(client):
    topic = make_topic("Bridges")
    published(make_story("A bridge", topics=[topic]))
    other = published(make_story("Another"))
    assert not client.get("/topics/bridges/feed.xml").has_header("Last-Modified")
    file_under(other, topic)
    later = http_date(now().timestamp() + 60)
    answer = client.get("/topics/bridges/feed.xml", headers={"If-Modified-Since": later})
    assert (answer.status_code, b"Another" in answer.content) == (200, True)


def test_characters_that_no_xml_may_hold_do_not_break_a_feed(client):
    house = unsaved_house()
    house.name = "The \x0b\x00House\uffff & \U0001f3e0"
    holder.hold(house)
    whole()
    assert texts(atom(client), "title") == ["The House & \U0001f3e0"]
    for path in FEEDS:
        body = client.get(path).content
        if path.endswith("xml"):
            ElementTree.fromstring(body)
        else:
            json.loads(body)


@pytest.mark.parametrize("path", FEEDS[:3])
def test_a_feed_of_nothing_is_valid_too(client, path):
    make_story("A draft")
    body = client.get(path).content
    assert (
        json.loads(body)["items"] == [] if path.endswith("json") else ElementTree.fromstring(body) is not None
    )


def test_pages_name_the_feeds(client):
    published(make_story(topics=["Bridges"]))
    assert (
        '<link rel="alternate" type="application/atom+xml" href="/feed.xml"'
        in client.get("/").content.decode()
    )
    page = client.get("/topics/bridges/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/topics/bridges/feed.xml"' in page


def test_links_that_lead_elsewhere_stay_as_they_are():
    html = (
        '<p><a href="mailto:a@b.example">m</a> <a href="/x/">x</a> <a href="#source-1">1</a> href="/y/"</p>'
    )
    assert with_absolute_links(html, f"{SITE}/p/", {"#source-1": ""}) == (
        f'<p><a href="mailto:a@b.example">m</a> <a href="{SITE}/x/">x</a> <a href="{SITE}/p/#source-1">1</a>'
        ' href="/y/"</p>'
    )
