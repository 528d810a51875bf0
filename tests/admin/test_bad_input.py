"""Bad input: a sentence at its field, nothing typed lost, nothing saved, never an error page."""

import pytest
from django.test import Client

from briefings.models import Outlet, Piece, Section, piece
from tests.admin.desk import add_row, form_address, opened, page_address, refused, saved
from tests.building import make_question, make_story, make_topic, published

pytestmark = pytest.mark.django_db


def new_story(desk: Client, headline: str = "A story") -> dict[str, str]:
    values = opened(desk)
    values["headline"] = headline
    return values


def test_a_marker_without_a_source_is_named_at_its_section(desk: Client) -> None:
    values = new_story(desk)
    values["sections-1-html"] = "<p>It opened.[^reuters-9]</p>"
    assert refused(desk, values) == {
        "sections-1-html": ["The marker [^reuters-9] has no source. There is no source yet."]
    }
    assert Piece.objects.count() == 0


def test_a_marker_without_a_source_is_named_at_its_event_with_the_sources_that_there_are(
    desk: Client,
) -> None:
    values = new_story(desk)
    add_row(values, "citations", outlet_name="Reuters")
    add_row(values, "events", when="1998", html="Plans.[^x]", keys="y")
    assert refused(desk, values) == {
        "events-0-html": ["The marker [^x] has no source. The sources here are reuters-1."],
        "events-0-keys": ["The marker [^y] has no source. The sources here are reuters-1."],
    }


def test_a_marker_without_a_source_is_named_at_its_answer(desk: Client) -> None:
    values = opened(desk, kind="commonquestion")
    values["headline"] = "Why?"
    add_row(values, "answers", question="So?", html="<p>Because.[^x]</p>")
    assert list(refused(desk, values, kind="commonquestion")) == ["answers-0-html"]


def test_removing_a_source_that_the_text_rests_on_is_refused(desk: Client) -> None:
    story = make_story()
    values = opened(desk, story)
    values["citations-0-DELETE"] = "on"
    assert list(refused(desk, values, story)) == ["sections-0-html"]


def test_what_only_looks_like_a_marker_is_text(desk: Client) -> None:
    values = new_story(desk)
    values["sections-0-html"] = "<p>See [^Foo Bar] and [^].</p>"
    assert desk.post(form_address(), values).status_code == 302
    assert Section.objects.first().html == "<p>See [^Foo Bar] and [^].</p>"


def test_two_sources_with_one_key_get_a_sentence_at_the_second(desk: Client) -> None:
    values = new_story(desk)
    add_row(values, "citations", outlet_name="Reuters", key="wire")
    add_row(values, "citations", outlet_name="AP", key="wire")
    assert refused(desk, values) == {"citations-1-key": ["Two sources of this piece have the same key."]}
    assert Outlet.objects.count() == 0


@pytest.mark.parametrize("key", ["Reuters", "-a", "a b", "a" * 65, "ключ", "a_b"])
def test_a_key_of_other_signs_gets_the_rule(desk: Client, key: str) -> None:
    values = new_story(desk)
    add_row(values, "citations", outlet_name="Reuters", key=key)
    errors = refused(desk, values)
    assert list(errors) == ["citations-0-key"]
    assert errors["citations-0-key"][0].startswith("A key is made of small letters, digits and hyphens")


@pytest.mark.parametrize("headline", ["", "   ", "\u200b"])
def test_an_empty_headline_gets_a_sentence(desk: Client, headline: str) -> None:
    values = new_story(desk, headline)
    values["standfirst"] = "Kept."
    assert refused(desk, values) == {"headline": ["A story needs a headline."]}


def test_a_headline_too_long_is_told_with_both_figures(desk: Client) -> None:
    errors = refused(desk, new_story(desk, "x" * 301))
    assert errors == {"headline": ["Ensure this value has at most 300 characters (it has 301)."]}


def test_an_address_taken_by_a_piece_of_the_other_kind_names_it(desk: Client) -> None:
    make_question("Why so?", slug="why-so")
    values = new_story(desk)
    values["slug"] = "why-so"
    assert refused(desk, values) == {"slug": ["“why-so” is the address of the common question “Why so?”."]}


