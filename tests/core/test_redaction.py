"""Redaction: the words of a piece are gone from all that keeps them, and everything else stays."""

from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client

from briefings.document import Document
from briefings.editions.compiling import compile_piece
from briefings.models import (
    Activity,
    DeletedDraft,
    Edition,
    LiveEvent,
    Picture,
    Piece,
    PublicSlug,
    RedactedAddress,
    Redaction,
    RelatedLink,
    Rendering,
    SearchRow,
    Section,
)
from briefings.models.pictures import file_path
from briefings.models.redaction import digest_of
from briefings.refusing import NotAllowed, PublishingRefused
from briefings.removals.redacting import redact
from briefings.removals.redaction_plan import Redacting, RedactionRefused, what_goes
from tests.building import changed, make_editor, make_story, published, withdrawn
from tests.core.redacted import SECRET, addresses_of, redacted, secret_story, where
from tests.pictures.images import photograph

pytestmark = pytest.mark.django_db

PRETENDING = (
    "WITH a AS (SELECT set_config('newsroom.redaction', %s, true)) UPDATE briefings_edition"
    " SET redaction_id = %s, headline = 'other' FROM a WHERE id = %s"
)
ROOT = Path(__file__).resolve().parents[2]


def test_after_a_redaction_of_all_no_table_holds_a_word_of_the_piece():
    story = secret_story()
    published(
        changed(story, slug=f"{SECRET}-again", headline=f"{SECRET} again"),
        kind="update",
        note=f"{SECRET} note",
    )
    other = published(make_story("Another story"))
    RelatedLink.objects.create(
        piece=other, target=story, score=1, shared_topics=[f"{SECRET} topic"], computed_at=story.created_at
    )
    LogEntry.objects.log_actions(story.owner_id or make_editor().pk, [story], CHANGE, f"Changed {SECRET}")
    DeletedDraft.objects.create(
        uid=story.uid,
        kind="story",
        slug=SECRET,
        headline=SECRET,
        document={"a": SECRET},
        deleted_at=story.created_at,
    )
    before = where(SECRET)
    assert {"briefings_edition", "briefings_searchrow", "briefings_publicslug", "django_admin_log"} <= set(
        before
    )

    redaction = redacted(story)

    assert where(SECRET) == []
    assert story.state == Piece.State.WITHDRAWN
    assert [e.is_redacted for e in story.editions.order_by("number")] == [True, True, False]
    assert redaction.tombstone == story.live_edition
    assert story.live_edition.note == "A court ordered it."
    assert not Rendering.objects.filter(edition__piece=story).exists()
    assert compile_piece(story) == Document(kind="story")
    assert other.is_live
    assert where("Another story") != []


def test_older_editions_alone_lose_their_words_and_the_live_one_stays():
    story = secret_story()
    for part in (story.sections, story.events, story.citations, story.question_links):
        part.all().delete()
    Section.objects.create(story=story, kind="whats_happened", html="<p>Clean words.</p>")
    published(
        changed(story, headline="Clean", standfirst="", credit=""),
        kind="correction",
        note="A name was wrong.",
    )
    live = story.live_edition
    redaction = redacted(story, [1], addresses=addresses_of(story))
    assert where(SECRET) == []
    assert story.live_edition == live
    assert story.state == Piece.State.LIVE
    assert (redaction.tombstone, redaction.numbers) == (None, [1])
    assert SearchRow.objects.get(piece=story).text != ""
    first = story.editions.get(number=1)
    assert (first.headline, first.kind, first.document) == (
        "",
        "first",
        {"kind": "story", "language": "en", "schema_number": 2},
    )


def test_a_withdrawn_piece_is_redacted_with_the_reason_of_its_withdrawal():
    story = withdrawn(secret_story(), note=f"{SECRET} complained.")
    redaction = redacted(story)
    assert where(SECRET) == []
    assert redaction.tombstone == story.live_edition
    assert story.editions.count() == 2


def test_a_second_redaction_takes_the_rest_and_a_third_finds_nothing():
    story = secret_story()
    published(changed(story, headline=f"{SECRET} again"))
    redacted(story, [1])
    assert "briefings_edition" in where(SECRET)
    redacted(story)
    assert where(SECRET) == []
    with pytest.raises(RedactionRefused, match="have no words any more"):
        redacted(story, [1, 2])


def test_the_redacted_piece_can_be_published_again_with_other_words(client):
    story = secret_story()
    redacted(story)
    Section.objects.create(story=story, kind="whats_happened", html="<p>Other words.</p>")
    published(changed(story, headline="Other words", slug="other-words"))
    assert story.state == Piece.State.LIVE
    assert client.get("/stories/other-words/").status_code == 200
    assert client.get("/stories/other-words/changes/1/").status_code == 451


