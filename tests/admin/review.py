"""What tests of the review's pages share."""

import re

from django.contrib.auth.models import User
from django.test import Client

from briefings.models import Piece
from briefings.reviews.reviewing import send_to_review
from tests.admin.desk import page_address
from tests.building import make_editor, make_story


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def in_review(headline: str = "A bridge was opened", **fields: object) -> Piece:
    story = make_story(headline, by=make_editor("writer"), **fields)
    send_to_review(story.pk, by=story.owner, message="Please look.")
    return story


def looked_at(client: Client, story: Piece) -> str:
    """What the page of the review sends back as the words that it showed."""
    page = client.get(page_address(story, "review")).content.decode()
    return re.search(r'name="looked" value="([^"]*)"', page)[1]


def bar_of(response: object) -> list[str]:
    html = response.content.decode().partition('<ul class="bar-actions">')[2].partition("<details")[0]
    return re.findall(r">([^<>\n]+)</(?:a|button)>", html)


def words_of(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
