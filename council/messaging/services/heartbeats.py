"""When background processes were last heard of."""

from datetime import datetime

from django.db import connection

from council.messaging.models import Heartbeat


def record_heartbeat(name: str) -> None:
    """Note that the process `name` (`worker`, `beat`) is alive, at the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_heartbeat (name, at) VALUES (%s, statement_timestamp())"
            " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            [name],
        )


def heartbeats() -> dict[str, datetime]:
    """When each process was last heard of, by its name."""
    return dict(Heartbeat.objects.values_list("name", "at"))
