"""How many pieces stand under a topic is kept beside it, whatever is published, withdrawn, filed or counted at once."""

import threading

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.db.models import Sum

from briefings.models import Filing, LiveFiling, Piece, TopicCount
from tests.building import changed, make_question, make_story, make_topic, published, withdrawn

pytestmark = pytest.mark.django_db


def counts(topic) -> tuple[int, int]:
    """(stories, questions) as kept, which must be as many as there are."""
    rows = TopicCount.objects.filter(topic_id=topic.pk)
    kept = rows.aggregate(stories=Sum("stories"), questions=Sum("questions"))
    live = LiveFiling.objects.filter(topic=topic)
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


def test_a_live_filing_cannot_be_moved_past_the_counts():
    bridges, rivers = make_topic("Bridges"), make_topic("Rivers")
    published(make_story("One", topics=[bridges]))
    with pytest.raises(ProgrammingError, match="stays under its topic"), transaction.atomic():
        LiveFiling.objects.update(topic=rivers)
    assert counts(bridges) == (1, 0)


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
    for address in (story.get_absolute_url(), "/topics/"):
        assert ">Bridges</a> <span>1,234</span>" in client.get(address).content.decode()


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
