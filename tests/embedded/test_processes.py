"""How the supervisor stops what it started."""

import signal
import subprocess
import sys

from council.embedded.processes import group_is_alive, stop_groups, wait_for

# A child that ends by itself when its leader lets it; a leader that does so when asked to stop, and says how the child ended.
CHILD = "import sys; sys.stdin.read()"
LEADER = f"""
import signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdin=subprocess.PIPE)
def stop(number, frame):
    child.stdin.close()
    print("child ended with", child.wait(), flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
signal.pause()
"""
STUBBORN = """
import os, signal, time
if os.fork():
    os._exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


def start(code: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_leader_ends_what_it_has_begun():
    leader = start(LEADER)
    stop_groups({leader.pid}, signal.SIGTERM, 10)
    assert leader.communicate()[0] == "child ended with 0\n"


def test_what_a_leader_left_behind_is_killed():
    leader = start(STUBBORN)
    leader.wait()
    assert group_is_alive(leader.pid)
    stop_groups({leader.pid}, signal.SIGTERM, 0.1)
    assert wait_for(lambda: not group_is_alive(leader.pid), 5)
    leader.communicate()
