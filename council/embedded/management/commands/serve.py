"""`manage.py serve`: the whole portal in one process tree."""

import fcntl
import os
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from council.embedded import postgres, valkey
from council.embedded.processes import is_alive, lock
from council.embedded.supervisor import Child, Failed, Stop, Supervisor, answers, children_environment, say

VALKEY = "The embedded Valkey"


class Command(BaseCommand):
    help = (
        "Serves the portal: web server, Celery worker, Celery beat, and the embedded PostgreSQL and Valkey where they are used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="port on 127.0.0.1 (PORT, 8000)")
        parser.add_argument(
            "--prepare", action="store_true", help="first bring database, static files and demonstration up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        var = Path(settings.VAR_DIR)
        held = take_instance_lock(var / "serve.lock")
        port = parse_port(options["port"])
        listener = claim_port(port)
        given: dict[str, str] = {}
        if not os.environ.get("DATABASE_URL"):
            given["DATABASE_URL"] = postgres.url(postgres.ensure_running(var / "postgres"))
        if not os.environ.get("REDIS_URL"):
            given["REDIS_URL"] = valkey.url(var / "valkey")
        env = children_environment(given, is_demonstration=settings.DEMONSTRATION)
        supervisor = Supervisor(Path(settings.BASE_DIR), env, held)
        try:
            serve(supervisor, var, port, listener, given, prepare=options["prepare"])
        except Stop:
            say("Stopping.")
        except (Failed, ImproperlyConfigured) as problem:
            raise CommandError(str(problem)) from None
        finally:
            supervisor.shut_down(last=(VALKEY,))
            postgres.release_lease(var / "postgres", seconds=15)


def serve(
    supervisor: Supervisor, var: Path, port: int, listener: socket.socket, given: dict[str, str], *, prepare: bool
) -> None:
    """Start everything in order and keep it running until somebody says stop (`Stop`). Raises `Failed`."""
    manage = [sys.executable, "manage.py"]
    if "DATABASE_URL" in given:
        folder = var / "postgres"
        supervisor.watch(
            "The embedded PostgreSQL",
            lambda: postgres.running(folder.resolve()) is not None,
            lambda: postgres.ensure_running(folder),
        )
    if "REDIS_URL" in given:
        supervisor.start(Child(VALKEY, lambda: valkey.command(var / "valkey")))
        if not supervisor.wait_until(lambda: valkey.answers(valkey.socket_path(var / "valkey")), 15):
            raise Failed(f"{VALKEY} does not answer; {var / 'valkey' / 'log'} may say why.")
    if prepare:
        supervisor.run([*manage, "prepare"])
    for child in portal_children(manage, port, listener):
        supervisor.start(child)
    if supervisor.wait_until(lambda: answers(port), 60):
        for line in [f"The portal is at http://localhost:{port}/ (Ctrl-C stops it)", *settings.SERVE_NOTES]:
            say(line)
    else:
        say("The web server does not answer yet; what it said is above.")
    supervisor.wait_until(lambda: False, float("inf"))


def portal_children(manage: list[str], port: int, listener: socket.socket) -> list[Child]:
    """The three programs of the portal: gunicorn (the development server with DEBUG), Celery worker, Celery beat."""
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "council.config.celery:app"]
    if settings.DEBUG:
        listener.close()
        web = Child("The development server", lambda: [*manage, "runserver", "--skip-checks", f"127.0.0.1:{port}"])
    else:
        listener.listen(2048)
        gunicorn = [sys.executable, "-m", "gunicorn", "council.config.wsgi:application", "--bind", f"fd://{listener.fileno()}"]
        gunicorn += ["--worker-class", "gthread", "--workers", os.environ.get("WEB_CONCURRENCY", "2"), "--threads", "8"]
        gunicorn += ["--timeout", "30", "--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"]
        web = Child("The web server", lambda: gunicorn, descriptors=(listener.fileno(),))
    worker = [*celery, "worker", "--concurrency", os.environ.get("CELERY_CONCURRENCY", "2"), "--hostname", "council@%h"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    beat = [*celery, "beat", "--scheduler", "council.config.beat:HeartbeatScheduler", "--max-interval", "5"]
    return [
        web,
        Child("The Celery worker", lambda: worker),
        Child("Celery beat", lambda: [*beat, "--loglevel", "WARNING"]),
    ]


def take_instance_lock(path: Path) -> int:
    """One portal a checkout. Waits for the processes of one that was killed. Raises `CommandError`."""
    try:
        path.parent.mkdir(exist_ok=True)
        for _ in range(200):
            try:
                held = lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                pid = path.read_text().strip()
                if pid.isdigit() and is_alive(int(pid)):
                    raise CommandError(f"The portal of this folder is already running (process {pid}).") from None
                time.sleep(0.1)
        else:
            raise CommandError("The portal of this folder is already running.")
    except OSError as problem:
        raise CommandError(f"{path}: {problem.strerror}") from None
    path.write_text(f"{os.getpid()}\n")
    return held


def parse_port(text: str) -> int:
    """The number of a port. Raises `CommandError`."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise CommandError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    return int(text)


def claim_port(port: int) -> socket.socket:
    """A socket bound to the port on the loopback. Raises `CommandError` when it is not to be had."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except PermissionError:
        raise CommandError(f"Port {port} needs more rights than yours; PORT=… chooses another.") from None
    except OSError:
        raise CommandError(f"Port {port} is in use; PORT=… chooses another.") from None
    return listener
