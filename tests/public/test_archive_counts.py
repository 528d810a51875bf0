"""The archive's counts are kept by month, whatever is published, withdrawn or counted at once."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from briefings.archiving import months_with_pieces
from briefings.models import ArchiveCount, Piece
from tests.building import changed, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


def test_an_update_counts_once_and_a_withdrawn_piece_no_more():
    story = published(make_story("One"), on="2020-03-02")
    published(make_story("Two"), on="2020-03-09")
    published(changed(story, standfirst="Changed."))
    make_story("A draft")
    assert months_with_pieces() == [(2020, 3, 2)]
    withdrawn(story)
    assert months_with_pieces() == [(2020, 3, 1)]


@pytest.mark.parametrize(
    ("zone", "months"),
    [
        ("UTC", [(2020, 2, 1), (2020, 3, 2), (2020, 4, 1)]),
        ("Asia/Tokyo", [(2020, 3, 2), (2020, 4, 2)]),
        ("America/New_York", [(2020, 2, 2), (2020, 3, 2)]),
    ],
)
def test_the_months_begin_when_they_begin_in_the_houses_time_zone(zone, months):
    for at in ("2020-02-29T20:00", "2020-03-01T02:00", "2020-03-31T20:00", "2020-04-01T02:00"):
        published(make_story(f"At {at}"), on=at)
    with timezone.override(zone):
        assert months_with_pieces() == months


def test_counts_that_somebody_spoilt_are_made_again_by_a_command(capsys):
    published(make_story("One"), on="2020-03-02")
    published(make_story("Two"), on="2020-03-09")
    ArchiveCount.objects.update(pieces=9)
    assert months_with_pieces() == [(2020, 3, 9)]
    call_command("recount_archive")
    assert capsys.readouterr().out == "2 pieces counted.\n"
    assert months_with_pieces() == [(2020, 3, 2)]


@pytest.mark.django_db(transaction=True)
def test_two_publications_in_a_month_do_not_wait_for_each_other():
    published(make_story("The first"), on="2020-03-01")
    one, two = make_story("One"), make_story("Two")

    def publish_two() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            published(Piece.objects.get(pk=two.pk), on="2020-03-03")
        finally:
            connection.close()

    with transaction.atomic():
        published(one, on="2020-03-02")
        beside = threading.Thread(target=publish_two)
        beside.start()
        beside.join(10)
        assert Piece.objects.get(pk=two.pk).live_edition is not None
    assert months_with_pieces() == [(2020, 3, 3)]
