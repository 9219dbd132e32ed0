"""The history of one row for staff: who changed what, when, field by field, whoever did it: the administration, a service, a
task.

Rows of models with `HistoricalRecords` are compared with the one before; what the administration itself noted (an export, rows
of another kind on the same page) stands between them."""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import programmes, when
from council.staff import group_label

# At most so many changes of each kind are read; who needs older ones asks the database.
MOST = 500
# Longer texts are shown by the lines that changed.
LONG = 120
LINES = 60
ADDED, CHANGED, REMOVED = "+", "~", "-"
WORDS = {ADDED: gettext_lazy("Made"), CHANGED: gettext_lazy("Changed"), REMOVED: gettext_lazy("Deleted")}


@dataclass(frozen=True)
class FieldChange:
    """What became of one field. `lines` instead of `old` and `new` for a long text: `(" ", "+" or "-", the line)`."""

    label: str
    old: str = ""
    new: str = ""
    lines: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Change:
    """One entry of a history. `what` names the row where it is another one than the page is about."""

    at: datetime
    by: Any
    kind: Any
    what: str = ""
    note: str = ""
    fields: Sequence[FieldChange] = field(default_factory=tuple)


def history_of(obj: Model, parts: Iterable[tuple[type[Model], str]] = ()) -> list[Change]:
    """The changes of `obj`, the latest first, with those of its `parts`: models with a history and their foreign key to it.

    A constant number of queries: for each model one for its rows, and one for each other table that changed keys lead to."""
    found = _of_rows(type(obj), {type(obj)._meta.pk.attname: obj.pk}) if hasattr(obj, "history") else []
    for model, key in parts:
        found += _of_rows(model, {f"{key}_id": obj.pk}, named=True)
    found += _of_administration(obj, is_told=hasattr(obj, "history"))
    return sorted(found, key=lambda change: change.at, reverse=True)


def _of_rows(model: type[Model], look_up: dict[str, Any], *, named: bool = False) -> list[Change]:
    manager: Any = model.history  # type: ignore[attr-defined]  # whoever calls has looked
    rows = list(manager.filter(**look_up).select_related("history_user").order_by("-history_date", "-history_id")[: MOST + 1])
    by_row: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        by_row[getattr(row, model._meta.pk.attname)].append(row)
    pairs = [(row, before) for mine in by_row.values() for row, before in pairwise([*mine, None])]
    # What is nobody's to change by hand is not told, and no secret link.
    fields = [one for one in manager.model.tracked_fields if one.editable and not one.primary_key and "token" not in one.name]
    names = _Names(model, pairs, fields)
    if named:
        names.ask_for(list(by_row))
    kept = [pair for pair in pairs if pair[0] is not rows[-1] or len(rows) <= MOST]
    return [_change(row, before, fields, names, named=named) for row, before in kept]


def _change(row: Any, before: Any, fields: Sequence[Field[Any, Any]], names: _Names, *, named: bool) -> Change:
    changes: list[FieldChange] = []
    if row.history_type == CHANGED and before is not None:
        changes = [names.change(one, before, row) for one in fields if _differs(one, before, row)]
    elif row.history_type == ADDED:
        changes = [names.change(one, None, row) for one in fields if getattr(row, one.attname) not in _nothing(one)]
    what = f"{capfirst(str(row.instance_type._meta.verbose_name))}: {names.name_of(row)}" if named else ""
    return Change(row.history_date, row.history_user, WORDS[row.history_type], what, row.history_change_reason or "", changes)


def _differs(one: Field[Any, Any], before: Any, row: Any) -> bool:
    return bool(getattr(before, one.attname) != getattr(row, one.attname))


def _nothing(one: Field[Any, Any]) -> tuple[Any, ...]:
    """What says nothing about a new row: what was left empty, and what it would have been anyway."""
    default = one.get_default() if one.has_default() else None
    return (None, "", [], {}, *((default,) if not callable(one.default) else ()))


