"""Making two records one: what holds for people and organisations alike. Rules move what they are for; the rest is counted."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, Model, OuterRef
from psycopg.errors import DeadlockDetected, LockNotAvailable

from council import merging
from council.members.models import MergeRecord
from council.members.services.exports import delete_files
from council.merging import Conflict, Joining, MergeBusyError, MergeStaleError, Merging, Twin

# Less than PostgreSQL waits before it looks for a deadlock: it is the merge that steps back, never who is at work.
PATIENCE_MS = 700
TRIES = 4


class MergeRefusedError(Exception):
    """These two are not merged. `why` is one of `REASONS`."""

    REASONS = ("same", "staff", "powers", "erasure", "erased")

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class MergeGoneError(Exception):
    """One of the two is not there any more: merged by somebody else (`record`), or erased."""

    def __init__(self, record: MergeRecord | None) -> None:
        super().__init__()
        self.record = record


class MergeChangedError(Exception):
    """It would do something else than what was shown: nothing was done. `report` is what it would do now."""

    def __init__(self, report: "Report") -> None:
        super().__init__()
        self.report = report


class _RehearsedError(Exception):
    """Carries the report of a rehearsal out of its transaction, which is rolled back."""

    def __init__(self, report: "Report") -> None:
        super().__init__()
        self.report = report


@dataclass(frozen=True)
class Line:
    """What becomes of the rows of one rule."""

    key: str
    room: Any
    label: Any
    numbers: dict[str, int]


@dataclass
class Report:
    """What a merge does, or did: the numbers by rule, and every conflict with its outcome."""

    lines: list[Line] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    record: MergeRecord | None = None

    @property
    def print(self) -> str:
        """A short text that is another for another outcome."""
        facts = [(line.key, sorted(line.numbers.items())) for line in self.lines]
        return sha256(repr((facts, self.conflicts)).encode()).hexdigest()[:20]

    def outcome(self) -> dict[str, dict[str, int]]:
        """The numbers alone, for the record."""
        return {line.key: line.numbers for line in self.lines} | {"conflicts": {"settled": len(self.conflicts)}}


@dataclass(frozen=True)
class Rule:
    """One foreign key and what becomes of its rows, whoever it leads to."""

    key: str
    model: type[Model]
    via: str
    kept: int
    gone: int
    merged: Merging
    twin_of: tuple[str, ...] | None
    twin: Twin
    files: tuple[str, ...] = ()
    label: Any = ""
    room: Any = ""


@contextmanager
def patiently() -> Any:
    """Wait for no lock longer than `PATIENCE_MS`; what cannot be had is `MergeBusyError`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE_MS}ms"])
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise MergeBusyError from error
        raise


def perform(join: Callable[[], Report], *, shown: str | None, rehearse: bool) -> Report:
    """Call `join` in a transaction of its own; again where something came in between. A rehearsal is rolled back.

    Raises `MergeChangedError` where the outcome is another than the one that was `shown`, `MergeBusyError`."""
    for _turn in range(TRIES):
        try:
            with transaction.atomic(), patiently():
                report = join()
                if rehearse:
                    raise _RehearsedError(report)
                if shown is not None and report.print != shown:
                    raise MergeChangedError(report)
                return report
        except _RehearsedError as done:
            return done.report
        except MergeStaleError:
            continue
    raise MergeBusyError


def hold(joining: Joining) -> None:
    """Take the locks that come before those of people, room by room."""
    for room in merging.rooms():
        if room.hold is not None:
            room.hold(joining)


def apply_rules(rules: Iterable[Rule]) -> list[Line]:
    """Apply every rule; what is found by way of a row that moves (`registration__member`) follows by itself and is counted."""
    lines: list[Line] = []
    # What hangs on rows that move first, as long as it is found.
    for rule in sorted(rules, key=lambda one: -one.via.count("__")):
        numbers = _apply(rule)
        if numbers:
            lines.append(Line(rule.key, rule.room, rule.label, numbers))
    return sorted(lines, key=lambda line: (not line.label, line.key))


