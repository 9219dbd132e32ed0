"""What people do about a deadline: acknowledge that it is overdue, say what became of it, set its date by hand."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forums.models import Deadline, DeadlineAcknowledgement, DeadlineCorrection, DeadlineMove, IPCase
from forums.permissions.clock import may_act, may_correct
from forums.services.clock import errors
from forums.services.clock.dates import DateOutOfReach
from forums.services.clock.recompute import note, recompute
from forums.services.errors import NotYours, ReasonMissing, WrongState

Kind = DeadlineMove.Kind
# A date that is set by hand lies within these of the calculated one.
FURTHEST = timedelta(days=366 * 30)


def _lock(deadline: Deadline) -> Deadline:
    """The row as it stands, under the lock of its case and its own."""
    IPCase.objects.select_for_update(no_key=True).get(pk=deadline.case_id)
    return Deadline.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=deadline.pk)


@transaction.atomic
def acknowledge(*, deadline: Deadline, by: Any, now: datetime) -> DeadlineAcknowledgement:
    """Somebody takes an overdue deadline on: its daily reminders end. Again is harmless.

    Raises `NotYours`, `NotOverdue`."""
    held = _lock(deadline)
    if not may_act(by, held.case, now):
        raise NotYours
    if not Deadline.objects.overdue(timezone.localdate(now)).filter(pk=held.pk).exists():
        raise errors.NotOverdue
    made, is_new = DeadlineAcknowledgement.objects.get_or_create(
        deadline=held, due_on=held.due_on, defaults={"at": now, "by": by}
    )
    if is_new:
        note(held, Kind.ACKNOWLEDGED, now=now, before=held.due_on, by=by)
    return made


@transaction.atomic
def settle(*, deadline: Deadline, outcome: str, on: date, reason: str, by: Any, now: datetime) -> Deadline:
    """Say what became of a pending deadline: met on a day, or not needed; with what that is known from. An event of the case
    says it better, where there is one.

    Raises `NotYours`, `SettledAlready`, `ReasonMissing`, `DayAhead`, `WrongState`."""
    held = _lock(deadline)
    if not may_act(by, held.case, now):
        raise NotYours
    if held.outcome:
        raise errors.SettledAlready
    if outcome not in Deadline.Outcome.values:
        raise WrongState
    if not reason.strip():
        raise ReasonMissing
    if on > timezone.localdate(now):
        raise errors.DayAhead
    held.outcome, held.outcome_on, held.is_settled = outcome, on, True
    return _keep(held, Kind(outcome), now=now, by=by, reason=reason)


@transaction.atomic
def reopen(*, deadline: Deadline, reason: str, by: Any, now: datetime) -> Deadline:
    """Take back what somebody said became of a deadline.

    Raises `NotYours`, `NotSettledByHand`, `ReasonMissing`."""
    held = _lock(deadline)
    if not may_act(by, held.case, now):
        raise NotYours
    if not held.is_settled:
        raise errors.NotSettledByHand
    if not reason.strip():
        raise ReasonMissing
    held.outcome, held.outcome_on, held.is_settled = "", None, False
    _keep(held, Kind.REOPENED, now=now, by=by, reason=reason)
    recompute(case=held.case, now=now)
    return Deadline.objects.get(pk=held.pk)


@transaction.atomic
def correct(*, deadline: Deadline, due_on: date, reason: str, by: Any, now: datetime) -> DeadlineCorrection:
    """The attorney or the IP desk sets the date by hand, with the reason; the date before stays on record. Counting anew does
    not touch it.

    Raises `NotYours`, `ReasonMissing`, `DayOutOfReach`."""
    held = _lock(deadline)
    if not may_correct(by, held.case, now):
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    if abs(due_on - held.raw_end) > FURTHEST:
        raise errors.DayOutOfReach
    before = held.due_on
    held.corrections.filter(ended_at=None).update(ended_at=now, ended_by=by)
    made = DeadlineCorrection.objects.create(deadline=held, due_on=due_on, reason=reason.strip(), at=now, by=by)
    held.due_on = due_on
    try:
        recompute(case=held.case, now=now)
    except DateOutOfReach:
        raise errors.DayOutOfReach from None
    note(held, Kind.CORRECTED, now=now, before=before, by=by, reason=reason)
    return made


@transaction.atomic
def end_correction(*, deadline: Deadline, reason: str, by: Any, now: datetime) -> Deadline:
    """Take the date that was set by hand back: the calculated one holds again.

    Raises `NotYours`, `ReasonMissing`, `NothingCorrected`."""
    held = _lock(deadline)
    if not may_correct(by, held.case, now):
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    before = held.due_on
    if not held.corrections.filter(ended_at=None).update(ended_at=now, ended_by=by):
        raise errors.NothingCorrected
    recompute(case=held.case, now=now)
    found = Deadline.objects.get(pk=held.pk)
    note(found, Kind.CORRECTION_ENDED, now=now, before=before, by=by, reason=reason)
    return found


def _keep(held: Deadline, kind: str, *, now: datetime, by: Any, reason: str) -> Deadline:
    held.changed_at = now
    held.sequence += 1
    held.save()
    note(held, kind, now=now, before=held.due_on, by=by, reason=reason.strip())
    return held
