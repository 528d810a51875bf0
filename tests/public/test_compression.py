"""How pages travel: compressed as the reader's browser takes it."""

import gzip

import brotli
import pytest

from tests.building import changed, make_editor, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_page_is_sent_as_the_browser_takes_it(client, accepted, sent):
    story = published(make_story("A bridge was opened"))
    page = client.get(story.get_absolute_url(), headers={"accept-encoding": accepted})
    assert page.get("Content-Encoding") == sent
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[sent]
    assert "A bridge was opened" in unpack(page.content).decode()
    assert int(page["Content-Length"]) == len(page.content)
    assert "Accept-Encoding" in page["Vary"]


def test_other_bytes_have_another_validator(client):
    published(make_story())
    plain = client.get("/feed.xml")
    packed = client.get("/feed.xml", headers={"accept-encoding": "br"})
    assert packed["ETag"] == f"W/{plain['ETag']}"
    again = client.get("/feed.xml", headers={"accept-encoding": "br", "if-none-match": packed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_that_names_no_time_takes_none_as_a_condition(client):
    story = published(make_story("A bridge was opened"))
    path = story.get_absolute_url()
    for when in ("Thu, 01 Jan 2015 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"):
        page = client.get(path, headers={"if-unmodified-since": when})
        assert (page.status_code, "A bridge was opened" in page.content.decode()) == (200, True)
    known = {"if-none-match": page["ETag"], "if-unmodified-since": when}
    assert client.get(path, headers=known).status_code == 304
    assert client.get(path, headers={"if-match": '"other"'}).status_code == 412


def test_who_has_a_page_already_is_told_so_until_a_word_of_it_changes(client):
    story = published(make_story("A bridge was opened"))
    path = story.get_absolute_url()
    page = client.get(path, headers={"accept-encoding": "br"})
    known = {"accept-encoding": "br", "if-none-match": page["ETag"]}
    again = client.get(path, headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", page["ETag"].removeprefix("W/"))
    assert "Accept-Encoding" in again["Vary"]
    published(changed(story, headline="A bridge was closed"))
    assert client.get(path, headers=known).status_code == 200
    withdrawn(story)
    assert client.get(path, headers=known).status_code == 410


def test_the_desk_is_never_kept(client):
    client.force_login(make_editor())
    page = client.get("/admin/")
    assert (page.status_code, page.get("ETag")) == (200, None)
    assert "no-store" in page["Cache-Control"]
