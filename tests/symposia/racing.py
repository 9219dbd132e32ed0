"""Many at once, each on a connection of its own."""

from collections.abc import Callable, Sequence
from time import sleep
from typing import Any

from django.db import connection

from symposia.services.errors import SymposiaError
from tests.focusgroup import racing


def race(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all of them at once. Returns results and refusals (of the rules, or of the database) in order."""

    def trying(call: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            try:
                return call()
            except SymposiaError as error:
                return error

        return run

    return racing.race([trying(call) for call in calls])


def until_waiting(count: int) -> None:
    """Return once `count` connections of this database wait for a lock."""
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
                "WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0] >= count:
                return
        sleep(0.02)
    raise AssertionError("Nobody waits for a lock.")
