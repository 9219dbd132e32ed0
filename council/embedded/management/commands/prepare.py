"""`manage.py prepare`: database, static files and, in an empty demonstration, its data. Quick when there is nothing to do."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Brings the database and the static files up to date, and fills an empty demonstration."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date")
            call_command("migrate", interactive=False, verbosity=0)
        self.collect_static_files()
        if settings.DEMONSTRATION and "demo_data" in get_commands() and not get_user_model().objects.exists():
            self.stdout.write("Loading the demonstration data")
            call_command("demo_data", verbosity=0)

    def collect_static_files(self) -> None:
        """Hash and compress the static files, unless none has changed since."""
        if settings.DEBUG:
            return
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        wanted = fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        self.stdout.write("Collecting the static files")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(wanted)


def fingerprint() -> str:
    """A checksum of all static files' names, sizes and times."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
