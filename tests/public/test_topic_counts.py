"""How many pieces stand under a topic is kept beside it, whatever is published, withdrawn, filed or counted at once."""

import re
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum

from briefings.models import Filing, LiveFiling, Piece, TopicCount
from tests.building import changed, make_editor, make_question, make_story, make_topic, published, withdrawn
from topics.merging import merge_topics
from topics.models import Topic

pytestmark = pytest.mark.django_db


def counts(topic: Topic | int) -> tuple[int, int]:
    """(stories, questions) as kept, which must be as many as there are."""
    pk = topic if isinstance(topic, int) else topic.pk
    rows = TopicCount.objects.filter(topic_id=pk)
    kept = rows.aggregate(stories=Sum("stories"), questions=Sum("questions"))
    live = LiveFiling.objects.filter(topic_id=pk)
    told = kept["stories"] or 0, kept["questions"] or 0
    assert told == (live.filter(kind="story").count(), live.filter(kind="question").count())
    return told


def test_stories_and_questions_are_counted_once_and_a_withdrawn_piece_no_more():
    topic = make_topic("Bridges")
    story = published(make_story("One", topics=[topic]))
    published(make_question("Why?", topics=[topic]))
    published(changed(story, standfirst="Changed."))
    make_story("A draft", topics=[topic])
    assert counts(topic) == (1, 1)
    withdrawn(story)
    assert counts(topic) == (0, 1)


def test_who_is_filed_elsewhere_is_counted_there():
    bridges, rivers = make_topic("Bridges"), make_topic("Rivers")
    story = published(make_story("One", topics=[bridges]))
    Filing.objects.filter(content_object=story).update(tag=rivers)
    assert (counts(bridges), counts(rivers)) == ((0, 0), (1, 0))
    Filing.objects.filter(content_object=story).delete()
    assert counts(rivers) == (0, 0)


def test_a_topic_that_is_gone_takes_its_pieces_with_it_and_no_count_of_another():
    bridges, rivers = make_topic("Bridges"), make_topic("Rivers")
    published(make_story("One", topics=[bridges, rivers]))
    bridges.delete()
    assert counts(rivers) == (1, 0)


def test_a_merged_topic_leaves_its_count_to_the_other():
    bridges, rivers = make_topic("Bridges"), make_topic("Rivers")
    published(make_story("One", topics=[bridges]))
    published(make_story("Both", topics=[bridges, rivers]))
    published(make_question("Why?", topics=[bridges]))
    merged = bridges.pk
    merge_topics(bridges, into=rivers, by=make_editor("chief"))
    assert (counts(merged), counts(rivers)) == ((0, 0), (2, 1))


def test_publishing_again_touches_no_count():
    topic = make_topic("Bridges")
    story = published(make_story("One", topics=[topic]))
    before = TopicCount.objects.extra(select={"version": "xmin::text"}).values_list("version", flat=True)[0]
    published(changed(story, standfirst="Changed."))
    after = TopicCount.objects.extra(select={"version": "xmin::text"}).values_list("version", flat=True)[0]
    assert after == before


def test_counts_that_somebody_spoilt_are_made_again_by_a_command(capsys):
    topic = make_topic("Bridges")
    published(make_story("One", topics=[topic]))
    TopicCount.objects.update(stories=9)
    call_command("recount_topics")
    assert capsys.readouterr().out == "1 topics counted.\n"
    assert counts(topic) == (1, 0)


def test_pages_tell_the_kept_count(client):
    topic = make_topic("Bridges")
    story = published(make_story("One", topics=[topic]))
    TopicCount.objects.create(topic_id=topic.pk, stories=1_233, questions=0)
    for address in ("/topics/", story.get_absolute_url()):
        assert re.search(r">Bridges</a>\s<span>1,234</span>", client.get(address).content.decode())


@pytest.mark.django_db(transaction=True)
def test_two_publications_under_a_topic_do_not_wait_for_each_other():
    topic = make_topic("Bridges")
    published(make_story("The first", topics=[topic]))
    one, two = make_story("One", topics=[topic]), make_story("Two", topics=[topic])

    def publish_two() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            published(Piece.objects.get(pk=two.pk))
        finally:
            connection.close()

    with transaction.atomic():
        published(one)
        beside = threading.Thread(target=publish_two)
        beside.start()
        beside.join(10)
        assert Piece.objects.get(pk=two.pk).live_edition is not None
    assert counts(topic) == (3, 0)
