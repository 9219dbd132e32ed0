"""What carries a reminder, killed and frozen in the middle: nobody is reminded twice or forgotten, and no doubt is hidden."""

import subprocess
import sys

import pytest

from tests.outages.story import SCENARIOS
from tests.processes import ROOT, clean_environment, processes_of, wait_until

pytestmark = pytest.mark.alone


def test_database_broker_worker_and_beat_are_killed_and_frozen_in_turn(tmp_path, soak):
    """Each is killed; with --soak each is frozen, too, and there are a thousand people."""
    people, scenarios = (1000, SCENARIOS) if soak else (24, SCENARIOS[::2])
    command = [sys.executable, "-m", "tests.outages.story", str(tmp_path), str(people), *scenarios]
    told = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr[-3000:]
    assert [line.split(":")[0] for line in told.stdout.splitlines()] == scenarios
    wait_until(lambda: not processes_of(tmp_path), 20)
