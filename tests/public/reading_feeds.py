"""Reading feeds as programs do, and a story with everything that an entry can have."""

from xml.etree import ElementTree

from newsroom.links import internal_href
from tests.building import make_question, make_story, published

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
FEEDS = ["/feed.xml", "/rss.xml", "/feed.json", "/topics/bridges/feed.xml"]
SITE = "http://localhost:8000"


def atom(client, path="/feed.xml"):
    response = client.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def texts(entry, name):
    return [element.text for element in entry.findall(f"{ATOM}{name}")]


def whole():
    """A story with everything that an entry can have."""
    question = published(
        make_question("Why?", slug="why", answers=[("Because?", "<p>So.</p>")]), on="2020-01-01"
    )
    link = internal_href("question", str(question.uid))
    story = make_story(
        "Bridges & “tolls” <b>",
        slug="bridge",
        standfirst="What & why.",
        language="en-GB",
        sections=[
            f'<p>Words.[^wire][^print] <a href="{link}">Why</a> <a href="https://a.example/?a=1&amp;b=2">x</a></p>'
        ],
        sources=[
            {"key": "wire", "url": "https://wire.example/a?b=1&c=2", "title": "A report"},
            {"key": "print", "outlet": "The Paper", "title": "In print"},
        ],
        events=[("2020-05-05", "<p>Opened.[^wire]</p>")],
        topics=["Bridges", "Tolls & fares"],
        byline=["Ann Reporter"],
        credit="A credit.",
    )
    return published(story, on="2020-01-02T03:04:05")
