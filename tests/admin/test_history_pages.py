"""The past of a piece at the desk, and its preview: pages that staff alone see."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from briefings.document import upgrade
from briefings.models import Piece
from newsroom.links import internal_href
from tests.admin.desk import page_address
from tests.building import (
    changed,
    make_editor,
    make_question,
    make_story,
    make_topic,
    published,
    withdrawn,
)

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    return response.content.decode()


def test_restoring_publishes_old_words_under_a_new_number(desk: Client) -> None:
    story = published(make_story("First words"))
    published(changed(story, headline="Second words"))
    desk.post(page_address(story, "restore", 1), {"note": "Back to it"})
    story.refresh_from_db()
    assert (story.live_edition.number, story.live_edition.headline) == (3, "First words")
    assert story.headline == "Second words"


def test_the_history_names_every_edition_and_loads_no_document(
    desk: Client, django_assert_max_num_queries
) -> None:
    story = published(make_story("First words"))
    for n in range(2, 12):
        published(changed(story, headline=f"Words {n}"), note=f"Note {n}")
    with django_assert_max_num_queries(10) as captured:
        page = words_of(desk.get(page_address(story, "history")))
    assert not any('"document"' in query["sql"] for query in captured.captured_queries)
    for n in range(2, 12):
        assert f"Note {n}" in page


def test_an_old_edition_is_read_as_the_page_it_was_by_staff_alone(desk: Client) -> None:
    story = published(make_story("First words"))
    published(changed(story, headline="Second words"))
    address = page_address(story, "edition", 1)
    page = desk.get(address)
    assert "First words" in words_of(page)
    assert "Edition 1, as it was published. Readers do not see this page." in words_of(page)
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    assert Client().get(address).status_code == 302


def test_a_withdrawal_has_no_page_to_look_at(desk: Client) -> None:
    story = withdrawn(make_story())
    assert desk.get(page_address(story, "edition", 2)).status_code == 404


def test_the_preview_is_the_page_of_the_working_copy_for_staff_alone(desk: Client) -> None:
    question = make_question("Why are bridges opened?")
    story = changed(published(make_story()), headline="Not yet public")
    story.question_links.create(question=question)
    page = desk.get(page_address(story, "preview"))
    assert "Not yet public" in words_of(page)
    assert "Why are bridges opened?" in words_of(page)
    assert "Preview: not published" in words_of(page)
    assert 'href="#source-1"' in words_of(page)
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert Client().get(page_address(story, "preview")).status_code == 302
    assert "Not yet public" not in words_of(Client().get(story.get_absolute_url()))


def test_the_preview_of_a_question_is_its_page(desk: Client) -> None:
    page = words_of(desk.get(page_address(make_question("Why so?"), "preview")))
    assert "Why so?" in page
    assert "Somebody wants to cross." in page


def three_editions() -> Piece:
    story = published(make_story("First words", standfirst="It rained."))
    published(changed(story, headline="Second words"))
    return published(changed(story, headline="Third words", standfirst="It snowed."))


def test_any_two_editions_are_compared_word_by_word(desk: Client) -> None:
    story = three_editions()
    page = desk.get(page_address(story, "compare", 1, 3))
    assert page.context["summary"] == "Headline changed, standfirst changed."
    assert any("snowed" in words for words in re.findall("<ins>(.*?)</ins>", words_of(page)))
    assert any("rained" in words for words in re.findall("<del>(.*?)</del>", words_of(page)))
    backwards = desk.get(page_address(story, "compare", 3, 1))
    assert any("rained" in words for words in re.findall("<ins>(.*?)</ins>", words_of(backwards)))


def test_the_choice_of_two_editions_leads_to_their_comparison(desk: Client) -> None:
    story = three_editions()
    chosen = page_address(story, "compare_chosen")
    assert desk.get(chosen, {"old": "3", "new": "1"}).url == page_address(story, "compare", 1, 3)
    assert desk.get(chosen, {"old": "2", "new": "2"}).url == page_address(story, "history")
    assert desk.get(chosen, {"old": "x"}).url == page_address(story, "history")


def test_the_desk_reads_titles_of_what_is_linked_and_names_of_what_is_cited(desk: Client) -> None:
    draft, topic = make_story("A draft’s title"), make_topic("Bridges")
    story = published(make_story(sections=["<p>Words of one. Words of two.[^wire]</p>"]))
    links = [internal_href("story", str(draft.uid)), internal_href("topic", str(topic.uid))]
    html = f'<p>Words of <a href="{links[0]}">one</a>. Words of <a href="{links[1]}">two</a>.[^wire]</p>'
    published(changed(story, html=html))
    page = words_of(desk.get(page_address(story, "compare", 1, 2)))
    assert "“one” is now a link to the story “A draft’s title”." in page
    assert "“two” is now a link to the topic “Bridges”." in page
    assert '<sup class="difference-marker">The Wire</sup>' in page


def test_only_editions_with_words_can_be_compared_or_loaded(desk: Client) -> None:
    story = withdrawn(make_story())
    assert desk.get(page_address(story, "compare", 1, 2)).status_code == 404
    assert desk.get(page_address(story, "compare", 1, 9)).status_code == 404
    assert desk.get(page_address(story, "load", 2)).status_code == 404
    assert desk.post(page_address(story, "load", 9)).status_code == 404


def test_two_hundred_editions_are_listed_without_loading_one_document(
    desk: Client, django_assert_max_num_queries
) -> None:
    story = published(make_story())
    for n in range(2, 201):
        changed(story, headline=f"Words {n}").publish(by=story.owner or make_editor("chief", name=f"e{n}"))
    with django_assert_max_num_queries(10) as captured:
        page = desk.get(page_address(story, "history"))
    assert not any('"document"' in query["sql"] for query in captured.captured_queries)
    numbers = [line["edition"].number for line in page.context["lines"]]
    assert numbers == list(range(200, 100, -1))
    older = desk.get(page_address(story, "history"), {"page": "2"})
    assert [line["edition"].number for line in older.context["lines"]] == list(range(100, 0, -1))
    assert page_address(story, "compare", 99, 100) in words_of(older)


def test_loading_makes_the_working_copy_what_an_edition_was_and_changes_nothing_for_readers(
    desk: Client,
) -> None:
    story = published(make_story("First words", events=[("2020-01-01", "<p>Then.</p>")]))
    first = story.live_edition
    story.events.all().delete()
    published(changed(story, headline="Second words", html="<p>Other.[^wire]</p>"))
    changed_at = story.changed_at
    response = desk.post(page_address(story, "load", 1), follow=True)
    assert "Loaded edition 1 into the working copy." in words_of(response)
    story.refresh_from_db()
    assert story.headline == "First words"
    assert [event.uid for event in story.events.all()] == [upgrade(first.document).events[0].uid]
    assert (story.state, story.live_edition.number) == (Piece.State.CHANGED, 2)
    assert story.fingerprint == first.fingerprint
    assert story.changed_at > changed_at
    entry = LogEntry.objects.get()
    assert entry.change_message == "Loaded edition 1 into the working copy."


def test_loading_asks_first_and_says_when_unpublished_changes_would_be_lost(desk: Client) -> None:
    story = published(make_story("First words"))
    published(changed(story, headline="Second words"))
    lost = "The working copy has unpublished changes."
    page = desk.get(page_address(story, "load", 1))
    assert page.context["summary"] == "Headline changed."
    assert lost not in words_of(page)
    changed(story, headline="Not yet published")
    assert lost in words_of(desk.get(page_address(story, "load", 1)))
    story.refresh_from_db()
    assert story.headline == "Not yet published"


def test_a_question_that_is_gone_is_left_out_of_what_is_loaded_and_that_is_said(desk: Client) -> None:
    question = make_question()
    story = published(make_story(questions=[question]))
    story.question_links.all().delete()
    question.delete()
    response = desk.post(page_address(story, "load", 1), follow=True)
    assert "One common question that it led to is gone, and was left out." in words_of(response)


def test_a_writer_loads_into_her_own_pieces_alone() -> None:
    ann = make_editor("writer")
    client = Client()
    client.force_login(ann)
    own, other = published(make_story(by=ann)), published(make_story())
    assert client.get(page_address(own, "load", 1)).status_code == 200
    for ask in (client.get, client.post):
        assert ask(page_address(other, "load", 1)).status_code == 403
    assert page_address(other, "load", 1) not in words_of(client.get(page_address(other, "history")))


def test_the_preview_is_looked_at_as_wide_as_a_phone_and_a_desk(desk: Client) -> None:
    story = make_story("Not yet public")
    phone = desk.get(page_address(story, "preview_at", "phone"))
    framed = page_address(story, "preview_framed")
    assert f'class="preview-phone" src="{framed}"' in words_of(phone)
    assert "frame-src 'self'" in phone["Content-Security-Policy"]
    assert page_address(story, "preview_at", "desktop") in words_of(phone)
    page = desk.get(framed)
    assert "Not yet public" in words_of(page)
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    for response in (phone, page):
        assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert desk.get(page_address(story, "preview_at", "watch")).status_code == 404
    for address in (framed, page_address(story, "preview_at", "phone")):
        assert Client().get(address).status_code == 302
