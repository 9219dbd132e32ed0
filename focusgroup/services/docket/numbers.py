"""Numbers of proposals: FG-2026-014, yearly, without gaps or duplicates."""

from django.db import connection

from focusgroup.models import NumberCounter
from focusgroup.models.docket.proposals import PREFIX


def take_number(year: int) -> int:
    """The next number of `year`. The counter's row stays locked to the end of the caller's transaction: who comes meanwhile
    waits, and a transaction that fails leaves no gap."""
    table = NumberCounter._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (year, last) VALUES (%s, 1) '  # noqa: S608 - the model's own table
            f'ON CONFLICT (year) DO UPDATE SET last = "{table}".last + 1 RETURNING last',
            [year],
        )
        (last,) = cursor.fetchone()
    return int(last)


def written(year: int, serial: int) -> str:
    """A number as people write it."""
    return f"{PREFIX}-{year}-{serial:03}"
