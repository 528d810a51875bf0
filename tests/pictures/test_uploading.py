"""The lead image in the story's form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefings.models import Picture
from tests.admin.desk import errors_of, fields_of, form_address, opened, saved
from tests.building import changed, make_editor, make_story
from tests.pictures.images import colours, encoded, photograph, png

pytestmark = pytest.mark.django_db


def file(content: bytes, name: str = "bridge.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_an_upload_becomes_the_picture_of_the_story(desk, editor):
    story = make_story()
    values = opened(desk, story) | {"lead_alt": "A bridge", "lead_credit": "Ann"}
    story = saved(desk, values | {"lead_picture": file(photograph())}, story)
    assert (story.lead_alt, story.lead_credit) == ("A bridge", "Ann")
    assert (story.lead_picture.width, story.lead_picture.uploaded_by) == (640, editor)
    page = desk.get(form_address(story)).content.decode()
    assert f"/media/pictures/{story.lead_picture.digest}-480.webp" in page


def test_an_unchanged_save_keeps_the_picture_and_changes_nothing():
    client, editor = Client(), make_editor("chief")
    client.force_login(editor)
    story = changed(make_story(), lead_picture=Picture.keep(photograph()), lead_alt="A bridge")
    before = story.fingerprint, story.lead_picture, story.changed_at
    story = saved(client, opened(client, story), story)
    assert (story.fingerprint, story.lead_picture, story.changed_at) == before


def test_a_picture_can_be_replaced_and_removed(desk):
    story = changed(make_story(), lead_picture=Picture.keep(photograph()), lead_alt="A bridge")
    story = saved(desk, opened(desk, story) | {"lead_picture": file(encoded(colours(500, 400)))}, story)
    assert story.lead_picture.width == 500
    story = saved(desk, opened(desk, story) | {"lead_picture-remove": "on"}, story)
    assert story.lead_picture is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no picture", "This file is no picture that can be read. JPEG, PNG, WebP, AVIF, GIF and TIFF can."),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "This file is no picture that can be read.",
        ),
        (png(width=20_000, height=10_000), "The picture has too many pixels; at most 60 million fit."),
        (
            b"\xff\xd8" + b"\0" * (26 * 1024 * 1024),
            "The file is larger than 25 MB, which is the most that fits.",
        ),
    ],
    ids=["no picture", "SVG", "200 megapixels", "26 MB"],
)
def test_what_is_no_picture_gets_a_sentence_and_nothing_typed_is_lost(desk, content, sentence):
    story = make_story()
    typed = opened(desk, story) | {"headline": "Typed anew", "lead_caption": "A caption"}
    response = desk.post(form_address(story), typed | {"lead_picture": file(content)})
    [told] = errors_of(response)["lead_picture"]
    assert told.startswith(sentence)
    shown = fields_of(response)
    assert (shown["headline"], shown["lead_caption"]) == ("Typed anew", "A caption")
    assert Picture.objects.count() == 0


def test_a_picture_is_kept_while_another_field_is_mended(desk):
    story = make_story()
    typed = opened(desk, story) | {"headline": "", "lead_picture": file(photograph())}
    response = desk.post(form_address(story), typed)
    assert list(errors_of(response)) == ["headline"]
    picture = Picture.objects.get()
    again = fields_of(response)
    assert again["lead_picture-shown"] == str(picture.uid)
    assert saved(desk, again | {"headline": "There"}, story).lead_picture == picture


def test_a_bad_upload_leaves_the_picture_that_is_there(desk):
    picture = Picture.keep(photograph())
    story = changed(make_story(), lead_picture=picture)
    response = desk.post(form_address(story), opened(desk, story) | {"lead_picture": file(b"no")})
    assert fields_of(response)["lead_picture-shown"] == str(picture.uid)


@pytest.mark.parametrize("shown", ["", "x", "00000000-0000-4000-8000-000000000000", "\x00"])
def test_an_invented_name_of_a_picture_is_none(desk, shown):
    story = make_story()
    assert saved(desk, opened(desk, story) | {"lead_picture-shown": shown}, story).lead_picture is None


def test_who_may_only_look_sees_the_picture():
    story = changed(make_story(), lead_picture=Picture.keep(photograph()), lead_alt="A bridge")
    client = Client()
    client.force_login(make_editor("writer"))
    page = client.get(form_address(story)).content.decode()
    assert f"/media/pictures/{story.lead_picture.digest}-480.webp" in page
    assert 'type="file"' not in page


def test_the_list_of_stories_shows_thumbnails_at_no_query_per_row(desk):
    address = reverse("admin:briefings_story_changelist")
    counts = []
    for width in (320, 340, 360):
        changed(make_story(), lead_picture=Picture.keep(encoded(colours(width, 200))))
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = desk.get(address).content.decode()
        counts.append((len(captured), page.count('class="thumbnail"')))
    assert [shown for _, shown in counts] == [1, 2, 3]
    assert len({queries for queries, _ in counts}) == 1


def test_a_body_beyond_all_bounds_gets_a_sentence(desk, settings):
    settings.BODY_MAX_BYTES = 1024**2
    response = desk.post(form_address(), {"headline": "x", "lead_picture": file(b"\0" * 2 * 1024**2)})
    assert response.status_code == 413
    assert "larger than 1 MB" in response.content.decode()


def test_of_a_file_too_large_only_so_much_is_kept_as_tells_that_it_is(rf, settings):
    settings.UPLOAD_MAX_BYTES = 200_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = rf.post("/", {"before": "1", "f": file(b"\0" * 5_000_000), "after": "2"})
    assert request.FILES["f"].size <= 200_000 + 2 * 64 * 1024
    assert (request.POST["before"], request.POST["after"]) == ("1", "2")
