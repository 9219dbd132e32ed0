"""What every verb of a task force begins and ends with."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from council.members.services.states import note
from focusgroup.models import TaskForce, TaskForceStep
from focusgroup.services.taskforces.errors import TaskForceEnded


def lock(task_force: TaskForce) -> TaskForce:
    """The task force's row, locked for this transaction, as it is now, with its body and lead."""
    rows = TaskForce.objects.select_for_update(no_key=True, of=("self",)).with_people()
    return rows.get(pk=task_force.pk)


def lock_running(task_force: TaskForce, now: datetime) -> TaskForce:
    """As `lock`, of one that is not dissolved at `now`. Raises `TaskForceEnded`."""
    held = lock(task_force)
    if held.standing(timezone.localdate(now)) == TaskForce.State.DISSOLVED:
        raise TaskForceEnded
    return held


def record(
    task_force: TaskForce, verb: TaskForceStep.Verb, *, by: Any, now: datetime, reason: str = "", ends_on: date | None = None
) -> TaskForceStep:
    """Write down what became of a task force."""
    return TaskForceStep.objects.create(task_force=task_force, verb=verb, at=now, by=by, reason=reason, ends_on=ends_on)


def save(task_force: TaskForce, *fields: str, by: Any, reason: str) -> None:
    """Save changed `fields`, with who and why in the history."""
    note(task_force, by=by, reason=reason)
    task_force.save(update_fields=fields)