def _apply(rule: Rule) -> dict[str, int]:
    found = rule.model._base_manager.filter(**{rule.via: rule.gone})
    numbers: dict[str, int] = defaultdict(int)
    if rule.merged is Merging.STAY:
        numbers["stays"] = found.count()
    elif "__" in rule.via:
        numbers["moved"] = found.count()
    elif rule.merged is Merging.DROP:
        _drop_files(rule, found)
        numbers["dropped"] = _delete(rule.model, found)
    else:
        if rule.twin_of is not None:
            numbers["dropped" if rule.twin is Twin.DROP else "detached"] = _end_twins(rule, found)
        numbers["moved"] = found.update(**{rule.via: rule.kept})
    return {word: number for word, number in numbers.items() if number}


def _end_twins(rule: Rule, found: Any) -> int:
    same = {name: OuterRef(name) for name in rule.twin_of or ()}
    theirs = rule.model._base_manager.filter(**{rule.via: rule.kept}, **same)
    twins = found.filter(Exists(theirs))
    if rule.twin is Twin.DROP:
        _drop_files(rule, twins)
        return _delete(rule.model, twins)
    return int(twins.update(**{rule.via: None}))


def _drop_files(rule: Rule, found: Any) -> None:
    """Delete the files of rows that go, once that is certain."""
    names = [name for column in rule.files for name in found.values_list(column, flat=True) if name]
    transaction.on_commit(lambda: delete_files(names))


def _delete(model: type[Model], found: Any) -> int:
    keys = list(found.values_list("pk", flat=True))
    model._base_manager.filter(pk__in=keys).delete()
    return len(keys)


def assert_nothing_left(rules: Iterable[Rule], own: Iterable[str]) -> None:
    """Raise `RuntimeError` where a row still leads to the second record: it would be deleted with it. `own` are the keys of the
    record's own rows."""
    for rule in rules:
        asked = rule.merged is not Merging.STAY and rule.key not in own
        if asked and rule.model._base_manager.filter(**{rule.via: rule.gone}).exists():
            raise RuntimeError(f"{rule.key} still leads to a record that is merged away")


def move_log(model: type[Model], kept: int, gone: int) -> int:
    """Let what the administration's log says of the second record be read with the first."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=str(gone))
    return entries.update(object_id=str(kept))


def record(kind: str, joining: Joining, *, gone: int, gone_user: int | None, report: Report) -> MergeRecord:
    """Write down that it was done."""
    target = {"member" if kind == MergeRecord.Kind.PERSON else "organisation": joining.kept}
    report.record = MergeRecord.objects.create(
        kind=kind,
        merged_id=gone,
        merged_user_id=gone_user,
        at=joining.now,
        by=joining.by,
        outcome=report.outcome(),
        **target,
    )
    return report.record


def become(kind: str, key: int) -> MergeRecord | None:
    """The merge in which the record with this key ended."""
    return MergeRecord.objects.filter(kind=kind, merged_id=key).first()


def both(model: Any, kind: str, kept: int, gone: int) -> tuple[Any, Any]:
    """Both rows, locked in the order of their keys against everybody. Raises `MergeRefusedError`, `MergeGoneError`."""
    if kept == gone:
        raise MergeRefusedError("same")
    rows = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[kept, gone]).order_by("pk")}
    if len(rows) < 2:
        raise MergeGoneError(become(kind, gone) or become(kind, kept))
    return rows[kept], rows[gone]


def earlier(now: datetime, *moments: datetime | None) -> datetime:
    """The earliest of `moments` that is one; else `now`."""
    return min((moment for moment in moments if moment is not None), default=now)


def take_over(kept: Any, gone: Any, groups: dict[str, tuple[str, ...]], choices: dict[str, str]) -> list[str]:
    """Give `kept` the fields of `gone` in the groups that `choices` names "gone"; without a choice those that `kept` has not.

    Returns the names of the fields that changed."""
    changed = []
    for group, names in groups.items():
        choice = choices.get(group) or preferred(kept, gone, names)
        for name in names if choice == "gone" else ():
            if getattr(kept, name) != getattr(gone, name):
                setattr(kept, name, getattr(gone, name))
                changed.append(name)
    return changed


def preferred(kept: Any, gone: Any, names: tuple[str, ...]) -> str:
    """Whose fields are proposed: the first record's, unless only the second says anything (column by column: an organisation
    that is linked counts more than one that is written)."""
    for name in names:
        if getattr(kept, name) not in (None, ""):
            return "kept"
        if getattr(gone, name) not in (None, ""):
            return "gone"
    return "kept"
