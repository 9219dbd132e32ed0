"""Real processes for tests: waiting with a bound, a private Valkey, who is left."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from council.embedded import valkey

ROOT = Path(__file__).resolve().parents[1]


def wait_until(condition: Callable[[], object], seconds: float = 30, step: float = 0.05) -> None:
    """Wait until `condition()` holds. Raises `TimeoutError` when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("It did not come true.")
        time.sleep(step)


def processes_of(folder: Path, word: str = "") -> list[psutil.Process]:
    """The living processes whose command line or working directory names `folder`, those with `word` in their command line."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            words = process.cmdline()
            is_of_it = any(str(folder) in part for part in words) or process.cwd().startswith(str(folder))
            if is_of_it and any(word in part for part in words) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


class ValkeyServer:
    """A private Valkey on a unix socket: `url`, `broker_url`; `freeze()`, `thaw()`, `kill()`, `restart()`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="council-test-valkey-"))
        self.socket = valkey.socket_path(self.folder)
        self.url = valkey.url(self.folder)
        self.broker_url = self.url.replace("unix://", "redis+socket://", 1)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            valkey.command(self.folder), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: valkey.answers(self.socket))

    def _signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def freeze(self) -> None:
        """Stop it in its tracks (SIGSTOP): connections are taken, nothing is answered."""
        assert self.process is not None
        self._signal(signal.SIGSTOP)
        process = psutil.Process(self.process.pid)
        wait_until(lambda: process.status() == psutil.STATUS_STOPPED)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)
        wait_until(lambda: valkey.answers(self.socket))

    def kill(self) -> None:
        """Kill it (SIGKILL): nobody answers at its address any more."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Kill it if it runs, and start it with the data it kept."""
        self.kill()
        self.start()

    def close(self) -> None:
        """Kill it and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Program:
    """A program whose output goes to a file. As a context manager it is killed at the end, with its children."""

    def __init__(self, command: list[str], output: Path, *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
        self.output = output
        with output.open("wb") as stream:
            self.process = subprocess.Popen(
                command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        """All it has said so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def waits_for(self, text: str, seconds: float = 60) -> None:
        """Wait until it has said `text`. Raises `TimeoutError` with what it said instead."""
        try:
            wait_until(lambda: text in self.said() or self.process.poll() is not None, seconds)
        except TimeoutError:
            raise TimeoutError(f"“{text}” was not said, but: {self.said()}") from None
        assert text in self.said()

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
        self.process.kill()
        self.process.wait()


def clean_environment(**values: str) -> dict[str, str]:
    """Our environment without any of the portal's settings, with `values` on top."""
    ours = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DEBUG", "DEMO", "MEDIA_ROOT"}
    ours |= {"DJANGO_SETTINGS_MODULE", "DB_POOL", "PORT", "SENTRY_DSN", "TEST_REDIS_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("COV_")} | values
