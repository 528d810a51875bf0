"""Two people, or two workers, at one piece in the same moment: real connections in threads."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from briefings.editions.compiling import compile_piece
from briefings.editions.publishing import Publication, lock, publish_many
from briefings.models import Edition, Piece, RelatedLink
from briefings.refusing import NothingChanged
from briefings.related.relating import refresh_piece
from tests.building import changed, make_editor, make_story, published

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30  # seconds; nothing waits so long unless it is broken


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do all of these in threads with connections of their own, begun at one barrier; what each gave or raised."""
    barrier = threading.Barrier(len(deeds))
    results: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            results[place] = deed()
        except Exception as error:  # noqa: BLE001 - the test judges what was raised
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, deed)) for i, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return results


def while_locked(pieces: list[Piece], deed: Callable[[], object], meanwhile: Callable[[], object]) -> object:
    """What `deed` gives that begins to wait for a lock on the pieces, where `meanwhile` happens under the lock."""
    return while_held(lambda: lock([piece.pk for piece in pieces]), deed, meanwhile)


def while_held(
    hold: Callable[[], object], deed: Callable[[], object], meanwhile: Callable[[], object] = lambda: None
) -> object:
    """What `deed` gives that begins to wait for a lock that `hold` takes, where `meanwhile` happens under the lock."""
    results: list[object] = []
    pids: list[int] = []
    begun = threading.Event()

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
            begun.set()
            results.append(deed())
        except Exception as error:  # noqa: BLE001 - the test judges what was raised
            results.append(error)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        hold()
        thread.start()
        assert begun.wait(PATIENCE)
        wait_for_lock(pids[0])
        meanwhile()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    return results[0]


def wait_for_lock(pid: int) -> None:
    """Wait until the backend waits for a lock."""
    with connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [pid])
            row = cursor.fetchone()
            if row and row[0] == "Lock":
                return
            cursor.execute("SELECT pg_stat_clear_snapshot()")
    raise AssertionError(f"backend {pid} never waited for a lock")


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
