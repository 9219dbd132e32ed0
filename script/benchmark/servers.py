"""What is measured, started as `manage.py serve` starts it: its own PostgreSQL, Valkey, relay, and the portal's processes."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from council.embedded import postgres, valkey
from council.embedded.processes import die_with_parent, stop_groups, wait_for
from council.embedded.supervisor import answers

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"
TERM, KILL = 15, 9


class Servers:
    """`with Servers() as servers:` database, Valkey and relay run, and the environment points at them. Nothing is left behind.

    The database is a new one each time, durable as in production; the portal's own data is not touched."""

    def __init__(self) -> None:
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Servers:
        shutil.rmtree(FOLDER / "valkey", ignore_errors=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        database = postgres.ensure_running(FOLDER / "postgres")
        self.database_pid = running_pid()
        make_anew(database)
        os.environ |= {
            "DATABASE_URL": postgres.url(database),
            "REDIS_URL": valkey.url(FOLDER / "valkey"),
            "DEMO": "1",
            "DEBUG": "",
            "SITE_URL": "http://localhost:8000",
            "DJANGO_SETTINGS_MODULE": "council.config.settings.bench",
        }
        self.start("valkey", valkey.command(FOLDER / "valkey"))
        wait_for(lambda: valkey.answers(valkey.socket_path(FOLDER / "valkey")), 15)
        sink = self.start("sink", [sys.executable, str(Path(__file__).with_name("sink.py"))], stdout=subprocess.PIPE)
        assert sink.stdout is not None  # noqa: S101 - it was asked for
        self.relay_port = int(sink.stdout.readline())
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{self.relay_port}"
        return self

    def __exit__(self, *error: object) -> None:
        for name in reversed(list(self.processes)):
            self.stop(name)
        postgres.release_lease(FOLDER / "postgres", seconds=15)

    def start(self, name: str, command: list[str], **options: object) -> subprocess.Popen[bytes]:
        """Start a program in a process group of its own, which ends with us."""
        log = (FOLDER / f"{name}.log").open("wb")
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True,
            preexec_fn=die_with_parent(TERM), **{"stdout": log, **options},
        )  # fmt: skip
        log.close()
        self.processes[name] = process
        return process

    def stop(self, name: str) -> None:
        """Stop a program with all that it started."""
        process = self.processes.pop(name)
        stop_groups({process.pid}, TERM, 10)
        process.wait()
        if process.stdout:
            process.stdout.close()

    def start_web(self) -> float:
        """Start the web server as `manage.py serve` does; returns after how many seconds it answered."""
        from council.embedded.management.commands.serve import portal_children

        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        web, worker, beat = portal_children([sys.executable, "manage.py"], self.port, listener)
        self.web_command = web.command()
        self.commands = {"worker": worker.command(), "beat": beat.command()}
        began = time.perf_counter()
        self.start("web", self.web_command, pass_fds=(listener.fileno(),))
        listener.close()
        if not wait_for(lambda: answers(self.port), 60):
            raise RuntimeError(f"The web server does not answer; {FOLDER / 'web.log'} may say why.")
        return time.perf_counter() - began

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def start_background(self, name: str, is_up: Callable[[], bool]) -> float:
        """Start `worker` or `beat`; returns after how many seconds `is_up()`."""
        began = time.perf_counter()
        self.start(name, self.commands[name])
        if not wait_for(is_up, 60):
            raise RuntimeError(f"{name} gives no sign of life; {FOLDER / (name + '.log')} may say why.")
        return time.perf_counter() - began

    def memory(self, name: str) -> list[float]:
        """The megabytes that each process of a program has for itself (USS), the first one's first."""
        first = psutil.Process(self.processes[name].pid)
        return [process.memory_full_info().uss / 1e6 for process in [first, *first.children(recursive=True)]]

    def cpu_seconds(self) -> dict[int, float]:
        """The processor time that each process of web server and database has used so far."""
        used = {}
        for pid in (self.processes["web"].pid, self.database_pid):
            with contextlib.suppress(psutil.NoSuchProcess):
                first = psutil.Process(pid)
                for process in [first, *first.children(recursive=True)]:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        times = process.cpu_times()
                        used[process.pid] = times.user + times.system
        return used


def running_pid() -> int:
    """The process of the measured PostgreSQL."""
    server = postgres.running((FOLDER / "postgres").resolve())
    if server is None:
        raise RuntimeError("The embedded PostgreSQL has stopped.")
    return server.pid


def make_anew(database: dict[str, object]) -> None:
    """An empty database in place of the last run's."""
    import psycopg

    with psycopg.connect(
        host=str(database["HOST"]), port=str(database["PORT"]), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {postgres.DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {postgres.DATABASE}")
