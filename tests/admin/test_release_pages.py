"""Releases at the desk: made, mended, published, opened again, and called by their number when their name is gone."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.editions.publishing import Publication
from briefings.models import Piece, Release
from briefings.schedules.releasing import make_release
from newsroom.clock import at
from tests.admin.desk import page_address
from tests.admin.timed_pages import LATER, SIX, due_at, errors_of, words_of
from tests.building import changed, make_story, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning_in_berlin")]


def test_a_minor_change_in_a_release_is_looked_at_twice_and_what_was_typed_stays(
    desk: Client, editor: User
) -> None:
    story = changed(
        published(make_story("Words", standfirst="Two were there.")), standfirst="Six were there."
    )
    release = make_release("A batch", [Publication(story.pk)], by=editor)
    page, sent = f"/admin/briefings/release/{release.pk}/change/", {"kind": "minor", "note": "A slip."}
    answer = desk.post(page, {"do": f"describe:{story.pk}", **sent})
    assert "Look at it a second time, and say so:" in errors_of(answer)
    assert "A slip.</textarea>" in words_of(answer)
    assert '<option value="minor" selected>' in words_of(answer)
    desk.post(page, {"do": f"describe:{story.pk}", "looked_twice": "1", **sent})
    assert list(release.schedules.values_list("kind", "note")) == [("minor", "A slip.")]


def test_a_release_is_made_from_the_list_mended_and_published(desk: Client, editor: User) -> None:
    first, second = make_story("First"), make_story("Second", sources=[])
    live = published(make_story("Live"))
    chosen = [str(first.pk), str(second.pk)]
    answer = desk.post("/admin/briefings/story/", {"action": "make_release", "_selected_action": chosen})
    assert answer.url == f"/admin/briefings/release/add/?pieces={first.pk},{second.pk}"
    page = words_of(desk.get(answer.url))
    assert page.count(" checked") == 2
    sent = {"make": "1", "name": "Report day", "pieces": chosen}
    refused = desk.post(
        "/admin/briefings/release/add/", {**sent, "pieces": [*chosen, str(live.pk)], "at": "x"}
    )
    assert "“x” cannot be read as a time" in errors_of(refused)
    assert words_of(refused).count(" checked") == 3
    refused = desk.post("/admin/briefings/release/add/", {**sent, "pieces": [str(live.pk)]})
    assert "“Live” has not changed since edition 1." in errors_of(refused)
    # The marker in the words of the second has no source: that blocks it, and so the release.
    refused = desk.post("/admin/briefings/release/add/", sent)
    assert "The marker [^wire] has no source." in errors_of(refused)
    changed(second, html="<p>No marker.</p>")
    desk.post("/admin/briefings/release/add/", sent)
    release = Release.objects.get()
    address = f"/admin/briefings/release/{release.pk}/change/"
    page = words_of(desk.get(address))
    assert "No source is cited." in page
    changed(first, headline="First, changed")
    assert "Newer words are not in it." in words_of(desk.get(address))
    desk.post(address, {"do": f"renew:{first.pk}"})
    desk.post(address, {"do": f"describe:{first.pk}", "note": "A first note."})
    desk.post(address, {"do": "time", "at": "24 Nov 2026 07:00"})
    assert Release.objects.get().at == SIX
    assert "2" in words_of(desk.get("/admin/briefings/release/"))
    desk.post(address, {"do": "publish"})
    assert {p.headline for p in Piece.objects.live()} == {"First, changed", "Second", "Live"}
    assert Piece.objects.get(pk=first.pk).live_edition.note == "A first note."
    over = desk.post(address, {"do": "publish"})
    assert "This release is over" in errors_of(over)


def test_pieces_are_added_and_taken_out_and_a_failed_release_is_opened_again(
    desk: Client, editor: User
) -> None:
    first, second = make_story("First"), make_story("Second")
    release = make_release("Report day", [Publication(first.pk)], at=SIX, by=editor)
    address = f"/admin/briefings/release/{release.pk}/change/"
    assert "Tick the pieces" in errors_of(desk.post(address, {"do": "add"}))
    assert "Second" in words_of(desk.post(address, {"do": "look", "q": "second"}))
    desk.post(address, {"do": "add", "pieces": [str(second.pk)]})
    changed(second, headline="Newer").publish(by=editor)
    due_at(LATER)
    assert "Meanwhile edition 1 of “Newer” was published." in words_of(desk.get(address))
    with at(LATER):
        desk.post(address, {"do": "reopen"})
        desk.post(address, {"do": f"out:{second.pk}"})
        desk.post(address, {"do": "publish"})
    assert Piece.objects.get(pk=first.pk).is_live
    release.refresh_from_db()
    assert release.outcome == "done"


def test_a_release_whose_name_was_taken_out_is_called_and_reached_by_its_number(
    desk: Client, editor: User
) -> None:
    story = make_story("A bridge")
    release = make_release("A batch", [Publication(story.pk)], by=editor)
    Release.objects.update(name="")
    address = f"/admin/briefings/release/{release.pk}/change/"
    assert f'<a href="{address}">Release {release.pk}</a>' in words_of(desk.get("/admin/briefings/release/"))
    for page in (address, page_address(story, "times"), "/admin/briefings/schedule/"):
        assert f"Release {release.pk}" in words_of(desk.get(page)), page
