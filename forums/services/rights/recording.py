"""Dated facts of a case: recorded, and corrected by another row."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from forums.models import CaseEvent, IPCase
from forums.models.rights import EventKind
from forums.models.rights.facts import EXTENSIONS, NUMBERED
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.rights.errors import (
    DayMissing,
    DayToCome,
    DayTooLongAgo,
    ExtensionMissing,
    HappenedAlready,
    StepInstead,
    YearMissing,
)
from forums.services.rights.holding import hold_for, hold_for_office, recompute
from forums.services.rights.order import BESIDE, check_order
from forums.services.rights.steps import find_step, last_step

BY_CONTACTS = (EventKind.DISCLOSURE, EventKind.FEE_PAID)
# Before it nothing happened to a right that is alive.
EARLIEST = date(1950, 1, 1)
FIRST_ANNUITY, LAST_ANNUITY = 4, 25
# Of an annuity its year; of an extension its months, of that of an appeal its days.
NUMBERS = {
    EventKind.ANNUITY_PAID: (FIRST_ANNUITY, LAST_ANNUITY),
    EventKind.RESPONSE_EXTENDED: (1, 12),
    EventKind.APPEAL_EXTENDED: (1, 60),
}


def add_event(
    held: IPCase, *, kind: str, on: date | None, by: Any, now: datetime, number: int | None = None, note: str = ""
) -> CaseEvent:
    """Write down that something happened to a held case. Raises `DayMissing`, `DayToCome`, `DayTooLongAgo`, `DayTooEarly`,
    `DayOutOfOrder`, `YearMissing`, `ExtensionMissing`, `HappenedAlready`."""
    day = _check(held, kind, on, number, now)
    return _write(held, kind, day, number, note, by, now)


def _write(held: IPCase, kind: str, on: date, number: int | None, note: str, by: Any, now: datetime) -> CaseEvent:
    return CaseEvent.objects.create(
        case=held, kind=kind, on=on, number=number, note=note.strip()[:1000], recorded_at=now, recorded_by=by
    )


def _check(
    held: IPCase, kind: str, on: date | None, number: int | None, now: datetime, instead: CaseEvent | None = None
) -> date:
    """The day, if nothing speaks against such an event on it."""
    if on is None:
        raise DayMissing
    if on > timezone.localdate(now):
        raise DayToCome
    if on < EARLIEST:
        raise DayTooLongAgo
    standing = CaseEvent.objects.standing().filter(case=held)
    if instead is not None:
        standing = standing.exclude(pk=instead.pk)
    check_order(held, kind, on, instead=instead)
    if kind in NUMBERED:
        least, most = NUMBERS[EventKind(kind)]
        if number is None or not least <= number <= most:
            raise YearMissing if kind == EventKind.ANNUITY_PAID else ExtensionMissing
    twins = standing.filter(kind=kind)
    if kind == EventKind.ANNUITY_PAID:
        twins = twins.filter(number=number)
    elif kind in EXTENSIONS:
        twins = twins.none()
    else:
        twins = twins.filter(on=on)
    if twins.exists():
        raise HappenedAlready
    return on


def _made_the_state(held: IPCase, event: CaseEvent) -> bool:
    """Whether a case is where it is because of `event`: without it the case would stand there without its deadlines."""
    if event.kind in (EventKind.FILED, EventKind.REGISTERED):
        return True
    last = last_step(held)
    step = find_step(last.verb, held.right) if last is not None else None
    return step is not None and step.event == event.kind


@transaction.atomic
def record_event(
    *, case: IPCase, kind: str, on: date | None, by: Any, now: datetime, number: int | None = None, note: str = ""
) -> CaseEvent:
    """Record what happened beside the steps.

    Raises `NotYours`, `WrongState` (it belongs to a step), what `add_event` raises."""
    held, part = hold_for(case, by, now)
    if kind not in BESIDE:
        raise WrongState
    if not part.is_office and kind not in BY_CONTACTS:
        raise NotYours
    made = add_event(held, kind=kind, on=on, number=number, note=note, by=by, now=now)
    recompute(held, now)
    return made


@transaction.atomic
def correct_event(
    *,
    event: CaseEvent,
    reason: str,
    by: Any,
    now: datetime,
    on: date | None = None,
    number: int | None = None,
    note: str = "",
) -> CaseEvent | None:
    """Correct a recorded event, for the attorney and the IP desk: another row says it right, or, without a day, none does,
    because it never happened. The row as it was stays. Returns the new row.

    Raises `NotYours`, `WrongState` (corrected already), `ReasonMissing`, `StepInstead`, what `add_event` raises."""
    held = hold_for_office(event.case, by, now)
    old = CaseEvent.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    if old.corrected_at is not None:
        raise WrongState
    if not reason.strip():
        raise ReasonMissing
    if on is None and _made_the_state(held, old):
        raise StepInstead
    day = _check(held, old.kind, on, number, now, instead=old) if on is not None else None
    # First the old row steps back: two that say the same are refused.
    old.corrected_at, old.corrected_by, old.correction = now, by, reason.strip()[:1000]
    old.save(update_fields=["corrected_at", "corrected_by", "correction"])
    made = None
    if day is not None:
        made = _write(held, old.kind, day, number, note, by, now)
        old.superseded_by = made
        old.save(update_fields=["superseded_by"])
    recompute(held, now)
    return made
