"""A topic that gets another name has it at once wherever readers see it."""

import pytest

from briefings.models import RelatedLink
from briefings.related.relating import refresh_piece
from tests.building import make_story, published
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_the_reason_of_a_related_link_has_a_topics_new_name_at_once(client):
    one, two = (published(make_story(name, topics=["Brigdes", "Rivers"])) for name in ("One", "Two"))
    for piece in (one, two):
        refresh_piece(piece.pk)
    topic = Topic.objects.get(name="Brigdes")
    topic.name = "Bridges"
    topic.save()
    assert {frozenset(link.shared_topics) for link in RelatedLink.objects.all()} == {
        frozenset({"Bridges", "Rivers"})
    }
    page = client.get(one.get_absolute_url()).content.decode()
    assert ("Bridges" in page, "Brigdes" in page) == (True, False)
