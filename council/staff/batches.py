"""Tables of many thousands of rows: judged and written in a few statements, not row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from council.staff.importing import Table

NEW, CHANGED, SAME, BAD = "new", "update", "skip", "bad"


@dataclass(frozen=True)
class Judged:
    """What becomes of one row: its number in the file, `kind` (as above), what it is called, what is wrong with it, what it
    changes as `(label, old, new)`; `values` is what `write` needs."""

    number: int
    kind: str
    name: str
    errors: Sequence[str] = ()
    changes: Sequence[tuple[str, str, str]] = ()
    values: Any = None


class BatchTable(Table):
    """The base of a table that is brought in as a set. A subclass says what becomes of all rows, writes them, and takes them
    back; pages, limits and columns are those of any `Table`."""

    def hold(self) -> None:
        """Let nobody else write between `judge` and `write`; called inside their transaction."""
        raise NotImplementedError

    def judge(self, rows: Sequence[tuple[int, dict[str, str]]]) -> list[Judged]:
        """What would become of `rows`: (number in the file, text by column). Writes nothing; a constant number of queries."""
        raise NotImplementedError

    def write(self, judged: Sequence[Judged], *, by: Any, now: datetime) -> list[Any]:
        """Write the new and changed ones. Returns what `put_back` needs, as JSON can keep it."""
        raise NotImplementedError

    def put_back(self, changes: Sequence[Any], *, by: Any, now: datetime) -> list[str]:
        """Undo `changes` as far as nobody has touched the rows since. Returns what stays, in words."""
        raise NotImplementedError
