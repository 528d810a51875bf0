"""How pages travel: compressed as the reader's browser takes it."""

import gzip

import brotli
import pytest

from tests.building import make_story, published

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
