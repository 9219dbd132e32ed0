"""Writes what is not there yet, and remembers it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from council.portal.models import DemoRecord

M = TypeVar("M", bound=Model)


class Store:
    """The demonstration's rows by kind and key. What a record says was made is never made again, though it be gone by now."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.records = {(record.kind, record.key): record for record in DemoRecord.objects.all()}
        self._rows: dict[str, dict[str, Any]] = {}

    def missing(self, kind: str, keys: Iterable[str]) -> list[str]:
        """Those of `keys` that were never made."""
        return [key for key in keys if (kind, key) not in self.records]

    def add(self, kind: str, model: type[M], rows: dict[str, M], *, natural: str = "") -> dict[str, M]:
        """Create `rows` (new ones, by key), with history where the model keeps one. Returns the created.

        `natural` names a field that is unique for itself: a row that is there already under the same value (someone was faster
        than the demonstration) is taken as it is and not returned."""
        adopted = self._there_already(model, rows, natural) if natural else {}
        created = {key: row for key, row in rows.items() if key not in adopted}
        create(model, list(created.values()))
        self.remember(kind, {**created, **adopted})
        self._rows.setdefault(kind, {}).update({**created, **adopted})
        return created

    def _there_already(self, model: type[M], rows: dict[str, M], natural: str) -> dict[str, M]:
        # Where only values that are given must be unique (a business number), an empty one means nothing.
        empty_counts = getattr(model._meta.get_field(natural), "unique", False)
        values = {key: getattr(row, natural) for key, row in rows.items()}
        wanted = [value for value in values.values() if value or empty_counts]
        found = {getattr(row, natural): row for row in model._default_manager.filter(**{f"{natural}__in": wanted})}
        return {key: found[value] for key, value in values.items() if value in found}

    def remember(self, kind: str, rows: dict[str, M]) -> None:
        records = [DemoRecord(kind=kind, key=key, object_id=row.pk, loaded_on=self.today) for key, row in rows.items()]
        for record in DemoRecord.objects.bulk_create(records):
            self.records[kind, record.key] = record

    def rows(self, kind: str, model: type[M]) -> dict[str, M]:
        """All rows of a kind that were ever made and are still there, by key."""
        cached = self._rows.setdefault(kind, {})
        wanted = {key: record.object_id for (of, key), record in self.records.items() if of == kind and key not in cached}
        found = model._default_manager.in_bulk(list(wanted.values()))
        cached.update({key: found[pk] for key, pk in wanted.items() if pk in found})
        return cached


def create(model: type[M], rows: list[M]) -> None:
    """Insert rows in one statement (in batches), with their history where the model keeps one."""
    if not rows:
        return
    if hasattr(model, "history"):
        bulk_create_with_history(rows, model, batch_size=500, default_change_reason="demo_data")
    else:
        model._default_manager.bulk_create(rows, batch_size=500)
