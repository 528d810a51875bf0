"""Where a page of the desk says what is wrong, the focus is there."""

import pytest
from django.test import Client

from tests.admin.desk import page_address
from tests.building import make_story, published

pytestmark = pytest.mark.django_db

BOX = '<div class="errornote" role="alert" tabindex="-1" autofocus>'


def test_what_is_wrong_has_the_focus(desk: Client) -> None:
    story = published(make_story())
    refused = {
        page_address(story, "withdraw"): {"note": ""},
        page_address(story, "restore", 9): {"note": ""},
        page_address(story, "redact"): {"scope": "all", "reason": ""},
        page_address(story, "publish"): {"seen": "1", "kind": "correction", "note": ""},
        page_address(story, "review"): {"do": "note", "text": ""},
        page_address(story, "times"): {"do": "embargo", "until": "soon"},
        "/admin/briefings/release/add/": {"make": "1", "name": ""},
    }
    pages = {address: desk.post(address, sent).content.decode() for address, sent in refused.items()}
    assert [address for address, page in pages.items() if page.count(BOX) != 1] == []
    assert [address for address, page in pages.items() if page.count(" autofocus") != 1] == []
