"""What readers reported, put right from the page that publishes."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.models import Edition, Piece, Problem, Schedule
from briefings.problems import Part, report_problem, settle_problem
from briefings.schedules.scheduling import cancel
from tests.admin.desk import page_address
from tests.admin.timed_pages import SIX, due_at
from tests.building import changed, make_question, make_story, published, withdrawn

pytestmark = pytest.mark.django_db


def reported(piece: Piece, sentence: str, form: str) -> Problem:
    """A problem of a sentence of the first section, as one reader reported it."""
    section = piece.sections.first()
    part = Part(str(section.uid), "whats-happened", "What’s happened")
    told = {"part": part, "sentence": sentence, "words": "No.", "form": form, "address": "192.0.2.1"}
    report = report_problem(edition=piece.live_edition, **told)
    assert report is not None
    return report.problem


def test_an_edition_settles_the_reports_that_it_puts_right(desk: Client) -> None:
    story = published(make_story("A bridge"))
    right, other = reported(story, "It was two.", "a"), reported(story, "It rained.", "b")
    elsewhere = reported(published(make_story("Another")), "It snowed.", "c")
    changed(story, standfirst="It was three.")
    page = desk.get(page_address(story, "publish")).content.decode()
    assert ("It was two." in page, "It rained." in page, "It snowed." in page) == (True, True, False)
    assert " checked" not in page.split('id="reported"')[1].split("</section>")[0]

    data = {"seen": "1", "kind": "correction", "note": "It was three.", "problems": [right.pk, elsewhere.pk]}
    assert desk.post(page_address(story, "publish"), data).status_code == 200
    assert Edition.objects.filter(piece=story).count() == 1
    data["problems"] = [right.pk]
    assert desk.post(page_address(story, "publish"), data).status_code == 302

    right.refresh_from_db()
    other.refresh_from_db()
    assert (right.outcome, right.correction.number) == (Problem.Outcome.CORRECTED, 2)
    assert other.outcome == Problem.Outcome.OPEN
    assert "A reader reported this." in desk.get(f"{story.get_absolute_url()}changes/").content.decode()


def test_a_withdrawn_pieces_reports_are_offered_once_it_is_live_again(desk: Client) -> None:
    story = published(make_story("A bridge"))
    problem = reported(story, "It was two.", "a")
    withdrawn(story)
    changed(story, standfirst="It was three.")
    assert "It was two." not in desk.get(page_address(story, "publish")).content.decode()
    data = {"seen": "2", "kind": "correction", "note": "It was three.", "problems": [problem.pk]}
    assert desk.post(page_address(story, "publish"), data).status_code == 200
    assert story.editions.count() == 2
    published(story)
    changed(story, standfirst="It was four.")
    assert "It was two." in desk.get(page_address(story, "publish")).content.decode()


def scheduled_to_put_right(desk: Client, story: Piece, problem: Problem, **more: object) -> None:
    data = {"seen": "1", "kind": "correction", "note": "It was three.", "problems": [problem.pk], **more}
    assert desk.post(page_address(story, "publish"), {**data, "at": "tomorrow 07:00"}).status_code == 302


@pytest.mark.usefixtures("morning_in_berlin")
def test_a_report_is_settled_when_the_scheduled_words_that_put_it_right_go_out(desk: Client) -> None:
    story = published(make_story("A bridge"))
    right, other = reported(story, "It was two.", "a"), reported(story, "It rained.", "b")
    changed(story, standfirst="It was three.")
    scheduled_to_put_right(desk, story, right)
    right.refresh_from_db()
    assert right.outcome == Problem.Outcome.OPEN
    page = desk.get(f"/admin/briefings/problem/{right.pk}/change/").content.decode()
    assert "not yet: what puts it right goes out on 24 Nov 2026, 07:00" in page

    due_at(SIX)
    right.refresh_from_db()
    other.refresh_from_db()
    assert (right.outcome, right.correction.number) == (Problem.Outcome.CORRECTED, 2)
    assert right.settled_by == right.promised.who
    assert other.outcome == Problem.Outcome.OPEN


@pytest.mark.usefixtures("morning_in_berlin")
def test_a_release_settles_the_reports_of_the_story_that_it_brings_with_its_questions(desk: Client) -> None:
    story = published(make_story("A bridge", questions=[question := make_question("Why?")]))
    problem = reported(story, "It was two.", "a")
    changed(story, standfirst="It was three.")
    scheduled_to_put_right(desk, story, problem, questions=[question.pk])
    due_at(SIX)
    problem.refresh_from_db()
    assert (problem.outcome, problem.correction.piece) == (Problem.Outcome.CORRECTED, story)


@pytest.mark.usefixtures("morning_in_berlin")
def test_what_was_settled_or_cancelled_meanwhile_is_left_as_it_is(desk: Client, editor: User) -> None:
    story = published(make_story("A bridge"))
    problem, cancelled = reported(story, "It was two.", "a"), reported(story, "It rained.", "b")
    changed(story, standfirst="It was three.")
    scheduled_to_put_right(desk, story, cancelled)
    cancel(Schedule.objects.get().pk, by=editor)
    scheduled_to_put_right(desk, story, problem)
    settle_problem(problem, outcome=Problem.Outcome.DECLINED, by=editor)
    due_at(SIX)
    problem.refresh_from_db()
    cancelled.refresh_from_db()
    assert (problem.outcome, cancelled.outcome) == (Problem.Outcome.DECLINED, Problem.Outcome.OPEN)
    assert story.editions.count() == 2


def test_what_was_ticked_stays_so_where_nothing_was_published(desk: Client) -> None:
    story = published(make_story("A bridge"))
    problem = reported(story, "It was two.", "a")
    changed(story, standfirst="It was three.")
    data = {"seen": "1", "kind": "correction", "note": "", "problems": [problem.pk]}
    page = desk.post(page_address(story, "publish"), data).content.decode()
    assert f'value="{problem.pk}" id="problem-{problem.pk}" checked' in page
