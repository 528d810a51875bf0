"""Counts of the archive: live pieces by months of the house, however many pieces there are."""

from django.db import connection, transaction
from django.utils import timezone

# Kept are months of UTC. Those of the house begin some hours before or after, and the few pieces of these hours are
# counted by index: no other zone needs a recount.
MONTHS = """
WITH kept AS (
    SELECT month::timestamp AS month, sum(pieces) AS pieces FROM briefings_archivecount GROUP BY month
), months AS (
    SELECT DISTINCT month + n * interval '1 month' AS month FROM kept, generate_series(-1, 1) AS n
), counted AS (
    SELECT m.month, COALESCE(k.pieces, 0) + (
        SELECT sum(CASE WHEN month = m.month THEN 1 ELSE -1 END * (
            (SELECT count(*) FROM briefings_searchrow WHERE published_at >= month AT TIME ZONE %(zone)s
             AND published_at < month AT TIME ZONE 'UTC')
            - (SELECT count(*) FROM briefings_searchrow WHERE published_at >= month AT TIME ZONE 'UTC'
               AND published_at < month AT TIME ZONE %(zone)s)))
        FROM (VALUES (m.month), (m.month + interval '1 month')) AS edges (month)
    ) AS pieces
    FROM months m LEFT JOIN kept k USING (month)
)
SELECT extract(year FROM month)::int, extract(month FROM month)::int, pieces::int FROM counted
WHERE pieces > 0 AND month BETWEEN '0001-01-01' AND '9999-12-01' ORDER BY month
"""


def months_with_pieces() -> list[tuple[int, int, int]]:
    """(year, month, live pieces) for each month of the house in which something was first published, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, {"zone": timezone.get_current_timezone_name()})
        return [(year, month, pieces) for year, month, pieces in cursor.fetchall()]


def recount() -> int:
    """Count all live pieces again; how many there are. Publications wait until it is done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE briefings_searchrow IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM briefings_archivecount")
        cursor.execute(
            "INSERT INTO briefings_archivecount (month, pieces)"
            " SELECT date_trunc('month', published_at AT TIME ZONE 'UTC'), count(*) FROM briefings_searchrow GROUP BY 1"
        )
        cursor.execute("SELECT COALESCE(sum(pieces), 0) FROM briefings_archivecount")
        return int(cursor.fetchone()[0])
