"""Databases of tests are copies of one that has been migrated: to migrate takes seconds, to copy one. What a test commits
is deleted after it, table by table where there is something."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from council.config.interpreter import collect_seldom

ROOT = Path(__file__).resolve().parents[1]
# Held by who looks for the migrated database, or makes it.
LOCK = 0x636F756E
PREFIX = "migrated_"
# Where what migrating leaves behind (groups, permissions, regions, industries …) is kept, table by table.
KEPT = "as_migrated"


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


def filled(cursor: Any, tables: Iterable[str]) -> list[str]:
    """Those of `tables` in which there is anything, asked at once."""
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables))
    return [row[0] for row in cursor.fetchall()]


class Emptying:
    """Brings the database back to where migrating leaves it, after a test that commits. Django's own way (`flush`: every table
    truncated, then what follows a migration) takes a third of a second each time, and loses what migrations have filled in."""

    def __init__(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            self.tables = connection.introspection.table_names(cursor)
            self.migrated = filled(cursor, self.tables)
            cursor.execute(f"CREATE SCHEMA {KEPT}")
            for name in self.migrated:
                cursor.execute(f"CREATE TABLE {KEPT}.{name} AS TABLE {name}")
            self.columns = {name: self._columns(cursor, name) for name in self.migrated}

    def __get__(self, case: Any, owner: Any = None) -> Callable[[], None]:
        return self

    def __call__(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            changed = self._changed(cursor)
            emptied = [name for name in filled(cursor, self.tables) if name not in self.migrated] + changed
            if emptied:
                # Past triggers and foreign keys.
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("; ".join(f"DELETE FROM {name}" for name in emptied))
            for name in changed:
                columns = self.columns[name]
                cursor.execute(f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {KEPT}.{name}")

    def _changed(self, cursor: Any) -> list[str]:
        """The tables that migrating has filled, as far as they are not as it left them."""
        differ = "(SELECT COUNT(*) FROM {0}) <> (SELECT COUNT(*) FROM {1}.{0}) OR EXISTS (TABLE {0} EXCEPT TABLE {1}.{0})"
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE {differ.format(name, KEPT)}" for name in self.migrated)
        cursor.execute(asked)
        return [row[0] for row in cursor.fetchall()]

    @staticmethod
    def _columns(cursor: Any, table: str) -> str:
        """The columns that are written: not those that the database derives."""
        asked = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        cursor.execute(f"{asked} AND NOT attisdropped AND attgenerated = ''", [table])
        return ", ".join(f'"{name}"' for (name,) in cursor.fetchall())


if __name__ == "__main__":
    collect_seldom()
    django.setup()
    migrated()
