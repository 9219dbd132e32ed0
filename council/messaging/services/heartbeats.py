"""When background processes were last heard of."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models.functions import Now

from council.messaging.models import Heartbeat

# Without these nothing leaves the outbox and nothing is planned.
EXPECTED = ("beat", "worker")
# Longer than a restart takes, shorter than anybody would notice by himself.
SILENT_AFTER = timedelta(minutes=3)


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


def silent_processes() -> list[str]:
    """Which of the processes that must run have not been heard of for `SILENT_AFTER`, at the database's clock."""
    heard = set(Heartbeat.objects.filter(at__gt=Now() - SILENT_AFTER).values_list("name", flat=True))
    return [name for name in EXPECTED if name not in heard]
