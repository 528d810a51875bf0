"""The groups of the house and their rights, made after each migration; making them again changes nothing.

Each right is asked for by the verb that needs it. ``docs/roles.md`` tells of them in words; a test compares the two.
"""

from typing import Any

from django.utils.translation import gettext_lazy

WRITER = "Writer"
EDITOR = "Editor"
CHIEF_EDITOR = "Chief editor"

LABELS = {
    WRITER: gettext_lazy("Writer"),
    EDITOR: gettext_lazy("Editor"),
    CHIEF_EDITOR: gettext_lazy("Chief editor"),
}


def group_label(group: Any) -> str:
    """What the active language calls a group of the house; another one has its own name alone."""
    return str(LABELS.get(group.name, group.name))


def rights() -> dict[str, set[str]]:
    """Per group, its permissions as ``app.codename``. Each group's include those of the one before."""

    def every(verbs: str, *models: str, app: str = "briefings") -> set[str]:
        return {f"{app}.{verb}_{model}" for verb in verbs.split() for model in models}

    # The parts of a piece have no rights of their own: who may change the piece may change them.
    pieces = ("story", "commonquestion")
    writer = (
        every("view add change delete", *pieces)
        | every("view add", "outlet", "article", "person")
        | every("view", "problem", "edition", "relatedlink", "deleteddraft")
        | every("view", "activity", "redaction", "schedule", "release")
        | every("view add", "topic", app="topics")
    )
    editor = writer | {
        "briefings.change_any_piece",
        "briefings.publish_piece",
        "briefings.approve_piece",
        "briefings.rename_live_piece",
        *every("change", "problem", "outlet", "article", "person", "relatedlink"),
        *every("change", "topic", app="topics"),
        *every("view", "refreshwish", "failedtask"),
        "briefings.change_failedtask",
    }
    chief = editor | {
        "briefings.withdraw_piece",
        "briefings.redact_piece",
        "briefings.rename_source",
        "topics.merge_topic",
        *every("delete", "outlet", "article", "person"),
        *every("delete", "topic", app="topics"),
        *every("view add change", "user", app="auth"),
        *every("view change", "house", "leadpin"),
    }
    return {WRITER: writer, EDITOR: editor, CHIEF_EDITOR: chief}


def make_groups(**_: Any) -> None:
    """Receiver of ``post_migrate``: permissions exist by now, which inside a migration they do not."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    for label in ("auth", "topics", "briefings"):  # apps migrated after this one have theirs made later
        create_permissions(apps.get_app_config(label), verbosity=0)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in rights().items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[right] for right in sorted(wanted)])
