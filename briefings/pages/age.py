"""How old a story is: readers are told of one that is no longer news."""

from datetime import datetime, timedelta

from newsroom.clock import now

OLD_AFTER = timedelta(days=365)
"""Beyond it a story says its age, and names the newest on its subject: what most papers do after a year."""


def is_old(since: datetime) -> bool:
    """Whether words last told at ``since`` are to carry their age."""
    return now() - since > OLD_AFTER


def years(since: datetime) -> int:
    """Whole years that have passed since, by days of 365.25 a year."""
    return int((now() - since) / timedelta(days=365.25))
