"""The table: what was measured, beside its floor, and on what."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path


@dataclass
class Row:
    """One line: `value` and what it is beside the floor; a `goal` that was reached or not."""

    what: str
    value: str
    p95: str = ""
    cpu: str = ""
    beside: str = ""
    goal: str = ""
    is_reached: bool | None = None

    def cells(self) -> list[str]:
        reached = "" if self.is_reached is None else ("reached" if self.is_reached else "MISSED")
        return [self.what, self.value, self.p95, self.cpu, self.beside, ": ".join(filter(None, (self.goal, reached)))]


HEAD = ["", "measured", "p95", "CPU each", "beside the floor", "goal"]


@dataclass
class Table:
    """The rows, and notes below them."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a row, and say it at once on the error channel: it takes a while."""
        self.rows.append(row)
        print("  " + " · ".join(filter(None, row.cells())), file=sys.stderr, flush=True)

    def text(self) -> str:
        """For a terminal."""
        lines = [HEAD, *(row.cells() for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
        shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
        return "\n".join([shown[0], "─" * len(shown[0]), *shown[1:], "", *self.notes])

    def markdown(self) -> str:
        """To paste into the README."""
        lines = ["| " + " | ".join(HEAD) + " |", "|---|--:|--:|--:|--:|---|"]
        lines += ["| " + " | ".join(row.cells()) + " |" for row in self.rows]
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)])


def machine() -> str:
    """The machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {platform.system()}; load before the run {load:.1f}"


def processor() -> str:
    """The processor's name, where the system tells it."""
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def software(database: str) -> str:
    """The versions that matter."""
    names = ("Django", "gunicorn", "psycopg", "celery")
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names), database])


def server(command: list[str]) -> str:
    """The web server's command without what differs each time."""
    words = [word for word in command[2:] if not word.startswith("fd://") and word != "--bind"]
    return " ".join(words)
