"""The words of the house that models, documents and pages share: kinds, origins, precisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PieceKind(models.TextChoices):
    STORY = "story", _("story")
    QUESTION = "question", _("common question")


class SectionKind(models.TextChoices):
    WHATS_HAPPENED = "whats_happened", _("What’s happened")
    BEHIND_THE_HEADLINE = "behind_the_headline", _("What’s behind the headline?")
    PAPERS_SAY = "papers_say", _("What the papers say")
    HOW_WE_GOT_HERE = "how_we_got_here", _("How we got here")
    OTHER = "other", _("Other, with a heading of its own")


class EditionKind(models.TextChoices):
    FIRST = "first", _("first edition")
    UPDATE = "update", _("update")
    CORRECTION = "correction", _("correction")
    CLARIFICATION = "clarification", _("clarification")
    MINOR = "minor", _("minor change")
    WITHDRAWAL = "withdrawal", _("withdrawal")


LIVE_KINDS = tuple(kind.value for kind in EditionKind if kind != EditionKind.WITHDRAWAL)
"""Kinds of edition that readers can read."""


class Origin(models.TextChoices):
    """By which door an edition came."""

    DESK = "desk", _("desk")
    SCHEDULE = "schedule", _("schedule")
    IMPORT = "import", _("import")
    DEMO = "demo", _("demo")


class Priority(models.IntegerChoices):
    """How soon somebody is to do something about a piece."""

    LOW = 0, _("low priority")
    NORMAL = 1, _("normal priority")
    HIGH = 2, _("high priority")
    URGENT = 3, _("urgent")


class Precision(models.TextChoices):
    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")
    MINUTE = "minute", _("minute")


class LinkState(models.TextChoices):
    """How the link of an article stands, derived from its checks (briefings/source_links/health.py)."""

    UNKNOWN = "unknown", _("not checked yet")
    REACHABLE = "reachable", _("reachable")
    MOVED = "moved", _("moved")
    UNVERIFIABLE = "unverifiable", _("unverifiable")
    FAILING = "failing", _("failing")
    DEAD = "dead", _("dead")


class LinkOutcome(models.TextChoices):
    """What one check of a link found."""

    REACHED = "reached", _("reached")
    MOVED = "moved", _("moved")
    UNVERIFIABLE = "unverifiable", _("unverifiable")
    GONE = "gone", _("gone")
    TROUBLE = "trouble", _("trouble")
