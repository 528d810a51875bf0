"""The one picture of a story, from its rows to readers and back."""

import pytest
from django.test import Client

from briefings.document import Document, Lead, dump, fingerprint_of, upgrade
from briefings.drafts import bring_back, delete_draft
from briefings.editions.compiling import compile_piece
from briefings.editions.loading import load_documents
from briefings.editions.preflight import preflight
from briefings.models import Picture
from briefings.models.pictures import file_path
from briefings.refusing import PublishingRefused
from tests.building import changed, make_editor, make_story, published
from tests.pictures.images import colours, encoded

pytestmark = pytest.mark.django_db


def kept(width: int = 640) -> Picture:
    return Picture.keep(encoded(colours(width, 400)))


def pictured(headline: str = "A bridge was opened", **fields: object):
    """A story with a picture and words around it."""
    given = {"lead_alt": "A bridge", "lead_caption": "On Friday", "lead_credit": "Drawn by Ann", **fields}
    return changed(make_story(headline), **{"lead_picture": kept(), **given})


def test_a_picture_is_kept_once_however_often_it_is_uploaded(uploads):
    editor = make_editor()
    first = Picture.keep(encoded(colours()), by=editor)
    assert (Picture.keep(encoded(colours())), first.uploaded_by) == (first, editor)
    assert sorted(path.name for path in uploads.iterdir()) == [
        f"{first.digest}-480.webp",
        f"{first.digest}-640.webp",
    ]


def test_files_that_were_lost_come_back_with_the_next_upload_of_the_same(uploads):
    picture = kept()
    file_path(picture.digest, 480).unlink()
    kept()
    assert file_path(picture.digest, 480).exists()


def test_a_document_names_the_picture_and_the_words_around_it():
    story = pictured()
    picture = story.lead_picture
    assert compile_piece(story).lead == Lead(
        picture=picture.uid,
        digest=picture.digest,
        width=640,
        height=400,
        widths=[480, 640],
        alt="A bridge",
        caption="On Friday",
        credit="Drawn by Ann",
    )


def test_a_document_without_a_picture_is_stored_and_fingerprinted_as_before_there_were_any():
    document = Document(kind="story", headline="x")
    assert "lead" not in dump(document)
    assert fingerprint_of(document) == "b2c98c6668f7971be8f671b75a365db713abcefe1f1fdfdf4fe6a7f38f20dc9d"


def test_a_document_with_a_picture_is_read_as_it_was_stored():
    document = compile_piece(pictured())
    assert upgrade(dump(document)) == document


@pytest.mark.parametrize(
    "fields",
    [{"lead_alt": "Other"}, {"lead_caption": "Other"}, {"lead_credit": "Other"}, {"lead_picture": None}],
)
def test_another_picture_or_other_words_around_it_are_an_unpublished_change(fields):
    story = published(pictured())
    assert changed(story, **fields).state == "changed"


def test_a_document_loaded_into_rows_brings_its_picture():
    document = compile_piece(pictured())
    other = make_story("Another")
    load_documents({other.pk: document})
    assert compile_piece(other) == document
    load_documents({other.pk: document.model_copy(update={"lead": None})})
    assert compile_piece(other).lead is None


def test_a_picture_whose_row_is_gone_is_made_again_from_the_document():
    story = pictured()
    document = compile_piece(story)
    changed(story, lead_picture=None)
    Picture.objects.all().delete()
    load_documents({story.pk: document})
    assert compile_piece(story) == document


def test_a_deleted_draft_comes_back_with_its_picture():
    story = pictured()
    document = compile_piece(story)
    draft = bring_back(delete_draft(story, by=make_editor()), by=make_editor())
    assert compile_piece(draft) == document


def test_a_picture_without_alternative_text_keeps_a_story_from_readers():
    story = pictured(lead_alt="")
    with pytest.raises(PublishingRefused, match="The lead image has no alternative text"):
        published(story)
    assert [f.code for f in preflight(compile_piece(story)) if f.block] == ["lead-alt"]


def test_a_picture_without_a_credit_is_warned_about():
    findings = preflight(compile_piece(pictured(lead_credit="")))
    assert [(f.block, f.code) for f in findings] == [(False, "lead-credit")]


# What readers see


def test_readers_see_the_picture_with_its_size_words_and_renditions(client):
    story = published(pictured(lead_caption="On <b>Friday</b>"))
    digest = story.lead_picture.digest
    page = client.get(story.get_absolute_url()).content.decode()
    start = page.index("<figure")
    figure = page[start : page.index("</figure>", start)]
    assert f'src="/media/pictures/{digest}-640.webp"' in figure
    assert (
        f'srcset="/media/pictures/{digest}-480.webp 480w, /media/pictures/{digest}-640.webp 640w"' in figure
    )
    assert 'width="640" height="400" alt="A bridge"' in figure
    assert "On &lt;b&gt;Friday&lt;/b&gt;" in figure
    assert "Drawn by Ann" in figure


def test_a_story_without_a_picture_has_no_figure(client):
    page = client.get(published(make_story()).get_absolute_url()).content.decode()
    assert "<figure" not in page


def test_a_picture_that_is_not_published_yet_is_not_on_the_page(client):
    story = published(make_story())
    changed(story, lead_picture=kept(), lead_alt="A bridge")
    assert "<figure" not in client.get(story.get_absolute_url()).content.decode()


def test_the_front_page_shows_the_picture_of_its_lead(client):
    published(make_story("Another"), on="2020-01-01")
    story = published(pictured(), on="2020-01-02")
    page = client.get("/").content.decode()
    assert page.count("<figure") == 1
    assert f"/media/pictures/{story.lead_picture.digest}-480.webp" in page


def test_an_old_edition_shows_the_picture_that_it_had(client):
    story = published(pictured())
    old = story.lead_picture.digest
    published(changed(story, lead_picture=kept(500)))
    page = client.get(f"{story.get_absolute_url()}changes/1/").content.decode()
    assert old in page
    assert story.lead_picture.digest not in page


def test_the_change_log_tells_that_the_picture_changed(client):
    story = published(pictured())
    published(changed(story, lead_picture=kept(500), lead_caption="Later"))
    page = client.get(f"{story.get_absolute_url()}changes/1..2/").content.decode()
    assert "lead image" in page.lower()
    assert "Later" in page


# Files


def served(client: Client, path: str):
    return client.get(f"/media/pictures/{path}", headers={"Accept-Encoding": "gzip"})


def test_a_file_is_served_for_good_and_as_nothing_but_a_picture(client):
    digest = kept().digest
    response = served(client, f"{digest}-480.webp")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response
    assert response.content == file_path(digest, 480).read_bytes()
    assert not response.cookies


@pytest.mark.parametrize(
    "path",
    [
        "{}-481.webp",
        "{}-0480.webp",
        "{}-480.WEBP",
        "{}-480.webp.part",
        "{}-480",
        "{}",
        "",
        "../pictures/{}-480.webp",
        "%2e%2e/{}-480.webp",
        "0" * 32 + "-480.webp",
        "secret.txt",
    ],
)
def test_nothing_else_is_served(client, path, uploads):
    digest = kept().digest
    (uploads / "secret.txt").write_text("secret")
    assert served(client, path.format(digest)).status_code == 404
    assert served(client, f"{digest.upper()}-480.webp").status_code == 404


def test_files_are_read_and_not_written(client):
    assert client.post(f"/media/pictures/{kept().digest}-480.webp").status_code == 405
