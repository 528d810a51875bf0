"""Who may do what: every verb posted as everybody, whatever buttons they see; and the table in the docs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from briefings.models import Activity, House, Outlet, Person, Piece, Redaction, Review
from briefings.removals.redaction_plan import Redacting, what_goes
from briefings.reviews import noting, reviewing
from briefings.roles import CHIEF_EDITOR, EDITOR, WRITER, make_groups, rights
from tests.admin.desk import fields_of, page_address
from tests.building import (
    changed,
    make_editor,
    make_outlet,
    make_person,
    make_story,
    make_topic,
    published,
    review_on,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
WHO = ("another writer", "writer", "editor", "chief")
RANKS = {"another writer": "writer", "nobody": None}
EVERYBODY = {"another writer", "writer", "editor", "chief"}
OWN = {"writer", "editor", "chief"}
EDITORS = {"editor", "chief"}
CHIEF = {"chief"}


@dataclass
class Scene:
    """A live story of the writer's with two editions and newer words, a draft of hers, and what they rest on."""

    client: Client
    user: User
    story: Piece
    draft: Piece
    outlet: Outlet
    person: Person
    topic: Topic
    other_topic: Topic
    account: User

    def post(self, address: str, **data: object) -> None:
        self.client.post(address, data)

    def form(self, address: str, **data: str) -> None:
        """Send the page's own form with these fields in it, whether the page offers them or not."""
        page = self.client.get(address)
        self.client.post(address, {**(fields_of(page) if page.status_code == 200 else {}), **data})


def publish(scene: Scene) -> bool:
    scene.post(page_address(scene.draft, "publish"), seen="0")
    return Piece.objects.get(pk=scene.draft.pk).is_live


def publish_later(scene: Scene) -> bool:
    scene.post(page_address(scene.draft, "publish"), seen="0", later="1", at="tomorrow 07:00")
    return scene.draft.schedules.exists()


def restore(scene: Scene) -> bool:
    scene.post(page_address(scene.story, "history") + "1/restore/", note="")
    return scene.story.editions.count() == 3


def load(scene: Scene) -> bool:
    scene.post(page_address(scene.story, "history") + "1/load/")
    return Piece.objects.get(pk=scene.story.pk).headline == "First words"


def withdraw(scene: Scene) -> bool:
    scene.post(page_address(scene.story, "withdraw"), note="It was wrong.")
    return not Piece.objects.get(pk=scene.story.pk).is_live


def redact(scene: Scene) -> bool:
    going = what_goes(Redacting(scene.story.pk, (1,), "A reason."))
    sent = {"scope": "some", "numbers": "1", "reason": "A reason."}
    scene.post(page_address(scene.story, "redact"), **sent, shown=going.mark, typed=going.headline)
    return Redaction.objects.exists()


def change_another_words(scene: Scene) -> bool:
    scene.form(page_address(scene.draft, "change"), headline="Changed by form")
    return Piece.objects.get(pk=scene.draft.pk).headline == "Changed by form"


def rename_live(scene: Scene) -> bool:
    scene.form(page_address(scene.story, "change"), slug="elsewhere")
    return Piece.objects.get(pk=scene.story.pk).slug == "elsewhere"


def file_live(scene: Scene) -> bool:
    scene.form(page_address(scene.story, "change"), topic_names="Bridges, Rivers")
    return scene.story.filings.count() == 2


def delete_draft(scene: Scene) -> bool:
    scene.post(page_address(scene.draft, "delete"), post="yes")
    return not Piece.objects.filter(pk=scene.draft.pk).exists()


def follow_up(scene: Scene) -> bool:
    scene.post(page_address(scene.story, "change").replace("/change/", "/follow-up/"))
    return Piece.objects.count() == 3


def add_topic(scene: Scene) -> bool:
    scene.post("/admin/topics/topic/add/", name="Ferries")
    return Topic.objects.filter(name="Ferries").exists()


def merge(scene: Scene) -> bool:
    chosen = {"action": "merge", "_selected_action": [str(scene.topic.pk)], "into": str(scene.other_topic.pk)}
    scene.post("/admin/topics/topic/", **chosen)
    return not Topic.objects.filter(pk=scene.topic.pk).exists()


