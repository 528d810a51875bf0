"""Pages that are made again, and a form that is saved, while workers refresh related links: nobody waits in a ring."""

import pytest

from briefings.editions.publishing import lock
from briefings.editions.rebuilding import rebuild
from briefings.models import RelatedLink
from briefings.related.relating import make_known, refresh_piece
from briefings.related.wishes import wish_look, wish_refresh
from tests.admin.desk import form_address, opened, signed_in
from tests.at_once import while_held, while_locked
from tests.building import changed, published
from tests.core.related import story_about

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


def test_a_form_is_saved_while_a_worker_relates_another_piece_to_it(pair):
    first, second = pair
    desk = signed_in("chief")
    sent = {**opened(desk, first), "topic_names": "Harbours"}
    wish_refresh([first.pk])
    answer = while_held(
        lambda: wish_look([first.pk], at=second.pk),
        lambda: desk.post(form_address(first), sent),
        meanwhile=lambda: refresh_piece(second.pk),
    )
    assert getattr(answer, "status_code", answer) == 302
    assert links() == {(second.pk, first.pk)}
