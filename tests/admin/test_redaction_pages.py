"""The two pages on which words are taken out for good, what the history says afterwards, and the activity log."""

import csv
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from briefings.activity import UnknownVerb, record
from briefings.admin.activity import safe_cell
from briefings.models import Activity, Redaction
from tests.admin.desk import page_address, signed_in, words_of
from tests.building import changed, make_editor, make_story, published

pytestmark = pytest.mark.django_db

LOG = "/admin/briefings/activity/"


def asked(response, **more):
    """What the second page sends."""
    form, going = response.context["form"], response.context["going"]
    sent = {name: form.data.getlist(name) for name in form.data if name not in ("typed", "shown")}
    return {**sent, "shown": going.mark, "typed": going.headline, **more}


def test_two_pages_and_the_typed_headline_take_the_words_out(desk: Client) -> None:
    story = published(make_story("The zxq affair"))
    page = words_of(desk.get(page_address(story, "redact")))
    assert 'name="reason"' in page
    sent = {"scope": "all", "reason": "A court said so.", "working_copy": "on", "addresses": [story.slug]}

    second = desk.post(page_address(story, "redact"), sent)
    page = words_of(second)
    assert "All that will go" in page
    assert "“The zxq affair”" in page
    assert "<li>Sections: 1</li>" in page
    assert not Redaction.objects.exists()

    wrong = desk.post(page_address(story, "redact"), asked(second, typed="The affair"))
    assert "What was typed is not the headline." in words_of(wrong)
    assert not Redaction.objects.exists()

    done = desk.post(page_address(story, "redact"), asked(second, typed=" The  zxq affair "), follow=True)
    page = words_of(done)
    assert "The words were taken out for good." in page
    assert "Its words were taken out for good by Edna: A court said so." in page.replace("&#x27;", "'")
    assert "zxq" not in page
    story.refresh_from_db()
    assert story.headline == ""


def test_what_came_meanwhile_is_shown_before_anything_goes(desk: Client) -> None:
    story = published(make_story("The zxq affair"))
    second = desk.post(page_address(story, "redact"), {"scope": "all", "reason": "A court said so."})
    published(changed(story, headline="Newer"))
    again = desk.post(page_address(story, "redact"), asked(second))
    assert "Something came or went since this page was made." in words_of(again)
    assert not Redaction.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"scope": "some", "reason": "x", "numbers": ""}, "Write the numbers of the editions"),
        ({"scope": "some", "reason": "x", "numbers": "one"}, "“one” is no number of an edition."),
        ({"scope": "some", "reason": "x", "numbers": "1-999999"}, "A piece never has so many editions."),
        ({"scope": "some", "reason": "x", "numbers": "7"}, "There is no edition 7."),
        ({"scope": "all", "reason": "  "}, "A redaction needs a reason"),
        ({"scope": "every", "reason": "x"}, "Select a valid choice."),
        ({"scope": "all", "reason": "x", "addresses": "elsewhere"}, "Select a valid choice."),
        ({"scope": "all", "reason": "x", "pictures": "a\x00"}, "All that will go"),
    ],
)
def test_what_cannot_be_asked_for_is_told_in_a_sentence(desk: Client, sent, sentence: str) -> None:
    story = published(make_story())
    response = desk.post(page_address(story, "redact"), sent)
    assert response.status_code == 200
    assert sentence in words_of(response)
    assert not Redaction.objects.exists()


def test_only_a_chief_editor_reaches_the_page(client: Client) -> None:
    story = published(make_story())
    for rank in ("writer", "editor"):
        for method in ("get", "post"):
            assert getattr(signed_in(rank), method)(page_address(story, "redact")).status_code == 403
    assert client.get(page_address(story, "redact")).status_code == 302
    assert "Take out" not in words_of(signed_in("editor").get(page_address(story, "history")))


def test_the_desk_shows_nothing_of_a_redacted_edition(desk: Client) -> None:
    story = published(make_story("The zxq affair"))
    published(changed(story, headline="Clean"))
    second = desk.post(page_address(story, "redact"), {"scope": "some", "numbers": "1", "reason": "x"})
    desk.post(page_address(story, "redact"), asked(second))
    assert Redaction.objects.get().numbers == [1]
    history = page_address(story, "history")
    for below in ("1/", "1/load/"):
        assert desk.get(history + below).status_code == 404
    assert (
        desk.get(page_address(story, "compare").replace("compare/", "") if False else history).status_code
        == 200
    )
    refused = desk.post(history + "1/restore/", {"note": ""})
    assert "The words of edition 1 were taken out for good." in words_of(refused)


