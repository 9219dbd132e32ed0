"""What `manage.py serve` runs: web, worker, beat and the embedded servers, kept running, and none of them left behind."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from council.embedded.processes import die_with_parent, stop_groups

STOP_SECONDS = 10
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SETTLED_SECONDS = 60.0
TICK = 0.2


class Stop(Exception):  # noqa: N818 - a request, no error
    """Somebody asked the supervisor to end."""


class Failed(Exception):  # noqa: N818 - said to the reader as it is
    """The portal cannot be started: why, in one line."""


def say(text: str) -> None:
    """A line for whoever started the portal; nobody may be listening any more."""
    with contextlib.suppress(OSError):
        print(text, flush=True)  # noqa: T201 - the supervisor's voice


@dataclass
class Backoff:
    """How long to wait before something is started again: twice as long each time, from the start when it had settled."""

    clock: Callable[[], float] = time.monotonic
    pause: float = 0.0
    started_at: float = 0.0
    due_at: float = 0.0

    def started(self) -> None:
        self.started_at = self.clock()

    def ended(self) -> float:
        """Note that it ended; returns the seconds to wait."""
        settled = self.clock() - self.started_at >= SETTLED_SECONDS
        self.pause = FIRST_PAUSE if settled or not self.pause else min(self.pause * 2, LONGEST_PAUSE)
        self.due_at = self.clock() + self.pause
        return self.pause

    def is_due(self) -> bool:
        return self.clock() >= self.due_at


@dataclass
class Child:
    """A program that is kept running. `command` is asked anew at each start; `descriptors` are passed on."""

    name: str
    command: Callable[[], list[str]]
    descriptors: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    backoff: Backoff = field(default_factory=Backoff)


class Supervisor:
    """Starts children, each in a process group of its own, watches them, and stops them all.

    A service is a server that is not our child (the embedded PostgreSQL has a keeper of its own). Who does not end when asked
    is killed after `stop_seconds`, whoever asks: the supervisor or, after it, the guardian."""

    def __init__(self, root: Path, env: dict[str, str], lock: int, *, stop_seconds: float = STOP_SECONDS) -> None:
        self.root, self.env, self.lock, self.stop_seconds = root, env, lock, stop_seconds
        self.children: list[Child] = []
        self.services: list[tuple[str, Callable[[], bool], Callable[[], object], Backoff]] = []
        self.guardian: subprocess.Popen[bytes] | None = None
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def popen(self, command: list[str], descriptors: tuple[int, ...] = ()) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(  # noqa: S603 - our own programs
            command, cwd=self.root, env=self.env, stdin=subprocess.DEVNULL, pass_fds=descriptors,
            start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
        )  # fmt: skip
        self._tell_guardian(f"+{process.pid}\n")
        return process

    def start(self, child: Child) -> None:
        """Start a child and watch it from now on."""
        child.process = self.popen(child.command(), child.descriptors)
        child.backoff.started()
        if child not in self.children:
            self.children.append(child)

    def run(self, command: list[str]) -> None:
        """Run a program to its end, keeping the rest running meanwhile. Raises `Failed` when it failed."""
        process = self.popen(command)
        while process.poll() is None:
            try:
                self.tick()
            except Stop:
                stop_groups({process.pid}, signal.SIGTERM, self.stop_seconds)
                process.wait()
                raise
        self._tell_guardian(f"-{process.pid}\n")
        if process.returncode:
            raise Failed(f"“{' '.join(command[1:])}” failed; what it said is above.")

    def watch(self, name: str, is_up: Callable[[], bool], bring_up: Callable[[], object]) -> None:
        """Keep a server running that is not our child."""
        self.services.append((name, is_up, bring_up, Backoff()))

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Keep everything running until `condition()` holds; whether it does within `seconds`."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.tick()
        return True

    def tick(self) -> None:
        """One look at everything. Raises `Stop` when asked to end."""
        if self.stopping:
            raise Stop
        self._watch_guardian()
        for name, is_up, bring_up, backoff in self.services:
            if backoff.is_due() and not is_up():
                say(f"{name} has stopped; starting it again.")
                try:
                    bring_up()
                except Exception as problem:  # whatever it was, try again later
                    say(f"{name} does not start ({problem}); next try in {backoff.ended():.0f} s.")
        for child in self.children:
            self._watch_child(child)
        time.sleep(TICK)

    def _watch_child(self, child: Child) -> None:
        if child.process is None:
            if child.backoff.is_due():
                self.start(child)
        elif (code := child.process.poll()) is not None:
            # What it leaves of its own group ends with it.
            stop_groups({child.process.pid}, signal.SIGTERM, 1)
            self._tell_guardian(f"-{child.process.pid}\n")
            child.process = None
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            say(f"{child.name} has stopped ({how}); starting it again in {child.backoff.ended():.0f} s.")

    def _watch_guardian(self) -> None:
        if self.guardian is None or self.guardian.poll() is not None:
            if self.guardian is not None:
                say("The guardian has stopped; starting it again.")
            self.guardian = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "council.embedded.guardian", str(self.stop_seconds)], cwd=self.root,
                stdin=subprocess.PIPE, pass_fds=(self.lock,), start_new_session=True,
            )  # fmt: skip
            for child in self.children:
                if child.process is not None:
                    self._tell_guardian(f"+{child.process.pid}\n")

    def _tell_guardian(self, line: str) -> None:
        if self.guardian is None:
            self._watch_guardian()
        if self.guardian is not None and self.guardian.stdin is not None:
            # When it is gone, the next tick starts another and tells it all.
            with contextlib.suppress(OSError):
                self.guardian.stdin.write(line.encode())
                self.guardian.stdin.flush()

    def shut_down(self, *, last: tuple[str, ...] = ()) -> None:
        """Stop all children, those named in `last` after the others."""
        for late in (False, True):
            groups = {c.process.pid for c in self.children if c.process is not None and (c.name in last) is late}
            stop_groups(groups, signal.SIGTERM, self.stop_seconds)
        for child in self.children:
            if child.process is not None:
                child.process.wait()
        if self.guardian is not None and self.guardian.stdin is not None:
            with contextlib.suppress(OSError):
                self.guardian.stdin.close()
            self.guardian.wait()


def answers(port: int) -> bool:
    """Whether the web server gives any answer at all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz/", headers={"Host": f"localhost:{port}"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def children_environment(given: dict[str, str], *, is_demonstration: bool) -> dict[str, str]:
    """Our environment with the addresses of the servers in it, so that no child ever starts one."""
    env = {**os.environ, **given, "PYTHONUNBUFFERED": "1"}
    if is_demonstration:
        env["DEMO"] = "1"
    return env
