"""Merging outlets and people: what goes over, what stays as cited, and where the old addresses lead."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from briefings.admin.naming import known_by_name
from briefings.interchange.exporting import records
from briefings.interchange.naming import people
from briefings.merging import SourceRefused, merge_outlets, merge_people, remove, what_follows
from briefings.models import (
    Activity,
    Article,
    Byline,
    LiveByline,
    LiveCitation,
    Outlet,
    OutletAlias,
    Person,
    PersonAlias,
    Piece,
)
from tests.admin.desk import fields_of, opened, saved
from tests.building import (
    changed,
    cite,
    make_editor,
    make_outlet,
    make_person,
    make_story,
    published,
    withdrawn,
)

pytestmark = pytest.mark.django_db


def source_of(outlet: str) -> dict[str, str]:
    return {"key": "wire", "outlet": outlet, "title": f"What {outlet} says"}


@pytest.fixture
def chief():
    return make_editor("chief")


def test_all_of_a_merged_outlet_is_the_others_and_names_stay_as_cited(client, chief):
    old, new = (
        make_outlet("Reuters News", country="GB"),
        make_outlet("Reuters", homepage="https://reuters.example/"),
    )
    OutletAlias.objects.create(outlet=old, name="RTR")
    live = published(make_story("Live", sources=[source_of("Reuters News")]))
    make_story("A draft", sources=[source_of("Reuters News")])
    withdrawn(make_story("Withdrawn", sources=[source_of("Reuters News")]))
    before = client.get(live.get_absolute_url()).content.decode()
    assert merge_outlets(old, new, by=chief) == new
    kept = Outlet.objects.get()
    assert (kept.name, kept.country, kept.homepage) == ("Reuters", "GB", "https://reuters.example/")
    assert sorted(kept.aliases.values_list("name", flat=True)) == ["RTR", "Reuters News"]
    assert (kept.articles.count(), kept.citations.count(), kept.live_citations.count()) == (3, 3, 1)
    assert set(kept.citations.values_list("outlet_name", flat=True)) == {"Reuters News"}
    after = client.get(live.get_absolute_url()).content.decode()
    assert after == before.replace("/outlets/reuters-news/", "/outlets/reuters/")
    assert before.count("/outlets/reuters-news/") > 0
    page = client.get("/outlets/reuters/").content.decode()
    assert [("Live" in page), ("A draft" in page), ("Withdrawn" in page)] == [True, False, False]
    moved = client.get("/outlets/reuters-news/")
    assert (moved.status_code, moved["Location"]) == (301, "/outlets/reuters/")


def test_an_outlet_merged_twice_leads_to_the_last_one(client, chief):
    first, second, third = (make_outlet(name) for name in ("First", "Second", "Third"))
    live = published(make_story(sources=[source_of("First")]))
    merge_outlets(first, second, by=chief)
    merge_outlets(second, third, by=chief)
    assert client.get("/outlets/first/")["Location"] == "/outlets/third/"
    assert client.get("/outlets/second/")["Location"] == "/outlets/third/"
    assert 'href="/outlets/third/"' in client.get(live.get_absolute_url()).content.decode()


def test_the_address_of_a_merged_outlet_says_nothing_of_one_that_only_drafts_cite(client, chief):
    make_story("A draft", sources=[source_of("Secret source")])
    merge_outlets(Outlet.objects.get(), make_outlet("Quiet source"), by=chief)
    assert client.get("/outlets/secret-source/").status_code == 404


def test_editions_made_before_a_merge_are_restored_exported_and_written_anew_with_the_one_that_stayed(chief):
    old, new = make_outlet("Reuters News"), make_outlet("Reuters", homepage="https://reuters.example/")
    ann, anne = make_person("Ann Reporter"), make_person("Anne Reporter")
    live = published(make_story("First", sources=[source_of("Reuters News")], byline=[ann, anne]))
    published(changed(live, headline="Second"))
    merge_outlets(old, new, by=chief)
    merge_people(ann, anne, by=chief)
    assert live.state == Piece.State.LIVE
    (record,) = records()
    assert [source["outlet"] for source in record["sources"]] == [
        {"name": "Reuters News", "homepage": "https://reuters.example/"}
    ]
    live.restore(1, by=chief)
    assert list(live.live_citations.values_list("outlet", flat=True)) == [new.pk]
    assert list(live.live_bylines.values_list("person", flat=True)) == [anne.pk]
    assert list(live.bylines.values_list("person", "name")) == [(anne.pk, "Anne Reporter")]
    assert (Outlet.objects.count(), Person.objects.count()) == (1, 1)


def test_who_is_merged_or_renamed_is_found_by_the_former_names(chief):
    ann, old = make_person("Ann Jones"), make_person("Ann Smith")
    PersonAlias.objects.create(person=old, name="A. S.")
    merge_people(old, ann, by=chief)
    assert set(ann.aliases.values_list("name", flat=True)) == {"Ann Smith", "A. S."}
    assert {
        name: row.pk for name, row in known_by_name(Person, ["ann SMITH", "A. S.", "Nobody"]).items()
    } == {
        "ann smith": ann.pk,
        "a. s.": ann.pk,
    }
    assert {name: row.id for name, row in people(["Ann Smith", "Ann Jones"]).items()} == {
        "Ann Smith": ann.pk,
        "Ann Jones": ann.pk,
    }
    with pytest.raises(ValidationError, match="a former or another name of somebody else"):
        Person(name="ann smith").full_clean(exclude=["slug"])


def test_a_former_name_in_a_byline_credits_the_person_as_she_is_called_now(client, chief):
    ann, story = make_person("Ann Jones"), make_story()
    PersonAlias.keep("Ann Smith", ann)
    client.force_login(chief)
    saved(client, opened(client, story) | {"byline_names": "Ann Smith"}, story)
    assert list(story.bylines.values_list("person", "name")) == [(ann.pk, "Ann Jones")]
    address = f"/admin/briefings/person/{ann.pk}/change/"
    client.post(address, {**fields_of(client.get(address)), "name": "Ann Brown"})
    assert set(ann.aliases.values_list("name", flat=True)) == {"Ann Smith", "Ann Jones"}


def test_a_person_merged_takes_bylines_and_the_account_over_and_stands_once_on_a_piece(client, chief):
    account = make_editor("writer")
    old, new = make_person("A. Reporter", user=account), make_person("Ann Reporter", role="Editor")
    alone = published(make_story("Alone", byline=[old]))
    both = published(make_story("Both", byline=[old, new]))
    make_story("A draft", byline=[old])
    assert what_follows([old]).__dict__ == {"articles": 0, "pieces": 3, "live": 2, "names": 0}
    merge_people(old, new, by=chief)
    kept = Person.objects.get()
    assert (kept.name, kept.role, kept.user) == ("Ann Reporter", "Editor", account)
    assert sorted(Byline.objects.values_list("piece__headline", "name")) == [
        ("A draft", "A. Reporter"),
        ("Alone", "A. Reporter"),
        ("Both", "Ann Reporter"),
    ]
    assert sorted(LiveByline.objects.values_list("piece", flat=True)) == sorted([alone.pk, both.pk])
    page = client.get("/people/ann-reporter/").content.decode()
    assert (page.count(">Alone<"), page.count(">Both<"), "A draft" in page) == (1, 1, False)
    moved = client.get("/people/a-reporter/")
    assert (moved.status_code, moved["Location"]) == (301, "/people/ann-reporter/")
    assert 'href="/people/ann-reporter/"' in client.get(alone.get_absolute_url()).content.decode()
    assert "/people/ann-reporter/" in client.get("/feed.xml").content.decode()


def test_two_people_with_an_account_each_are_not_merged(chief):
    first = make_person("First", user=make_editor("writer"))
    second = make_person("Second", user=make_editor("writer"))
    with pytest.raises(SourceRefused, match="“First” and “Second” belong to an account each"):
        merge_people(first, second, by=chief)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("rank", [None, "writer", "editor"])
def test_who_is_no_chief_editor_merges_and_removes_nothing(rank):
    first, second, by = make_outlet("First"), make_outlet("Second"), make_editor(rank)
    for verb in (lambda: merge_outlets(first, second, by=by), lambda: remove(first, by=by)):
        with pytest.raises(SourceRefused, match="Only a chief editor may"):
            verb()
    with pytest.raises(SourceRefused, match="Only a chief editor may"):
        merge_people(make_person("First"), make_person("Second"), by=None)
    assert (Outlet.objects.count(), Person.objects.count()) == (2, 2)


def test_an_outlet_is_merged_with_itself_or_with_one_that_is_gone_by_no_means(chief):
    first, second = make_outlet("First"), make_outlet("Second")
    with pytest.raises(SourceRefused, match="“First” cannot be merged with itself"):
        merge_outlets(first, first, by=chief)
    Outlet.objects.filter(pk=second.pk).delete()
    with pytest.raises(SourceRefused, match="“Second” is not there any more"):
        merge_outlets(first, second, by=chief)
    assert Outlet.objects.get() == first


def test_a_merge_stands_in_the_activity_log_with_what_its_addresses_need(chief):
    first, second = make_outlet("First"), make_outlet("Second")
    uid = first.uid
    merge_outlets(first, second, by=chief)
    line = Activity.objects.get(verb="merge")
    assert (line.by, line.kind, line.uid, line.name) == (chief, "outlet", uid, "First")
    assert line.details == {"into": "Second", "into_id": second.pk, "slug": "first"}


def test_a_merge_costs_the_same_with_20_000_articles(chief):
    small, large, into = make_outlet("Small"), make_outlet("Large"), make_outlet("Into")
    chief.get_all_permissions()
    Article.objects.create(outlet=small, url="https://small.example/1")
    Article.objects.bulk_create(
        Article(outlet=large, url=f"https://large.example/{n}", canonical_url=f"https://large.example/{n}")
        for n in range(20_000)
    )
    cost = []
    for outlet in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            what_follows([outlet])
            merge_outlets(outlet, into, by=chief)
        cost.append(len(asked))
    assert cost[0] == cost[1] <= 32
    assert into.articles.count() == 20_001


def test_what_something_uses_is_not_removed_and_a_sentence_says_why(chief):
    story = published(make_story(sources=[source_of("The Wire")], byline=["Ann Reporter"]))
    cite(make_story("A draft", sources=[]), outlet="The Wire")
    outlet, person = Outlet.objects.get(), Person.objects.get()
    with pytest.raises(SourceRefused) as refused:
        remove(outlet, by=chief)
    assert str(refused.value) == (
        "2 articles of “The Wire” are in the library of sources. 2 pieces name “The Wire”."
    )
    with pytest.raises(SourceRefused, match="A piece names “Ann Reporter”"):
        remove(person, by=chief)
    story.bylines.all().delete()  # readers still see the name
    with pytest.raises(SourceRefused, match="A piece names “Ann Reporter”"):
        remove(person, by=chief)
    assert LiveCitation.objects.filter(outlet=outlet).exists()


def test_what_nothing_uses_is_removed_and_the_log_says_so(chief):
    for row in (make_outlet("Unused"), make_person("Nobody")):
        remove(row, by=chief)
    assert (Outlet.objects.count(), Person.objects.count()) == (0, 0)
    assert sorted(Activity.objects.filter(verb="remove").values_list("name", flat=True)) == [
        "Nobody",
        "Unused",
    ]
