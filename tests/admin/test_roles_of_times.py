"""Who may do what with times, releases, embargoes, withdrawals and reminders: each verb posted as everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.editions.publishing import Publication
from briefings.models import Embargo, Expiry, Piece, Release, Reminder, Schedule
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from briefings.schedules.timing import remind, set_embargo, set_expiry
from newsroom.clock import now
from tests.admin.desk import page_address
from tests.building import changed, make_editor, make_story, published

pytestmark = pytest.mark.django_db

EVERYBODY = {"another writer", "writer", "editor", "chief"}
OWN, EDITORS, CHIEF = {"writer", "editor", "chief"}, {"editor", "chief"}, {"chief"}


@dataclass
class Scene:
    """Pieces of a writer's, with all that can wait for a time, made by somebody else."""

    client: Client
    waiting: Schedule
    release: Release
    live: Piece
    reminder: Reminder

    def send(self, piece: Piece, do: str, **data: object) -> None:
        self.client.post(page_address(piece, "times"), {"do": do, "of": str(self.waiting.pk), **data})

    def send_release(self, do: str, **data: object) -> None:
        self.client.post(f"/admin/briefings/release/{self.release.pk}/change/", {"do": do, **data})


def scene_as(who: str) -> Scene:
    writer, made_by = make_editor("writer"), make_editor("chief")
    waiting = make_story("Waiting", by=writer)
    one = schedule(Publication(waiting.pk), at=now() + timedelta(days=1), by=made_by)
    changed(waiting, headline="Newer")
    release = make_release("A batch", [Publication(make_story("Within", by=writer).pk)], by=made_by)
    live = published(make_story("Live", by=writer))
    set_embargo(live.pk, until=now() + timedelta(days=1), by=made_by)
    set_expiry(live.pk, at=now() + timedelta(days=2), note="Over.", by=made_by)
    reminder = remind(live, at=now() + timedelta(days=1), owner=made_by, by=made_by)
    ranks = {"another writer": "writer", "closed": "chief"}
    user = writer if who == "writer" else make_editor(ranks.get(who, who))
    client = Client()
    client.force_login(user)
    if who == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return Scene(client, one, release, live, reminder)


def replaced(scene: Scene) -> bool:
    scene.send(scene.waiting.piece, "replace")
    return Schedule.objects.get(pk=scene.waiting.pk).headline == "Newer"


def moved(scene: Scene) -> bool:
    scene.send(scene.waiting.piece, "move", at="in 3 days")
    return Schedule.objects.get(pk=scene.waiting.pk).at != scene.waiting.at


def cancelled(scene: Scene) -> bool:
    scene.send(scene.waiting.piece, "cancel")
    return Schedule.objects.get(pk=scene.waiting.pk).outcome == "cancelled"


def embargo_lifted(scene: Scene) -> bool:
    scene.send(scene.live, "lift")
    return not Embargo.objects.exists()


def embargo_set(scene: Scene) -> bool:
    scene.send(scene.live, "embargo", until="in 9 days")
    return Embargo.objects.filter(until__gt=now() + timedelta(days=8)).exists()


def expiry_set(scene: Scene) -> bool:
    scene.send(scene.live, "expire", ends="in 9 days", note="Over.")
    return Expiry.objects.filter(at__gt=now() + timedelta(days=8), outcome="waiting").exists()


def expiry_lifted(scene: Scene) -> bool:
    scene.send(scene.live, "stay")
    return not Expiry.objects.filter(outcome="waiting").exists()


def reminder_set(scene: Scene) -> bool:
    scene.send(scene.live, "remind", again="in 9 days", owner=str(scene.reminder.owner_id))
    return Reminder.objects.count() == 2


def another_s_reminder_taken_away(scene: Scene) -> bool:
    scene.client.post(page_address(scene.live, "times"), {"do": "forget", "of": str(scene.reminder.pk)})
    return not Reminder.objects.filter(pk=scene.reminder.pk).exists()


def release_made(scene: Scene) -> bool:
    scene.client.post("/admin/briefings/release/add/", {"make": "1", "name": "Another"})
    return Release.objects.filter(name="Another").exists()


def release_timed(scene: Scene) -> bool:
    scene.send_release("time", at="in 3 days")
    return Release.objects.filter(pk=scene.release.pk, at__isnull=False).exists()


def release_described(scene: Scene) -> bool:
    within = scene.release.schedules.get()
    scene.send_release(f"describe:{within.piece_id}", note="The first.")
    return Schedule.objects.get(pk=within.pk).note == "The first."


def release_published(scene: Scene) -> bool:
    scene.send_release("publish")
    return Release.objects.get(pk=scene.release.pk).outcome == "done"


VERBS: list[tuple[Callable[[Scene], bool], set[str]]] = [
    (replaced, EDITORS),
    (moved, EDITORS),
    (cancelled, EDITORS),
    (embargo_lifted, EDITORS),
    (embargo_set, EDITORS),
    (expiry_set, CHIEF),
    (expiry_lifted, CHIEF),
    (reminder_set, OWN),
    (another_s_reminder_taken_away, EDITORS),
    (release_made, EDITORS),
    (release_timed, EDITORS),
    (release_described, EDITORS),
    (release_published, EDITORS),
]
"""Each posts, and says whether it was done; and who alone may do it. The writer owns the pieces."""


@pytest.mark.parametrize("who", [*sorted(EVERYBODY), "closed"])
def test_times_and_releases_are_changed_by_those_alone_who_may(who: str) -> None:
    scene = scene_as(who)
    done = {verb.__name__ for verb, _may in VERBS if verb(scene)}
    assert done == {verb.__name__ for verb, may in VERBS if who in may}
