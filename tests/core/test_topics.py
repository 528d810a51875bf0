"""Topics: names, addresses, letters, circles, and merging two into one."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from briefings.interchange.exporting import records
from briefings.models import Filing, LiveFiling, Piece, RefreshWish
from newsroom.links import internal_href
from tests.building import changed, file_under, make_editor, make_story, make_topic, many_stories, published
from topics.merging import MergeRefused, merge_topics
from topics.models import FormerSlug, Topic, letter_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("first", "second"), [("Élan", "ÉLAN"), ("élan", "ÉLAN"), ("Кино", "КИНО")])
def test_names_are_unique_upper_and_lower_case_aside(first, second):
    Topic.objects.create(name=first)
    with pytest.raises(IntegrityError, match="topic_name_once"), transaction.atomic():
        Topic.objects.create(name=second)
    with pytest.raises(ValidationError, match="There is a topic of this name already"):
        Topic(name=second).full_clean()


def test_names_that_differ_by_an_accent_are_two():
    assert [Topic.objects.create(name=name).slug for name in ("Élan", "Elan")] == ["elan", "elan-2"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("bridges", "B"),
        ("Élysée", "E"),
        ("“Quoted”", "Q"),
        ("1984", "#"),
        ("東京", "東"),
        ("Россия", "Р"),
        ("!!!", "#"),
        ("", "#"),
    ],
)
def test_a_name_stands_under_its_first_letter_accents_aside(name, letter):
    assert letter_of(name) == letter


def test_the_letter_follows_the_name():
    topic = make_topic("Bridges")
    topic.name = "Viaducts"
    topic.save()
    assert Topic.objects.get(pk=topic.pk).letter == "V"


def test_a_topic_cannot_be_part_of_itself_or_of_its_parts():
    top = make_topic("Top")
    middle = make_topic("Middle", parent=top)
    bottom = make_topic("Bottom", parent=middle)
    for parent in (top, middle, bottom):
        top.parent = parent
        with pytest.raises(ValidationError, match="A topic cannot be part of itself"):
            top.full_clean()
    bottom.parent = top
    bottom.full_clean()


def test_a_renamed_topic_leads_from_its_old_addresses_for_good(client):
    topic = make_topic("Bridges")
    published(make_story(topics=[topic]))
    for slug in ("spans", "viaducts"):
        topic.slug = slug
        topic.full_clean()
        topic.save()
    for old in ("bridges", "spans"):
        for rest in ("", "stories/"):
            response = client.get(f"/topics/{old}/{rest}")
            assert (response.status_code, response["Location"]) == (301, f"/topics/viaducts/{rest}")


def test_an_old_address_does_not_tell_the_name_of_a_topic_that_only_a_draft_uses(client):
    topic = make_topic("Bridges")
    make_story(topics=[topic])
    topic.slug = "secret-name"
    topic.save()
    assert client.get("/topics/bridges/").status_code == 404


def test_an_address_that_was_anothers_is_refused():
    topic = make_topic("Bridges")
    topic.slug = "viaducts"
    topic.save()
    with pytest.raises(ValidationError, match="This address was another topic's"):
        Topic(name="Bridges again", slug="bridges").full_clean()
    assert Topic.objects.create(name="BRIDGES!").slug == "bridges-2"


def test_a_topic_called_letter_does_not_take_the_address_of_the_index(client):
    topic = make_topic("Letter")
    published(make_story(topics=[topic]))
    assert topic.slug == "letter-2"
    assert client.get("/topics/letter-2/stories/").status_code == 200
    with pytest.raises(ValidationError, match="The site itself needs this address"):
        Topic(name="Letters", slug="letter").full_clean()


# Merging


def test_merging_files_everything_under_the_other_topic_once():
    old, new = make_topic("Old Bridge"), make_topic("Bridges")
    both = make_story("Under both", topics=[old, new])
    one = make_story("Under the old one", topics=["Rivers", old])
    merge_topics(old, new, by=make_editor("chief"))
    assert not Topic.objects.filter(name="Old Bridge").exists()
    assert [filing.tag.name for filing in both.filings.all()] == ["Bridges"]
    assert [filing.tag.name for filing in one.filings.all()] == ["Rivers", "Bridges"]
    assert Filing.objects.count() == 3


def test_merging_leads_from_all_addresses_of_the_old_topic_to_the_new_one(client):
    old, new = make_topic("Old Bridge"), make_topic("Bridges")
    old.slug = "older"
    old.save()
    published(make_story(topics=[old]))
    merge_topics(old, new, by=make_editor("chief"))
    assert set(FormerSlug.objects.values_list("slug", "topic__name")) == {
        ("old-bridge", "Bridges"),
        ("older", "Bridges"),
    }
    for slug in ("old-bridge", "older"):
        assert client.get(f"/topics/{slug}/")["Location"] == "/topics/bridges/"


def linking_to(topic: Topic, words: str = "them") -> str:
    return f'<p>See <a href="{internal_href("topic", str(topic.uid))}">{words}</a>.[^wire]</p>'


def test_a_link_to_a_merged_topic_leads_to_the_one_that_took_its_place_wherever_it_stands(client):
    first, second, third = (make_topic(name) for name in ("First", "Second", "Third"))
    chief = make_editor("chief")
    published(make_story("Under the third", topics=[third]))
    story = make_story("Linking", slug="linking", sections=[linking_to(first), linking_to(second)])
    published(story)
    published(changed(story, html=linking_to(first, "those")))
    merge_topics(first, second, by=chief)
    merge_topics(second, third, by=chief)
    for below in ("", "changes/1/", "changes/1..2/"):
        page = client.get(f"/stories/linking/{below}").content.decode()
        assert (below, page.count('href="/topics/third/">th')) == (below, 2)
    assert '/topics/third/">those<' in unescape(client.get("/feed.xml").content.decode())


def test_a_difference_tells_the_topic_that_took_the_place_of_a_merged_one(client):
    old, new = make_topic("Old Bridge"), make_topic("Bridges")
    story = published(make_story(slug="linking", sections=["<p>See them.[^wire]</p>"], topics=[new]))
    published(changed(story, html=linking_to(old)))
    merge_topics(old, new, by=make_editor("chief"))
    page = client.get("/stories/linking/changes/1..2/").content.decode()
    assert "“them” is now a link to the topic “Bridges”." in page


def test_a_link_to_a_topic_merged_into_one_without_a_page_keeps_its_words_alone(client):
    old, new = make_topic("Old Bridge"), make_topic("Bridges")
    make_story("A draft", topics=[new])
    story = published(make_story(sections=[linking_to(old)]))
    merge_topics(old, new, by=make_editor("chief"))
    assert "<p>See them." in client.get(story.get_absolute_url()).content.decode()


def test_links_to_merged_topics_cost_a_page_one_query_however_many_and_others_none(client):
    new = make_topic("Bridges")
    old = [make_topic(f"Bridge {n}") for n in range(5)]
    story = published(make_story(topics=[new, *old], sections=[linking_to(new), *map(linking_to, old)]))
    bare = published(make_story("Without links", topics=[new]))

    def asked(piece: Piece) -> int:
        client.get(piece.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(piece.get_absolute_url())
        return len(queries)

    assert (before := asked(story)) == asked(bare)
    for topic in old:
        merge_topics(topic, new, by=make_editor("chief"))
    assert asked(story) == before + 1


def test_an_export_names_the_topic_that_took_the_place_of_one_that_it_links_to():
    old, new = make_topic("Old Bridge"), make_topic("Bridges")
    published(make_story(sections=[linking_to(old)]))
    merge_topics(old, new, by=make_editor("chief"))
    (record,) = records()
    assert internal_href("topic", "Bridges") in record["sections"][0]["html"]


def test_merging_makes_the_parts_of_the_old_topic_parts_of_the_new_one():
    old, new = make_topic("Old"), make_topic("New")
    part = make_topic("Part", parent=old)
    merge_topics(old, new, by=make_editor("chief"))
    part.refresh_from_db()
    assert part.parent == new


def test_merging_into_a_part_puts_it_where_the_old_topic_stood():
    top = make_topic("Top")
    old = make_topic("Old", parent=top)
    new = make_topic("New", parent=old)
    assert merge_topics(old, new, by=make_editor("chief")).parent == top


def test_merging_into_a_part_of_a_part_makes_no_circle():
    old = make_topic("Old")
    middle = make_topic("Middle", parent=old)
    new = make_topic("New", parent=middle)
    merge_topics(old, new, by=make_editor("chief"))
    parents = dict(Topic.objects.values_list("name", "parent__name"))
    assert parents == {"New": None, "Middle": "New"}


def test_a_topic_cannot_be_merged_with_itself():
    topic = make_topic("Bridges")
    with pytest.raises(MergeRefused, match="cannot be merged with itself"):
        merge_topics(topic, topic, by=make_editor("chief"))


@pytest.mark.parametrize("rank", ["editor", "writer", None])
def test_only_a_chief_editor_merges_topics(rank):
    old, new = make_topic("Old"), make_topic("New")
    with pytest.raises(MergeRefused, match="Only a chief editor may merge topics"):
        merge_topics(old, new, by=make_editor(rank))
    assert Topic.objects.count() == 2


def test_a_live_piece_stands_under_its_topics_for_readers_as_long_as_it_is_filed_and_live():
    editor = make_editor("chief")
    story = published(make_story("A bridge opens", topics=["Bridges"]), by=editor)
    make_story("A draft", topics=["Bridges"])

    def under() -> list[tuple[str, str]]:
        return sorted(LiveFiling.objects.values_list("topic__name", "piece__headline"))

    assert under() == [("Bridges", "A bridge opens")]
    story.topics.add(make_topic("Rivers"))
    assert under() == [("Bridges", "A bridge opens"), ("Rivers", "A bridge opens")]
    story.filings.get(tag__name="Bridges").delete()
    assert under() == [("Rivers", "A bridge opens")]
    story.filings.update(tag=make_topic("Seas"))
    assert under() == [("Seas", "A bridge opens")]
    story.withdraw(by=editor, note="Wrong.")
    assert under() == []
    story.restore(1, by=editor)
    assert under() == [("Seas", "A bridge opens")]


def test_filing_a_live_piece_elsewhere_wishes_for_a_refresh_and_filing_a_draft_does_not():
    editor = make_editor("chief")
    story = published(make_story("A bridge opens", topics=["Bridges"]), by=editor)
    draft = make_story("A draft")
    RefreshWish.objects.all().delete()
    for piece in (story, draft):
        piece.topics.add(make_topic("Rivers"), make_topic("Lakes"))
    assert list(RefreshWish.objects.values_list("piece", flat=True)) == [story.pk]
    RefreshWish.objects.all().delete()
    merge_topics(Topic.objects.get(name="Rivers"), into=make_topic("Streams"), by=editor)
    assert list(RefreshWish.objects.values_list("piece", flat=True)) == [story.pk]


def test_a_merge_of_hundreds_of_pieces_takes_few_statements(django_assert_max_num_queries):
    source, into = make_topic("Bridge"), make_topic("Bridges")
    keys = many_stories(400, topics=[source])
    for pk in keys[100:103]:
        file_under(Piece.objects.get(pk=pk), into)
    with django_assert_max_num_queries(300):  # some 3,600 row by row
        merge_topics(source, into, by=make_editor("chief"))
    assert Filing.objects.filter(tag=into).count() == 400
    assert LiveFiling.objects.filter(topic=into).count() == 400
    assert not Topic.objects.filter(pk=source.pk).exists()
