"""The embedded PostgreSQL: found, shared, recovered, and gone with its last user."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from council.embedded import postgres
from council.embedded.processes import EmbeddedError, is_locked
from tests.processes import ROOT, Program, clean_environment, processes_of, wait_until

pytestmark = pytest.mark.alone

USE = """
import sys
from pathlib import Path
from council.embedded import postgres
settings = postgres.ensure_running(Path(sys.argv[1]), fast=True)
print("ready", postgres.running(Path(sys.argv[1])).pid, flush=True)
if len(sys.argv) > 2:
    import time
    time.sleep(60)
"""


@pytest.fixture
def cluster(tmp_path):
    """The folder of a cluster that is not there yet; no process of it is left afterwards."""
    folder = tmp_path / "var" / "postgres"
    yield folder
    postgres.release_lease(folder, seconds=15)
    wait_until(lambda: not processes_of(tmp_path), 15)


def use(folder, tmp_path, name="user", *more):
    """Another process that uses the cluster, until it is killed with `more`, else briefly."""
    return Program([sys.executable, "-c", USE, str(folder), *more], tmp_path / f"{name}.out", env=clean_environment())


def server_pid(folder):
    server = postgres.running(folder.resolve())
    return server.pid if server else None


def test_database_is_made_in_utf8_with_korean_letters(cluster):
    with psycopg.connect(postgres.url(postgres.ensure_running(cluster, fast=True))) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT cardinality(show_trgm('제조'))").fetchone() == (3,)


def test_server_stays_while_anyone_uses_it_and_stops_with_the_last(cluster, tmp_path):
    with use(cluster, tmp_path, "long", "stay") as long_lived:
        long_lived.waits_for("ready")
        pid = server_pid(cluster)
        with use(cluster, tmp_path, "short") as short_lived:
            short_lived.waits_for(f"ready {pid}")
            short_lived.process.wait(timeout=15)
        assert server_pid(cluster) == pid
        long_lived.process.kill()
        long_lived.process.wait()
        wait_until(lambda: server_pid(cluster) is None and not is_locked(postgres.beside(cluster, "keeper")))


@pytest.mark.parametrize("number", ["dead", "of another program"])
def test_postmaster_pid_of_something_else_is_recovered(cluster, tmp_path, number):
    postgres.ensure_running(cluster, fast=True)
    left_over = (cluster / "postmaster.pid").read_text()
    postgres.release_lease(cluster, seconds=15)
    other = subprocess.Popen(["sleep", "60"])
    if number == "dead":
        other.kill()
        other.wait()
    try:
        lines = [str(other.pid), *left_over.splitlines()[1:]]
        (cluster / "postmaster.pid").write_text("\n".join(lines) + "\n")
        settings = postgres.ensure_running(cluster, fast=True)
        with psycopg.connect(postgres.url(settings)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert number == "dead" or other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_killed_keeper_or_server_is_replaced(cluster):
    postgres.ensure_running(cluster, fast=True)
    for victim in ("keeper", "postgres"):
        pid = server_pid(cluster)
        if victim == "keeper":
            [keeper] = processes_of(cluster.resolve(), "council.embedded.keeper")
            keeper.kill()
        else:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_locked(postgres.beside(cluster, "keeper")))
        with psycopg.connect(postgres.url(postgres.ensure_running(cluster, fast=True))) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("name", ["a path with spaces, and a comma", "long-" + "x" * 110])
def test_awkward_path_works(tmp_path, name):
    folder = tmp_path / name / "var" / "postgres"
    folder.parent.mkdir(parents=True)
    try:
        with psycopg.connect(postgres.url(postgres.ensure_running(folder, fast=True))) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.release_lease(folder, seconds=15)
    assert server_pid(folder) is None


def test_folder_with_something_else_in_it_is_refused_in_one_line(cluster):
    cluster.mkdir(parents=True)
    (cluster / "letter.txt").write_text("mine")
    with pytest.raises(EmbeddedError, match="is no PostgreSQL cluster") as problem:
        postgres.ensure_running(cluster, fast=True)
    assert "\n" not in str(problem.value)
    assert (cluster / "letter.txt").read_text() == "mine"


def test_bare_command_says_in_one_line_why_the_database_does_not_start(tmp_path):
    # The checkout's own var is not touched: the folder is given.
    result = subprocess.run(
        [sys.executable, "-c", USE, "/proc/nowhere/postgres"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "EmbeddedError: /proc/nowhere: " in result.stderr.splitlines()[-1]
