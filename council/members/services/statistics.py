"""How many members there are, month by month."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from council.members.models import Member

# What each change of state did to the number of members, by the month in which it did. A row that began as a member's (loaded,
# imported) counts from the day of its decision on.
CHANGES = """
    WITH steps AS (
        SELECT history_date, decided_at, CASE WHEN history_type <> '-' THEN state END AS state,
               lag(state) OVER (PARTITION BY id ORDER BY history_date, history_id) AS before
        FROM members_historicalmember
    ), changes AS (
        SELECT CASE WHEN before IS NULL THEN coalesce(decided_at, history_date) ELSE history_date END AS at,
               (state IS NOT DISTINCT FROM 'active')::int - (before IS NOT DISTINCT FROM 'active')::int AS step
        FROM steps WHERE state IS DISTINCT FROM before
    )
    SELECT date_trunc('month', at AT TIME ZONE %s)::date, sum(step)::int FROM changes
    WHERE step <> 0 AND (at AT TIME ZONE %s)::date >= %s GROUP BY 1
"""


def members_by_month(months: Sequence[date], zone: str = "Asia/Seoul") -> list[int]:
    """How many members there were at the end of each of `months` (first days, in order, the current one last); of the current
    one, now. Two queries, whatever the number of people; what they read is the history of states."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [zone, zone, months[0]])
        changes: dict[date, int] = dict(cursor.fetchall())
    number, found = Member.objects.filter(state=Member.State.ACTIVE).count(), []
    for month in reversed(months):
        found.append(number)
        number = max(0, number - changes.get(month, 0))
    return found[::-1]
