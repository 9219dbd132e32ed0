"""The parts of the supervisor, without a portal."""

import os
import signal
import sys

from council.embedded.supervisor import Backoff, children_environment
from tests.processes import Program, clean_environment, processes_of, wait_until

# A child that ignores SIGTERM and has a child of its own.
CHILD = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(["sleep", "600"], cwd=sys.argv[1])
print("up", flush=True)
time.sleep(600)
"""
SUPERVISOR = """
import fcntl, os, sys
from pathlib import Path
from council.embedded.processes import lock
from council.embedded.supervisor import Child, Supervisor
folder = Path(sys.argv[1])
supervisor = Supervisor(Path.cwd(), dict(os.environ), lock(folder / "lock", fcntl.LOCK_EX), stop_seconds=1)
supervisor.start(Child("The child", lambda: [sys.executable, "-c", sys.argv[2], str(folder)]))
supervisor.wait_until(lambda: False, 600)
"""


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_pause_doubles_to_half_a_minute_and_begins_anew_once_settled():
    clock = Clock()
    backoff = Backoff(clock=clock)
    pauses = []
    for _ in range(7):
        backoff.started()
        clock.now += 2
        pauses.append(backoff.ended())
        assert not backoff.is_due()
        clock.now += pauses[-1]
        assert backoff.is_due()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    backoff.started()
    clock.now += 60
    assert backoff.ended() == 1


def test_children_are_told_where_the_servers_are(monkeypatch):
    monkeypatch.setenv("PORT", "8000")
    env = children_environment({"DATABASE_URL": "postgresql://x"}, is_demonstration=True)
    assert (env["DATABASE_URL"], env["DEMO"], env["PORT"]) == ("postgresql://x", "1", "8000")
    monkeypatch.delenv("DEMO", raising=False)
    assert "DEMO" not in children_environment({}, is_demonstration=False)


def test_child_that_ignores_sigterm_is_killed_with_its_children(tmp_path):
    with Program(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path), CHILD], tmp_path / "out", env=clean_environment()
    ) as program:
        program.waits_for("up")
        wait_until(lambda: any("sleep" in p.name() for p in processes_of(tmp_path)))
        os.kill(program.pid, signal.SIGKILL)
        program.process.wait()
        wait_until(lambda: processes_of(tmp_path) == [], 25)
