"""Pages that are made again while others are at their pieces: nobody waits in a ring."""

import pytest

from briefings.editions.publishing import lock
from briefings.editions.rebuilding import rebuild
from briefings.models import RelatedLink
from briefings.related.relating import make_known, refresh_piece
from tests.building import changed, published
from tests.core.test_relating import story_about
from tests.core.test_two_at_once import while_locked

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "ferry harbour captain tide lighthouse anchor"


@pytest.fixture
def pair():
    """Two live stories, related to each other by their words, without links so far."""
    first, second = (story_about(headline, words=WORDS) for headline in ("First", "Second"))
    make_known([first.pk, second.pk])
    return first, second


def links() -> set[tuple[int, int]]:
    return set(RelatedLink.objects.values_list("piece", "target"))


def test_pages_are_made_again_while_a_worker_relates_two_of_their_pieces(pair):
    first, second = pair
    rebuilt = while_locked([second], lambda: sum(rebuild(everything=True)), lambda: refresh_piece(second.pk))
    assert rebuilt == 2
    assert links() == {(second.pk, first.pk)}


def test_pages_are_made_again_in_the_order_in_which_everybody_locks_pieces(pair):
    first, second = pair
    published(changed(first, headline="First once more"))  # so that its row lies behind the other's
    rebuilt = while_locked(
        [first], lambda: sum(rebuild(everything=True)), lambda: lock([first.pk, second.pk])
    )
    assert rebuilt == 2
