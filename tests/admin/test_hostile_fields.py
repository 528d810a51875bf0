"""Every field of the desk's pages sent with what nobody types, as each rank: never an error, never markup come true.

Each request is taken back, so that the next one finds the pieces as they were.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from briefings.drafts import delete_draft
from briefings.editions.publishing import Publication
from briefings.models import DeletedDraft, Outlet, Person, Piece, Problem, Release, Schedule
from briefings.reviews.noting import note
from briefings.reviews.reviewing import send_to_review
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from briefings.schedules.timing import remind
from newsroom.clock import at
from tests.admin.desk import fields_of, form_address, page_address
from tests.building import (
    changed,
    make_editor,
    make_outlet,
    make_person,
    make_question,
    make_story,
    make_topic,
    moment,
    published,
    review_on,
)

pytestmark = pytest.mark.django_db

MORNING = moment("2026-11-23T08:00")
MARKUP = "<script>zxq()</script>\"'><img src=zxq onerror=zxq()>"
LONG = "x" * 100_000
HOSTILE: list[str | bytes] = [
    *("", "\x00", "a\x00b", LONG, MARKUP, b"\xed\xa0\x80", b"\xff", "\u202e", "-1", "0", "9" * 30, "²", "١٢"),
    *("1.5", "NaN", "None", "[]", "1,2", "on", "0000-01-01 00:00", "9999-12-31 23:59", "31 Feb 2027 06:00"),
    *("in 99999 weeks", "2027-01-01 06:00 +9959", "1-999999", "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
]
TURN = len(HOSTILE)
"""The test begins with every so manieth value; 1 takes minutes, for whoever changes a page."""


class Form(NamedTuple):
    address: str
    fields: dict[str, str]


def scene() -> list[Form]:
    """The forms of the pages of a piece, of releases, of merging, of what stands beside, each filled in to be taken."""
    chief, writer = make_editor("chief"), make_editor("writer")
    review_on(review=False)
    question = make_question("Why?", by=writer)
    story = published(make_story("A bridge", by=writer, questions=[question]))
    changed(story, headline="A bridge, mended")
    draft, other = make_story("A draft", by=writer), make_story("Another", by=writer)
    waiting = schedule(Publication(draft.pk), at=moment("2026-12-24T06:00"), by=chief)
    release = make_release("Monday", [Publication(other.pk)], by=chief)
    review_on()
    own = note(story.pk, by=writer, text="Who says so?")
    send_to_review(story.pk, by=writer)
    again = remind(story, at=moment("2026-12-24T06:00"), owner=writer, by=writer, repeat_days=30)
    gone = make_story("Gone", by=writer)
    delete_draft(gone, by=writer)
    return [
        *of_publishing(story),
        *of_times(story, draft, waiting, str(again.pk), str(writer.pk)),
        *of_review(story, str(own.pk), str(writer.pk)),
        *of_releases(release, other, draft),
        *of_merging(),
        *of_lists_and_forms(story, question),
        Form(page_address(question, "change"), {}),
    ]


def of_publishing(story: Piece) -> Iterator[Form]:
    sent = {
        "seen": "1",
        "looked": "",
        "looked_twice": "on",
        "kind": "update",
        "note": "News.",
        "at": "tomorrow 06:00",
    }
    yield Form(page_address(story, "publish"), sent | {"questions": "", "later": "1"})
    yield Form(page_address(story, "publish"), sent | {"at": "", "kind": "minor"})
    yield Form(page_address(story, "withdraw"), {"note": "It was wrong."})
    yield Form(page_address(story, "restore", 1), {"note": "Back."})
    yield Form(page_address(story, "load", 1), {"any": ""})
    all_of_it = {
        "scope": "some",
        "numbers": "1",
        "reason": "A court.",
        "working_copy": "on",
        "addresses": story.slug,
    }
    yield Form(page_address(story, "redact"), all_of_it | {"pictures": "1"})
    yield Form(page_address(story, "redact"), all_of_it | {"shown": "x", "typed": "A bridge", "back": "1"})
    yield Form(page_address(story, "redact"), all_of_it | {"shown": "x", "typed": "A bridge"})
    yield Form(
        page_address(story, "preview_unsaved"), {"_typed": "headline=A", "_width": "phone", "_file": ""}
    )


def of_times(story: Piece, draft: Piece, waiting: Schedule, reminder: str, owner: str) -> Iterator[Form]:
    times, of = page_address(draft, "times"), str(waiting.pk)
    yield Form(times, {"do": "move", "of": of, "at": "tomorrow 06:00"})
    for deed in ("replace", "cancel", "again"):
        yield Form(times, {"do": deed, "of": of, "looked_twice": "on"})
    yield Form(times, {"do": "embargo", "until": "tomorrow 05:00", "why": "Asked for."})
    live = page_address(story, "times")
    yield Form(live, {"do": "expire", "ends": "tomorrow 06:00", "note": "Old."})
    sent = {"again": "tomorrow 06:00", "owner": owner, "repeat_days": "30", "what": "Figures"}
    yield Form(live, {"do": "remind", **sent})
    for deed in ("looked", "forget", "lift", "stay"):
        yield Form(live, {"do": deed, "of": reminder})


def of_review(story: Piece, own: str, writer: str) -> Iterator[Form]:
    review = page_address(story, "review")
    for deed in ("send", "take_back", "approve", "back"):
        yield Form(review, {"do": deed, "words": "Please.", "looked": story.fingerprint})
    yield Form(review, {"do": "note", "part": str(story.sections.get().uid), "text": "Who says so?"})
    yield Form(review, {"do": f"answer:{own}", "answer": "The minister."})
    yield Form(review, {"do": f"resolve:{own}"})
    yield Form(review, {"do": "assign", "assignee": writer, "due": "tomorrow 06:00", "priority": "1"})
    yield Form(review, {"do": "finish"})


def of_releases(release: Release, inside: Piece, outside: Piece) -> Iterator[Form]:
    add = {"make": "1", "name": "Tuesday", "at": "tomorrow 06:00", "pieces": str(outside.pk)}
    yield Form(reverse("admin:briefings_release_add"), add)
    yield Form(
        reverse("admin:briefings_release_add"),
        {"q": "bridge", "pieces": str(outside.pk), "name": "T", "at": ""},
    )
    page = reverse("admin:briefings_release_change", args=[release.pk])
    yield Form(page, {"do": "time", "at": "tomorrow 06:00"})
    yield Form(page, {"do": "add", "pieces": str(outside.pk)})
    yield Form(page, {"do": "look", "q": "bridge"})
    for deed in ("publish", "untime", "cancel", "reopen"):
        yield Form(page, {"do": deed})
    for deed in ("out", "renew", "describe"):
        sent = {"kind": "", "note": "News.", "looked_twice": "1"}
        yield Form(page, {"do": f"{deed}:{inside.pk}", **sent})


def of_merging() -> Iterator[Form]:
    merged = {
        "briefings_outlet": (make_outlet("One"), make_outlet("Two")),
        "briefings_person": (make_person("Ann"), make_person("Bea")),
        "topics_topic": (make_topic("Rivers"), make_topic("Lakes")),
    }
    for name, (gone, stays) in merged.items():
        sent = {"action": "merge", "_selected_action": str(gone.pk), "select_across": "0", "index": "0"}
        yield Form(reverse(f"admin:{name}_changelist"), sent | {"into": str(stays.pk), "confirmed": "1"})
        yield Form(reverse(f"admin:{name}_changelist"), sent | {"action": "delete_selected", "post": "yes"})


def of_lists_and_forms(story: Piece, question: Piece) -> Iterator[Form]:
    kept = DeletedDraft.objects.get()
    yield Form(reverse("admin:briefings_deleteddraft_bring_back", args=[kept.pk]), {"any": ""})
    for piece, action in ((story, "make_release"), (question, "make_release"), (story, "delete_selected")):
        kind = "story" if piece.is_story else "commonquestion"
        sent = {"action": action, "_selected_action": str(piece.pk), "select_across": "0", "index": "0"}
        yield Form(reverse(f"admin:briefings_{kind}_changelist"), sent)
    problem = Problem.objects.create(
        piece=story,
        edition=story.live_edition,
        part=story.uid,
        heading="A heading",
        first_at=MORNING,
        last_at=MORNING,
    )
    yield Form(
        reverse("admin:briefings_problem_change", args=[problem.pk]),
        {"outcome": "corrected", "correction": ""},
    )
    client = Client()
    client.force_login(make_editor("chief"))
    adds = "briefings_outlet briefings_person briefings_article topics_topic briefings_relatedlink auth_user"
    for address in [
        *(reverse(f"admin:{name}_add") for name in adds.split()),
        reverse("admin:briefings_outlet_change", args=[Outlet.objects.first().pk]),
        reverse("admin:briefings_person_change", args=[Person.objects.first().pk]),
        reverse("admin:briefings_house_changelist"),
        reverse("admin:briefings_leadpin_changelist"),
        form_address(kind="commonquestion"),
    ]:
        page = client.get(address, follow=True)
        at_last = page.redirect_chain[-1][0] if page.redirect_chain else address
        yield Form(at_last, {**fields_of(page), "name": "A name", "headline": "Why so?"})


def encoded(fields: dict[str, str | bytes]) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in fields.items())


def sent(client: Client, form: Form, fields: dict[str, str | bytes]) -> HttpResponse:
    """The answer, or the page to which it leads; whatever was done is taken back."""
    before = transaction.savepoint()
    answer = client.post(
        form.address, encoded(fields), content_type="application/x-www-form-urlencoded", follow=True
    )
    transaction.savepoint_rollback(before)
    return answer


def all_of_them(form: Form) -> Iterator[dict[str, str | bytes]]:
    """Every field hostile at once, in each turn with another value; what is to be done stays."""
    names = [name for name in form.fields if name not in ("do", "action")]
    for turn in range(0, len(HOSTILE), TURN):
        yield form.fields | {name: HOSTILE[(turn + place) % len(HOSTILE)] for place, name in enumerate(names)}


def one_of_them(form: Form) -> Iterator[dict[str, str | bytes]]:
    """One field alone, so that all else is as it should be: every third with a value of its own."""
    for place, name in list(enumerate(form.fields))[::3]:
        yield form.fields | {name: HOSTILE[(place + len(form.address)) % len(HOSTILE)]}


def attacked(rank: str, *ways: Callable[[Form], Iterator[dict[str, str | bytes]]]) -> list[tuple[Any, ...]]:
    """What ended in an error, or let markup come true."""
    wrong = []
    with at(MORNING):
        client = Client(raise_request_exception=False)
        forms = scene()
        client.force_login(make_editor(rank))
        for form in forms:
            for fields in chain.from_iterable(way(form) for way in ways):
                answer = sent(client, form, fields)
                came_true = b"<script>zxq" in answer.content or b"<img src=zxq" in answer.content
                if answer.status_code >= 500 or came_true:
                    odd = {name: value[:40] for name, value in fields.items() if value != form.fields[name]}
                    wrong.append((form.address, form.fields.get("do", ""), odd, answer.status_code))
    return wrong


@pytest.mark.parametrize("rank", ["chief", "editor", "writer"])
def test_no_field_ends_in_an_error_or_lets_markup_come_true(rank: str) -> None:
    assert attacked(rank, one_of_them if rank == "chief" else all_of_them) == []
