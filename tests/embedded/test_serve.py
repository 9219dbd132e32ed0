"""The whole portal as `manage.py serve` runs it: real processes, killed in every way."""

import json
import os
import signal
import socket
import urllib.error
import urllib.request

import pytest

from tests.processes import wait_until

pytestmark = pytest.mark.alone
CHILDREN = {
    "The web server": "council.config.wsgi",
    "The Celery worker": "--concurrency",
    "Celery beat": "--scheduler",
    "The embedded Valkey": "valkey-server",
}


def get(checkout, path):
    """Status and body of a page."""
    try:
        with urllib.request.urlopen(f"http://localhost:{checkout.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def all_is_well(checkout):
    status, body = get(checkout, "/readyz/")
    return status == 200 and json.loads(body)["status"] == "ok"


def leaders(checkout, word):
    """The processes with `word` in their command line that lead a group: the children, not their own children."""
    return [pid for pid in checkout.processes(word) if os.getpgid(pid) == pid]


@pytest.fixture(scope="module")
def portal(checkout):
    """A running portal, its database made."""
    program = checkout.serve("--prepare")
    program.waits_for("The portal is at", seconds=120)
    wait_until(lambda: all_is_well(checkout), 60)
    yield program
    if program.process.poll() is None:
        program.process.terminate()
        program.process.wait(timeout=40)


def test_second_portal_says_so_and_disturbs_nothing(portal, checkout):
    second = checkout.serve()
    assert second.process.wait(timeout=60) == 1
    assert second.said() == f"CommandError: The portal of this folder is already running (process {portal.pid}).\n"
    assert all_is_well(checkout)


def test_bare_command_shares_the_database_and_leaves_it_running(portal, checkout):
    before = checkout.processes("pginstall/bin/postgres")
    command = checkout.manage("showmigrations", "--plan")
    assert command.process.wait(timeout=60) == 0
    assert "[X]  members.0001_tables" in command.said()
    assert "[ ]" not in command.said()
    assert checkout.processes("pginstall/bin/postgres") == before


def test_killed_children_are_restarted_and_it_is_said(portal, checkout):
    killed = {name: leaders(checkout, word) for name, word in CHILDREN.items()}
    postgres = [pid for pid in checkout.processes("pginstall/bin/postgres") if os.getpgid(pid) == pid]
    assert all(len(pids) == 1 for pids in killed.values()), killed
    for [pid] in killed.values():
        os.kill(pid, signal.SIGKILL)
    for pid in postgres:
        os.kill(pid, signal.SIGKILL)
    for name in CHILDREN:
        portal.waits_for(f"{name} has stopped (signal 9); starting it again in 1 s.")
    portal.waits_for("The embedded PostgreSQL has stopped; starting it again.")
    wait_until(lambda: all_is_well(checkout), 60)
    for name, word in CHILDREN.items():
        assert not set(killed[name]) & set(leaders(checkout, word))


def test_killed_guardian_is_replaced(portal, checkout):
    [guardian] = checkout.processes("council.embedded.guardian")
    os.kill(guardian, signal.SIGKILL)
    portal.waits_for("The guardian has stopped; starting it again.")
    wait_until(lambda: checkout.processes("council.embedded.guardian") not in ([], [guardian]))


def test_sigterm_stops_everything(portal, checkout):
    portal.process.terminate()
    assert portal.process.wait(timeout=40) == 0
    wait_until(lambda: checkout.processes() == [], 5)


@pytest.mark.parametrize("with_guardian", [False, True], ids=["the supervisor", "the supervisor and the guardian"])
def test_nothing_survives_a_killed_supervisor(checkout, with_guardian):
    program = checkout.serve("--prepare")
    program.waits_for("The portal is at", seconds=120)
    victims = [program.pid, *(checkout.processes("council.embedded.guardian") if with_guardian else [])]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    program.process.wait()
    wait_until(lambda: checkout.processes() == [], 30)


def test_ctrl_c_stops_everything_even_while_it_starts(checkout):
    program = checkout.serve()
    wait_until(lambda: checkout.processes("gunicorn"), 60)
    program.process.send_signal(signal.SIGINT)
    assert program.process.wait(timeout=40) == 0
    wait_until(lambda: checkout.processes() == [], 5)


@pytest.mark.parametrize(
    ("port", "said"),
    [
        ("{used}", "Port {used} is in use; PORT=… chooses another."),
        ("eighty", "PORT must be a number from 1 to 65535, not “eighty”."),
        ("70000", "PORT must be a number from 1 to 65535, not “70000”."),
    ],
)
def test_impossible_port_gets_one_line(checkout, port, said):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        used = str(other.getsockname()[1])
        program = checkout.serve("--port", port.format(used=used))
        assert program.process.wait(timeout=60) == 1
    assert program.said() == f"CommandError: {said.format(used=used)}\n"
    wait_until(lambda: checkout.processes() == [], 15)
