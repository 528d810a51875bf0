"""What programs are told of a page: JSON-LD in schema.org's terms, and what shows where somebody links to it."""

import html
import json
import re

import pytest

from briefings.house import holder, unsaved_house
from briefings.pages import structured
from newsroom.clock import at
from tests.building import changed, make_question, make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"

# From the published vocabulary (schema.org 29.0): the terms that each type has or inherits, as far as we use any.
THING = {"@type", "@id", "name", "url", "description", "image", "mainEntityOfPage"}
CREATIVE_WORK = THING | {
    *("headline", "inLanguage", "datePublished", "dateModified", "version", "isAccessibleForFree", "author"),
    *("publisher", "about", "citation", "isBasedOn", "correction", "creditText", "isPartOf", "archivedAt"),
    *("mainEntity", "text"),
}
ALLOWED = {
    "NewsArticle": CREATIVE_WORK | {"wordCount", "articleSection"},
    "FAQPage": CREATIVE_WORK,
    "WebPage": CREATIVE_WORK,
    "CollectionPage": CREATIVE_WORK,
    "ProfilePage": CREATIVE_WORK,
    "AboutPage": CREATIVE_WORK,
    "WebSite": CREATIVE_WORK | {"potentialAction"},
    "CreativeWork": CREATIVE_WORK,
    "CorrectionComment": CREATIVE_WORK,
    "Question": CREATIVE_WORK | {"acceptedAnswer"},
    "Answer": CREATIVE_WORK,
    "ImageObject": CREATIVE_WORK | {"width", "height", "caption"},
    "Person": THING | {"jobTitle", "worksFor"},
    "Organization": THING,
    "Place": THING,
    "Event": THING,
    "Thing": THING,
    "NewsMediaOrganization": THING
    | {"slogan", "email", "logo", "publishingPrinciples", "correctionsPolicy"}
    | {"verificationFactCheckingPolicy"},
    "BreadcrumbList": THING | {"itemListElement"},
    "ItemList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
    "SearchAction": THING | {"target", "query-input"},
    "EntryPoint": THING | {"urlTemplate"},
}