def merge_outlet(scene: Scene) -> bool:
    chosen = {"action": "merge", "_selected_action": [str(scene.outlet.pk)], "confirmed": "1"}
    scene.post("/admin/briefings/outlet/", **chosen, into=str(make_outlet("Another Paper").pk))
    return not Outlet.objects.filter(pk=scene.outlet.pk).exists()


def merge_person(scene: Scene) -> bool:
    chosen = {"action": "merge", "_selected_action": [str(scene.person.pk)], "confirmed": "1"}
    scene.post("/admin/briefings/person/", **chosen, into=str(make_person("Somebody").pk))
    return not Person.objects.filter(pk=scene.person.pk).exists()


def rename_topic(scene: Scene) -> bool:
    scene.form(f"/admin/topics/topic/{scene.topic.pk}/change/", name="Renamed")
    return Topic.objects.get(pk=scene.topic.pk).name == "Renamed"


def rename_outlet(scene: Scene) -> bool:
    scene.form(f"/admin/briefings/outlet/{scene.outlet.pk}/change/", name="Renamed")
    return Outlet.objects.get(pk=scene.outlet.pk).name == "Renamed"


def describe_outlet(scene: Scene) -> bool:
    scene.form(f"/admin/briefings/outlet/{scene.outlet.pk}/change/", description="A paper.")
    return Outlet.objects.get(pk=scene.outlet.pk).description == "A paper."


def rename_person(scene: Scene) -> bool:
    scene.form(f"/admin/briefings/person/{scene.person.pk}/change/", name="Renamed")
    return Person.objects.get(pk=scene.person.pk).name == "Renamed"


def remove_topic(scene: Scene) -> bool:
    scene.post(f"/admin/topics/topic/{scene.other_topic.pk}/delete/", post="yes")
    return not Topic.objects.filter(pk=scene.other_topic.pk).exists()


def remove_outlet(scene: Scene) -> bool:
    scene.post(f"/admin/briefings/outlet/{scene.outlet.pk}/delete/", post="yes")
    return not Outlet.objects.filter(pk=scene.outlet.pk).exists()


def remove_person(scene: Scene) -> bool:
    scene.post(f"/admin/briefings/person/{scene.person.pk}/delete/", post="yes")
    return not Person.objects.filter(pk=scene.person.pk).exists()


def change_settings(scene: Scene) -> bool:
    sent = {"name": "Another name", "time_zone": "Europe/Lisbon", "language": "en"}
    scene.post("/admin/briefings/house/1/change/", **sent)
    return House.objects.filter(name="Another name").exists()


def change_roles(scene: Scene) -> bool:
    sent = {"username": scene.account.username, "groups": [str(Group.objects.get(name=EDITOR).pk)]}
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00", "is_staff": "on"}
    scene.post(f"/admin/auth/user/{scene.account.pk}/change/", **sent, **joined)
    return scene.account.groups.filter(name=EDITOR).exists()


def review(scene: Scene, do: str, **sent: str) -> Review | None:
    """Send this from the page of the draft's review, with the words that stand there; its last review."""
    review_on()
    looked = {"looked": scene.draft.fingerprint, "words": "Because."}
    scene.post(page_address(scene.draft, "review"), do=do, **looked, **sent)
    return Review.objects.filter(piece=scene.draft).first()


def send_to_review(scene: Scene) -> bool:
    return review(scene, "send") is not None


def in_review(scene: Scene) -> Scene:
    review_on()
    if not scene.draft.reviews.open().exists():
        reviewing.send_to_review(scene.draft.pk, by=make_editor("editor"))
    return scene


def approve(scene: Scene) -> bool:
    return review(in_review(scene), "approve").outcome == "approved"


def send_back(scene: Scene) -> bool:
    return review(in_review(scene), "back").outcome == "sent_back"


def take_back(scene: Scene) -> bool:
    return review(in_review(scene), "take_back").outcome == "taken_back"


def publish_unapproved(scene: Scene) -> bool:
    return publish(in_review(scene))


def write_a_note(scene: Scene) -> bool:
    review(scene, "note", text="Which bridge?")
    return scene.draft.notes.exists()


