"""Wishes for a refresh: rows with a lease, so that neither a dead worker nor a lost queue loses one."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from briefings.models import Piece, RefreshWish, RelatedLink
from briefings.related.wishes import DOUBLINGS, LEASE, open_wishes, settle, take_up, wish_refresh
from briefings.tasks import refresh_all, refresh_related
from newsroom.clock import now
from tests.building import make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Piece:
    story = make_story(topics=["Bridges"])
    wish_refresh([make_story("A bystander").pk])
    return story


def test_many_wishes_for_a_piece_are_one_row_that_counts_them(story):
    wish_refresh([story.pk])
    wish_refresh([story.pk, story.pk])
    assert RefreshWish.objects.get(piece=story).wished == 2


def test_a_burst_of_edits_makes_one_refresh_once_it_is_over(story, settings, time_machine):
    settings.RELATED_QUIET_SECONDS = 3
    time_machine.move_to(moment("2026-01-01"), tick=False)
    RefreshWish.objects.all().delete()
    for _ in range(50):
        wish_refresh([story.pk])
        assert (take_up(story.pk, holder="one"), open_wishes(10)) == (None, [])
        time_machine.shift(timedelta(seconds=1))
    time_machine.shift(timedelta(seconds=2))
    assert open_wishes(10) == [story.pk]
    settle(story.pk, wished=take_up(story.pk, holder="one"), holder="one")
    assert not RefreshWish.objects.exists()


def test_edits_that_never_pause_are_refreshed_within_a_minute(story, settings, time_machine):
    settings.RELATED_QUIET_SECONDS = 3
    time_machine.move_to(moment("2026-01-01"), tick=False)
    for _ in range(61):
        wish_refresh([story.pk])
        time_machine.shift(timedelta(seconds=1))
    assert story.pk in open_wishes(10)


def test_a_wish_is_held_by_one_worker_at_a_time(story):
    wish_refresh([story.pk])
    assert take_up(story.pk, holder="one") == 1
    assert take_up(story.pk, holder="two") is None
    assert story.pk not in open_wishes(10)


def test_a_task_that_comes_again_takes_up_its_own_wish(story):
    wish_refresh([story.pk])
    assert (take_up(story.pk, holder="one"), take_up(story.pk, holder="one")) == (1, 1)
    assert RefreshWish.objects.get(piece=story).attempts == 2


def test_a_wish_whose_lease_has_run_out_is_free_again(story, time_machine):
    time_machine.move_to(moment("2026-01-01"), tick=False)
    wish_refresh([story.pk])
    take_up(story.pk, holder="one")
    time_machine.shift(LEASE)
    assert take_up(story.pk, holder="two") is None
    time_machine.shift(timedelta(seconds=1))
    assert story.pk in open_wishes(10)
    assert take_up(story.pk, holder="two") == 1


def test_a_refresh_that_always_fails_is_handed_out_ever_less_often(story, time_machine):
    time_machine.move_to(moment("2026-01-01"), tick=False)
    wish_refresh([story.pk])
    waits = []
    for _ in range(10):
        take_up(story.pk, holder="dies")
        waits.append(RefreshWish.objects.get(piece=story).leased_until - now())
        time_machine.shift(waits[-1] + timedelta(seconds=1))
    assert waits[:3] == [LEASE, 2 * LEASE, 4 * LEASE]
    assert waits[-3:] == [LEASE * 2**DOUBLINGS] * 3


def test_a_piece_that_failed_often_is_taken_up_soon_once_it_was_changed(story, time_machine):
    time_machine.move_to(moment("2026-01-01"), tick=False)
    wish_refresh([story.pk])
    for _ in range(10):
        take_up(story.pk, holder="dies")
    wish_refresh([story.pk])
    assert story.pk not in open_wishes(10)
    time_machine.shift(LEASE + timedelta(seconds=1))
    assert story.pk in open_wishes(10)
    assert take_up(story.pk, holder="lives") == 2
    assert RefreshWish.objects.get(piece=story).leased_until == now() + LEASE


def test_a_wish_fulfilled_is_gone(story):
    wish_refresh([story.pk])
    settle(story.pk, wished=take_up(story.pk, holder="one"), holder="one")
    assert not RefreshWish.objects.filter(piece=story).exists()
    assert RefreshWish.objects.count() == 1


def test_a_wish_repeated_while_the_work_ran_stays_and_is_free(story):
    wish_refresh([story.pk])
    taken = take_up(story.pk, holder="one")
    wish_refresh([story.pk])
    settle(story.pk, wished=taken, holder="one")
    assert story.pk in open_wishes(10)
    assert take_up(story.pk, holder="two") == 2


def test_a_worker_that_outlived_its_lease_takes_it_from_nobody(story, time_machine):
    time_machine.move_to(moment("2026-01-01"), tick=False)
    wish_refresh([story.pk])
    slow = take_up(story.pk, holder="slow")
    time_machine.shift(LEASE + timedelta(seconds=1))
    wish_refresh([story.pk])
    take_up(story.pk, holder="quick")
    settle(story.pk, wished=slow, holder="slow")
    assert RefreshWish.objects.get(piece=story).leased_by == "quick"


def test_open_wishes_come_the_oldest_first_and_within_their_bound(time_machine):
    pieces = [make_story(f"Story {n}").pk for n in range(3)]
    for day, pk in zip(("2026-01-03", "2026-01-01", "2026-01-02"), pieces, strict=True):
        time_machine.move_to(moment(day), tick=False)
        wish_refresh([pk])
    time_machine.move_to(moment("2026-01-04"), tick=False)
    assert open_wishes(10) == [pieces[1], pieces[2], pieces[0]]
    assert open_wishes(2) == [pieces[1], pieces[2]]


def test_the_task_fulfils_a_wish_once(story):
    published(make_story("Near", topics=["Bridges"]))
    published(story)
    assert refresh_related(story.pk) == 1
    assert refresh_related(story.pk) is None
    assert RelatedLink.objects.filter(piece=story).count() == 1


def test_the_command_fulfils_what_waits_and_leaves_what_a_worker_holds(story, capsys):
    near, held = (published(make_story(headline, topics=["Bridges"])) for headline in ("Near", "Held"))
    published(story)
    take_up(held.pk, holder="a worker")
    call_command("refresh_related", "--wished")
    assert capsys.readouterr().out == "3 pieces refreshed that waited for it.\n"  # and the bystander
    assert set(RefreshWish.objects.values_list("piece", flat=True)) == {held.pk}
    assert RelatedLink.objects.filter(piece=near).count() == 2


def test_work_that_fails_leaves_the_wish(story, monkeypatch):
    def fails(piece_id: int) -> int:
        raise RuntimeError("in the middle")

    published(story)
    monkeypatch.setattr("briefings.tasks.related.refresh_piece", fails)
    with pytest.raises(RuntimeError):
        refresh_related(story.pk)
    assert RefreshWish.objects.filter(piece=story).exists()


def test_a_refresh_of_all_takes_every_live_piece_once_and_has_nobody_look_again(monkeypatch):
    taken: list[tuple[int, bool]] = []
    live = [published(make_story(f"Story {n}")).pk for n in range(5)]
    make_story("A draft")
    withdrawn(make_story("Withdrawn"))
    monkeypatch.setattr("briefings.tasks.related.refresh_piece", lambda pk, again: taken.append((pk, again)))
    assert refresh_all() == 5
    assert taken == [(pk, True) for pk in live]
