"""What becomes of reported problems: on the desk, in the change log, and after 90 days."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from briefings.models import Activity, Piece, Problem, ProblemReport
from briefings.problems import ProblemRefused, settle_problem
from newsroom.clock import at
from tests.building import changed, make_editor, make_story, published
from tests.readers.reporting import NOON, filled, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def corrected(story: Piece) -> Problem:
    """The one problem, put right by edition 2."""
    published(changed(story, html="<p>Many came.</p>"), kind="correction", note="Many came.")
    edition = story.editions.get(number=2)
    return settle_problem(Problem.objects.get(), outcome="corrected", correction=edition, by=make_editor())


def test_what_a_report_led_to_stands_in_the_change_log(client, story):
    send(client, filled(client, "I was there."))
    log = client.get("/stories/bridge/changes/").content.decode()
    assert "A reader reported" not in log
    corrected(story)
    log = client.get("/stories/bridge/changes/").content.decode()
    assert log.count("A reader reported this.") == 1
    assert "I was there." not in log


def test_reports_are_forgotten_after_90_days_and_what_they_led_to_is_not(client, story, capsys):
    send(client, filled(client))
    kept = corrected(story)
    published(make_story("Another", slug="other", sections=["<p>Nobody came.</p>"]))
    path = "/stories/other/report/whats-happened/"
    send(client, filled(client, path=path), path=path)
    with at(NOON + timedelta(days=90)):
        call_command("purge_reports")
        assert ProblemReport.objects.count() == 2
    with at(NOON + timedelta(days=90, minutes=1)):
        call_command("purge_reports")
    assert capsys.readouterr().out.splitlines() == ["0 reports forgotten.", "2 reports forgotten."]
    assert list(Problem.objects.all()) == [kept]
    assert "A reader reported this." in client.get("/stories/bridge/changes/").content.decode()


def test_a_problem_is_corrected_only_by_a_later_edition_of_its_piece(client, story):
    send(client, filled(client))
    problem, other = Problem.objects.get(), published(make_story("Another"))
    for edition in (None, story.live_edition, other.live_edition):
        with pytest.raises(ProblemRefused):
            settle_problem(problem, outcome="corrected", correction=edition, by=make_editor())
    assert Problem.objects.get().outcome == "open"


def test_a_problem_is_not_opened_beside_the_same_one(client, story):
    send(client, filled(client))
    first = settle_problem(Problem.objects.get(), outcome="handled", by=make_editor())
    send(client, filled(client))
    with pytest.raises(ProblemRefused, match="open already"):
        settle_problem(first, outcome="open", by=make_editor())


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_editor("editor", name="Edna"))
    return client


def test_the_desk_lists_problems_and_settles_one(client, desk, story):
    for words in ("Same.", "Same.", "Other."):
        send(client, filled(client, words))
    problem = Problem.objects.get()
    first_page = desk.get("/admin/").content.decode()
    address = reverse("admin:briefings_problem_change", args=[problem.pk])
    assert (f'href="{address}"' in first_page, "3 reports" in first_page) == (True, True)
    assert "Nobody came." in desk.get(reverse("admin:briefings_problem_changelist")).content.decode()
    page = desk.get(address).content.decode()
    assert (page.count("Same."), " × 2" in page, "Other." in page) == (1, True, True)
    answer = desk.post(address, {"outcome": "corrected", "correction": ""})
    assert "Say which edition put it right." in answer.content.decode()
    published(changed(story, html="<p>Many came.</p>"), kind="correction", note="Many came.")
    edition = story.editions.get(number=2)
    assert desk.post(address, {"outcome": "corrected", "correction": edition.pk}).status_code == 302
    told = Activity.objects.get(verb="settle")
    assert (told.piece_id, told.details) == (story.pk, {"outcome": "corrected", "edition": 2})
    problem.refresh_from_db()
    assert (problem.outcome, problem.correction, problem.settled_by.username) == (
        "corrected",
        edition,
        "Edna",
    )
    assert desk.post(address, {"outcome": "open", "correction": edition.pk}).status_code == 302
    problem.refresh_from_db()
    assert (problem.outcome, problem.correction, problem.settled_by) == ("open", None, None)
    assert "No report of a reader is waiting." not in desk.get("/admin/").content.decode()


def test_a_problem_that_is_open_once_more_says_so_at_the_field_and_not_that_it_was_changed(
    client, desk, story, monkeypatch
):
    send(client, filled(client))
    first = settle_problem(Problem.objects.get(), outcome="handled", by=make_editor())
    send(client, filled(client))
    address = reverse("admin:briefings_problem_change", args=[first.pk])
    sentence = "The same problem was reported again and is open already."
    answer = desk.post(address, {"outcome": "open", "correction": ""})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {"outcome": [sentence]}

    # Reported while the form was being sent.
    monkeypatch.setattr("briefings.admin.reports.another_is_open", lambda problem: False)
    answer = desk.post(address, {"outcome": "open", "correction": ""}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [sentence]
    first.refresh_from_db()
    assert first.outcome == "handled"


def test_a_writer_sees_problems_and_settles_none(client, story):
    send(client, filled(client))
    address = reverse("admin:briefings_problem_change", args=[Problem.objects.get().pk])
    writer, nobody = Client(), Client()
    writer.force_login(make_editor("writer"))
    nobody.force_login(make_editor(None))
    assert [c.get(address).status_code for c in (writer, nobody)] == [200, 403]
    assert writer.post(address, {"outcome": "handled"}).status_code == 403
    assert Problem.objects.get().outcome == "open"


@pytest.mark.parametrize("path", ["add/", "{}/delete/"])
def test_nobody_adds_or_deletes_a_problem(client, desk, story, path):
    send(client, filled(client))
    problem = Problem.objects.get()
    address = reverse("admin:briefings_problem_changelist") + path.format(problem.pk)
    assert desk.post(address, {"post": "yes"}).status_code == 403
    assert Problem.objects.count() == 1