def graph(page: str) -> dict[str, dict]:
    """The nodes of the page's JSON-LD by their type."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    told = json.loads(text)
    assert told["@context"] == "https://schema.org"
    return {node["@type"]: node for node in told["@graph"]}


def wrong_terms(value: object, where: str = "") -> list[str]:
    """Terms that schema.org does not give to the type of the node that has them."""
    if isinstance(value, list):
        return [term for item in value for term in wrong_terms(item, where)]
    if not isinstance(value, dict):
        return []
    if set(value) == {"@id"}:
        return []
    kind = value["@type"]
    return [f"{where}{kind}.{term}" for term in set(value) - ALLOWED[kind]] + [
        term for name, inner in value.items() for term in wrong_terms(inner, f"{where}{kind}.{name} ")
    ]


def told(client, path: str) -> dict[str, dict]:
    response = client.get(path)
    assert response.status_code == 200
    return graph(response.content.decode())


def whole_story():
    story = make_story(
        "A bridge </script><script>alert(1)</script> & <!-- more",
        slug="bridge",
        standfirst="What & why.",
        language="en-GB",
        sections=[("whats_happened", "<p>Opened.[^wire] Late.[^print]</p>"), ("papers_say", "<p>More.</p>")],
        sources=[
            {
                "key": "wire",
                "url": "https://wire.example/a",
                "title": "A report",
                "byline": "Bo",
                "published_on": "2020-01-01",
            },
            {"key": "print", "outlet": "The Paper", "title": "In print"},
        ],
        topics=["Bridges"],
        byline=["Ann Reporter"],
        credit="A credit.",
    )
    published(story, on="2020-01-02T03:04:05")
    story.filings.get().tag.__class__.objects.update(kind="theme")
    with at(moment("2020-02-02")):
        published(changed(story, standfirst="Said better."), kind="correction", note="It was 3 < 4.")
    return story


def test_a_story_is_a_news_article_with_what_it_rests_on_and_what_was_corrected(client):
    whole_story()
    article = told(client, "/stories/bridge/")["NewsArticle"]
    publisher = {
        "@type": "NewsMediaOrganization",
        "@id": f"{SITE}/#organization",
        "name": "Newsroom",
        "url": f"{SITE}/",
        "slogan": "What happened, what is behind it, and what the papers say",
        "correctionsPolicy": f"{SITE}/corrections/",
    }
    assert article == {
        "@type": "NewsArticle",
        "@id": f"{SITE}/stories/bridge/#article",
        "url": f"{SITE}/stories/bridge/",
        "mainEntityOfPage": f"{SITE}/stories/bridge/",
        "headline": "A bridge </script><script>alert(1)</script> & <!-- more",
        "description": "Said better.",
        "inLanguage": "en-GB",
        "datePublished": "2020-01-02T03:04:05+00:00",
        "dateModified": "2020-02-02T00:00:00+00:00",
        "version": 2,
        "isAccessibleForFree": True,
        "author": [{"@type": "Person", "name": "Ann Reporter", "url": f"{SITE}/people/ann-reporter/"}],
        "publisher": publisher,
        "about": [{"@type": "Thing", "name": "Bridges", "url": f"{SITE}/topics/bridges/"}],
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "A report",
                "url": "https://wire.example/a",
                "datePublished": "2020-01-01",
                "author": {"@type": "Person", "name": "Bo"},
                "publisher": {"@type": "Organization", "name": "The Wire"},
            },
            {
                "@type": "CreativeWork",
                "name": "In print",
                "publisher": {"@type": "Organization", "name": "The Paper"},
            },
        ],
        "isBasedOn": ["https://wire.example/a"],
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "It was 3 < 4.",
                "datePublished": "2020-02-02T00:00:00+00:00",
            }
        ],
        "creditText": "A credit.",
        "isPartOf": {"@id": f"{SITE}/#website"},
        "wordCount": 5,
        "articleSection": ["What’s happened", "What the papers say"],
    }


def test_no_headline_ends_the_block_or_begins_a_script(client):
    whole_story()
    page = client.get("/stories/bridge/").content.decode()
    # The block, and the three modules for readers who come back.
    assert (page.count("<script"), page.count("</script>"), "<!--" in page) == (4, 4, False)
    assert page.count('<script type="module" src="/static/reading/') == 3


def test_nodes_without_a_byline_name_the_house_as_author(client):
    published(make_story(slug="bridge"))
    assert told(client, "/stories/bridge/")["NewsArticle"]["author"] == {"@id": f"{SITE}/#organization"}


def test_a_common_question_is_a_list_of_questions_with_their_answers(client):
    answers = [("Why?", "<p>Because.[^wire]</p><p>So.</p>"), ("Since when?", "<p>1998.</p>")]
    question = make_question("Why bridges?", slug="why", standfirst="Asked often.", answers=answers)
    published(question, on="2020-01-02")
    node = told(client, "/questions/why/")["FAQPage"]
    asked = [(entry["name"], entry["acceptedAnswer"]["text"]) for entry in node["mainEntity"]]
    assert asked == [("Why?", "Because.\nSo."), ("Since when?", "1998.")]
    page = client.get("/questions/why/").content.decode()
    for entry in node["mainEntity"]:
        assert f'id="{entry["url"].removeprefix(f"{SITE}/questions/why/#")}"' in page


def test_the_front_page_tells_of_the_house_and_how_to_search_it(client):
    published(make_story(slug="bridge"))
    nodes = told(client, "/")
    assert nodes["WebSite"]["potentialAction"]["target"] == {
        "@type": "EntryPoint",
        "urlTemplate": f"{SITE}/search/?q={{search_term_string}}",
    }
    assert nodes["WebSite"]["publisher"]["@id"] == nodes["NewsMediaOrganization"]["@id"]
    listed = nodes["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [entry["url"] for entry in listed] == [f"{SITE}/stories/bridge/"]


def test_the_house_names_its_principles_where_it_has_written_some(client):
    house = unsaved_house()
    house.standards = "<p>We check.</p>"
    holder.hold(house)
    node = told(client, "/")["NewsMediaOrganization"]
    assert node["publishingPrinciples"] == f"{SITE}/standards/"
    assert "verificationFactCheckingPolicy" not in node


def test_the_way_to_a_page_ends_with_itself(client):
    published(make_story("A bridge", slug="bridge", topics=["Bridges"]))
    steps = told(client, "/stories/bridge/")["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Home", f"{SITE}/"),
        (2, "Bridges", f"{SITE}/topics/bridges/"),
        (3, "A bridge", f"{SITE}/stories/bridge/"),
    ]


PAGES = {
    "/": "CollectionPage",
    "/stories/bridge/": "NewsArticle",
    "/questions/": "CollectionPage",
    "/questions/why/": "FAQPage",
    "/topics/": "CollectionPage",
    "/topics/letter/B/": "CollectionPage",
    "/topics/bridges/": "CollectionPage",
    "/topics/bridges/stories/": "CollectionPage",
    "/outlets/": "CollectionPage",
    "/outlets/the-wire/": "CollectionPage",
    "/people/ann-reporter/": "ProfilePage",
    "/archive/": "CollectionPage",
    "/archive/2020/": "CollectionPage",
    "/archive/2020/01/": "CollectionPage",
    "/archive/2020/01/02/": "CollectionPage",
    "/corrections/": "CollectionPage",
    "/about/": "AboutPage",
    "/standards/": "WebPage",
    "/how-we-cite/": "WebPage",
    "/privacy/": "WebPage",
}
HEADS = {
    "description": r'<meta name="description" content="([^"]+)">',
    "title": r'<meta property="og:title" content="([^"]+)">',
    "image": r'<meta property="og:image" content="([^"]+)">',
    "url": r'<meta property="og:url" content="([^"]+)">',
    "canonical": r'<link rel="canonical" href="([^"]+)">',
}


@pytest.fixture
def site():
    whole_story()
    published(make_question("Why bridges?", slug="why", topics=["Bridges"]), on="2020-01-02")
    house = unsaved_house()
    for name in ("about", "standards", "how_we_cite", "privacy"):
        setattr(house, name, f"<p>What we say on {name}.</p>")
    holder.hold(house)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_tells_its_kind_in_terms_that_schema_org_knows(client, site, path):
    nodes = told(client, path)
    assert PAGES[path] in nodes
    assert wrong_terms(list(nodes.values())) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_description_and_what_other_sites_show_of_it(client, site, path):
    page = client.get(path).content.decode()
    heads = {name: re.findall(pattern, page) for name, pattern in HEADS.items()}
    assert {name: len(found) for name, found in heads.items()} == dict.fromkeys(HEADS, 1)
    assert heads["url"] == heads["canonical"] == [SITE + path]
    assert len(html.unescape(heads["description"][0])) <= 300


def test_a_piece_says_when_it_was_changed_and_who_wrote_it(client, site):
    page = client.get("/stories/bridge/").content.decode()
    for line in (
        '<meta property="og:type" content="article">',
        '<meta property="article:published_time" content="2020-01-02T03:04:05+00:00">',
        '<meta property="article:modified_time" content="2020-02-02T00:00:00+00:00">',
        f'<meta property="article:author" content="{SITE}/people/ann-reporter/">',
        '<meta property="article:tag" content="Bridges">',
    ):
        assert line in page


@pytest.mark.parametrize(
    "path", ["/search/?q=bridge", "/stories/bridge/changes/", "/stories/bridge/changes/1/"]
)
def test_what_no_search_engine_keeps_tells_programs_nothing(client, site, path):
    page = client.get(path).content.decode()
    assert ("application/ld+json" in page, "og:title" in page) == (False, False)
    assert '<meta name="robots" content="noindex">' in page


def test_a_withdrawn_piece_tells_programs_nothing(client):
    story = withdrawn(published(make_story("Gone", slug="gone")))
    page = client.get(story.get_absolute_url()).content.decode()
    assert ("ld+json" in page, "og:" in page, "Gone" in page) == (False, False, False)


def test_empty_values_are_left_out_and_signs_are_escaped():
    text = structured.script([structured.thing("Thing", "</script>&<!--", description="")])
    assert text == (
        '{"@context":"https://schema.org","@graph":[{"@type":"Thing",'
        '"name":"\\u003c/script\\u003e\\u0026\\u003c!--"}]}'
    )
