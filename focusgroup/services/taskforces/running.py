"""Task forces from their forming to their end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from council.members.models import Body, Membership
from council.members.services import dismiss_place
from council.members.services.states import note
from focusgroup.models import TaskForce, TaskForceStep
from focusgroup.services.errors import ReasonMissing
from focusgroup.services.taskforces import steps
from focusgroup.services.taskforces.errors import EndNotLater
from focusgroup.services.taskforces.telling import tell_dissolved, tell_extended

Verb = TaskForceStep.Verb
BATCH = 100
# Whoever left before the end is told nothing of it.
LEFT = (Membership.State.RESIGNED, Membership.State.DISMISSED)


@transaction.atomic
def form_task_force(*, task_force: TaskForce, body: Body, by: Any, now: datetime) -> TaskForce:
    """Save a new `task_force` (its fields checked) with its `body`, new or without one so far, and write its first step."""
    if body.pk is None:
        note(body, by=by, reason="task force formed")
        body.save()
    task_force.body = body
    note(task_force, by=by, reason="formed")
    task_force.save(force_insert=True)
    steps.record(task_force, Verb.FORMED, by=by, now=now, ends_on=task_force.ends_on)
    return task_force


@transaction.atomic
def extend_task_force(*, task_force: TaskForce, ends_on: date, decision: str, by: Any, now: datetime) -> TaskForce:
    """Let `task_force` go on until `ends_on`; `decision` names the decision that says so. The places of its team go on with it.

    Raises `TaskForceEnded` for one that is dissolved or whose last day is over, `EndNotLater`, `ReasonMissing`. The same end
    again changes nothing."""
    held = steps.lock_running(task_force, now)
    if not decision.strip():
        raise ReasonMissing
    if ends_on == held.ends_on and held.steps.filter(verb=Verb.EXTENDED, ends_on=ends_on).exists():
        return held
    if ends_on <= held.ends_on or ends_on < timezone.localdate(now):
        raise EndNotLater
    before, held.ends_on = held.ends_on, ends_on
    steps.save(held, "ends_on", by=by, reason=f"extended: {decision.strip()}")
    steps.record(held, Verb.EXTENDED, by=by, now=now, reason=decision.strip(), ends_on=ends_on)
    for place in _seated(held).filter(ends_on=before).select_for_update(no_key=True, of=("self",)):
        place.ends_on = ends_on
        note(place, by=by, reason="task force extended")
        place.save(update_fields=["ends_on"])
        tell_extended(held, place.member)
    return held


@transaction.atomic
def dissolve_task_force(*, task_force: TaskForce, reason: str, by: Any, now: datetime) -> TaskForce:
    """End `task_force` before its time; its places end today and their people are told. Dissolved already: nothing happens.

    Raises `ReasonMissing`."""
    held = steps.lock(task_force)
    if held.standing(timezone.localdate(now)) == TaskForce.State.DISSOLVED:
        return held
    if not reason.strip():
        raise ReasonMissing
    for place in _seated(held):
        dismiss_place(place=place, by=by, now=now, reason=reason.strip())
    _end(held, by=by, now=now, reason=reason.strip())
    return held


def end_task_forces(*, now: datetime) -> int:
    """The tick: dissolve the task forces whose last day is over, and tell their people. Idempotent; returns how many.

    They were over when the day was; the tick writes it down."""
    total = 0
    while ended := _end_batch(now):
        total += ended
    return total


@transaction.atomic
def _end_batch(now: datetime) -> int:
    today = timezone.localdate(now)
    rows = TaskForce.objects.over(today).select_for_update(skip_locked=True, no_key=True, of=("self",)).with_people()
    ended = list(rows.order_by("pk")[:BATCH])
    for task_force in ended:
        # Their terms ended with it; the platform's tick closes the places.
        last = Membership.objects.filter(body=task_force.body, ends_on=task_force.ends_on).exclude(state__in=LEFT)
        people = [place.member for place in last.select_related("member__user").order_by("pk")]
        _end(task_force, by=None, now=now, reason="")
        tell_dissolved(task_force, people)
    return len(ended)


def _end(task_force: TaskForce, *, by: Any, now: datetime, reason: str) -> None:
    task_force.state, task_force.dissolved_at = TaskForce.State.DISSOLVED, now
    steps.save(task_force, "state", "dissolved_at", by=by, reason="dissolved")
    steps.record(task_force, Verb.DISSOLVED, by=by, now=now, reason=reason)


def _seated(task_force: TaskForce) -> QuerySet[Membership]:
    places = Membership.objects.filter(body=task_force.body, state__in=Membership.SEATED)
    return places.select_related("member__user", "body").order_by("pk")
