"""Two people, or two workers, at one piece in the same moment: real connections in threads."""

import threading

import pytest
from django.db import transaction

from briefings.editions.compiling import compile_piece
from briefings.editions.publishing import Publication, publish_many
from briefings.models import Edition, Piece, RelatedLink
from briefings.refusing import NothingChanged
from briefings.related.relating import refresh_piece
from tests.at_once import PATIENCE, together, while_locked
from tests.building import changed, make_editor, make_story, published

pytestmark = pytest.mark.django_db(transaction=True)


def numbers(piece: Piece) -> list[int]:
    return list(piece.editions.order_by("number").values_list("number", flat=True))


def test_of_two_who_publish_the_same_words_one_does_and_one_is_told_that_nothing_changed():
    editor = make_editor("editor")
    story = make_story("A bridge")
    results = together(
        lambda: Piece.objects.get(pk=story.pk).publish(by=editor),
        lambda: Piece.objects.get(pk=story.pk).publish(by=editor),
    )
    assert sorted(type(result) for result in results if not isinstance(result, Edition)) == [NothingChanged]
    assert numbers(story) == [1]


def test_who_waited_for_another_to_publish_the_first_edition_is_told_that_nothing_changed():
    editor = make_editor("editor")
    story = make_story("A bridge")
    result = while_locked(
        [story],
        lambda: Piece.objects.get(pk=story.pk).publish(by=editor),
        meanwhile=lambda: Piece.objects.get(pk=story.pk).publish(by=editor),
    )
    assert isinstance(result, NothingChanged)
    assert numbers(story) == [1]


def test_who_waited_for_another_to_publish_other_words_makes_the_next_number():
    editor = make_editor("editor")
    story = changed(published(make_story("One"), by=editor), headline="Two")

    def waiting() -> Edition:
        (edition,) = publish_many([Publication(story.pk, document=third)], by=editor)
        return edition

    third = compile_piece(story).model_copy(update={"headline": "Three"})
    result = while_locked([story], waiting, meanwhile=lambda: story.publish(by=editor))
    assert (result.number, result.kind, result.headline) == (3, "update", "Three")
    assert list(story.editions.order_by("number").values_list("number", "headline")) == [
        (1, "One"),
        (2, "Two"),
        (3, "Three"),
    ]


def test_a_withdrawal_that_waited_for_a_publication_takes_the_next_number():
    chief = make_editor("chief")
    story = changed(published(make_story("One"), by=chief), headline="Two")
    result = while_locked(
        [story],
        lambda: Piece.objects.get(pk=story.pk).withdraw(by=chief, note="Gone."),
        meanwhile=lambda: story.publish(by=chief),
    )
    assert (result.number, result.kind) == (3, "withdrawal")


def test_different_words_published_at_once_get_different_numbers():
    editor = make_editor("editor")
    story = published(make_story("One"), by=editor)
    words = [compile_piece(story).model_copy(update={"headline": h}) for h in ("Two", "Three", "Four")]
    results = together(
        *(lambda d=d: publish_many([Publication(story.pk, document=d)], by=editor) for d in words)
    )
    assert [type(result) for result in results] == [list, list, list]
    assert numbers(story) == [1, 2, 3, 4]


def test_many_published_at_once_in_opposite_orders_do_not_wait_for_one_another():
    editor = make_editor("editor")
    pieces = [make_story(f"Story {n}") for n in range(8)]
    forth = [Publication(piece.pk) for piece in pieces]
    for _ in range(5):
        for piece in pieces:
            changed(piece, standfirst=f"{piece.standfirst}x")
        results = together(
            lambda: publish_many(forth, by=editor, skip_unchanged=True),
            lambda: publish_many(forth[::-1], by=editor, skip_unchanged=True),
        )
        assert sorted(len(result) for result in results) == [0, 8]
    assert [numbers(piece) for piece in pieces] == [[1, 2, 3, 4, 5]] * 8


def test_two_pieces_related_to_each_other_can_be_refreshed_at_once():
    one, two = (published(make_story(headline, topics=["Bridges"])) for headline in ("One", "Two"))
    barrier = threading.Barrier(2)

    def refresh(piece: Piece) -> int:
        with transaction.atomic():
            links = refresh_piece(piece.pk)
            barrier.wait(PATIENCE)
            return links

    assert together(lambda: refresh(one), lambda: refresh(two)) == [1, 1]
    assert set(RelatedLink.objects.values_list("piece", "target")) == {(one.pk, two.pk), (two.pk, one.pk)}


def test_a_story_is_refreshed_as_it_is_after_the_wait_for_its_publication():
    published(make_story("A neighbour", topics=["Bridges"]))
    story = make_story("Published meanwhile", topics=["Bridges"])
    editor = make_editor("editor")
    links = while_locked([story], lambda: refresh_piece(story.pk), meanwhile=lambda: story.publish(by=editor))
    assert links == 1
