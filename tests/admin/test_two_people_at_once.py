"""Two people who do something to the same piece in the same moment, each at a browser of their own: both get an answer,
and nothing is done twice."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefings.editions.publishing import Publication
from briefings.models import Expiry, Outlet, Person, Piece, Redaction, Review, Schedule
from briefings.removals.redaction_plan import Redacting, what_goes
from briefings.reviews.reviewing import send_to_review
from briefings.schedules.releasing import make_release
from briefings.schedules.timing import set_expiry
from newsroom.clock import now
from tests.admin.desk import page_address
from tests.admin.log_held import at_once
from tests.at_once import while_locked
from tests.building import changed, make_editor, make_story, published, review_on
from topics.models import Topic

pytestmark = pytest.mark.django_db(transaction=True)

Deed = tuple[str, dict[str, str]]


def publish(story: Piece) -> Deed:
    seen = story.live_edition.number if story.live_edition else 0
    return page_address(story, "publish"), {"seen": str(seen), "kind": "update", "note": ""}


def publish_later(story: Piece) -> Deed:
    address, sent = publish(story)
    return address, {**sent, "at": "in 2 hours"}


def withdraw(story: Piece) -> Deed:
    return page_address(story, "withdraw"), {"note": "It was wrong."}


def restore(story: Piece) -> Deed:
    return page_address(story, "restore", 1), {"note": ""}


def redact(story: Piece) -> Deed:
    numbers = tuple(story.editions.order_by("number").values_list("number", flat=True))
    going = what_goes(Redacting(story.pk, numbers, "A court."))
    sent = {"scope": "all", "numbers": "", "reason": "A court.", "shown": going.mark, "typed": going.headline}
    return page_address(story, "redact"), sent


def release(story: Piece) -> Deed:
    made = make_release("Monday", [Publication(story.pk)], by=make_editor("chief"))
    return reverse("admin:briefings_release_change", args=[made.pk]), {"do": "publish"}


def expire(story: Piece) -> Deed:
    return page_address(story, "times"), {"do": "expire", "ends": "in 2 hours", "note": "Old."}


def approve(story: Piece) -> Deed:
    send_to_review(story.pk, by=make_editor("chief"))
    return page_address(story, "review"), {"do": "approve", "looked": story.fingerprint, "words": ""}


def send(story: Piece) -> Deed:
    return page_address(story, "review"), {"do": "send", "words": "Please."}


def draft() -> Piece:
    return make_story("A draft")


def live() -> Piece:
    return Piece.objects.get(pk=published(make_story("A live one")).pk)


def newer() -> Piece:
    return Piece.objects.get(pk=changed(live(), headline="Newer words").pk)


def editions(*kinds: str) -> Callable[[Piece], Any]:
    """Whether the piece has editions of one of these rows of kinds, in their order and no other."""
    return lambda story: (
        " ".join(story.editions.order_by("number").values_list("kind", flat=True)) in kinds
        or list(story.editions.values_list("number", "kind"))
    )


def once(model: Any, **of: str) -> Callable[[Piece], Any]:
    return lambda story: model.objects.filter(piece=story, **of).count() == 1


MEETINGS: list[tuple[Callable[[], Piece], Callable[[Piece], Deed], Callable[[Piece], Deed] | None, Any]] = [
    (draft, publish, None, editions("first")),
    (newer, publish, None, editions("first update")),
    (newer, publish, withdraw, editions("first update withdrawal", "first withdrawal")),
    (newer, publish, redact, editions("first update", "first withdrawal", "first update withdrawal")),
    (live, withdraw, None, editions("first withdrawal")),
    (live, withdraw, redact, editions("first withdrawal", "first withdrawal withdrawal")),
    (live, redact, None, once(Redaction)),
    (newer, restore, withdraw, editions("first withdrawal", "first withdrawal update")),
    (draft, publish_later, None, once(Schedule, outcome="waiting")),
    (draft, publish_later, publish, editions("first", "")),
    (draft, release, None, editions("first")),
    (draft, release, publish, editions("first")),
    (live, expire, None, once(Expiry, outcome="waiting")),
]
UNDER_REVIEW: list[Any] = [
    (draft, send, None, once(Review)),
    (draft, approve, None, once(Review, outcome="approved")),
]


def met(meetings: list[Any]) -> dict[str, Any]:
    """Of each meeting the answers that are none, and what the piece became where that is wrong."""
    chief, other = make_editor("chief", name="clara"), make_editor("chief", name="carl")
    odd = {}
    for kind, one, another, right in meetings:
        story = kind()
        deeds = [one(story)] * 2 if another is None else [one(story), another(story)]
        both = at_once(*(partial(post, user, deed) for user, deed in zip((chief, other), deeds, strict=True)))
        statuses = [getattr(answer, "status_code", answer) for answer in both]
        became = right(Piece.objects.get(pk=story.pk))
        if became is not True or not set(statuses) <= {200, 302}:
            name = f"{kind.__name__}: {one.__name__}, {(another or one).__name__}"
            odd[name] = (statuses, became)
    return odd


def post(user: User, deed: Deed) -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client.post(*deed)


def test_two_people_at_one_piece_both_get_an_answer_and_nothing_is_done_twice() -> None:
    assert met(MEETINGS) == {}


def test_two_people_at_one_review_both_get_an_answer_and_nothing_is_done_twice() -> None:
    review_on()
    assert met(UNDER_REVIEW) == {}


def test_of_two_people_who_add_the_same_name_one_is_told_that_it_is_there() -> None:
    chief, other = make_editor("chief"), make_editor("chief")
    for model in (Person, Outlet, Topic):
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        sent = {"name": "Bea", "kind": "event" if model is Topic else "other"}
        for prefix in ("aliases", "other_names"):
            sent |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        both = at_once(*(partial(post, user, (address, sent)) for user in (chief, other)))
        assert sorted(answer.status_code for answer in both) == [200, 302], model
        assert model.objects.filter(name="Bea").count() == 1


def test_who_waited_while_another_set_a_withdrawal_at_a_time_puts_theirs_in_its_place() -> None:
    story, chief, other = live(), make_editor("chief"), make_editor("chief")
    ahead = now() + timedelta(days=1)
    theirs = partial(set_expiry, story.pk, at=ahead, note="Theirs.", by=other)
    mine = while_locked([story], partial(set_expiry, story.pk, at=ahead, note="Mine.", by=chief), theirs)
    assert isinstance(mine, Expiry)
    found = Expiry.objects.order_by("pk").values_list("note", "outcome")
    assert list(found) == [("Theirs.", "cancelled"), ("Mine.", "waiting")]
