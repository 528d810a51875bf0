"""Two windows on one story, forms sent again after a sign-in, keys that markers follow, blank rows, large forms."""

import re

import pytest
from django.test import Client

from briefings.house import holder, unsaved_house
from briefings.models import Citation, Piece, QuestionLink, Section
from tests.admin.desk import add_row, fields_of, form_address, opened, page_address, saved
from tests.building import changed, cite, make_editor, make_question, make_story

pytestmark = pytest.mark.django_db


def large_story() -> Piece:
    """8 sections, 40 sources, 60 events."""
    return make_story(
        sections=[("other", f"<p>Section {n}.[^s{n}]</p>", f"Heading {n}") for n in range(8)],
        sources=[{"key": f"s{n}", "outlet": f"Outlet {n}", "title": f"Title {n}"} for n in range(40)],
        events=[(f"2020-01-{n % 28 + 1:02}", f"<p>Event {n}.</p>") for n in range(60)],
        topics=["A", "B", "C", "D"],
        byline=["Ann"],
    )


# Two windows


def test_whoever_is_overtaken_is_told_by_whom_and_when(desk: Client) -> None:
    story = make_story()
    other = Client()
    other.force_login(make_editor("chief", name="Clara"))
    theirs, mine = opened(other, story), opened(desk, story)
    saved(other, {**theirs, "headline": "Theirs"}, story)
    page = desk.post(form_address(story), {**mine, "headline": "Mine"}).content.decode()
    assert re.search(r"Clara saved this piece on \d+ \w+ \d{4}, \d\d:\d\d, while you were writing\.", page)
    changed(story, headline="Another, not by the form")
    page = desk.post(form_address(story), {**mine, "headline": "Mine"}).content.decode()
    assert "Somebody saved this piece while you were writing." in page


def test_the_later_of_two_windows_sees_both_versions_and_loses_nothing(desk: Client) -> None:
    story = make_story(sections=["<p>One.[^wire]</p>"], events=[("2020-01-01", "<p>Then.</p>")])
    first, second = opened(desk, story), opened(desk, story)
    first |= {"headline": "Their headline", "sections-0-html": "<p>Their <em>words</em>.[^wire]</p>"}
    add_row(first, "citations", key="extra", outlet_name="The Extra")
    saved(desk, first, story)
    second |= {
        "headline": "My headline",
        "sections-0-html": "<p>Mine.[^wire]</p>",
        "events-0-html": "Mine, then.",
    }
    response = desk.post(form_address(story), second)
    page = response.content.decode()
    assert "You saved this piece yourself on " in page
    assert "<strong>Stands there now:</strong> Their headline" in page
    assert "<strong>Stands there now:</strong> Their words." in page
    assert "Source: extra: The Extra" in page
    kept = fields_of(response)
    assert (kept["headline"], kept["sections-0-html"]) == ("My headline", "<p>Mine.[^wire]</p>")
    saved(desk, kept, story)
    assert story.sections.get().html == "<p>Mine.[^wire]</p>"
    assert sorted(c.key for c in story.citations.all()) == ["extra", "wire"]


def test_what_was_added_meanwhile_and_lists_with_errors_keep_the_capitals_that_german_nouns_have(
    desk: Client,
) -> None:
    house = unsaved_house()
    house.language = "de"
    holder.hold(house)
    story = make_story()
    mine = opened(desk, story)
    QuestionLink.objects.create(story=story, question=make_question("Warum?"))
    changed(story, headline="Another")
    page = desk.post(form_address(story), {**mine, "headline": "Mine"}).content.decode()
    assert "<li>Häufige Frage: " in page
    wrong = {**opened(desk, story), "question_links-TOTAL_FORMS": "none"}
    page = desk.post(form_address(story), wrong).content.decode()
    assert re.search(r'href="#question_links-group">Häufige Fragen\b', page)


def test_a_save_of_the_same_words_in_the_same_window_is_never_told_of_itself(desk: Client) -> None:
    story = make_story(topics=["Bridges"], byline=["Ann"])
    for _ in range(2):
        values = {**opened(desk, story), "headline": "New words"}
        saved(desk, values, story)


