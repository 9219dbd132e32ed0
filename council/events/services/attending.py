"""The door: who came, when, through which door; excused, walked in, undone.

What is recorded for a registered person is serialised by that registration's row, so that doors do not wait for each other, nor
for those who register. A unique constraint stands behind it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from council.events import seat_codes
from council.events.models import AgendaRegistration, Attendance, Event, Registration
from council.events.services import attendance_errors as refusals
from council.events.services import errors
from council.events.slots import Place, days_of
from council.members.models import User
from council.staff import coordinates

Kind = Attendance.Kind


@dataclass(frozen=True)
class CheckIn:
    """The record of a person, and whether it was made just now (False: it was there already)."""

    attendance: Attendance
    is_new: bool


@contextmanager
def registration_locked(registration_id: int) -> Iterator[Registration]:
    """One transaction that holds the registration's row, and yields it as it now is, with its event and person.

    Raises `TryAgain` when the row could not be had within `LOCK_TIMEOUT_MS`."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{settings.LOCK_TIMEOUT_MS}ms"])
            held = Registration.objects.select_for_update(no_key=True, of=("self",))
            yield held.select_related("event", "member__user", "member__organisation").get(pk=registration_id)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise errors.TryAgain from error
        raise


def find_registration(*, event: Event, text: str, by: User) -> Registration:
    """The registration for `event` that a scanned or typed code stands for, whatever its state.

    Raises `UnknownCodeError`, `AmbiguousCodeError`, `OtherEventsCodeError` (which names the event if `by` is staff there)."""
    span = seat_codes.code_range(text)
    if span is None:
        raise refusals.UnknownCodeError
    found = list(Registration.objects.filter(code__range=span).select_related("event", "member__user")[:20])
    here = [one for one in found if one.event_id == event.pk]
    seated = [one for one in here if one.state == Registration.State.CONFIRMED]
    for choice in (seated, here):
        if len(choice) == 1:
            return choice[0]
        if choice:
            raise refusals.AmbiguousCodeError
    if not found:
        raise refusals.UnknownCodeError
    other = found[0].event
    raise refusals.OtherEventsCodeError(other if coordinates(by, other.programme) else None)


def check_place(event: Event, place: Place, now: datetime, *, ahead: bool = False) -> None:
    """Raise the `EventError` that tells why nothing can be recorded at `place`: the event is a draft or cancelled, the slot is
    not (or no more) the event's, the day is still to come (unless `ahead`)."""
    if event.state == Event.State.DRAFT:
        raise errors.EventNotPublished
    if event.state == Event.State.CANCELLED:
        raise errors.EventCancelled
    slot = place.slot
    of_others = slot.item is not None and (slot.item.event_id != event.pk or slot.item.is_cancelled)
    if slot.day not in days_of(event) or of_others:
        raise refusals.NotOfThisEventError
    if not ahead and slot.day > now.astimezone(event.zone).date():
        raise refusals.DayNotComeError


def _current(registration: Registration, place: Place) -> Attendance | None:
    records = Attendance.objects.in_force().at(place.slot.day, place.slot.item_id)
    return records.filter(registration=registration).select_related("event", "registration__member__user").first()


def _record(registration: Registration, place: Place, by: User, now: datetime, kind: str, note: str = "") -> Attendance:
    return Attendance.objects.create(
        event=registration.event,
        registration=registration,
        day=place.slot.day,
        agenda_item=place.slot.item,
        kind=kind,
        note=note,
        door=place.door,
        recorded_at=now,
        recorded_by=by,
    )


def _has_place(registration: Registration, place: Place) -> bool:
    """Whether the agenda item of `place` is for everybody with a seat, or for this person, too."""
    item = place.slot.item
    if item is None or not item.needs_registration:
        return True
    chosen = AgendaRegistration.objects.filter(item=item, registration=registration)
    return chosen.filter(state=AgendaRegistration.State.CONFIRMED).exists()


def check_in(*, registration: Registration, place: Place, by: User, now: datetime, all_the_same: bool = False) -> CheckIn:
    """Record that a registered person came. Scanned again, at whichever door, it answers with the first record.

    Who was excused and came after all is present: the excuse is undone. Raises `NoSeatError` for a registration without a
    confirmed seat, `NoPlaceError` for an agenda item that the person has not signed up for (unless staff let him in
    `all_the_same`), what `check_place` raises, `TryAgain`."""
    with registration_locked(registration.pk) as held:
        check_place(held.event, place, now)
        current = _current(held, place)
        if current is not None and current.kind == Kind.PRESENT:
            return CheckIn(current, is_new=False)
        if held.state != Registration.State.CONFIRMED:
            raise refusals.NoSeatError(held)
        if not all_the_same and not _has_place(held, place):
            raise refusals.NoPlaceError(held)
        if current is not None:
            undo_attendance(attendance=current, by=by, now=now)
        return CheckIn(_record(held, place, by, now, Kind.PRESENT), is_new=True)


def excuse(*, registration: Registration, place: Place, by: User, now: datetime, note: str = "") -> CheckIn:
    """Record that a registered person is excused, for a day to come, too. Excused already: the first record stands, with the
    new note. Raises `IsPresentError` for one who is in, `NoSeatError`, what `check_place` raises, `TryAgain`."""
    with registration_locked(registration.pk) as held:
        check_place(held.event, place, now, ahead=True)
        current = _current(held, place)
        if current is not None and current.kind == Kind.PRESENT:
            raise refusals.IsPresentError(current)
        if current is not None:
            current.note = note
            current.save(update_fields=["note"])
            return CheckIn(current, is_new=False)
        if held.state != Registration.State.CONFIRMED:
            raise refusals.NoSeatError(held)
        return CheckIn(_record(held, place, by, now, Kind.EXCUSED, note), is_new=True)


def undo_attendance(*, attendance: Attendance, by: User, now: datetime) -> Attendance:
    """Take a record back; who and when stays with it. Undone already: nothing happens."""
    mine = Attendance.objects.in_force().filter(pk=attendance.pk)
    mine.update(undone_at=now, undone_by=by)
    attendance.refresh_from_db(fields=["undone_at", "undone_by"])
    return attendance


def record_walk_in(
    *,
    event: Event,
    name: str,
    organisation: str,
    place: Place,
    by: User,
    now: datetime,
    token: uuid.UUID | None = None,
    is_another: bool = False,
) -> CheckIn:
    """Record somebody who came without a registration. The same form (`token`) sent twice is answered with the same record.

    Raises `SameNameError` where someone of this name and organisation walked in already, unless staff say that this
    `is_another` person; what `check_place` raises."""
    check_place(event, place, now)
    with transaction.atomic():
        # One of this name at a time, so that two doors do not both find that nobody of this name is in.
        with connection.cursor() as cursor:
            told = f"walk-in:{event.pk}:{name.casefold()}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [told])
        records = event.attendances.select_related("event")
        if token is not None and (sent := records.filter(token=token).first()):
            return CheckIn(sent, is_new=False)
        same = records.in_force().at(place.slot.day, place.slot.item_id).filter(registration=None)
        if not is_another and (one := same.filter(name__iexact=name, organisation__iexact=organisation).first()):
            raise refusals.SameNameError(one)
        made = Attendance(
            event=event,
            name=name,
            organisation=organisation,
            day=place.slot.day,
            agenda_item=place.slot.item,
            door=place.door,
            recorded_at=now,
            recorded_by=by,
            token=token,
        )
        made.save(force_insert=True)
        return CheckIn(made, is_new=True)
