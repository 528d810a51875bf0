"""Opening a fresh newsroom: the account, the week, and what a second run does."""

import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError

from briefings.demo.loading import DemoRefused, load_demo
from briefings.demo.records import read_content
from briefings.models import Edition, Outlet, Piece
from topics.models import Topic

pytestmark = pytest.mark.django_db


def run(*arguments):
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue().splitlines()


def chief_editor():
    user = get_user_model().objects.create_user("chief", is_staff=True)
    user.groups.add(Group.objects.get(name="Chief editor"))
    return user


def one_day():
    """A story and its question, where the whole week would take its time."""
    content = read_content()
    return content.model_copy(
        update={
            "stories": [record for record in content.stories if record.id == "harbour-strike"],
            "questions": [record for record in content.questions if record.id == "port-prices"],
        }
    )


def test_the_first_run_makes_an_editor_and_says_the_password_last():
    account = json.loads(run("first_run", "--no-content")[-1])
    editor = get_user_model().objects.get()
    assert account["username"] == editor.username == "editor"
    assert (editor.is_staff, editor.is_superuser) == (True, False)
    assert [group.name for group in editor.groups.all()] == ["Chief editor"]
    assert editor.check_password(account["password"])
    assert len(account["password"]) == 16
    assert Piece.objects.count() == 0


def test_the_first_run_lays_the_week_and_a_second_says_so_and_changes_nothing():
    *_, told, last = run("first_run")
    assert told == "19 stories and 10 common questions are in the newsroom."
    account = json.loads(last)
    editions = Edition.objects.count()
    assert editions == 34
    assert run("first_run") == ["There is an account already; nothing was changed.", "{}"]
    assert get_user_model().objects.count() == 1
    assert get_user_model().objects.get().check_password(account["password"])
    assert Edition.objects.count() == editions


def test_load_demo_refuses_where_there_are_pieces():
    chief_editor()
    Piece.objects.create(kind="story", headline="A piece of the house's own")
    with pytest.raises(CommandError, match="There are pieces in this database already"):
        run("load_demo")
    assert Piece.objects.count() == 1


def test_the_demo_goes_beside_other_pieces_when_told_to():
    Piece.objects.create(kind="story", headline="A piece of the house's own")
    loaded = load_demo(by=chief_editor(), anyway=True, content=one_day())
    assert loaded == {"story": 1, "question": 1, "edition": 3}
    assert Piece.objects.count() == 3


def test_the_demo_is_never_loaded_twice():
    editor = chief_editor()
    load_demo(by=editor, content=one_day())
    with pytest.raises(DemoRefused, match="in this database already"):
        load_demo(by=editor, anyway=True, content=one_day())


def test_what_the_database_knows_by_the_same_name_is_used():
    outlet = Outlet.objects.create(name="the corvane courier", country="Halvern")
    topic = Topic.objects.create(name="CORVANE")
    load_demo(by=chief_editor(), content=one_day())
    assert Outlet.objects.get(name__iexact="The Corvane Courier") == outlet
    assert [piece.headline for piece in topic.pieces.all()] == [
        "Corvane dockers reject a second offer as ships turn to other ports"
    ]


def test_load_demo_says_how_much_it_loaded(monkeypatch):
    monkeypatch.setattr("briefings.demo.loading.read_content", one_day)
    chief_editor()
    assert run("load_demo")[-1] == "1 stories and 1 common questions in 3 editions."
    assert Edition.objects.count() == 3


def test_load_demo_needs_somebody_who_may_withdraw():
    get_user_model().objects.create_user("writer")
    with pytest.raises(CommandError, match="Nobody here may publish and withdraw"):
        run("load_demo")
    with pytest.raises(CommandError, match="no chief editor writer"):
        run("load_demo", "--by", "writer")
    assert Piece.objects.count() == 0