# After a sign-in


def test_what_was_typed_before_a_session_ended_is_shown_again_and_not_saved(desk: Client) -> None:
    story = make_story()
    typed = {**opened(desk, story), "headline": "Typed", "_restored": "1"}
    add_row(typed, "events", when="1998", html="Plans.")
    response = desk.post(form_address(story), typed)
    assert "Here is what you typed before you had to sign in again." in response.content.decode()
    again = fields_of(response)
    assert (again["headline"], again["events-0-html"]) == ("Typed", "Plans.")
    assert Piece.objects.get().headline == "A bridge was opened"
    assert saved(desk, again, story).headline == "Typed"


def test_without_a_session_nothing_is_saved_and_the_way_leads_over_the_sign_in_back_to_the_form(
    desk: Client,
) -> None:
    story = make_story()
    values = {**opened(desk, story), "headline": "Typed"}
    response = Client().post(form_address(story), values)
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={form_address(story)}")
    assert Piece.objects.get().headline == "A bridge was opened"


@pytest.mark.parametrize("token", ["<script>", "a b", "x" * 65, "\r\nSet-Cookie: a=b"])
def test_a_token_of_other_signs_sets_no_cookie(desk: Client, token: str) -> None:
    response = desk.post(form_address(), {**opened(desk), "headline": "A story", "_kept": token})
    assert response.status_code == 302
    assert "newsroom_saved" not in response.cookies


def test_a_saved_form_says_so_by_its_token(desk: Client) -> None:
    response = desk.post(form_address(), {**opened(desk), "headline": "A story", "_kept": "abc-1"})
    assert response.cookies["newsroom_saved"].value == "abc-1"
    response = desk.post(form_address(), {**opened(desk), "headline": "", "_kept": "abc-2"})
    assert "newsroom_saved" not in response.cookies


# Where a save leads


def test_saving_towards_publish_leads_to_the_publish_page(desk: Client) -> None:
    story = make_story()
    response = desk.post(form_address(story), {**opened(desk, story), "_publish": "1"})
    assert response["Location"] == page_address(story, "publish")
    response = desk.post(form_address(), {**opened(desk), "headline": "New", "_publish": "1"})
    assert response["Location"] == page_address(Piece.objects.latest("pk"), "publish")


# Keys


def test_markers_follow_a_key_that_was_changed(desk: Client) -> None:
    story = make_story(sections=["<p>One.[^wire] Two.[^b]</p>"], sources=["wire", "b"])
    story.events.create(start="2020-01-01T00:00Z", html="<p>Then.[^wire]</p>", keys=["wire"])
    values = {**opened(desk, story), "citations-0-key": "the-wire"}
    saved(desk, values, story)
    assert story.sections.get().html == "<p>One.[^the-wire] Two.[^b]</p>"
    event = story.events.get()
    assert (event.html, event.keys) == ("<p>Then.[^the-wire]</p>", ["the-wire"])


def test_markers_stay_where_another_source_took_the_key(desk: Client) -> None:
    story = make_story(sections=["<p>One.[^a]</p>"], sources=["a", "b"])
    values = {**opened(desk, story), "citations-0-key": "c", "citations-1-key": "a"}
    saved(desk, values, story)
    assert story.sections.get().html == "<p>One.[^a]</p>"


# Rows left blank, rows of other places


def test_rows_left_blank_are_not_saved_even_where_their_places_were_sent(desk: Client) -> None:
    values = {**opened(desk), "headline": "A story"}
    for prefix in ("citations", "events", "question_links"):
        values[f"{prefix}-0-position"] = "0"
    add_row(values, "sections", kind="other", heading="", html="<p></p>", position="4")
    story = saved(desk, values)
    assert story.sections.count() == 4
    assert (story.citations.count(), story.events.count(), story.question_links.count()) == (0, 0, 0)


# Bounds