def test_an_address_that_once_was_public_stays_taken(desk: Client) -> None:
    old = published(make_story("Old", slug="old-address"))
    Piece.objects.filter(pk=old.pk).update(slug="new-address")
    values = new_story(desk)
    values["slug"] = "old-address"
    assert refused(desk, values) == {
        "slug": ["“old-address” was an address of “Old” and goes on leading there."]
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("7 March 2020 – 3 March 2020", "The end, 3 Mar 2020, is before the start, 7 Mar 2020."),
        ("some day", "“some day” cannot be read as a date: write 21 Nov 2025,"),
        ("30 Feb 2020", "“30 Feb 2020” is no date: February 2020 has 29 days."),
        ("", "An entry of the timeline needs a date."),
    ],
)
def test_a_date_that_is_none_gets_the_reason(desk: Client, typed: str, sentence: str) -> None:
    values = new_story(desk)
    add_row(values, "events", when=typed, html="Something.")
    errors = refused(desk, values)
    assert list(errors) == ["events-0-when"]
    assert errors["events-0-when"][0].startswith(sentence)


def test_a_source_is_dated_by_a_day(desk: Client) -> None:
    values = new_story(desk)
    add_row(values, "citations", outlet_name="Reuters", published_on="Nov 2025")
    assert refused(desk, values) == {
        "citations-0-published_on": ["“Nov 2025” is not one day: write it as 21 Nov 2025 or 2025-11-21."]
    }


@pytest.mark.parametrize("url", ["ftp://example.org/a", "javascript:alert(1)", "example", "http://u:p@x.org"])
def test_an_address_that_is_no_web_address_gets_a_sentence(desk: Client, url: str) -> None:
    values = new_story(desk)
    add_row(values, "citations", outlet_name="Reuters", url=url)
    add_row(values, "citations", outlet_name="Reuters", archive_url=url)
    assert sorted(refused(desk, values)) == ["citations-0-url", "citations-1-archive_url"]


def test_a_source_without_an_outlet_asks_for_it(desk: Client) -> None:
    values = new_story(desk)
    add_row(values, "citations", title="A headline")
    assert refused(desk, values) == {
        "citations-0-outlet_name": ["Which outlet published this source? Type its name."]
    }


def test_a_section_too_long_is_told_with_both_figures(desk: Client) -> None:
    values = new_story(desk)
    values["sections-0-html"] = "<p>" + "x" * 100_001 + "</p>"
    assert refused(desk, values) == {
        "sections-0-html": ["This text has 100,008 characters; at most 100,000 fit."]
    }


def test_a_topic_named_twice_is_filed_once(desk: Client) -> None:
    topic = make_topic("Bridges")
    values = new_story(desk)
    values["topic_names"] = "Bridges, bridges"
    assert [filing.tag for filing in saved(desk, values).filings.all()] == [topic]


def test_a_question_named_twice_gets_a_sentence_at_the_second(desk: Client) -> None:
    question = make_question()
    values = new_story(desk)
    add_row(values, "question_links", question=str(question.pk))
    add_row(values, "question_links", question=str(question.pk))
    assert refused(desk, values) == {
        "question_links-1-question": ["The story leads to this question already."]
    }


def test_a_story_is_no_common_question(desk: Client) -> None:
    other = make_story("Another")
    values = new_story(desk)
    place = add_row(values, "question_links", teaser="Kept")
    response = desk.post(form_address(), {**values, f"question_links-{place}-question": str(other.pk)})
    assert response.status_code == 200
    assert Piece.objects.count() == 1


@pytest.mark.parametrize("position", ["-1", "one", "99999999999999", "1.5"])
def test_a_position_is_a_whole_number(desk: Client, position: str) -> None:
    values = new_story(desk)
    values["sections-0-position"] = position
    assert list(refused(desk, values)) == ["sections-0-position"]


@pytest.mark.parametrize("choice", ["x", "0", "-3", "9" * 30, "²"])
def test_a_choice_that_was_never_offered_is_refused(desk: Client, choice: str) -> None:
    values = new_story(desk)
    add_row(values, "question_links", question=choice)
    values["sections-0-kind"] = choice
    response = desk.post(form_address(), values)
    assert response.status_code == 200
    assert Piece.objects.count() == 0


def test_a_nul_byte_in_any_field_gets_a_sentence_or_is_no_value(desk: Client) -> None:
    values = new_story(desk)
    add_row(
        values, "citations", outlet_name="O", title="T", url="https://x.org", key="k", byline="b", paraphrase="p",
        quote="q", published_on="2020-01-01", accessed_on="2020-01-01", archive_url="https://x.org",
    )  # fmt: skip
    add_row(values, "events", when="1998", html="Then.", keys="k")
    values |= {"byline_names": "n", "topic_names": "t"}
    place = add_row(values, "question_links", question="1", teaser="t", title="Why?", intro="i")
    values |= {f"question_links-{place}-answers-0-{name}": "a" for name in ("question", "html")}
    marred = {name: f"{value}\x00" for name, value in values.items()}
    counts = {name: value for name, value in values.items() if name.endswith("_FORMS")}
    for posted in (marred, {**marred, **counts}):
        assert desk.post(form_address(), posted).status_code == 200
    assert Piece.objects.count() == 0


