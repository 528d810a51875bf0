"""What is done through Django’s own machinery, in the activity log: saves at the desk, sign-ins, merged topics."""

from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save

from topics.merging import topic_removed, topics_merged

from .activity import record

PIECES = {"piece", "story", "commonquestion"}
VERBS = {
    ADDITION: {**dict.fromkeys(PIECES, "begin"), "user": "invite"},
    CHANGE: {**dict.fromkeys(PIECES, "change"), "user": "roles", "house": "settings"},
}
OTHERS = {ADDITION: "add", CHANGE: "edit"}


def connect_all() -> None:
    """Once, when the application starts."""
    post_save.connect(file_entry, sender=LogEntry, dispatch_uid="briefings.activity.entry")
    user_logged_in.connect(file_sign_in, dispatch_uid="briefings.activity.sign_in")
    user_logged_out.connect(file_sign_out, dispatch_uid="briefings.activity.sign_out")
    topics_merged.connect(file_merge, dispatch_uid="briefings.activity.merge")
    topic_removed.connect(file_removal, dispatch_uid="briefings.activity.removal")


def file_entry(instance: LogEntry, created: bool, **_: Any) -> None:
    """A form of the desk was saved. What goes is filed where it goes, while it is still there."""
    kind = instance.content_type
    if not created or kind is None or instance.action_flag not in OTHERS:
        return
    about = kind.get_object_for_this_type(pk=instance.object_id) if kind.model_class() else None
    verb = VERBS[instance.action_flag].get(kind.model, OTHERS[instance.action_flag])
    record(verb, about, by=instance.user)


def file_sign_in(user: Any, **_: Any) -> None:
    record("sign_in", by=user)


def file_sign_out(user: Any, **_: Any) -> None:
    if user is not None:
        record("sign_out", by=user)


def file_merge(source: Any, into: Any, by: Any, **_: Any) -> None:
    record("merge", source, by=by, into=into.name, into_id=into.pk)


def file_removal(topic: Any, by: Any, **_: Any) -> None:
    record("remove", topic, by=by)
