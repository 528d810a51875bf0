"""The activity log: verbs file here what they did, each in its own transaction.

A line names what it is about by its keys. It holds no words of a piece: a piece's line has no ``name``, and
``details`` are numbers, kinds and keys. Where an address or a headline must stand there (a renamed address), a
redaction of the piece empties it.
"""

from collections.abc import Iterable
from typing import Any

import orjson
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom.clock import now

from .editions.bulk import copy_rows
from .models import Activity, Piece

VERBS: dict[str, str | Promise] = {
    # pieces
    "begin": _("began"),
    "change": _("changed"),
    "publish": _("published"),
    "restore": _("restored"),
    "withdraw": _("withdrew"),
    "redact": _("redacted"),
    "load_edition": _("loaded an edition into the working copy of"),
    "rename": _("renamed"),
    "file": _("filed under other topics"),
    "delete_draft": _("deleted the draft"),
    "bring_back": _("brought back the draft"),
    "follow_up": _("began a follow-up of"),
    # review
    "submit": _("sent to review"),
    "approve": _("approved"),
    "send_back": _("sent back"),
    "take_back": _("took back from review"),
    "reopen": _("changed after its approval"),
    "note": _("noted something about"),
    "resolve": _("resolved a note on"),
    "unresolve": _("opened a note again on"),
    "assign": _("assigned"),
    # schedules and releases
    "schedule": _("scheduled"),
    "replace_schedule": _("replaced the schedule of"),
    "cancel_schedule": _("cancelled the schedule of"),
    "schedule_failed": _("could not publish on schedule"),
    "release": _("made a release with"),
    "change_release": _("changed the release"),
    "reopen_release": _("opened again the release"),
    "cancel_release": _("cancelled the release"),
    "release_failed": _("could not publish the release"),
    "embargo": _("set the embargo of"),
    "expiry": _("set the expiry of"),
    "expire": _("withdrew at its time"),
    "expiry_failed": _("could not withdraw at its time"),
    "remind": _("set a reminder for"),
    "look_again": _("looked again at"),
    "forget_reminder": _("took off the reminder of"),
    # the front page
    "pin_lead": _("pinned as the lead"),
    "unpin_lead": _("no longer pins as the lead"),
    # what readers report
    "settle": _("settled a reported problem of"),
    # what pieces rest on
    "add": _("added"),
    "edit": _("edited"),
    "merge": _("merged"),
    "remove": _("removed"),
    # the house and its people
    "settings": _("changed the settings"),
    "roles": _("changed the roles of"),
    "invite": _("invited"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "export": _("exported"),
}
"""What can be done, each in words that stand between who did it and what it was done to."""

ABOUT_ACCOUNTS = frozenset({"sign_in", "sign_out", "roles", "invite"})
"""Verbs whose lines only those see who see accounts."""

COLUMNS = ("at", "by", "by_name", "verb", "kind", "object_id", "piece", "uid", "name", "details")


class UnknownVerb(ValueError):
    """A verb that does not stand in ``VERBS``: without words of its own no page could tell of it."""


def record(verb: str, about: models.Model | None = None, *, by: Any, **details: Any) -> None:
    """File that ``by`` (a user, or None for a machine) did ``verb`` to ``about``, now; one query.

    ``details`` are JSON: numbers, kinds, keys, names of topics, outlets and people; no words of a piece beyond
    its addresses. Call it inside the transaction of the verb. Raises UnknownVerb.
    """
    record_many(verb, [(about, details)], by=by)


def record_many(verb: str, lines: Iterable[tuple[models.Model | None, dict[str, Any]]], *, by: Any) -> None:
    """The same for many, ``lines`` being (what it is about, details); one query for all of them."""
    if verb not in VERBS:
        raise UnknownVerb(verb)
    who = (by.pk, by.get_username()) if by is not None and by.pk is not None else (None, "")
    moment = now()
    rows = [(moment, *who, verb, *_about(about), orjson.dumps(details).decode()) for about, details in lines]
    if rows:
        copy_rows(Activity, COLUMNS, rows)


def _about(about: models.Model | None) -> tuple[str, int | None, int | None, Any, str]:
    """(kind, object_id, piece, uid, name) of what a line is about."""
    if about is None:
        return "", None, None, None, ""
    uid = getattr(about, "uid", None)
    if isinstance(about, Piece):
        return about.kind, about.pk, about.pk, uid, ""
    # What hangs on one piece (a schedule, an approval) is found under it, and is named by it.
    owner = getattr(about, "piece_id", None)
    name = "" if owner is not None else getattr(about, "log_name", str(about))[:300]
    return about._meta.model_name or "", about.pk, owner, uid, name
