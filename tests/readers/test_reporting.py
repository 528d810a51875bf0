"""Reporting a problem: the form of a part, and what is sent of it by readers of whom nothing is known."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from briefings.models import Problem, ProblemReport
from briefings.problems import settle_problem
from tests.building import changed, make_editor, make_question, make_story, published, withdrawn
from tests.readers.reporting import PATH, filled, opened, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# The form


def test_the_form_lists_the_sentences_of_the_part_and_nothing_of_it_is_kept_by_anybody(client, story):
    page = client.get(PATH)
    assert [text for text in opened(client) if text not in ("form",)] == [
        "A bridge was opened.",
        "It cost 3 &lt; 4 marn.",
        "Nobody came.",
        "The section as a whole, or something that is missing",
    ]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert (not page.cookies, "cookie" in page.get("Vary", "").lower()) == (True, False)


def test_answers_of_a_question_have_a_form_too(client):
    question = published(make_question(slug="why", answers=[("Why?", "<p>Because.</p>")]))
    anchor = f"answer-{question.answers.get().uid.hex[:8]}"
    path = f"/questions/why/report/{anchor}/"
    given = opened(client, path)
    values = {"form": given["form"], "sentence": given["Because."], "words": "No."}
    assert send(client, values, path=path).status_code == 303
    assert Problem.objects.get().heading == "Why?"


def test_each_section_leads_quietly_to_its_form(client, story):
    page = client.get("/stories/bridge/").content.decode()
    assert page.count(f'href="{PATH}" rel="nofollow"') == 1
    old = client.get("/stories/bridge/changes/1/").content.decode()
    assert "/report/" not in old
    assert "\x02" not in page + old


@pytest.mark.parametrize("path", ["/stories/bridge/report/nothing/", "/stories/none/report/whats-happened/"])
def test_a_part_that_there_is_not_has_no_form(client, story, path):
    assert [client.get(path).status_code, client.post(path, {}).status_code] == [404, 404]


def test_what_was_withdrawn_takes_no_reports(client, story):
    values = filled(client)
    withdrawn(story)
    assert [client.get(PATH).status_code, send(client, values).status_code] == [410, 410]
    assert Problem.objects.count() == 0


def test_a_former_address_leads_to_the_form(client, story):
    changed(story, slug="crossing")
    assert client.get(PATH).url == "/stories/crossing/report/whats-happened/"


def test_a_report_sent_to_a_former_address_goes_on_with_its_words(client, story):
    values = filled(client)
    changed(story, slug="crossing")
    answer = send(client, values, follow=True)
    assert answer.redirect_chain[0] == ("/stories/crossing/report/whats-happened/", 308)
    assert Problem.objects.get().reports.get().words == "It cost more."


# Sending


def test_a_report_lands_with_its_edition_and_sentence(client, story):
    answer = send(client, filled(client))
    assert (answer.status_code, answer.url) == (303, f"{PATH}?sent")
    assert "on our desk" in client.get(answer.url).content.decode()
    assert not answer.cookies
    problem = Problem.objects.get()
    assert (problem.sentence, problem.heading, problem.outcome) == ("Nobody came.", "What’s happened", "open")
    assert (problem.edition, problem.report_count) == (story.live_edition, 1)
    assert problem.reports.get().words == "It cost more."


def test_reports_of_one_sentence_are_one_problem_while_it_is_open(client, story):
    for words in ("Once.", "Twice."):
        send(client, filled(client, words))
    given = opened(client)
    send(client, {"form": given["form"], "sentence": "all", "words": "The rest."})
    counts = Problem.objects.order_by("pk").values_list("sentence", "report_count")
    assert list(counts) == [("Nobody came.", 2), ("", 1)]
    settle_problem(Problem.objects.first(), outcome="declined", by=make_editor())
    settle_problem(Problem.objects.last(), outcome="declined", by=make_editor())
    send(client, filled(client, "Again."))
    assert Problem.objects.filter(outcome="open").values_list("sentence", "report_count").get() == (
        "Nobody came.",
        1,
    )


def test_a_form_is_taken_once_and_sending_it_again_looks_the_same(client, story):
    values = filled(client)
    answers = [send(client, values), send(client, values), send(client, {**values, "words": "Other."})]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert ProblemReport.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sentence": ""}, "Choose the sentence that is wrong, or the whole section."),
        ({"sentence": "f" * 32}, "Choose the sentence that is wrong, or the whole section."),
        ({"words": " \n "}, "Say in a few words what is wrong."),
        ({"words": "\u200b\u2060\u202e"}, "Say in a few words what is wrong."),
        ({"words": "x" * 20_000}, "Your words are 18000 characters too long."),
        ({"words": "x" * 2001}, "Your words are 1 character too long."),
        ({"form": "forged"}, "This form was open for too long, or came from elsewhere."),
        ({"form": ""}, "This form was open for too long, or came from elsewhere."),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_nothing_is_lost(client, story, change, sentence):
    values = {**filled(client), **change}
    answer = send(client, values)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (400, True)
    assert values["words"].strip() in page
    assert ProblemReport.objects.count() == 0


def test_a_form_mended_after_a_sentence_is_taken(client, story):
    values = filled(client, words="")
    page = send(client, values).content.decode()
    (form,) = re.findall(r'name="form" value="([^"]+)"', page)
    assert send(client, {**values, "form": form, "words": "Now."}).status_code == 303


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 400), (2.9, 400), (3, 303), (43_200, 303), (43_201, 400)]
)
def test_a_form_is_taken_neither_faster_than_anybody_reads_nor_half_a_day_later(
    client, story, seconds, status
):
    values = filled(client)
    assert send(client, values, after=seconds).status_code == status
    assert ProblemReport.objects.count() == (status == 303)


def test_a_form_of_one_part_is_none_for_another(client):
    parts = [("whats_happened", "<p>Nobody came.</p>"), ("papers_say", "<p>Nobody came.</p>")]
    published(make_story(slug="bridge", sections=parts))
    values = filled(client)
    assert send(client, values, path="/stories/bridge/report/papers-say/").status_code == 400
    assert ProblemReport.objects.count() == 0


def test_a_report_is_of_the_edition_that_was_read(client, story):
    values = filled(client)
    published(changed(story, html="<p>Many came.</p>"), kind="update", note="More is known.")
    assert send(client, values).status_code == 303
    problem = Problem.objects.get()
    assert (problem.sentence, problem.edition.number) == ("Nobody came.", 1)


def test_a_report_is_taken_where_a_new_edition_calls_the_part_differently(client):
    story = published(make_story(slug="bridge", sections=[("other", "<p>Nobody came.</p>", "The day")]))
    values = filled(client, path="/stories/bridge/report/the-day/")
    section = story.sections.get()
    section.heading = "The evening"
    section.save()
    published(changed(story), kind="update", note="It was later.")
    answer = send(client, values, path="/stories/bridge/report/the-day/")
    assert (answer.status_code, answer.url) == (303, "/stories/bridge/report/the-evening/?sent")
    assert "on our desk" in client.get(answer.url).content.decode()
    problem = Problem.objects.get()
    assert (problem.heading, problem.sentence, problem.edition.number) == ("The day", "Nobody came.", 1)


def test_a_report_is_taken_where_a_new_edition_has_the_part_no_more(client):
    parts = [("whats_happened", "<p>Somebody came.</p>"), ("papers_say", "<p>Nobody came.</p>")]
    story = published(make_story(slug="bridge", sections=parts))
    path = "/stories/bridge/report/papers-say/"
    values = filled(client, path=path)
    story.sections.get(kind="papers_say").delete()
    published(changed(story), kind="update", note="The papers said otherwise.")
    refused = send(client, {**values, "words": ""}, path=path)
    assert (refused.status_code, "Say in a few words" in refused.content.decode()) == (400, True)
    answer = send(client, values, path=path)
    assert (answer.status_code, answer.url) == (303, "/stories/bridge/")
    assert Problem.objects.get().sentence == "Nobody came."


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:8000.evil.example", "http://["]
)
def test_a_form_sent_from_another_site_is_refused(client, story, origin):
    values = filled(client)
    assert send(client, values, headers={"Origin": origin}).status_code == 403
    assert send(client, values, headers={"Origin": "http://testserver"}).status_code == 303


def test_a_body_that_no_form_of_ours_has_is_not_read(client, story):
    answer = send(client, {"words": "x" * 70_000})
    page = answer.content.decode()
    assert (answer.status_code, "longer than a report can be" in page) == (413, True)
    assert ("MB" in page, "file" in page.split("<main")[1].split("</main")[0]) == (False, False)


def test_markup_in_a_report_is_words(client, story):
    send(client, filled(client, "<script>alert(1)</script>\x00\x07 & more"))
    assert ProblemReport.objects.get().words == "<script>alert(1)</script> & more"
    desk = Client()
    desk.force_login(make_editor())
    page = desk.get(reverse("admin:briefings_problem_change", args=[Problem.objects.get().pk]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page.content.decode()