@pytest.mark.parametrize("garbage", ["x", "", "-1", "99999999999", "5", "\x00", None])
@pytest.mark.parametrize("count", ["TOTAL_FORMS", "INITIAL_FORMS"])
def test_garbage_in_the_counts_of_rows_ends_in_no_error(
    desk: Client, count: str, garbage: str | None
) -> None:
    story = make_story(events=[("2020-01-01", "Then.")], topics=["Bridges"])
    values = opened(desk, story)
    for prefix in ("sections", "citations", "events", "question_links"):
        if garbage is None:
            del values[f"{prefix}-{count}"]
        else:
            values[f"{prefix}-{count}"] = garbage
    assert desk.post(form_address(story), values).status_code in (200, 302)


def test_rows_of_another_piece_cannot_be_taken(desk: Client) -> None:
    mine, other = make_story("Mine"), make_story("Other", sections=["<p>Other words.</p>"])
    theirs = other.sections.get()
    values = opened(desk, mine)
    values["sections-0-id"] = str(theirs.pk)
    response = desk.post(form_address(mine), values)
    assert response.status_code == 200
    assert "This row was deleted in another window meanwhile." in response.content.decode()
    assert other.sections.get().html == "<p>Other words.</p>"
    assert mine.sections.count() == 1


def test_addresses_of_no_piece_lead_nowhere(desk: Client) -> None:
    story = make_story()
    for pk in ("0", "x", "9" * 30, "1%202"):
        for page in ("publish", "withdraw", "preview", "history", "history/1", "history/1/restore"):
            assert desk.get(f"/admin/briefings/story/{pk}/{page}/").status_code == 404, (pk, page)
    assert desk.get(page_address(story, "edition", 1)).status_code == 404


def test_garbage_among_the_rows_chosen_in_a_list_gets_a_sentence(desk: Client) -> None:
    make_story()
    for address in ("/admin/briefings/story/", "/admin/topics/topic/", "/admin/briefings/outlet/"):
        data = {"action": "delete_drafts", "_selected_action": ["x", "\x00"], "index": "0"}
        assert desk.post(address, data, follow=True).status_code == 200


def test_an_address_taken_between_check_and_save_gets_the_sentence_too(desk: Client, monkeypatch) -> None:
    make_question("Why so?", slug="why-so")
    answers = [""]  # the first check still finds it free
    monkeypatch.setattr("briefings.models.Story.validate_unique", lambda story, exclude=None: None)
    check = piece.slug_taken
    monkeypatch.setattr(
        piece, "slug_taken", lambda *args, **how: answers.pop() if answers else check(*args, **how)
    )
    values = new_story(desk)
    values["slug"] = "why-so"
    assert refused(desk, values) == {"slug": ["“why-so” is the address of the common question “Why so?”."]}
    assert answers == []


def test_a_section_of_its_own_kind_needs_a_heading(desk: Client) -> None:
    values = new_story(desk)
    values |= {"sections-3-kind": "other", "sections-3-html": "<p>Words.</p>"}
    assert refused(desk, values) == {
        "sections-3-heading": ["A section of the kind “other” needs a heading of its own."]
    }


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_typed_into_any_plain_field_is_shown_as_text(desk: Client, payload: str) -> None:
    question = make_question(payload)
    values = new_story(desk, payload)
    values["sections-0-html"] = "<p>Words.</p>"
    values["standfirst"] = values["credit"] = payload
    add_row(values, "citations", outlet_name=payload, title=payload, byline=payload, quote=payload)
    add_row(values, "events", when="1998", html=payload)
    add_row(values, "question_links", question=str(question.pk), teaser=payload)
    assert desk.post(form_address(), values).status_code == 302
    story = Piece.objects.get(kind="story")
    published(story)
    for page in ("change", "publish", "history", "preview", "withdraw", "delete"):
        assert payload not in desk.get(page_address(story, page), follow=True).content.decode(), page
    assert payload not in desk.get("/admin/briefings/story/").content.decode()


def test_a_form_older_than_the_sign_in_leads_back_to_itself_where_its_words_are_kept(editor) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    for path, link in ((form_address(), True), ("/set-language/", False)):
        page = client.post(path, {"headline": "Typed"})
        assert (f'<a href="{path}">Open it again</a>' in page.content.decode()) is link
    assert Piece.objects.count() == 0
    assert client.post(form_address(), {"headline": "Typed"}).status_code == 403
