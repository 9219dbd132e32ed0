"""How many messages went, and how."""

from datetime import date

from django.db import connection

from council.messaging.models import Message

BY_DAY = """
    SELECT (created_at AT TIME ZONE %s)::date AS day, state, count(*)
    FROM messaging_message
    WHERE created_at >= (date_trunc('day', statement_timestamp() AT TIME ZONE %s) - make_interval(days => %s)) AT TIME ZONE %s
    GROUP BY day, state ORDER BY day DESC
"""


def by_day_and_state(days: int, zone: str = "Asia/Seoul") -> list[tuple[date, list[int]]]:
    """The last `days` days on which messages were written, the latest first, each with its number of messages in every state,
    in the order of `Message.State`."""
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY, [zone, zone, days - 1, zone])
        found: dict[date, dict[str, int]] = {}
        for day, state, count in cursor.fetchall():
            found.setdefault(day, {})[state] = count
    return [(day, [counts.get(state, 0) for state in Message.State.values]) for day, counts in found.items()]
