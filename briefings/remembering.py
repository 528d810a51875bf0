"""For how long lines of the activity log are kept.

What was done to what readers see, to approvals and to accounts' rights is kept for good: it is the house's memory of
its own decisions, and merges are looked up in it (``successors``). Sign-ins say when people came and went, and are kept
for as long as looking into a misuse takes; saves are the bulk of the log, and the next edition says it all.
"""

from datetime import timedelta

from django.db import connection, transaction

from newsroom.clock import now

COMINGS_AND_GOINGS = timedelta(days=180)
SAVES = timedelta(days=2 * 365)

FORGOTTEN_AFTER: dict[str, timedelta] = {
    "sign_in": COMINGS_AND_GOINGS,
    "sign_out": COMINGS_AND_GOINGS,
    "begin": SAVES,
    "change": SAVES,
    "edit": SAVES,
    "load_edition": SAVES,
}
"""By verb; the lines of all others are kept for good. The database forgets nothing younger than 90 days."""


def forget_old_activity() -> int:
    """Take out what is older than it is kept for; how many lines."""
    moment = now()
    gone = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for age in sorted(set(FORGOTTEN_AFTER.values())):
            verbs = sorted(verb for verb, kept in FORGOTTEN_AFTER.items() if kept == age)
            cursor.execute("SELECT briefings_forget_activity(%s::text[], %s)", [verbs, moment - age])
            gone += cursor.fetchone()[0]
    return gone
