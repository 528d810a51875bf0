"""The week as it stands once it is loaded. One load serves every test here, and is undone after the last."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from briefings.demo.building import name_of
from briefings.demo.loading import load_demo
from briefings.models import Article, Edition, Outlet, Person, Piece, Schedule
from briefings.schedules.due import publish_due
from briefings.words import EditionKind, Origin
from newsroom.clock import at, now
from topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("week")]

LOADED_AT = timezone.now().replace(second=0, microsecond=0)


@pytest.fixture(scope="module")
def week(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        editor = get_user_model().objects.create_user("chief", is_staff=True)
        editor.groups.add(Group.objects.get(name="Chief editor"))
        with at(LOADED_AT):
            load_demo(by=editor)
        yield
        transaction.set_rollback(True)


def piece(kind, name):
    return Piece.objects.as_cards().get(uid=name_of(kind, name))


def test_the_week_stands_in_the_states_that_it_was_written_for():
    states = Piece.State
    stories = Piece.objects.filter(kind="story")
    assert stories.live().count() == 15
    assert [row.uid for row in Piece.objects.withdrawn()] == [name_of("story", "kareth-crack")]
    assert {row.uid for row in Piece.objects.drafts()} == {
        name_of("story", name) for name in ("bridge-tolls", "delta-rice", "ostmere-coalition")
    }
    changed = Piece.objects.with_unpublished_changes()
    assert [row.uid for row in changed] == [name_of("story", "bridge-delay")]
    assert piece("story", "bridge-delay").state == states.CHANGED
    assert piece("story", "harbour-strike").state == states.LIVE
    assert Piece.objects.filter(kind="question").live().count() == 10
    assert set(Edition.objects.values_list("origin", flat=True)) == {
        Origin.DEMO,
        Origin.DESK,  # the withdrawal, which is a desk's verb
    }


def test_one_story_waits_for_the_next_morning_and_goes_out_with_the_words_of_now():
    (waiting,) = Schedule.objects.select_related("piece__live_edition", "who")
    assert waiting.piece.uid == name_of("story", "bridge-tolls")
    assert (waiting.outcome, waiting.who.username, waiting.seen) == ("waiting", "chief", 0)
    at_six = timezone.localtime(waiting.at)
    assert (at_six.hour, at_six.minute) == (6, 0)
    assert at_six.date() == timezone.localtime(LOADED_AT).date() + timedelta(days=1)
    assert waiting.fingerprint == waiting.piece.fingerprint


def test_the_story_that_waits_goes_out_when_its_time_has_come(client):
    waiting = Schedule.objects.get()
    address = waiting.piece.get_absolute_url()
    assert client.get(address).status_code == 404
    with transaction.atomic():
        with at(waiting.at):
            assert publish_due() == {"done": 1}
        assert client.get(address).status_code == 200
        transaction.set_rollback(True)


def test_editions_have_the_times_at_which_they_were_made():
    recount = piece("story", "ostmere-recount").editions.order_by("number")
    hours = [(LOADED_AT - edition.released_at).total_seconds() / 3600 for edition in recount]
    assert hours == [4, 2.5]
    assert [edition.kind for edition in recount] == [EditionKind.FIRST, EditionKind.CORRECTION]
    assert all(edition.first_published_at == recount[0].released_at for edition in recount)
    assert Edition.objects.filter(released_at__gt=LOADED_AT).count() == 0


def test_the_correction_changes_the_words_that_it_names():
    first, corrected = piece("story", "aldery-inquiry").editions.order_by("number")
    assert "Pavel Hradin" in json.dumps(first.document)
    assert "Pavel Hradin" not in json.dumps(corrected.document)
    parts = [[part["uid"] for part in e.document["sections"]] for e in (first, corrected)]
    assert parts[0] == parts[1]


def test_an_article_cited_in_two_pieces_is_one():
    shared = Article.objects.get(url="https://bmr.example.com/articles/mf3-phase-three")
    assert set(shared.citations.values_list("piece__uid", flat=True)) == {
        name_of("story", "marsh-fever-vaccine"),
        name_of("question", "marsh-fever"),
    }


def test_every_public_page_of_the_week_answers(client):
    pages = ["/", "/questions/", "/topics/", "/outlets/"]
    pages += [row.get_absolute_url() for row in Piece.objects.live()]
    pages += [
        row.get_absolute_url() for row in (*Topic.objects.all(), *Outlet.objects.all(), *Person.objects.all())
    ]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert client.get(piece("story", "kareth-crack").get_absolute_url()).status_code == 410
    assert client.get(piece("story", "bridge-tolls").get_absolute_url()).status_code == 404


def test_unpublished_changes_are_not_on_the_page(client):
    row = piece("story", "bridge-delay")
    assert row.sections.filter(html__contains="A second inspection").count() == 1
    assert "A second inspection" not in client.get(row.get_absolute_url()).content.decode()


def test_the_clock_goes_on_after_the_week_was_replayed():
    assert now() >= LOADED_AT
    assert Edition.objects.filter(released_at__lt=LOADED_AT).count() == Edition.objects.count()
