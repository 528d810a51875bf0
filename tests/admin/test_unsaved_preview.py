"""The preview of what stands in a form: the page of it, and nothing written."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from briefings.models import Piece
from tests.admin.desk import add_row, opened, page_address, saved
from tests.building import changed, make_editor, make_story, make_topic, published
from tests.pictures.images import photograph

pytestmark = pytest.mark.django_db

NEW = "admin:briefings_story_preview_new"


def rows() -> dict[str, list]:
    """Every row of every table of ours."""
    with connection.cursor() as cursor:
        tables = sorted(
            {m._meta.db_table for m in apps.get_models() if m._meta.app_label in ("briefings", "topics")}
        )
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def typed(desk: Client, story: Piece | None = None) -> dict[str, str]:
    """A form with something new in it of each kind."""
    values = {
        **opened(desk, story),
        "headline": "Typed words",
        "topic_names": "Bridges, Fresh topic",
        "byline_names": "A. R. = Somebody New",
        "_preview": "1",
    }
    add_row(values, "citations", outlet_name="Evening News", title="Cheers", key="news")
    add_row(values, "events", when="c. 1998", html="Plans were drawn.[^news]")
    add_row(values, "question_links", title="Why a bridge?", teaser="A fresh teaser")
    return values


def test_a_new_story_is_shown_as_the_page_and_nothing_of_it_is_written(desk: Client) -> None:
    make_topic("Bridges")
    values, before = typed(desk), rows()
    response = desk.post(reverse(NEW), values)
    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    for words in (
        "Typed words",
        "Plans were drawn.",
        "Evening News",
        "Fresh topic",
        "A. R.",
        "A fresh teaser",
    ):
        assert words in page, words
    assert rows() == before
    assert not Piece.objects.exists()


def test_a_live_story_is_shown_as_it_would_be_and_stays_as_it_is(desk: Client) -> None:
    story = published(make_story("Live words", topics=["Rivers"]))
    values, before = typed(desk, story), rows()
    page = desk.post(page_address(story, "preview_unsaved"), values).content.decode()
    assert "Typed words" in page
    assert "A bridge was opened on Friday." in page
    assert rows() == before
    saved(desk, values, story)
    assert rows() != before


def test_what_somebody_else_saved_meanwhile_stands_in_no_previews_way(desk: Client) -> None:
    story = make_story()
    values = typed(desk, story)
    changed(story, standfirst="Saved by somebody else.")
    page = desk.post(page_address(story, "preview_unsaved"), values).content.decode()
    assert "Typed words" in page


def test_the_widths_are_asked_for_with_what_was_typed(desk: Client) -> None:
    values = typed(desk)
    first = desk.post(reverse(NEW), values)
    again = {"_typed": first.context["again"]["typed"], "_width": "phone"}
    phone = desk.post(reverse(NEW), again)
    assert "Plans were drawn." in phone.context["page"]
    assert 'srcdoc="' in phone.content.decode()
    assert desk.post(reverse(NEW), {**again, "_width": "watch"}).status_code == 404
    assert not Piece.objects.exists()


def test_a_form_that_cannot_be_saved_is_told_what_to_mend(desk: Client) -> None:
    values = {**typed(desk), "headline": "", "events-0-when": "some day"}
    before = rows()
    page = desk.post(reverse(NEW), values).content.decode()
    assert "A story needs a headline." in page
    assert "Timeline 1, date" in page
    assert "“some day” cannot be read as a date" in page
    assert rows() == before


def test_a_chosen_picture_is_not_kept_and_the_page_says_so(desk: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    values = {**typed(desk), "lead_picture": SimpleUploadedFile("a.jpg", photograph(), "image/jpeg")}
    before = rows()
    first = desk.post(reverse(NEW), values)
    again = desk.post(reverse(NEW), {"_typed": first.context["again"]["typed"], "_width": "phone"})
    for response in (first, again):
        assert "A picture that was chosen and not saved yet is not shown." in response.content.decode()
    assert rows() == before
    assert list(tmp_path.iterdir()) == []


def test_who_may_not_change_a_piece_previews_no_words_for_it() -> None:
    owner = make_editor("writer")
    story = make_story(by=owner)
    client = Client()
    client.force_login(make_editor("writer"))
    assert client.post(page_address(story, "preview_unsaved"), {}).status_code == 403
    client.force_login(User.objects.create(username="nobody"))
    assert client.post(page_address(story, "preview_unsaved"), {}).status_code == 302
    assert client.post(reverse(NEW), {}).status_code == 302


def test_read_without_a_form_it_leads_to_what_was_saved(desk: Client) -> None:
    story = make_story()
    response = desk.get(page_address(story, "preview_unsaved"))
    assert (response.status_code, response["Location"]) == (302, page_address(story, "preview"))
    assert desk.get(reverse(NEW))["Location"] == reverse("admin:briefings_story_add")
