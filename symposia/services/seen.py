"""What somebody saw of a row before he changed it: a form carries it, so that two who write at once do not undo each other."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def print_of(row: Any, names: Iterable[str]) -> str:
    """A short text that is another one as soon as one of the columns `names` of `row` is."""
    values = [getattr(row, name) for name in names]
    return hashlib.sha256(json.dumps(values, default=str, ensure_ascii=False).encode()).hexdigest()[:32]