class _Names:
    """How the values of fields are said, in the reader's language; names of rows that keys lead to are asked once a table."""

    def __init__(self, model: type[Model], pairs: Sequence[tuple[Any, Any]], fields: Sequence[Field[Any, Any]]) -> None:
        self._model = model
        keys: dict[type[Model], set[Any]] = defaultdict(set)
        for one in fields:
            if isinstance(one, ForeignKey):
                for row, before in pairs:
                    if before is None or _differs(one, before, row):
                        keys[one.related_model] |= {getattr(each, one.attname) for each in (row, before) if each is not None}
        self._rows = {
            related: _with_names(related, [key for key in found if key is not None]) for related, found in keys.items()
        }
        self._own: dict[Any, Model] = {}

    def ask_for(self, keys: Sequence[Any]) -> None:
        """Ask what the rows themselves are called."""
        self._own = _with_names(self._model, keys)

    def change(self, one: Field[Any, Any], before: Any, row: Any) -> FieldChange:
        label = str(capfirst(str(one.verbose_name)))
        old = self.text(one, getattr(before, one.attname)) if before is not None else ""
        new = self.text(one, getattr(row, one.attname))
        if len(old) > LONG or len(new) > LONG:
            return FieldChange(label, lines=_lines(old if before is not None else "", new))
        return FieldChange(label, old, new)

    def text(self, one: Field[Any, Any], value: Any) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(one, ForeignKey):
            found = self._rows.get(one.related_model, {}).get(value)
            return str(found) if found is not None else _("number %(key)s, deleted") % {"key": value}
        programme = programmes.find(value) if one.name == "programme" else None
        if programme is not None:
            return str(programme.name)
        if one.flatchoices:
            return str(dict(one.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime):
            return when.moment(value)
        if isinstance(value, date):
            return when.day(value)
        if isinstance(value, list):
            return ", ".join(map(str, value)) or "–"
        return str(value)

    def name_of(self, row: Any) -> str:
        """What the row of a part is called."""
        key = getattr(row, self._model._meta.pk.attname)
        return str(self._own[key]) if key in self._own else _("number %(key)s, deleted") % {"key": key}


def _with_names(model: type[Model], keys: Sequence[Any]) -> dict[Any, Model]:
    """Rows with what their names are made of, in one query."""
    paths = []
    for one in _needed(model):
        paths += [one.name, *(f"{one.name}__{deeper.name}" for deeper in _needed(one.related_model))]
    return model._base_manager.select_related(*paths).in_bulk(list(keys))


def _needed(model: Any) -> list[Any]:
    return [one for one in model._meta.concrete_fields if isinstance(one, ForeignKey) and not one.null]


def _lines(old: str, new: str) -> list[tuple[str, str]]:
    """The lines that went and came, without what stayed."""
    compared = difflib.ndiff(old.splitlines(), new.splitlines())
    return [(line[0], line[2:]) for line in compared if line[0] in "+-" and line[2:].strip()][:LINES]


def _of_administration(obj: Model, *, is_told: bool) -> list[Change]:
    """What the administration noted. Of a row with a history only what that does not tell: words, and rows of other kinds."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(type(obj)), object_id=str(obj.pk))
    found = []
    for entry in entries.select_related("user").order_by("-action_time")[:MOST]:
        if is_told and _is_of_fields(entry):
            continue
        kind = WORDS[{ADDITION: ADDED, DELETION: REMOVED}.get(entry.action_flag, CHANGED)]
        values = _values_noted(entry, type(obj))
        note = "" if values and len(values) == _fields_changed(entry) else entry.get_change_message()
        found.append(Change(entry.action_time, entry.user, kind, note=note, fields=values))
    return found


def as_noted(value: Any) -> Any:
    """A value as the administration's log keeps it: yes, no, or words; of several rows their names."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple | QuerySet):
        return sorted(map(str, value))
    return "" if value is None else str(value)


def _noted(entry: LogEntry) -> list[dict[str, Any]]:
    """What an entry says of the row's own fields."""
    if not entry.change_message.startswith("["):
        return []
    parts = [part.get("changed") for part in json.loads(entry.change_message)]
    return [part for part in parts if part and "object" not in part]


def _fields_changed(entry: LogEntry) -> int:
    """How many fields an entry tells of; none for one that tells of other rows, too."""
    return 0 if '"object"' in entry.change_message else sum(len(part.get("fields", ())) for part in _noted(entry))


def _values_noted(entry: LogEntry, model: type[Model]) -> list[FieldChange]:
    """Old and new of the fields of a model without a history (`HistoryPages.values_noted`)."""
    found = []
    for name, old, new in [values for part in _noted(entry) for values in part.get("values", ())]:
        label = str(capfirst(str(model._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]  # one with a name
        found.append(FieldChange(label, _words_noted(name, old), _words_noted(name, new)))
    return found


def _words_noted(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(str(group_label(one)) if name == "groups" else one for one in value) or "–"
    return value or "–"


def _is_of_fields(entry: LogEntry) -> bool:
    """Whether an entry says no more than that the row was added or which of its own fields were changed."""
    if not entry.change_message.startswith("["):
        return entry.change_message == ""
    return '"object"' not in entry.change_message
