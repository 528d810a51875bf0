"""A redaction reaches what waits for its time, what the review keeps, what readers reported, cards and old failures."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client

from briefings.activity import record
from briefings.drafts import bring_back, delete_draft
from briefings.editions.publishing import Publication
from briefings.models import (
    Activity,
    Card,
    Edition,
    FailedTask,
    Note,
    Piece,
    Problem,
    ProblemReport,
    Release,
    Reminder,
    Review,
    Schedule,
    Section,
)
from briefings.pages.carding import draw_card
from briefings.problems import Part, report_problem
from briefings.schedules.due import publish_due
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from briefings.schedules.timing import remind, set_embargo, set_expiry
from newsroom.clock import at, now
from tests.building import changed, make_editor, make_story, moment, published, review_on
from tests.core.redacted import SECRET, redacted, secret_story, where
from tests.core.reviewed import approved

pytestmark = pytest.mark.django_db

MORNING, SIX, LATER = moment("2026-11-23T08:00"), moment("2026-11-24T06:00"), moment("2026-11-24T06:02")


@pytest.fixture(autouse=True)
def morning():
    with at(MORNING):
        yield


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def due_at(when) -> dict[str, int]:
    with at(when):
        return dict(publish_due())


def release_of(*pieces: Piece, name: str = "A batch", time=SIX) -> Release:
    return make_release(name, [Publication(piece.pk) for piece in pieces], by=make_editor("chief"), at=time)


def test_what_waits_what_was_reported_and_what_failed_keeps_no_word(
    media: Path, django_capture_on_commit_callbacks
):
    story, chief = secret_story(), make_editor("chief")
    draw_card(story.pk)
    (card,) = media.rglob("*.png")
    changed(story, headline=f"{SECRET} tomorrow")
    schedule(Publication(story.pk, note=f"{SECRET} note", kind="update"), at=SIX, by=chief)
    set_embargo(story.pk, until=MORNING + timedelta(hours=1), by=chief, note=f"{SECRET} embargo")
    set_expiry(story.pk, at=LATER + timedelta(days=1), note=f"{SECRET} expires", by=chief)
    remind(story, at=SIX, owner=chief, by=chief, note=f"{SECRET} again")
    review = {"piece": story, "asked_by": chief, "asked_at": now(), "asked_for": "f"}
    Review.objects.create(**review, message=f"{SECRET} please")
    Review.objects.create(
        **review,
        outcome="approved",
        decided_by=chief,
        decided_at=now(),
        schema=1,
        document={"headline": SECRET},
    )
    Note.objects.create(piece=story, text=f"{SECRET} is odd", by=chief, at=now())
    problem = Problem.objects.create(
        piece=story,
        edition=story.live_edition,
        part=story.uid,
        heading=f"{SECRET} heading",
        sentence=f"{SECRET} did it.",
        sentence_digest="d",
        first_at=now(),
        last_at=now(),
    )
    ProblemReport.objects.create(
        problem=problem, edition=story.live_edition, words=f"{SECRET} did not", reported_at=now()
    )
    for number, args in enumerate(([story.pk], [])):
        FailedTask.objects.create(
            task="t",
            key=str(number),
            arguments={"args": args, "kwargs": {}},
            error="E",
            reason=f"{SECRET} is wrong",
            first_failed_at=now(),
        )
    kept_by = {
        "briefings_schedule",
        "briefings_review",
        "briefings_note",
        "briefings_problem",
        "briefings_embargo",
    }
    kept_by |= {"briefings_expiry", "briefings_reminder", "briefings_failedtask", "briefings_problemreport"}
    assert kept_by - set(where(SECRET)) == set()
    with django_capture_on_commit_callbacks(execute=True):
        redacted(story)
    assert where(SECRET) == []
    assert (card.exists(), Card.objects.count(), list(media.rglob("*.png"))) == (False, 0, [])
    assert Reminder.objects.get().note == ""
    assert due_at(LATER) == {}
    assert story.editions.count() == 2


def test_a_release_that_held_the_redacted_piece_alone_is_cancelled_and_nothing_goes_out():
    story = secret_story()
    changed(story, headline="Later words")
    release = release_of(story)
    undated = make_story("Elsewhere")
    other = release_of(undated, name="Another batch", time=None)
    redacted(story)
    release.refresh_from_db()
    other.refresh_from_db()
    assert (release.outcome, release.next_try, release.reason) == (
        "cancelled",
        None,
        "What it held was taken out for good.",
    )
    assert (other.outcome, other.schedules.count()) == ("waiting", 1)
    assert due_at(LATER) == {}
    assert Activity.objects.filter(verb="cancel_release", object_id=release.pk).count() == 1


def test_a_release_goes_out_without_the_redacted_piece():
    story, other = secret_story(), make_story("Another story")
    changed(story, headline="Later words")
    release = release_of(story, other)
    redacted(story)
    release.refresh_from_db()
    assert (release.outcome, [one.piece_id for one in release.schedules.all()]) == ("waiting", [other.pk])
    editions = Edition.objects.count()
    assert due_at(LATER) == {"done": 1}
    assert Edition.objects.count() == editions + 1
    assert Piece.objects.get(pk=other.pk).is_live
    assert not Piece.objects.get(pk=story.pk).is_live


@pytest.mark.parametrize("others", [0, 1])
def test_the_name_of_a_release_that_held_the_piece_goes_and_its_log_never_had_it(others):
    story = changed(secret_story(), headline="Later words")
    beside = [make_story("Another story") for _ in range(others)]
    release = release_of(story, *beside, name=f"{SECRET} and more")
    redacted(story)
    release.refresh_from_db()
    assert (release.name, str(release)) == ("", f"Release {release.pk}")
    lines = Activity.objects.filter(kind="release", object_id=release.pk)
    assert set(lines.values_list("name", flat=True)) == {f"#{release.pk}"}


def test_a_release_that_is_over_stays_as_it_was():
    story, other = secret_story(), make_story("Another story")
    changed(story, headline="Later words")
    release = release_of(story, other)
    assert due_at(LATER) == {"done": 1}
    redacted(Piece.objects.get(pk=story.pk))
    release.refresh_from_db()
    assert release.outcome == "done"
    assert [one.piece_id for one in Schedule.objects.all()] == [other.pk]


def test_older_editions_alone_leave_what_waits_and_is_approved_with_words_that_stay():
    story, editor = secret_story(), make_editor("editor")
    review_on()
    for part in (story.sections, story.events, story.citations, story.question_links):
        part.all().delete()
    Section.objects.create(story=story, kind="whats_happened", html="<p>Clean words.</p>")
    approved(changed(story, headline=f"{SECRET} once more", standfirst="", credit=""), by=editor)
    approved(changed(story, headline="Clean"), by=editor, answer="Without the name.")
    published(story)
    approved(changed(story, headline="Clean and newer"), by=editor)
    waiting = schedule(Publication(story.pk), at=SIX, by=editor)
    redacted(story, [1], addresses=(story.slug,))
    assert where(SECRET) == []
    assert list(Schedule.objects.values_list("pk", "headline")) == [(waiting.pk, "Clean and newer")]
    assert list(Review.objects.values_list("outcome", "answer")) == [("approved", "")] * 2
    assert due_at(LATER) == {"done": 1}
    assert Piece.objects.get(pk=story.pk).live_edition.headline == "Clean and newer"


def test_what_waits_with_the_words_that_go_goes_though_the_working_copy_has_them_too():
    story = secret_story()
    schedule(Publication(changed(story, headline=f"{SECRET} later").pk), at=SIX, by=make_editor("chief"))
    due_at(LATER)
    story.refresh_from_db()
    published(changed(story, headline="Between"))
    changed(story, headline=f"{SECRET} later")
    with at(LATER):
        schedule(Publication(story.pk), at=LATER + timedelta(hours=1), by=make_editor("chief"))
    redacted(story, [2])
    assert [one.outcome for one in Schedule.objects.all()] == []


def test_of_a_draft_that_was_deleted_and_came_back_nothing_stays_under_its_former_key(client: Client):
    chief = make_editor("chief")
    client.force_login(chief)
    story = make_story(f"{SECRET} begins", slug="first", by=chief)
    LogEntry.objects.log_actions(chief.pk, [story], CHANGE, f"Changed {SECRET}")
    record("rename", story, by=chief, former=f"{SECRET}-first", address="first")
    former = story.pk
    story = published(bring_back(delete_draft(story, by=chief), by=chief))
    assert story.pk != former
    redacted(story)
    assert where(SECRET) == []


def test_what_the_desk_filed_of_a_pinned_lead_and_a_settled_report_keeps_no_word(client: Client):
    story, chief = secret_story(), make_editor("chief")
    problem = report_problem(
        edition=story.live_edition,
        part=Part(str(story.sections.first().uid), "whats-happened", "What’s happened"),
        sentence=f"{SECRET} was there.",
        words="No.",
        form="a",
        address="192.0.2.1",
    ).problem
    client.force_login(chief)
    pin = {"story": story.pk, "until": "24 Nov 2026 12:00"}
    assert client.post("/admin/briefings/leadpin/1/change/", pin).status_code == 302
    settled = client.post(f"/admin/briefings/problem/{problem.pk}/change/", {"outcome": "declined"})
    assert settled.status_code == 302
    assert set(Activity.objects.values_list("verb", flat=True)) >= {"pin_lead", "settle"}
    redacted(story)
    assert where(SECRET) == []
