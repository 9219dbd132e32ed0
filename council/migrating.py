"""Makes the tables of a new database in seconds.

Django describes all models to itself anew after every operation of a migration: half a minute for the tables of this portal.
`AtOnce` has it describe them once for many: all tables of an app, or the changes of a migration that has more than a few."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """Does all of `operations`; foreign keys may go round in circles.

    Each is done between the models as they were before all, and as they are after all: none may need what another has just
    made (a field of a new table belongs into its `CreateModel`), renames nothing, and runs no SQL or Python of its own."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [self.operations], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        # Without the description of models as they were there is none to be made anew after each.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
