"""Reporting a problem: by readers of whom nothing is known, held against floods, to the desk and the change log."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from briefings import problems
from briefings.models import Activity, Piece, Problem, ProblemReport, ReportSalt, ReportSender
from briefings.pages.sentences import sentences
from briefings.problems import ProblemRefused, purge_reports, settle_problem
from newsroom.clock import at, now
from tests.building import changed, make_editor, make_question, make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db

PATH = "/stories/bridge/report/whats-happened/"
NOON = moment("2026-11-23T12:00")


@pytest.fixture
def story() -> Piece:
    text = "<p>A bridge was opened.[^wire] It cost 3 < 4 marn.</p><p>Nobody came.</p>".replace("<  ", "&lt; ")
    story = make_story("A bridge", slug="bridge", sections=[text.replace("3 < 4", "3 &lt; 4")])
    return published(story)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with at(NOON):
        yield


def opened(client: Client, path: str = PATH) -> dict[str, str]:
    """What a browser would send of the form, nothing chosen; {"form": …} and, by its text, each sentence's value."""
    page = client.get(path)
    assert page.status_code == 200
    html = page.content.decode()
    values = re.findall(r'name="sentence" id="s\d+" value="([^"]+)"[^>]*><label[^>]*>([^<]+)</label>', html)
    (form,) = re.findall(r'name="form" value="([^"]+)"', html)
    return {"form": form, **{text: value for value, text in values}}


def send(client: Client, values: dict[str, str], *, after: float = 10, path: str = PATH, **extra: object):
    """Post the form so many seconds after it was opened."""
    with at(now() + timedelta(seconds=after)):
        return client.post(path, values, **extra)


def filled(client: Client, words: str = "It cost more.", path: str = PATH) -> dict[str, str]:
    given = opened(client, path)
    return {"form": given["form"], "sentence": given["Nobody came."], "words": words}


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


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8000.evil.example"])
def test_a_form_sent_from_another_site_is_refused(client, story, origin):
    values = filled(client)
    assert send(client, values, headers={"Origin": origin}).status_code == 403
    assert send(client, values, headers={"Origin": "http://testserver"}).status_code == 303


def test_a_body_that_no_form_of_ours_has_is_not_read(client, story):
    assert send(client, {"words": "x" * 70_000}).status_code == 413


def test_markup_in_a_report_is_words(client, story):
    send(client, filled(client, "<script>alert(1)</script>\x00\x07 & more"))
    assert ProblemReport.objects.get().words == "<script>alert(1)</script> & more"
    desk = Client()
    desk.force_login(make_editor())
    page = desk.get(reverse("admin:briefings_problem_change", args=[Problem.objects.get().pk]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page.content.decode()


# Floods


def test_one_address_sends_twenty_a_day_and_others_go_on(client, story):
    for _ in range(problems.PER_ADDRESS):
        assert send(client, filled(client)).status_code == 303
    values = filled(client, "One more.")
    answer = send(client, values)
    assert (answer.status_code, "One more." in answer.content.decode()) == (429, True)
    assert send(client, values, REMOTE_ADDR="192.0.2.9").status_code == 303
    with at(NOON + timedelta(days=1)):
        assert send(client, filled(client)).status_code == 303


def test_neighbours_of_one_ipv6_network_count_as_one(client, story, monkeypatch):
    monkeypatch.setattr(problems, "PER_ADDRESS", 1)
    statuses = [
        send(client, filled(client), REMOTE_ADDR=address).status_code
        for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1", "no address")
    ]
    assert statuses == [303, 429, 303, 303]


def test_readers_of_ipv4_whose_addresses_come_within_ipv6_count_each_for_themselves(
    client, story, monkeypatch
):
    monkeypatch.setattr(problems, "PER_ADDRESS", 1)
    statuses = [
        send(client, filled(client), REMOTE_ADDR=address).status_code
        for address in ("::ffff:192.0.2.7", "::ffff:192.0.2.8", "::ffff:c000:207", "192.0.2.8")
    ]
    assert statuses == [303, 303, 429, 429]


def test_a_flood_from_everywhere_ends_at_a_number(client, story, monkeypatch):
    monkeypatch.setattr(problems, "PER_DAY", 2)
    statuses = [send(client, filled(client), REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(3)]
    assert (statuses, ProblemReport.objects.count()) == ([303, 303, 429], 2)


def test_no_address_is_kept_and_each_day_forgets_its_salt(client, story):
    send(client, filled(client), REMOTE_ADDR="192.0.2.77")
    (sender,) = ReportSender.objects.all()
    assert (len(sender.digest), "192.0.2.77" in str(vars(sender))) == (64, False)
    purge_reports()
    assert (ReportSalt.objects.count(), ReportSender.objects.count()) == (1, 1)
    with at(NOON + timedelta(days=1)):
        purge_reports()
    assert (ReportSalt.objects.count(), ReportSender.objects.count()) == (0, 0)


# The desk


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


# Sentences


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One. Two! Three?</p><ul><li>Four</li></ul>", ["One.", "Two!", "Three?", "Four"]),
        (
            "<p>It cost €4.4 billion. “Late,” Mr. Brell said.</p>",
            ["It cost €4.4 billion.", "“Late,” Mr. Brell said."],
        ),
        ("<p>“It is late.” He left.</p>", ["“It is late.”", "He left."]),
        ("<p>The U.S. Navy came at 5 p.m. on Monday.</p>", ["The U.S. Navy came at 5 p.m. on Monday."]),
        ('<p>Opened.<sup class="cite"><a href="#source-1">1</a></sup> Closed.</p>', ["Opened.", "Closed."]),
        ("<p>東京。橋が開いた。「はい。」と言った。</p>", ["東京。", "橋が開いた。", "「はい。」と言った。"]),
        ("", []),
    ],
)
def test_sentences_are_those_that_a_reader_would_point_at(html, expected):
    assert sentences(html) == expected
