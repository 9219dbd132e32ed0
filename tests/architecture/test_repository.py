"""What the repository promises about itself, read off its files."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from script.assets import COPIES, SPRITE, AssetsError, subset_sprite, wanted_icons
from tests.processes import ROOT

PINNED = re.compile(r"^[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[\w.]+ +# \S.*$")
NPM_EXACT = re.compile(r"^\d+\.\d+\.\d+$")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_each_with_its_reason(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r "))]
    assert [line for line in lines if not PINNED.match(line)] == []


def test_assets_are_locked_without_a_registry():
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [v for v in package["dependencies"].values() if not NPM_EXACT.match(v)] == []
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())


def test_assets_are_all_there():
    for name in [*COPIES.values(), SPRITE]:
        assert (ROOT / "static_vendor" / name).exists(), f"run script/assets.py: {name} is missing"


def test_sprite_holds_the_icons_of_the_list():
    sprite = (ROOT / "static_vendor" / SPRITE).read_text()
    assert re.findall(r'id="([^"]+)"', sprite) == wanted_icons()


def test_unknown_icon_is_refused():
    with pytest.raises(AssetsError, match="no-such-icon"):
        subset_sprite('<svg><symbol id="people" viewBox="0 0 1 1"></symbol></svg>', ["people", "no-such-icon"])


def test_nothing_built_or_private_is_committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    built = re.compile(r"^(static_vendor|staticfiles|node_modules|var|media|\.venv)/|\.(mo|pyc|sqlite3)$|^\.env$")
    assert [name for name in listed if built.search(name)] == []


@pytest.mark.parametrize("name", ["script/server", "script/test", "script/bench", ".ci/run"])
def test_commands_are_executable_posix_shell(name):
    path = ROOT / name
    assert path.stat().st_mode & 0o111
    assert path.read_text().startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0


def test_ci_calls_the_tests_and_nothing_else():
    lines = Path(ROOT / ".ci" / "run").read_text().splitlines()[1:]
    assert lines == ['exec "$(dirname "$0")/../script/test"']


@pytest.mark.parametrize("folder", ["council", "focusgroup", "forums", "symposia"])
def test_readme_of_an_app_is_short(folder):
    for path in (ROOT / folder).rglob("README.md"):
        assert len(path.read_text().splitlines()) <= 60, path
