"""Databases of tests are copies of one that has been migrated: to migrate takes ten seconds, to copy one."""

import hashlib
from contextlib import suppress
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection

ROOT = Path(__file__).resolve().parents[1]
# Held by who looks for the migrated database, or makes it.
LOCK = 0x636F756E
PREFIX = "migrated_"


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
