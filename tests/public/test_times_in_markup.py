"""Times as programs read them from a page."""

import re

import pytest

from newsroom.clock import at
from tests.building import changed, make_question, make_story, moment, published

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/stories/bridge/",
    "/stories/bridge/changes/",
    "/stories/bridge/changes/1/",
    "/stories/bridge/changes/1..2/",
    "/questions/why/",
    "/topics/bridges/",
    "/topics/bridges/stories/",
    "/archive/2020/01/02/",
    "/corrections/",
    "/search/?q=bridge",
]
TO_THE_SECOND = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")


@pytest.mark.parametrize("path", PAGES)
def test_no_time_of_a_page_has_microseconds_which_html_does_not_take(client, path):
    with at(moment("2020-01-02T03:04:05.678901")):
        question = published(make_question("Why bridges?", slug="why", topics=["Bridges"]))
        story = make_story("A bridge", slug="bridge", topics=["Bridges"], questions=[question])
        published(story, on="2020-01-02T03:04:05.678901")
        published(make_story("A bridge too", topics=["Bridges"]), on="2020-01-02T03:04:05.678902")
    with at(moment("2020-01-03T03:04:05.678901")):
        published(changed(story, standfirst="Other."), kind="correction", note="It was other.")
    times = re.findall(r'datetime="([^"]*)"', client.get(path).content.decode())
    assert times
    assert [time for time in times if not TO_THE_SECOND.fullmatch(time)] == []