def test_a_large_form_opens_and_saves_within_its_queries(desk: Client, django_assert_max_num_queries) -> None:
    story = large_story()
    with django_assert_max_num_queries(30):
        response = desk.get(form_address(story))
    assert len(response.content) < 300 * 1024
    values = fields_of(response)
    for n in range(60):
        values |= {f"events-{n}-position": str(59 - n), f"events-{n}-html": f"Other {n}."}
    for n in range(40):
        values |= {
            f"citations-{n}-position": str(39 - n),
            f"citations-{n}-outlet_name": f"Other outlet {n}",
            f"citations-{n}-url": f"https://example.org/{n}",
            f"citations-{n}-key": f"key-{n}",
        }
    for n in range(8):
        values |= {f"sections-{n}-position": str(7 - n)}
    values["topic_names"] += ", " + ", ".join(f"New topic {n}" for n in range(10))
    with django_assert_max_num_queries(60):
        saved(desk, values, story)
    assert story.sections.first().html == "<p>Section 7.[^key-7]</p>"
    assert story.events.first().html == "<p>Other 59.</p>"


def test_a_large_form_of_new_rows_alone_saves_within_its_queries(
    desk: Client, django_assert_max_num_queries
) -> None:
    values = {**opened(desk), "headline": "All new"}
    for n in range(4):
        values[f"sections-{n}-html"] = f"<p>Words {n}.[^k{n}]</p>"
    for n in range(4, 8):
        add_row(values, "sections", kind="other", heading=f"Heading {n}", html=f"<p>Words {n}.</p>")
    for n in range(40):
        add_row(
            values,
            "citations",
            key=f"k{n}",
            outlet_name=f"Outlet {n}",
            url=f"https://example.org/{n}",
            title="T",
        )
    for n in range(60):
        add_row(values, "events", when="1998", html=f"Event {n}.")
    for n in range(3):
        add_row(values, "question_links", title=f"Why {n}?", **{"answers-0-question": "So?"})
    values["topic_names"] = ", ".join(f"Topic {n}" for n in range(10))
    with django_assert_max_num_queries(60):
        desk.post(form_address(), values)
    story = Piece.objects.get(kind="story")
    assert (story.sections.count(), story.citations.count(), story.events.count()) == (8, 40, 60)
    assert (story.question_links.count(), story.filings.count()) == (3, 10)


def test_1200_fields_are_taken_and_saved(desk: Client) -> None:
    values = {**opened(desk), "headline": "Many"}
    for n in range(300):
        add_row(values, "events", when="1998", html=f"Event {n}.", keys="")
    assert len(values) > 1_200
    assert saved(desk, values).events.count() == 300


@pytest.mark.parametrize("garbage", ["x", "-1", "9" * 30, "\x00", "<b>", "²", "NaN"])
def test_garbage_in_hidden_fields_ends_in_no_error_and_saves_no_foreign_row(
    desk: Client, garbage: str
) -> None:
    story, other = make_story(questions=[make_question()]), make_story("Other")
    cite(story, "second")
    values = opened(desk, story)
    hidden = [name for name in values if name.endswith(("-id", "-question", "-position", "-kind", "seen"))]
    for end in ("-id", "-question", "-position", "-kind", "seen"):
        marred = {
            name: garbage if name in hidden and name.endswith(end) else value
            for name, value in values.items()
        }
        assert desk.post(form_address(story), marred).status_code in (200, 302), end
    assert Section.objects.filter(story=other).count() == 1
    assert Citation.objects.filter(piece=other).count() == 1


def test_errors_stand_in_a_summary_that_leads_to_each_field(desk: Client) -> None:
    values = {**opened(desk), "headline": ""}
    add_row(values, "events", when="some day", html="Then.")
    add_row(values, "citations", title="A title")
    page = desk.post(form_address(), values).content.decode()
    assert 'role="alert" tabindex="-1" id="errors" autofocus' in page
    for anchor, words in (
        ("id_headline", "Headline"),
        ("id_events-0-when", "Timeline 1, date"),
        ("id_citations-0-outlet_name", "Source 1, outlet"),
    ):
        assert f'<a href="#{anchor}">{words}</a>' in page
        assert f'id="{anchor}"' in page
