"""Databases of tests are copies of one that has been migrated: to migrate takes ten seconds, to copy one. What a test commits
is deleted after it, table by table where there is something."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

ROOT = Path(__file__).resolve().parents[1]
# Held by who looks for the migrated database, or makes it.
LOCK = 0x636F756E
PREFIX = "migrated_"
# What migrating leaves behind; a test that changes these has them made anew.
KEPT = ("auth_group", "auth_permission", "django_content_type", "django_migrations")


def fingerprint() -> str:
    """Tells one set of migrations, and of the libraries that bring others, from every other set."""
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for path in ROOT.glob("*/**/migrations/*.py") if "/." not in str(path.relative_to(ROOT))):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def migrated() -> str:
    """The name of a database that is migrated as this checkout has it; made where it is missing. Older ones are dropped."""
    name = PREFIX + fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            _migrate(f"{PREFIX}unfinished", cursor)
            cursor.execute(f"ALTER DATABASE {PREFIX}unfinished RENAME TO {name}")
        for old in there - {name, f"{PREFIX}unfinished"}:
            # Another checkout may be making its copy just now.
            with suppress(OperationalError):
                cursor.execute(f"DROP DATABASE IF EXISTS {old}")
    return name


def _migrate(name, cursor) -> None:
    """Make the database `name` anew and migrate it."""
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name}")
    ours = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ours


def may_pass_triggers_by() -> bool:
    """Whether the tests may delete what triggers guard: a superuser may, in their own cluster."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return cursor.fetchone()[0] == "on"


class Emptying:
    """Deletes what a test has committed. Django's own way (`flush`: every table truncated, then what follows a migration) takes
    a third of a second each time; it is called where a test has changed what migrating leaves behind."""

    def __init__(self, flush: Callable[[], None]) -> None:
        self.flush = flush
        self.as_migrated = _left_by_migrating()

    def __get__(self, case: Any, owner: Any = None) -> Callable[[], None]:
        return partial(self, case)

    def __call__(self, case: Any) -> None:
        if _left_by_migrating() == self.as_migrated:
            _delete_the_rest()
        else:
            self.flush(case)
            self.as_migrated = _left_by_migrating()


def _left_by_migrating() -> list[tuple[int, int]]:
    """Of each table in `KEPT`, how many rows there are, and the last."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT COUNT(*), COALESCE(MAX(id), 0) FROM {table}" for table in KEPT))
        return list(cursor.fetchall())


def _delete_the_rest() -> None:
    """Delete all rows but those of `KEPT`, triggers and foreign keys passed by."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables))
        if filled := [row[0] for row in cursor.fetchall()]:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in filled))


if __name__ == "__main__":
    django.setup()
    migrated()
