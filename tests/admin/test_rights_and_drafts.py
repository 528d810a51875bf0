"""Who may do what with drafts and live pieces, and what becomes of a deleted draft."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefings.drafts import delete_draft
from briefings.editions.publishing import Publication
from briefings.models import Activity, DeletedDraft, Filing, Piece, PublicSlug, RefreshWish, Story
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from briefings.schedules.timing import set_embargo, set_expiry
from newsroom.clock import now
from tests.admin.desk import LIST, opened, page_address, saved, signed_in
from tests.building import (
    make_editor,
    make_question,
    make_story,
    published,
)

pytestmark = pytest.mark.django_db


def test_a_writer_writes_and_deletes_her_own_drafts_and_publishes_nothing() -> None:
    ann = make_editor("writer")
    client = signed_in("writer", ann)
    values = opened(client)
    values["headline"] = "Mine"
    story = saved(client, values)
    assert story.owner == ann
    assert client.post(page_address(story, "publish"), {"seen": "0"}).status_code == 403
    assert client.post(page_address(story, "delete"), {"post": "yes"}).status_code == 302
    assert not Piece.objects.exists()


def test_a_writer_cannot_give_a_piece_to_another() -> None:
    ann, ben = make_editor("writer"), make_editor("writer")
    client = signed_in("writer", ann)
    story = make_story(by=ann)
    saved(client, {**opened(client, story), "owner": str(ben.pk)}, story)
    story.refresh_from_db()
    assert story.owner == ann


def test_address_and_topics_of_a_live_piece_are_for_those_who_may_rename_it() -> None:
    ann = make_editor("writer")
    story = published(make_story("Words", slug="first-address", by=ann, topics=["Bridges"]))
    client = signed_in("writer", ann)
    values = {**opened(client, story), "slug": "second-address"}
    values["topic_names"] = "Rivers"
    saved(client, values, story)
    story.refresh_from_db()
    assert story.slug == "first-address"
    assert [filing.tag.name for filing in story.filings.all()] == ["Bridges"]


def test_an_address_once_public_redirects_and_the_new_one_is_kept_for_the_piece(desk: Client) -> None:
    story = published(make_story("Words", slug="first-address"))
    saved(desk, {**opened(desk, story), "slug": "second-address"}, story)
    assert sorted(PublicSlug.objects.values_list("slug", flat=True)) == ["first-address", "second-address"]
    response = Client().get("/stories/first-address/")
    assert (response.status_code, response["Location"]) == (301, "/stories/second-address/")


def test_refiling_a_live_piece_wishes_for_new_related_links(desk: Client) -> None:
    story = published(make_story(topics=["Bridges"]))
    RefreshWish.objects.all().delete()
    values = opened(desk, story)
    saved(desk, values, story)
    assert not RefreshWish.objects.exists()
    values = opened(desk, story)
    values["topic_names"] += ", Rivers"
    saved(desk, values, story)
    assert RefreshWish.objects.get().piece_id == story.pk
    assert Filing.objects.count() == 2


def test_what_was_published_cannot_be_deleted(desk: Client) -> None:
    story = published(make_story())
    response = desk.post(page_address(story, "delete"), {"post": "yes"}, follow=True)
    assert "What was once published cannot be deleted; it can be withdrawn." in response.content.decode()
    data = {"action": "delete_drafts", "_selected_action": [str(story.pk)], "index": "0"}
    response = desk.post(LIST, data, follow=True)
    assert "What was once published cannot be deleted; it can be withdrawn." in response.content.decode()
    assert Piece.objects.filter(pk=story.pk).exists()


def test_a_question_that_a_story_leads_to_cannot_be_deleted(desk: Client) -> None:
    question = make_question()
    make_story("The story", questions=[question])
    response = desk.post(page_address(question, "delete"), {"post": "yes"})
    assert "The story “The story” leads to it. Take it out there first." in response.content.decode()
    assert Piece.objects.filter(pk=question.pk).exists()


def put_into_a_release(draft: Piece, by: User) -> None:
    make_release("Monday", [Publication(draft.pk)], by=by)


def put_on_schedule(draft: Piece, by: User) -> None:
    schedule(Publication(draft.pk), at=now() + timedelta(days=1), by=by)


def put_under_an_embargo(draft: Piece, by: User) -> None:
    set_embargo(draft.pk, until=now() + timedelta(days=1), by=by)


def let_it_be_withdrawn(draft: Piece, by: User) -> None:
    set_expiry(draft.pk, at=now() + timedelta(days=1), note="Over.", by=by)


SCHEDULED = "It is scheduled, or in a release. Cancel that first."


@pytest.mark.parametrize(
    ("wait", "sentence"),
    [
        (put_on_schedule, SCHEDULED),
        (put_into_a_release, SCHEDULED),
        (put_under_an_embargo, "It is under an embargo. Whoever may publish has to lift it first."),
        (let_it_be_withdrawn, "It is to be withdrawn at a time. Cancel that first."),
    ],
)
def test_the_page_that_deletes_a_draft_names_what_waits_with_its_words_and_offers_no_button(
    desk: Client, editor: User, wait: Callable[[Piece, User], None], sentence: str
) -> None:
    draft = make_story("Tomorrow’s")
    assert 'name="post"' in desk.get(page_address(draft, "delete")).content.decode()
    wait(draft, editor)
    page = desk.get(page_address(draft, "delete")).content.decode()
    assert sentence in page
    assert 'name="post"' not in page
    assert desk.post(page_address(draft, "delete"), {"post": "yes"}).status_code == 200
    assert Piece.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_was_scheduled_while_its_deletion_was_asked_about_leads_back_to_its_form(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make_story("Tomorrow’s")

    def scheduled_first(piece: Piece, *, by: User) -> DeletedDraft:
        put_on_schedule(piece, by)
        return delete_draft(piece, by=by)

    monkeypatch.setattr("briefings.admin.deleting.delete_draft", scheduled_first)
    response = desk.post(page_address(draft, "delete"), {"post": "yes"}, follow=True)
    assert response.redirect_chain == [(page_address(draft, "change"), 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "It is scheduled, or in a release. Cancel that first."
    ]
    assert Piece.objects.filter(pk=draft.pk).exists()


def test_a_draft_deleted_by_its_page_stands_once_in_the_activity_log(desk: Client) -> None:
    story = make_story("Not needed")
    desk.post(page_address(story, "delete"), {"post": "yes"})
    filed = Activity.objects.exclude(verb="sign_in").values_list("verb", flat=True)
    assert list(filed) == ["delete_draft"]


def test_a_deleted_draft_is_brought_back_whole(desk: Client) -> None:
    story = make_story("Kept words", topics=["Bridges"])
    data = {"action": "delete_drafts", "_selected_action": [str(story.pk)], "index": "0"}
    desk.post(LIST, data)
    kept = DeletedDraft.objects.get()
    address = reverse("admin:briefings_deleteddraft_bring_back", args=[kept.pk])
    assert address in desk.get("/admin/briefings/deleteddraft/").content.decode()
    assert signed_in("writer").post(address).status_code == 403
    assert desk.get(address).status_code == 200
    desk.post(address)
    back = Story.objects.get()
    assert (back.uid, back.headline) == (story.uid, "Kept words")
    assert [filing.tag.name for filing in back.filings.all()] == ["Bridges"]


def test_a_follow_up_has_the_sources_and_topics_and_none_of_the_words(desk: Client, editor: User) -> None:
    story = published(make_story("The bridge", topics=["Bridges"]))
    address = reverse("admin:briefings_story_follow_up", args=[story.pk])
    assert desk.get(address).status_code == 302
    assert Story.objects.count() == 1
    desk.post(address)
    copy = Story.objects.latest("pk")
    assert (copy.headline, copy.owner) == ("Follow-up: The bridge", editor)
    assert [citation.key for citation in copy.citations.all()] == ["wire"]
    assert [section.html for section in copy.sections.all()] == ["", "", "", ""]


def test_who_deleted_a_draft_is_told_where_to_bring_it_back(desk: Client) -> None:
    story = make_story("Not needed")
    page = desk.post(page_address(story, "delete"), {"post": "yes"}, follow=True).content.decode()
    assert "“Not needed” was deleted. Deleted drafts are kept for 30 days." in page
    assert f'<a href="{reverse("admin:briefings_deleteddraft_changelist")}">Bring it back</a>' in page


def test_an_assignee_who_deleted_a_draft_brings_it_back_to_who_began_it() -> None:
    ann, ben = make_editor("writer"), make_editor("writer")
    draft = make_story("Hers", by=ann)
    Piece.objects.filter(pk=draft.pk).update(assignee=ben)
    client = signed_in("writer", ben)
    client.post(page_address(draft, "delete"), {"post": "yes"})
    kept = DeletedDraft.objects.get()
    address = reverse("admin:briefings_deleteddraft_bring_back", args=[kept.pk])
    for one, may in ((client, True), (signed_in("writer", ann), True), (signed_in("writer"), False)):
        page = one.get(reverse("admin:briefings_deleteddraft_changelist")).content.decode()
        assert "Hers" in page
        assert (address in page, one.get(address).status_code == 200) == (may, may)
    client.post(address)
    assert Piece.objects.get().owner == ann