def test_the_database_refuses_every_other_change_of_an_edition_also_of_a_redacted_one():
    story = secret_story()
    redaction = redacted(published(make_story("Another")))
    edition = story.live_edition
    statements = [
        ("UPDATE briefings_edition SET headline = '' WHERE id = %s", [edition.pk]),
        ("UPDATE briefings_edition SET redaction_id = %s WHERE id = %s", [redaction.pk, edition.pk]),
        (PRETENDING, [str(redaction.pk), redaction.pk, edition.pk]),
        ("UPDATE briefings_edition SET headline = 'x' WHERE redaction_id = %s", [redaction.pk]),
        ("DELETE FROM briefings_edition WHERE redaction_id = %s", [redaction.pk]),
        ("UPDATE briefings_redaction SET reason = 'x' WHERE id = %s", [redaction.pk]),
        ("DELETE FROM briefings_redaction WHERE id = %s", [redaction.pk]),
    ]
    for statement, values in statements:
        with (
            pytest.raises(IntegrityError, match="never change"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, values)


def test_nothing_goes_without_the_right_the_reason_the_headline_and_a_look_at_what_goes():
    story = secret_story()
    asked = Redacting(story.pk, (1,), "A reason.")
    going = what_goes(asked)
    chief = make_editor("chief")
    for user in (None, make_editor("writer"), make_editor("editor"), make_editor(None)):
        with pytest.raises(NotAllowed):
            redact(asked, by=user, seen=going.mark, typed=going.headline)
    with pytest.raises(RedactionRefused, match="is not the headline"):
        redact(asked, by=chief, seen=going.mark, typed="The affair")
    with pytest.raises(RedactionRefused, match="needs a reason"):
        redact(Redacting(story.pk, (1,), "  "), by=chief, seen=going.mark, typed=going.headline)
    with pytest.raises(RedactionRefused, match="since this page was made"):
        redact(asked, by=chief, seen="", typed=going.headline)
    published(changed(story, headline="Newer"))
    with pytest.raises(RedactionRefused, match="since this page was made"):
        redact(asked, by=chief, seen=going.mark, typed=going.headline)
    with pytest.raises(RedactionRefused, match="There is no edition 9"):
        redacted(story, [9, 1])
    with pytest.raises(RedactionRefused, match="A draft can be deleted"):
        redacted(make_story(), [1])
    assert not Redaction.objects.exists()
    assert Edition.objects.filter(piece=story).exclude(headline="").count() == 2


def test_a_redacted_edition_can_neither_be_restored_nor_loaded():
    story = secret_story()
    published(changed(story, headline="Clean"))
    redacted(story, [1])
    with pytest.raises(PublishingRefused, match="were taken out"):
        story.restore(1, by=make_editor("chief"))


def test_an_address_taken_out_shows_the_tombstone_and_is_nobody_elses(client):
    story = secret_story()
    slug = story.slug
    redacted(story)
    assert not PublicSlug.objects.filter(slug=slug).exists()
    assert RedactedAddress.objects.get(piece=story).digest == digest_of(slug)
    assert client.get(f"/stories/{slug}/").status_code == 451
    assert make_story(f"The {SECRET} affair").slug != slug
    with pytest.raises(PublishingRefused, match="was another piece’s"):
        published(make_story("New", slug=slug))


def test_a_chosen_picture_goes_with_its_files_and_one_that_others_show_does_not(
    django_capture_on_commit_callbacks,
):
    picture = Picture.keep(photograph())
    story = secret_story(lead_picture=picture, lead_alt=f"{SECRET} smiles", lead_credit="AP")
    files = [file_path(picture.digest, width) for width in picture.widths]
    other = published(make_story("Other", lead_picture=picture, lead_alt="A man", lead_credit="AP"))
    with pytest.raises(RedactionRefused, match="shows a picture that was chosen"):
        redacted(story, pictures=(picture.pk,))
    other = changed(other, lead_picture=None, lead_alt="", lead_credit="")
    redacted(other, [1])
    with django_capture_on_commit_callbacks(execute=True):
        redacted(story, pictures=(picture.pk,))
    assert not Picture.objects.exists()
    assert [path for path in files if path.exists()] == []
    assert where(SECRET) == []


def test_the_log_tells_of_the_redaction_and_keeps_numbers_alone():
    story = secret_story()
    chief = make_editor("chief", "carla")
    redaction = redacted(story, by=chief)
    line = Activity.objects.get(verb="redact")
    assert (line.by, line.by_name, line.piece_id, line.name) == (chief, "carla", story.pk, "")
    assert line.details == {"redaction": redaction.pk, "editions": 1}
    assert redaction.counts["editions"] == 1


def test_a_piece_with_200_editions_is_redacted_in_as_many_queries_as_one_with_3(
    django_assert_max_num_queries,
):
    def cost(editions: int) -> int:
        story = secret_story()
        for number in range(2, editions + 1):
            published(changed(story, headline=f"{SECRET} {number}"))
        with django_assert_max_num_queries(170) as captured:
            redacted(story)
        return len(captured)

    assert cost(3) == cost(40)
    assert LiveEvent.objects.count() == 0


def test_a_redacted_piece_is_a_tombstone_wherever_it_stood(client: Client):
    story = secret_story()
    slug = story.slug
    published(changed(story, headline=f"{SECRET} again"), kind="correction", note=f"{SECRET} was wrong.")
    redacted(story)
    for path in ("", "changes/", "changes/1/", "changes/1..2/"):
        response = client.get(f"/stories/{slug}/{path}")
        page = response.content.decode()
        assert response.status_code == 451
        assert "A court ordered it." in page
        assert SECRET not in page.replace(slug, "")
        assert (
            response["Link"] == '<https://newsroom.example/>; rel="blocked-by"'
            or "blocked-by" in response["Link"]
        )
