"""Lists of the desk: derived states, filters, few queries; and who may do what with drafts and live pieces."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from briefings.models import DeletedDraft, Filing, Outlet, Piece, PublicSlug, RefreshWish, RelatedLink, Story
from briefings.related.relating import refresh_piece
from briefings.roles import rights
from tests.admin.desk import form_address, opened, page_address, saved
from tests.building import (
    changed,
    make_editor,
    make_person,
    make_question,
    make_story,
    make_topic,
    many_stories,
    published,
    withdrawn,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db

LIST = "/admin/briefings/story/"


def signed_in(rank: str, user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or make_editor(rank))
    return client


def headlines(client: Client, query: str = "") -> list[str]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [piece.headline for piece in response.context["cl"].result_list]


@pytest.mark.parametrize("amount", [20, 2000])
def test_the_list_of_stories_takes_as_many_queries_whatever_there_is(
    desk: Client, amount: int, django_assert_num_queries
) -> None:
    many_stories(amount, topics=[make_topic("Bridges")])
    with django_assert_num_queries(6) as captured:  # the budget is 12
        desk.get(LIST)
    assert not any('"document"' in query["sql"] for query in captured.captured_queries)


def test_each_state_is_said_in_words_and_can_be_asked_for(desk: Client) -> None:
    make_story("Draft")
    published(make_story("Live"))
    changed(published(make_story("Old words")), headline="Changed")
    withdrawn(make_story("Withdrawn"))
    page = desk.get(LIST).content.decode()
    for words in ("draft", "live", "unpublished changes", "withdrawn"):
        state = words.replace("unpublished changes", "changed")
        assert f'<span class="state state-{state}">{words}</span>' in page
    assert headlines(desk, "?state=draft") == ["Draft"]
    assert headlines(desk, "?state=live") == ["Live"]
    assert headlines(desk, "?state=changed") == ["Changed"]
    assert headlines(desk, "?state=withdrawn") == ["Withdrawn"]


def test_the_list_shows_the_newest_change_first_and_is_searched_by_words_and_address(desk: Client) -> None:
    first, second = make_story("First bridge", slug="over-there"), make_story("Second tunnel")
    assert headlines(desk) == ["Second tunnel", "First bridge"]
    changed(first)
    assert headlines(desk) == ["First bridge", "Second tunnel"]
    assert headlines(desk, "?q=tunnel") == [second.headline]
    assert headlines(desk, "?q=over-there") == [first.headline]


def test_the_list_is_narrowed_by_topic_and_by_owner(desk: Client, editor: User) -> None:
    make_story("Mine", by=editor, topics=["Bridges"])
    make_story("Theirs", by=make_editor("writer"))
    assert headlines(desk, "?topic=bridges") == ["Mine"]
    assert headlines(desk, "?topic=BRIDGES") == ["Mine"]
    assert headlines(desk, "?topic=nothing") == []
    assert headlines(desk, "?owner=me") == ["Mine"]
    assert headlines(desk, "?owner=x") == ["Theirs", "Mine"]


def test_a_question_stands_in_its_own_list_alone(desk: Client) -> None:
    make_story("A story")
    make_question("A question?")
    assert headlines(desk) == ["A story"]


def links_in(client: Client, address: str) -> list[tuple[str, str]]:
    """The words and addresses of the cells that say where the rows of a list are used."""
    page = client.get(address).content.decode()
    cells = re.findall(r'<span class="used-in">(.*?)</span>', page)
    return [
        (words, url) for cell in cells for url, words in re.findall(r'<a href="([^"]+)">([^<]+)</a>', cell)
    ]


def test_topics_outlets_articles_and_people_lead_to_where_they_are_used(desk: Client) -> None:
    ann = make_person("Ann Reporter")
    make_story("One", topics=["Bridges"], byline=[ann])
    make_story("Two", topics=["Bridges"])
    make_question("Why?", topics=["Bridges"], byline=[ann])
    make_topic("Unused")
    question_list = "/admin/briefings/commonquestion/"
    assert links_in(desk, "/admin/topics/topic/") == [
        ("2 stories", LIST + "?topic=bridges"),
        ("1 question", question_list + "?topic=bridges"),
    ]
    assert links_in(desk, "/admin/briefings/outlet/") == [
        ("2 stories", LIST + "?outlet=the-wire"),
        ("1 question", question_list + "?outlet=the-wire"),
    ]
    assert links_in(desk, "/admin/briefings/person/") == [
        ("1 story", LIST + "?person=ann-reporter"),
        ("1 question", question_list + "?person=ann-reporter"),
    ]
    articles = links_in(desk, "/admin/briefings/article/")
    assert sorted(words for words, _url in articles) == ["1 question", "1 story", "1 story"]
    for words, url in articles:
        assert len(desk.get(url).context["cl"].result_list) == int(words.split()[0])
    assert headlines(desk, "?outlet=the-wire") == ["Two", "One"]
    assert headlines(desk, "?person=ann-reporter") == ["One"]


@pytest.mark.parametrize(
    "address", ["topics/topic/", "briefings/outlet/", "briefings/article/", "briefings/person/"]
)
def test_no_list_asks_for_each_of_its_rows(desk: Client, address: str, django_assert_max_num_queries) -> None:
    for n in range(30):
        outlet = f"Outlet {n}"
        make_story(f"Story {n}", topics=[f"Topic {n}"], byline=[f"Person {n}"], sources=[{"outlet": outlet}])
    with django_assert_max_num_queries(12):
        page = desk.get(f"/admin/{address}").content.decode()
    assert page.count('class="used-in"') == 30


# Searching and narrowing


def test_search_finds_words_of_working_copies_wherever_they_stand(desk: Client) -> None:
    make_story("By section", sections=["<p>The <em>ferry</em> sank.</p>"])
    make_story("By event", events=[("2020-01-01", "<p>A ferry was built.</p>")])
    make_story("By standfirst", standfirst="No ferry sails.")
    make_story("By heading", sections=[("other", "<p>Words.</p>", "Ferries of old, and one ferry")])
    changed(published(make_story("By unpublished words")), html="<p>A FERRY again.</p>")
    make_story("Nothing of it")
    assert sorted(headlines(desk, "?q=ferry")) == [
        "By event",
        "By heading",
        "By section",
        "By standfirst",
        "By unpublished words",
    ]
    make_question("By answer?", answers=[("What?", "<p>The ferry.</p>")])
    found = desk.get("/admin/briefings/commonquestion/?q=ferry").context["cl"].result_list
    assert [piece.headline for piece in found] == ["By answer?"]


def test_every_term_of_a_search_must_be_there_and_a_phrase_as_it_stands(desk: Client) -> None:
    make_story("Ferry lost", sections=["<p>Black & white smoke.</p>"])
    make_story("Smoke", sections=["<p>white and black</p>"])
    assert headlines(desk, "?q=ferry+smoke") == ["Ferry lost"]
    assert headlines(desk, "?q=%22white+and+black%22") == ["Smoke"]
    assert headlines(desk, "?q=%22Black+%26+white%22") == ["Ferry lost"]
    assert headlines(desk, "?q=100%25") == []
    assert headlines(desk, "?q=%22") == []


def test_a_search_among_two_thousand_stories_takes_no_more_queries(
    desk: Client, django_assert_max_num_queries
) -> None:
    many_stories(2000, topics=[make_topic("Bridges")])
    make_story("The needle", sections=["<p>A needle in the hay.</p>"])
    with django_assert_max_num_queries(12):
        assert headlines(desk, "?q=needle+hay") == ["The needle"]
    with django_assert_max_num_queries(12):
        assert headlines(desk, "?q=bridge+report&topic=bridges") != []


def test_the_list_is_narrowed_by_section_and_by_when_it_was_published(desk: Client) -> None:
    make_story("Papers", sections=[("papers_say", "<p>Words.</p>")])
    make_story("Empty papers", sections=[("papers_say", "")])
    assert headlines(desk, "?section=papers_say") == ["Papers"]
    assert headlines(desk, "?section=nonsense") == ["Empty papers", "Papers"]
    published(make_story("Long ago"), on="2001-02-03")
    since = "?live_edition__first_published_at__gte="
    assert headlines(desk, f"{since}2001-01-01T00:00:00Z") == ["Long ago"]
    assert headlines(desk, f"{since}2002-01-01T00:00:00Z") == []


@pytest.mark.parametrize("address", [LIST, "/admin/topics/topic/"])
def test_a_list_offers_to_show_all_only_where_something_is_left_out(desk: Client, address: str) -> None:
    make_story("A bridge", topics=["Bridges", "Tunnels"])
    offered = [
        "Show all" in desk.get(address + query).content.decode()
        for query in ("", "?o=1", "?q=bridge", "?topic=bridges" if address == LIST else "?kind__exact=place")
    ]
    assert offered == [False, False, True, True]


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("briefings/story/", "Stories"),
        ("topics/topic/", "Topics"),
        ("briefings/story/add/", "New story"),
        ("auth/user/add/", "Invite somebody"),
        ("briefings/house/1/change/", "Settings of the house"),
    ],
)
def test_pages_are_headed_and_titled_in_the_houses_words(desk: Client, address: str, heading: str) -> None:
    page = desk.get(f"/admin/{address}").content.decode()
    (title,), (headed,) = (
        re.findall("<title>(.*?) · Newsroom</title>", page),
        re.findall("<h1>(.*?)</h1>", page),
    )
    assert (title.removeprefix("Newsroom · "), headed) == (heading, heading)


def test_who_deleted_a_draft_is_told_where_to_bring_it_back(desk: Client) -> None:
    story = make_story("Not needed")
    page = desk.post(page_address(story, "delete"), {"post": "yes"}, follow=True).content.decode()
    assert "“Not needed” was deleted. Deleted drafts are kept for 30 days." in page
    assert f'<a href="{reverse("admin:briefings_deleteddraft_changelist")}">Bring it back</a>' in page


BESIDE = ("django_session", "auth_user", "auth_permission")
"""Who asks, and what they may do: a query each, of every page of the desk."""


def test_autocomplete_offers_topics_and_questions_in_two_queries_beside_who_asks(
    django_assert_num_queries,
) -> None:
    make_topic("Bridges")
    make_story("No question about bridges")
    make_question("Why bridges?")
    writer = signed_in("writer")
    asked = {("filing", "tag"): "Bridges", ("questionlink", "question"): "Why bridges?"}
    for (model, field), label in asked.items():
        query = {"app_label": "briefings", "model_name": model, "field_name": field, "term": "bridges"}
        with django_assert_num_queries(2 + len(BESIDE)):
            found = writer.get(reverse("admin:autocomplete"), query).json()["results"]
        assert [row["text"] for row in found] == [label]


@pytest.mark.parametrize(
    "address",
    [
        "suggest/topics/?q=bridges",
        "suggest/people/?q=ann",
        "suggest/outlets/?q=wire",
        "suggest/questions/?q=why",
        "suggest/topics/?name=Bridges&name=Rivers",
        "suggest/people/?name=Ann",
        "known-article/?url=https://wire.example/a",
    ],
)
def test_what_the_form_asks_while_one_types_is_one_query_beside_who_asks(
    address: str, django_assert_num_queries
) -> None:
    published(make_story(topics=["Bridges", "Rivers"], byline=["Ann"]))
    make_question("Why bridges?")
    writer = signed_in("writer")
    with django_assert_num_queries(1 + len(BESIDE)) as captured:
        assert writer.get(f"{LIST}{address}").status_code == 200
    *beside, own = [query["sql"] for query in captured.captured_queries]
    assert [table for table, sql in zip(BESIDE, beside, strict=True) if f'FROM "{table}"' not in sql] == []
    assert not any(f'FROM "{table}"' in own for table in BESIDE)


def test_rights_are_those_of_the_groups_and_ones_own_each_once() -> None:
    writer = make_editor("writer")
    mine = Permission.objects.get(codename="merge_topic")
    writer.user_permissions.add(mine)
    fresh = User.objects.get(pk=writer.pk)
    assert fresh.get_all_permissions() == {*rights()["Writer"], "topics.merge_topic"}
    fresh.is_active = False
    fresh.save()
    assert User.objects.get(pk=writer.pk).get_all_permissions() == set()


# Rights


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


# Drafts


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


# Related links, topics, outlets, accounts


def test_an_editor_pins_a_related_link_of_one_piece(desk: Client) -> None:
    story, other, third = (published(make_story(f"Bridge {n}", topics=["Bridges"])) for n in range(3))
    for target in (other, third):
        refresh_piece(target.pk)
    refresh_piece(story.pk)
    form = desk.get(page_address(story, "change")).content.decode()
    address = f"/admin/briefings/relatedlink/?piece__id__exact={story.pk}"
    assert address in form
    page = desk.get(address)
    links = page.context["cl"].result_list
    assert sorted(link.target.headline for link in links) == ["Bridge 1", "Bridge 2"]
    assert "Newer on Bridges" in page.content.decode()
    desk.post(
        reverse("admin:briefings_relatedlink_change", args=[links[0].pk]), {"pinned": "on", "position": "0"}
    )
    assert RelatedLink.objects.get(pinned=True) == links[0]


def test_topics_are_merged_by_a_chief_editor_after_choosing_which_one_stays(desk: Client) -> None:
    story = make_story(topics=["Bridgs"])
    wrong, right = Topic.objects.get(), make_topic("Bridges")
    data = {"action": "merge", "_selected_action": [str(wrong.pk)]}
    assert "Merge topics" in desk.post("/admin/topics/topic/", {**data, "index": "0"}).content.decode()
    for garbage in ("", "x", "9" * 30):
        assert desk.post("/admin/topics/topic/", {**data, "into": garbage}).status_code == 200
    desk.post("/admin/topics/topic/", {**data, "into": str(right.pk)})
    assert [filing.tag for filing in story.filings.all()] == [right]
    assert Topic.objects.count() == 1


def test_an_outlet_gets_other_names_and_a_taken_name_gets_a_sentence(desk: Client) -> None:
    address = reverse("admin:briefings_outlet_add")
    rows = {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0", "aliases-0-name": "NYT"}
    desk.post(address, {"name": "The New York Times", **rows})
    assert [alias.name for alias in Outlet.objects.get().aliases.all()] == ["NYT"]
    response = desk.post(address, {"name": "the new york times", **rows})
    assert "There is an outlet of this name already" in response.content.decode()


def test_a_chief_editor_cannot_make_herself_more_than_she_is(desk: Client, editor: User) -> None:
    address = reverse("admin:auth_user_change", args=[editor.pk])
    data = {"username": "Edna", "is_staff": "on", "is_active": "on", "is_superuser": "on"}
    desk.post(address, {**data, "date_joined_0": "2020-01-01", "date_joined_1": "10:00"})
    editor.refresh_from_db()
    assert not editor.is_superuser
    root = User.objects.create_superuser("root", password="x")
    assert desk.post(reverse("admin:auth_user_change", args=[root.pk]), data).status_code == 403
    assert desk.post(reverse("admin:auth_user_password_change", args=[root.pk]), {}).status_code == 403


@pytest.mark.parametrize(
    "model", ["outlet", "article", "person", "relatedlink", "refreshwish", "deleteddraft"]
)
def test_every_list_of_the_desk_opens(desk: Client, model: str) -> None:
    published(make_story(byline=["Ann"]))
    assert desk.get(f"/admin/briefings/{model}/").status_code == 200


def test_only_forms_with_an_editor_relax_the_policy(desk: Client) -> None:
    relaxed = desk.get(form_address())["Content-Security-Policy"]
    assert "script-src-attr 'unsafe-inline'" in relaxed
    assert "script-src 'self';" in relaxed + ";"
    for address in ("/admin/", LIST, "/admin/briefings/outlet/add/", "/admin/topics/topic/add/"):
        assert "unsafe" not in desk.get(address)["Content-Security-Policy"], address