def test_a_minor_change_of_a_number_is_refused_until_somebody_looked(desk: Client) -> None:
    story = published(make_story(sections=["<p>It cost 5 million.[^wire]</p>"]))
    changed(story, html="<p>It cost 6 million.[^wire]</p>")
    sent = {"seen": "1", "kind": "minor", "note": ""}
    refused = desk.post(page_address(story, "publish"), sent)
    page = words_of(refused)
    assert "Look at it a second time, and say so:" in page
    assert "“5” gave way to “6”" in page
    story.refresh_from_db()
    assert story.live_edition.number == 1
    desk.post(page_address(story, "publish"), {**sent, "looked_twice": "on"})
    story.refresh_from_db()
    assert (story.live_edition.number, story.live_edition.kind) == (2, "minor")


def test_spelling_alone_goes_out_as_minor_without_a_second_look(desk: Client) -> None:
    story = published(make_story(sections=["<p>It was opend.[^wire]</p>"]))
    changed(story, html="<p>It was opened.[^wire]</p>")
    desk.post(page_address(story, "publish"), {"seen": "1", "kind": "minor", "note": ""})
    story.refresh_from_db()
    assert story.live_edition.kind == "minor"


# The activity log


def rows(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text)))


def test_who_did_what_stands_in_the_log_and_is_narrowed_down(desk: Client, editor) -> None:
    other = make_editor("editor", "otto")
    story = published(make_story("One"), by=editor)
    published(make_story("Two"), by=other)
    story.withdraw(by=editor, note="Wrong.")
    desk.post(page_address(story, "history") + "1/restore/", {"note": ""})

    def lines(query: str = "") -> list[tuple[str, str, str]]:
        found = desk.get(LOG + query).context["cl"].result_list
        return [(line.by_name, line.verb, str(line.piece)) for line in found if line.verb != "sign_in"]

    assert lines() == [
        ("Edna", "restore", "One"),
        ("Edna", "withdraw", "One"),
        ("otto", "publish", "Two"),
        ("Edna", "publish", "One"),
    ]
    assert lines("?verb=withdraw") == [("Edna", "withdraw", "One")]
    assert lines(f"?who={other.pk}") == [("otto", "publish", "Two")]
    assert lines(f"?piece={story.pk}&verb=publish") == [("Edna", "publish", "One")]
    assert lines("?q=two") == [("otto", "publish", "Two")]
    assert lines("?verb=nothing&who=x&piece=y") == lines()
    assert desk.get(LOG + "?at__gte=x").status_code == 302
    exported = rows(desk.get(LOG + "export.csv?verb=withdraw"))
    assert [row[1:3] + row[4:5] for row in exported] == [["who", "did", "what"], ["Edna", "withdraw", "One"]]
    assert Activity.objects.filter(verb="export", by=editor).count() == 1


def test_no_cell_of_the_export_begins_a_formula(desk: Client) -> None:
    published(make_story('=HYPERLINK("https://evil.example")'))
    assert rows(desk.get(LOG + "export.csv?verb=publish"))[1][4] == '\'=HYPERLINK("https://evil.example")'
    assert [safe_cell(cell)[:1] for cell in ("+1", "-1", "@x", "\tx", "x")] == ["'", "'", "'", "'", "x"]


def test_the_log_holds_no_words_of_a_piece() -> None:
    published(make_story("The zxq affair", slug="zxq"), kind=None, note="zxq note")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM briefings_activity AS a WHERE a::text LIKE '%zxq%'")
        assert cursor.fetchone() == (0,)
    assert Activity.objects.filter(verb="publish").count() == 1


def test_neither_the_application_nor_a_statement_rewrites_the_log() -> None:
    published(make_story())
    for statement in (
        "UPDATE briefings_activity SET verb = 'withdraw'",
        "UPDATE briefings_activity SET details = '{}'",
        "DELETE FROM briefings_activity",
        "WITH a AS (SELECT set_config('newsroom.forgetting', 'on', true)) DELETE FROM briefings_activity",
    ):
        refused = pytest.raises(IntegrityError, match="never rewritten")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(UnknownVerb):
        record("invent", by=None)


def test_lines_about_accounts_are_for_those_who_see_accounts(desk: Client) -> None:
    record("roles", make_editor("writer", "wim"), by=make_editor("chief", "carla"))
    assert "changed the roles of</td>" in words_of(desk.get(LOG))
    assert "changed the roles of</td>" not in words_of(signed_in("writer").get(LOG + "?verb=roles"))


def test_the_list_of_the_log_asks_for_none_of_its_rows(desk: Client, django_assert_max_num_queries) -> None:
    for number in range(20):
        published(make_story(f"Story {number}"))
    with django_assert_max_num_queries(12):
        desk.get(LOG)
