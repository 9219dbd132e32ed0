"""A copy of the checkout with a `var/` of its own, so that a portal that runs here is not in the way."""

import shutil
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.processes import ROOT, Program, clean_environment, processes_of, wait_until

PARTS = ("council", "focusgroup", "forums", "symposia", "templates", "static", "locale", "manage.py")


@dataclass
class Checkout:
    """A copy of the project: its folder, a free port, and how its portal is started."""

    folder: Path
    port: int
    programs: list[Program] = field(default_factory=list)

    def serve(self, *options: str, **env: str) -> Program:
        """Start `manage.py serve` on our port."""
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), *options]
        output = self.folder.with_name(f"serve-{len(self.programs)}.out")
        program = Program(command, output, cwd=self.folder, env=clean_environment(**env))
        self.programs.append(program)
        return program

    def manage(self, *arguments: str) -> Program:
        """Start a bare `manage.py` command."""
        output = self.folder.with_name(f"manage-{len(self.programs)}.out")
        program = Program([sys.executable, "manage.py", *arguments], output, cwd=self.folder, env=clean_environment())
        self.programs.append(program)
        return program

    def processes(self, word: str = "") -> list[int]:
        """The ids of the processes that belong to the copy, those with `word` in their command line."""
        return sorted(process.pid for process in processes_of(self.folder, word))


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal") / "checkout"
    folder.mkdir()
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copyfile(source, folder / name)
    (folder / "static_vendor").symlink_to(ROOT / "static_vendor")
    copy = Checkout(folder, free_port())
    yield copy
    for program in copy.programs:
        program.__exit__()
    wait_until(lambda: not processes_of(folder), 30)
