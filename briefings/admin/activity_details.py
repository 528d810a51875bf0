"""The details of a line of the activity log, in words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Problem
from ..words import EditionKind, Origin, Priority
from .moments import shown

NAMED = {
    "edition": gettext_lazy("edition %(value)s"),
    "of": gettext_lazy("from edition %(value)s"),
    "at": gettext_lazy("for %(value)s"),
    "until": gettext_lazy("until %(value)s"),
    "due": gettext_lazy("due %(value)s"),
    "days": gettext_lazy("every %(value)s days"),
    "to": gettext_lazy("to %(value)s"),
    "into": gettext_lazy("into %(value)s"),
    "former": gettext_lazy("was %(value)s"),
    "address": gettext_lazy("is now %(value)s"),
    "topics": gettext_lazy("topics: %(value)s"),
    "pieces": gettext_lazy("pieces %(value)s"),
    "added": gettext_lazy("added: pieces %(value)s"),
    "taken_out": gettext_lazy("taken out: pieces %(value)s"),
    "renewed": gettext_lazy("newer words of pieces %(value)s"),
    "described": gettext_lazy("kind and note of pieces %(value)s"),
    "schedule": gettext_lazy("schedule %(value)s"),
    "review": gettext_lazy("review %(value)s"),
    "note": gettext_lazy("note %(value)s"),
    "draft": gettext_lazy("draft %(value)s"),
    "slug": gettext_lazy("its address was %(value)s"),
}
"""Details by their keys, in words; any other stands with its key."""
TAKEN_AWAY = {
    "at": gettext_lazy("without a time"),
    "until": gettext_lazy("lifted"),
    "to": gettext_lazy("to nobody"),
}
"""What it means that a detail is None; of any other, nothing is said."""
UNSAID = frozenset({"into_id"})
"""Details for the code alone: the name stands beside them."""
MOMENTS = frozenset({"at", "until", "due"})


def details_in_words(details: dict[str, Any]) -> str:
    """``edition 3, correction``: numbers with their names, kinds in their words, times in the newsroom's zone."""
    return ", ".join(words for key, value in details.items() if (words := _in_words(key, value)))


def _in_words(key: str, value: Any) -> str:
    if key in UNSAID:
        return ""
    if value is None:
        return str(TAKEN_AWAY.get(key, ""))
    if key == "kind" and value in EditionKind.values:
        return str(EditionKind(value).label)
    if key == "origin" and value in Origin.values:
        return "" if value == Origin.DESK else str(Origin(value).label)
    if key == "priority" and value in Priority.values:
        return "" if value == Priority.NORMAL else str(Priority(value).label)
    if key == "outcome" and value in Problem.Outcome.values:
        return str(Problem.Outcome(value).label)
    if key == "again":
        return _("tried again")
    if key in MOMENTS:
        value = shown(datetime.fromisoformat(value))
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if key in NAMED:
        return str(NAMED[key]) % {"value": value}
    return f"{key.replace('_', ' ')} {value}"
