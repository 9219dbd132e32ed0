"""Compiles `locale/*/LC_MESSAGES/*.po` where the `.mo` is missing or older. Needs polib, and no gettext."""

from __future__ import annotations

import sys
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_all(folder: Path = LOCALE) -> int:
    """Compile what is out of date; returns how many files that were. Fuzzy entries are left out, as msgfmt does."""
    stale = [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if not is_current(po)]
    if stale:
        import polib
    for po in stale:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return len(stale)


def is_current(po: Path) -> bool:
    """Whether the compiled file is as new as its source."""
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


if __name__ == "__main__":
    try:
        compile_all()
    except (OSError, ValueError) as problem:
        sys.exit(f"script/translations.py: {problem}")
