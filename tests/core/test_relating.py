"""Related links in the database: what is found and kept."""

import pytest

from briefings.models import Keyword, RelatedBasis, RelatedLink
from briefings.related.keeping import KEPT
from briefings.related.keywording import count_words
from briefings.related.nearness import NEAREST
from briefings.related.relating import make_known, refresh_piece
from tests.building import file_under, make_question, make_story, moment, published, withdrawn
from tests.core.related import PROSE, links_of, refreshed, stories_day_by_day, story_about, versions

db = pytest.mark.django_db


@db
def test_live_pieces_of_shared_topics_are_related_and_others_are_not():
    make_story("A draft", topics=["Bridges"])
    withdrawn(story_about("Withdrawn", "Bridges"))
    story_about("Elsewhere", "Rivers")
    published(make_question("Why bridges?", topics=["Bridges"]), on="2026-01-01")
    story_about("Near", "Bridges", "Tolls", on="2026-01-01")
    story = story_about("Here", "Bridges", "Tolls", on="2026-01-01")
    assert refresh_piece(story.pk) == 2
    assert links_of(story) == [("Near", ["Tolls", "Bridges"]), ("Why bridges?", ["Bridges"])]


@db
def test_pieces_of_many_rare_words_in_common_are_related_without_a_topic():
    story = story_about("Here", "Bridges")
    same, near = story_about("Same words", "Rivers"), story_about("Near", "Bridges")
    make_known([story.pk, same.pk, near.pk])
    refresh_piece(story.pk)
    assert {(link.target_id, bool(link.shared_words)) for link in RelatedLink.objects.all()} == {
        (same.pk, True),
        (near.pk, False),
    }
    assert set(RelatedLink.objects.get(target=same).shared_words) <= set(PROSE["Here"].split())


@db
def test_the_words_of_outlets_and_events_make_no_neighbours():
    cited = {"sources": [{"key": "wire", "outlet": "Zanzibar Gazette Quarterly"}]}
    told = {"events": [("2026-01-01", "<p>Zanzibar gazette quarterly zither.</p>")]}
    one, other = story_about("Here", **cited, **told), story_about("Near", **cited, **told)
    refresh_piece(one.pk)
    assert links_of(one) == []
    assert not Keyword.objects.filter(piece__in=[one, other], word__startswith="zanz").exists()


@db
def test_a_story_does_not_repeat_the_questions_it_leads_to_nor_they_their_stories():
    question = published(make_question("Why bridges?", topics=["Bridges"]))
    story = story_about("Here", "Bridges", questions=[question])
    story_about("Near", "Bridges")
    refreshed(story, question)
    assert (links_of(story), links_of(question)) == ([("Near", ["Bridges"])], [("Near", ["Bridges"])])


@db
def test_a_refresh_repeated_leaves_the_same_rows_untouched(time_machine):
    time_machine.move_to(moment("2026-03-01"), tick=False)
    story_about("Near", "Bridges")
    story = story_about("Here", "Bridges")
    count_words()
    refresh_piece(story.pk)
    tables = (RelatedLink, RelatedBasis, Keyword)
    before = [versions(model) for model in tables]
    time_machine.move_to(moment("2026-03-02"), tick=False)
    count_words()
    assert refresh_piece(story.pk) == refresh_piece(story.pk, again=True) == 1
    assert [versions(model) for model in tables] == before


@db
def test_a_refresh_writes_what_changed(time_machine):
    time_machine.move_to(moment("2026-03-01"), tick=False)
    near = story_about("Near", "Bridges")
    gone = story_about("Gone", "Bridges")
    story = story_about("Here", "Bridges", "Tolls")
    refresh_piece(story.pk)
    file_under(near, "Tolls")
    gone.filings.all().delete()
    time_machine.move_to(moment("2026-03-02"), tick=False)
    refresh_piece(story.pk)
    assert links_of(story) == [("Near", ["Bridges", "Tolls"])]
    assert RelatedLink.objects.get().computed_at == moment("2026-03-02")


@db
def test_the_best_are_kept_and_no_more():
    for n in range(KEPT + 3):
        story_about(f"Near {n}", "Bridges", on=f"2025-01-{n + 1:02d}", words=f"only{n} says{n}")
    story = story_about("Here", "Bridges", on="2025-01-31")
    assert refresh_piece(story.pk) == KEPT
    assert [headline for headline, _ in links_of(story)] == [f"Near {n}" for n in range(KEPT + 2, 2, -1)]


@db
def test_of_a_large_topic_those_nearest_in_time_and_the_newest_are_looked_at(django_assert_max_num_queries):
    pieces = stories_day_by_day(3 * NEAREST, "Bridges")
    old = story_about("Here", "Bridges", on="2025-01-01")
    make_known([piece.pk for piece in pieces])
    with django_assert_max_num_queries(16):
        refresh_piece(old.pk)
    assert {headline for headline, _ in links_of(old)} <= {f"Near {n}" for n in range(NEAREST)}


@db
def test_a_piece_that_is_gone_is_no_error():
    assert refresh_piece(987654321) == 0