def resolve_a_note(scene: Scene) -> bool:
    written = noting.note(scene.draft.pk, by=make_editor("editor"), text="Which bridge?")
    review(scene, f"resolve:{written.pk}")
    return scene.draft.notes.filter(resolved_at__isnull=False).exists()


def assign(scene: Scene) -> bool:
    review(scene, "assign", assignee=str(scene.user.pk), priority="1")
    return Piece.objects.filter(pk=scene.draft.pk, assignee=scene.user).exists()


def write_the_log(scene: Scene) -> bool:
    before = Activity.objects.exclude(verb="sign_in").count()
    scene.post("/admin/briefings/activity/add/", verb="publish")
    return Activity.objects.exclude(verb="sign_in").count() != before


VERBS: list[tuple[Callable[[Scene], bool], set[str]]] = [
    (publish, EDITORS),
    (publish_later, EDITORS),
    (restore, EDITORS),
    (load, OWN),
    (withdraw, CHIEF),
    (redact, CHIEF),
    (change_another_words, OWN),
    (rename_live, EDITORS),
    (file_live, EDITORS),
    (delete_draft, OWN),
    (follow_up, EVERYBODY),
    (add_topic, EVERYBODY),
    (merge, CHIEF),
    (merge_outlet, CHIEF),
    (merge_person, CHIEF),
    (rename_topic, CHIEF),
    (rename_outlet, CHIEF),
    (describe_outlet, EDITORS),
    (rename_person, CHIEF),
    (remove_topic, CHIEF),
    (remove_outlet, CHIEF),
    (remove_person, CHIEF),
    (change_settings, CHIEF),
    (change_roles, CHIEF),
    (send_to_review, OWN),
    (approve, EDITORS),
    (send_back, EDITORS),
    (take_back, OWN),
    (publish_unapproved, set()),
    (write_a_note, EVERYBODY),
    (resolve_a_note, OWN),
    (assign, EDITORS),
    (write_the_log, set()),
]
"""Each posts, and says whether it was done; and who alone may do it. The writer owns the pieces."""


def scene_as(who: str) -> Scene:
    writer = make_editor("writer")
    user = {"writer": writer}.get(who) or make_editor(
        {"nobody": None, "another writer": "writer"}.get(who, who)
    )
    story = published(make_story("First words", topics=["Bridges"], by=writer))
    published(changed(story, headline="Second words"))
    client = Client()
    client.force_login(user)
    return Scene(
        client=client,
        user=user,
        story=changed(story, headline="Newest words"),
        draft=make_story("A draft", by=writer),
        outlet=make_outlet("Nobody's Paper"),
        person=make_person("Nobody"),
        topic=make_topic("Bridges"),
        other_topic=make_topic("Tunnels"),
        account=make_editor(None),
    )


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("verb", "may"), [pytest.param(*row, id=row[0].__name__) for row in VERBS])
def test_who_posts_gets_what_is_theirs_and_nothing_else(verb, may: set[str], who: str) -> None:
    assert verb(scene_as(who)) is (who in may)


@pytest.mark.parametrize("who", ["nobody", "a closed account of a chief editor", "signed out"])
def test_who_has_no_group_a_closed_account_or_none_does_nothing(who: str) -> None:
    scene = scene_as("nobody" if who == "nobody" else "chief")
    if who == "signed out":
        scene.client.logout()
    elif who != "nobody":
        User.objects.filter(pk=scene.user.pk).update(is_active=False)
    assert [verb.__name__ for verb, _may in VERBS if verb(scene)] == []


def test_groups_are_made_again_without_a_change() -> None:
    def as_made() -> dict[str, set[str]]:
        return {
            group.name: {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
            for group in Group.objects.prefetch_related("permissions__content_type")
        }

    before = as_made()
    make_groups()
    assert as_made() == before == rights()


def test_the_table_of_the_docs_is_that_of_the_groups() -> None:
    table: dict[str, set[str]] = {WRITER: set(), EDITOR: set(), CHIEF_EDITOR: set()}
    for line in DOCS.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 5 or "`" not in cells[4]:
            continue
        named = {right.strip(" `") for right in cells[4].split(",")}
        for name, cell in zip(table, cells[1:4], strict=True):
            if cell.startswith("yes"):
                table[name] |= named
    assert table == rights()
