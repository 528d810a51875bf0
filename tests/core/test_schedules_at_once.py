"""Two people, or a person and a worker, at schedules and releases of one piece in the same moment: whoever comes second
waits, and is told in a sentence what became of it."""

from datetime import timedelta

import pytest

from briefings.editions.publishing import Publication
from briefings.models import Embargo, Release
from briefings.schedules.releasing import make_release, retime
from briefings.schedules.scheduling import hold_open
from briefings.schedules.timing import set_embargo
from newsroom.clock import now
from tests.building import make_editor, make_story
from tests.core.test_two_at_once import while_held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor():
    return make_editor("editor")


@pytest.fixture
def story():
    return make_story("A bridge")


def ahead(hours: int):
    return now() + timedelta(hours=hours)


def test_a_release_gets_another_time_while_somebody_sets_an_embargo_on_a_piece_in_it(editor, story):
    release = make_release("Monday", [Publication(story.pk)], by=editor)
    retimed = while_held(
        lambda: hold_open([story.pk]),
        lambda: retime(release.pk, at=ahead(5), by=editor),
        meanwhile=lambda: set_embargo(story.pk, until=ahead(1), by=editor),
    )
    assert isinstance(retimed, Release)
    assert Embargo.objects.filter(piece=story).exists()
