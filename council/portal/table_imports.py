"""Files brought in: looked at first, then carried out as a whole, and taken back as far as nobody has touched what came."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from tablib import Dataset

from council.portal.models import TableImport
from council.staff.batches import BatchTable
from council.staff.importing import Table, mark_of

# How long a file waits for its word, and how long what came can be taken back.
WAITS, CAN_GO_BACK = timedelta(days=1), timedelta(days=30)
State = TableImport.State
NEW, CHANGED, SAME, BAD = "new", "update", "skip", "bad"


class ImportStateError(Exception):
    """This was carried out, or taken back, already (a second click, somebody else)."""


class BadRowsError(Exception):
    """Rows that are bad now: nothing was brought in."""


@dataclass(frozen=True)
class RowOutcome:
    """What becomes of one row: its number in the file, `kind`, what it is called, and what is wrong with it."""

    number: int
    kind: str
    name: str
    errors: Sequence[str] = ()
    changes: Sequence[tuple[str, str, str]] = ()
    instance: Any = None


@dataclass(frozen=True)
class Outcome:
    """What becomes of a file."""

    rows: Sequence[RowOutcome]
    made: list[Any] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(row.kind == kind for row in self.rows)

    @property
    def bad(self) -> list[RowOutcome]:
        return [row for row in self.rows if row.kind == BAD]


def stage(*, table: type[Table], file_name: str, rows: Sequence[Sequence[str]], by: Any, now: datetime) -> TableImport:
    """Keep the rows of a file until somebody says the word. Raises `UnreadableTableError` for its heading."""
    names = table.headings(rows[0])
    kept = [
        [number, dict(zip(names, [*row, *[""] * len(names)], strict=False))]
        for number, row in enumerate(rows[1:], 2)
        if any(row)
    ]
    return TableImport.objects.create(
        label=table._meta.model._meta.label_lower, file_name=file_name[:200], rows=kept, by=by, staged_at=now
    )


def preview(staged: TableImport, *, table: type[Table], now: datetime) -> Outcome:
    """What would become of each row, by doing it and taking it back at once."""
    if issubclass(table, BatchTable):
        return _judged(staged, table)
    with transaction.atomic():
        outcome = _run(staged, table, staged.by, now)
        transaction.set_rollback(True)
    return outcome


def carry_out(staged: TableImport, *, table: type[Table], by: Any, now: datetime) -> Outcome:
    """Bring the file in, as a whole. Raises `BadRowsError` (nothing came in) and `ImportStateError`."""
    with transaction.atomic():
        held = _held(staged, State.STAGED)
        outcome = _written(held, table, by, now) if issubclass(table, BatchTable) else _run(held, table, by, now)
        if outcome.bad:
            raise BadRowsError
        held.state, held.done_at, held.rows = State.DONE, now, []
        held.changes = json.loads(json.dumps(outcome.made, cls=DjangoJSONEncoder))
        held.counts = {kind: outcome.count(kind) for kind in (NEW, CHANGED, SAME)}
        held.save()
    return outcome


def take_back(done: TableImport, *, table: type[Table], by: Any, now: datetime) -> list[str]:
    """Remove what was brought in and nobody has touched or used, give what was changed its old values. Returns what could not
    be taken back, in words. Raises `ImportStateError`."""
    with transaction.atomic():
        held = _held(done, State.DONE)
        resource = table()
        resource.by, resource.now = by, now
        if isinstance(resource, BatchTable):
            kept = resource.put_back(held.changes, by=by, now=now)
        else:
            kept = _take_back_each(resource, held.changes, by, now)
        held.state, held.undone_at, held.undone_by, held.changes = State.UNDONE, now, by, []
        held.report = kept
        held.save()
    return kept


def forget_imports(now: datetime, limit: int) -> int:
    """Destroy files that nobody carried out within a day, and what of others is only for taking back. Returns how many."""
    old = list(TableImport.objects.filter(state=State.STAGED, staged_at__lte=now - WAITS).values_list("pk", flat=True)[:limit])
    TableImport.objects.filter(pk__in=old).delete()
    closed = TableImport.objects.filter(state=State.DONE, done_at__lte=now - CAN_GO_BACK).values_list("pk", flat=True)[:limit]
    return len(old) + TableImport.objects.filter(pk__in=list(closed)).update(state=State.CLOSED, changes=[])


def _held(one: TableImport, state: str) -> TableImport:
    held = TableImport.objects.select_for_update().get(pk=one.pk)
    if held.state != state:
        raise ImportStateError
    return held


def _judged(staged: TableImport, table: type[BatchTable]) -> Outcome:
    """What would become of the rows of a table that is brought in as a set."""
    judged = table().judge([(number, values) for number, values in staged.rows])
    return Outcome([RowOutcome(one.number, one.kind, one.name, one.errors, one.changes) for one in judged])


def _written(staged: TableImport, table: type[BatchTable], by: Any, now: datetime) -> Outcome:
    """The same, and written unless a row is bad."""
    resource = table()
    resource.hold()
    judged = resource.judge([(number, values) for number, values in staged.rows])
    outcome = Outcome([RowOutcome(one.number, one.kind, one.name, one.errors, one.changes) for one in judged])
    if not outcome.bad:
        outcome.made.extend(resource.write(judged, by=by, now=now))
    return outcome


def _run(staged: TableImport, table: type[Table], by: Any, now: datetime) -> Outcome:
    resource = table()
    resource.by, resource.now = by, now
    names = list(staged.rows[0][1]) if staged.rows else []
    data = Dataset(*[[values[name] for name in names] for _number, values in staged.rows], headers=names)
    result = resource.import_data(data, dry_run=False, raise_errors=False, use_transactions=False)
    for error in result.base_errors:
        raise error.error
    rows: list[RowOutcome] = []
    made: list[dict[str, Any]] = []
    seen: dict[Any, int] = {}
    for (number, values), each in zip(staged.rows, result.rows, strict=True):
        errors = _errors(each, table)
        instance = each.instance
        if not errors and instance.pk in seen:
            errors = [_("The same as row %(number)s.") % {"number": seen[instance.pk]}]
        if errors:
            rows.append(RowOutcome(number, BAD, _name(values), errors))
            continue
        seen[instance.pk] = number
        changes = _changes(table, instance) if each.import_type == CHANGED else []
        # Of a new one nothing is left after a rehearsal that anybody could have been shown.
        shown = instance if each.import_type != NEW else None
        rows.append(RowOutcome(number, each.import_type, str(instance), (), changes, shown))
        if each.import_type in (NEW, CHANGED):
            instance.refresh_from_db()
            before = getattr(instance, "_before_import", None)
            made.append({"pk": instance.pk, "name": str(instance), "before": before, "mark": mark_of(instance)})
    return Outcome(rows, made)


def _errors(each: Any, table: type[Table]) -> list[str]:
    if each.validation_error is not None:
        return _words(each.validation_error, table)
    found = []
    for one in each.errors:
        if isinstance(one.error, ValidationError):
            found += _words(one.error, table)
        else:
            found.append(_("This row cannot be read: %(error)s") % {"error": one.error})
    return found


def _words(error: ValidationError, table: type[Table]) -> list[str]:
    if not hasattr(error, "error_dict"):
        return [str(text) for text in error.messages]
    labels = {one.attribute: table.label_of(one) for one in table().get_import_fields()}
    return [
        f"{labels[name]}: {text}" if name in labels else str(text)
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def _name(values: dict[str, str]) -> str:
    return " · ".join(value for value in list(values.values())[:3] if value)


def _changes(table: type[Table], instance: Any) -> list[tuple[str, str, str]]:
    before = instance._before_import
    found = []
    for one in table().get_import_fields():
        column = instance._meta.get_field(one.attribute)
        old, new = before[column.attname], getattr(instance, column.attname)
        if old != new:
            found.append((table.label_of(one), str(old if old not in (None, "") else "–"), str(one.export(instance) or "–")))
    return found


def _take_back_each(resource: Table, changes: Sequence[dict[str, Any]], by: Any, now: datetime) -> list[str]:
    kept = []
    for change in reversed(changes):
        reason = _take_back_one(resource, change, by, now)
        if reason:
            kept.append(f"{change['name']}: {reason}")
    return kept


def _take_back_one(resource: Table, change: dict[str, Any], by: Any, now: datetime) -> str:
    """Take one change back; the reason where that cannot be."""
    model = resource._meta.model
    instance: Any = model._default_manager.select_for_update(of=("self",)).filter(pk=change["pk"]).first()
    if instance is None:
        return _("is gone already")
    if mark_of(instance) != change["mark"]:
        return _("was changed since, and stays")
    if change["before"] is None and resource.is_in_use(instance):
        return _("is in use, and stays")
    try:
        with transaction.atomic():
            _put_back(resource, instance, change["before"], by, now)
            # A key to what is gone is said here, not at the end of everything.
            connection.check_constraints()
    except (IntegrityError, ValidationError):
        return _("does not fit what came since, and stays")
    return ""


def _put_back(resource: Table, instance: Any, before: dict[str, Any] | None, by: Any, now: datetime) -> None:
    """Remove what was new (without `before`), or give it its old values. Raises what the database and the rules say."""
    if before is None:
        resource.remove(instance)
        return
    for name, value in before.items():
        setattr(instance, name, instance._meta.get_field(name).to_python(value))
    instance._history_user, instance._change_reason = by, "import taken back"
    resource.save(instance, is_new=False, by=by, now=now)
