"""Asking for a seat, giving it back, and staff's decisions about it."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress

from council.events.models import Attendance, Event, Registration
from council.events.services import errors, telling
from council.events.services.seats import (
    change_taken,
    eligible_members,
    end,
    has_room,
    release_due,
    role_of,
    save_registrations,
    seat_from_queue,
    seats_locked,
    standing_members,
)
from council.members.models import Member, User
from council.staff import coordinates

State = Registration.State
# Why people end their own registration: possible until the event begins.
OWN_REASONS = (Registration.Reason.SELF, Registration.Reason.REGRETS, Registration.Reason.REFUSED)
TOLD = {
    State.PENDING: (telling.PENDING, ""),
    State.WAITLISTED: (telling.WAITLISTED, ""),
    State.CONFIRMED: (telling.CONFIRMED, "REQUEST"),
}


def check_state(event: Event) -> None:
    """Raise the `EventError` that tells why nothing can be changed in an event of this state."""
    if event.state == Event.State.DRAFT:
        raise errors.EventNotPublished
    if event.state == Event.State.CANCELLED:
        raise errors.EventCancelled
    if event.state == Event.State.COMPLETED:
        raise errors.EventOver


def check_open(event: Event, now: datetime, *, by_staff: bool = False) -> None:
    """Raise the `EventError` that tells why `event` takes no registration at `now`. Staff register people outside the hours,
    too, until the event ends."""
    check_state(event)
    if event.has_ended(now):
        raise errors.EventOver
    if event.mode == Event.Mode.NONE:
        raise errors.NoRegistrationNeeded
    if by_staff:
        return
    if event.opens_at is not None and now < event.opens_at:
        raise errors.NotOpenYet(event.opens_at, event.time_zone)
    if now >= event.registration_ends_at():
        raise errors.RegistrationClosed


def check_member(event: Event, member: Member, now: datetime, *, by_staff: bool = False) -> None:
    """Raise the `EventError` that tells why `member` cannot register: audience, unconfirmed e-mail. One or two queries."""
    people = standing_members if event.mode == Event.Mode.STANDING and not by_staff else eligible_members
    if not people(event, now).filter(pk=member.pk).exists():
        raise errors.OnlyForTheBody if people is standing_members else errors.NotEligible
    if not by_staff and not EmailAddress.objects.filter(user_id=member.user_id, verified=True).exists():
        raise errors.EmailNotConfirmed


def closed(event: Event, now: datetime) -> errors.EventError | None:
    """Why nobody can register at `now`, or None."""
    try:
        check_open(event, now)
    except errors.EventError as error:
        return error
    return None


def obstacle(event: Event, member: Member, now: datetime, *, by_staff: bool = False) -> errors.EventError | None:
    """Why `member` cannot register for `event` at `now` (himself, or be registered by staff), or None. For pages and forms;
    `register_member` asks again."""
    try:
        check_open(event, now, by_staff=by_staff)
        check_member(event, member, now, by_staff=by_staff)
    except errors.EventError as error:
        return error
    if not event.has_waiting_list and not has_room(event, role_of(member, now)):
        return errors.EventFull()
    return None


def _refusal(event: Event, member: Member, now: datetime, by_staff: bool) -> errors.EventError | None:
    try:
        check_member(event, member, now, by_staff=by_staff)
    except errors.EventError as error:
        return error
    return None


def register_member(
    *,
    event: Event,
    member: Member,
    now: datetime,
    answers: Sequence[dict[str, Any]] = (),
    token: uuid.UUID | None = None,
    by: User | None = None,
    role: str = "",
) -> Registration:
    """Register `member` for `event` and tell him. Returns his registration: pending, confirmed or waitlisted.

    Harmless to repeat: who has a live registration gets it back, and so does a form (`token`) that was sent before, whatever
    became of its registration since. `answers` are the snapshots of `RegistrationForm`. Staff of the programme (`by`) register
    others outside the hours and without approval, and say as what they come (`role`; else, and for everybody else, it is the
    member's kind). Raises `EventError`."""
    by_staff = by is not None and by.pk != member.user_id and coordinates(by, event.programme)
    form = uuid.uuid5(token, f"{event.pk}:{member.pk}") if token else None
    # All that needs no lock is asked before it; asked again only where the event has changed since.
    facts = telling.event_facts(event)
    refusal = _refusal(event, member, now, by_staff)
    with seats_locked(event.pk) as locked:
        earlier = list(locked.registrations.filter(member=member))
        for registration in earlier:
            if registration.is_live or (form and registration.token == form):
                return registration
        check_open(locked, now, by_staff=by_staff)
        if locked.updated_at != event.updated_at:
            facts = telling.event_facts(locked)
            refusal = _refusal(locked, member, now, by_staff)
        if refusal is not None:
            raise refusal
        registration = Registration(
            event=locked,
            member=member,
            role=(by_staff and role) or role_of(member, now),
            token=form,
            answers=list(answers),
            # Above the cancelled entry of an earlier attempt in the person's calendar.
            sequence=max((one.sequence + 1 for one in earlier), default=0),
        )
        if locked.mode == Event.Mode.APPROVAL and not by_staff:
            if not locked.has_waiting_list and not has_room(locked, registration.role):
                raise errors.EventFull
            registration.state = State.PENDING
            promoted: list[Registration] = []
        else:
            promoted = seat_or_queue(registration, locked, now)
        registration._history_user = by or member.user  # type: ignore[attr-defined]
        registration.save(force_insert=True)
        change_taken(locked, int(registration.state == State.CONFIRMED))
        kind, calendar = TOLD[State(registration.state)]
        telling.tell(kind, [registration], locked, facts, calendar=calendar)
        telling.tell_promoted(promoted, locked, facts)
        return registration


def seat_or_queue(registration: Registration, event: Event, now: datetime) -> list[Registration]:
    """Set the state of `registration`, unsaved: a seat only after everyone who waits and may take it, else the waiting list.
    Returns whom that promoted (they are saved). Raises `EventFull`."""
    promoted: list[Registration] = []
    if (event.kept or not event.is_full) and event.registrations.waiting().exists():
        promoted = seat_from_queue(event, now)
    elif event.kept:
        release_due(event, now)
    if has_room(event, registration.role):
        registration.state = State.CONFIRMED
        registration.confirmed_at = now
    elif event.has_waiting_list:
        registration.state = State.WAITLISTED
        registration.confirmed_at = None
    else:
        raise errors.EventFull
    return promoted


def held(event: Event, registration: Registration) -> Registration:
    """The registration as it now is, with its person. Called with the event's row held."""
    return event.registrations.select_related("member__user").get(pk=registration.pk)


def cancel_registration(
    *,
    registration: Registration,
    by: User | None,
    now: datetime,
    reason: str = Registration.Reason.SELF,
    note: str = "",
) -> Registration:
    """End a live registration; its seat goes to the head of the queue in the same transaction. Everyone concerned is told.

    A registration that has ended is returned as it is. The person can cancel until the event begins and as long as no door has
    checked him in, staff until it is closed. Raises `EventHasBegun`, `CheckedIn`, `EventOver`, `TryAgain`."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        # A door holds the registration's row, too: whoever is second sees what the first one did.
        locked.registrations.select_for_update(no_key=True).filter(pk=registration.pk).values_list("pk").first()
        current = held(locked, registration)
        if not current.is_live:
            return current
        check_state(locked)
        if reason in OWN_REASONS:
            _check_own_cancelling(current, locked, now)
        change_taken(locked, -end([current], State.CANCELLED, reason, note, by, now))
        telling.tell_ended(telling.CANCELLED, [current], locked, facts, reason=reason)
        telling.tell_promoted(seat_from_queue(locked, now), locked, facts)
        return current


def cancel_obstacle(registration: Registration, now: datetime) -> errors.EventError | None:
    """Why the person cannot cancel `registration` (with its event) at `now`, or None. For pages; `cancel_registration` asks
    again."""
    try:
        check_state(registration.event)
        _check_own_cancelling(registration, registration.event, now)
    except errors.EventError as error:
        return error
    return None


def _check_own_cancelling(registration: Registration, event: Event, now: datetime) -> None:
    if event.has_begun(now):
        raise errors.EventHasBegun
    if Attendance.objects.present().filter(registration=registration.pk).exists():
        raise errors.CheckedIn


def approve_registration(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Give a pending registration a seat, or a place on the waiting list when the event is full, and tell the person.

    One that is confirmed or waits already is returned as it is. Raises `NotWaiting` for one that has ended, `EventFull`
    without a waiting list, `EventOver`, `TryAgain`."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        current = held(locked, registration)
        if current.state != State.PENDING:
            if current.is_live:
                return current
            raise errors.NotWaiting
        check_open(locked, now, by_staff=True)
        promoted = seat_or_queue(current, locked, now)
        save_registrations([current], ["state", "confirmed_at"], by)
        change_taken(locked, int(current.state == State.CONFIRMED))
        kind, calendar = TOLD[State(current.state)]
        telling.tell(kind, [current], locked, facts, calendar=calendar)
        telling.tell_promoted(promoted, locked, facts)
        return current


def decline_registration(*, registration: Registration, by: User, now: datetime, note: str = "") -> Registration:
    """Decline a pending or waitlisted registration and tell the person, with staff's `note`.

    One that is declined already is returned as it is. Raises `NotWaiting` for one with a seat (cancel it) or that has ended."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        current = held(locked, registration)
        if current.state == State.DECLINED:
            return current
        if current.state not in (State.PENDING, State.WAITLISTED):
            raise errors.NotWaiting
        end([current], State.DECLINED, Registration.Reason.STAFF, note, by, now)
        telling.tell(telling.DECLINED, [current], locked, facts)
        return current


Outcome = tuple[list[Registration], list[tuple[Registration, errors.EventError]]]


def each(registrations: Iterable[Registration], service: Any, **arguments: Any) -> Outcome:
    """Call `service` for each in the queue's order, a transaction each: one that fails does not hold back the others."""
    done, failed = [], []
    for registration in sorted(registrations, key=lambda one: (one.event_id, one.queued_at, one.pk)):
        try:
            done.append(service(registration=registration, **arguments))
        except errors.EventError as error:
            failed.append((registration, error))
    return done, failed


def approve_registrations(*, registrations: Iterable[Registration], by: User, now: datetime) -> Outcome:
    """`approve_registration` for each, the earliest first. Returns what was done and what was not, with its error."""
    return each(registrations, approve_registration, by=by, now=now)


def decline_registrations(*, registrations: Iterable[Registration], by: User, now: datetime, note: str = "") -> Outcome:
    """`decline_registration` for each. Returns what was done and what was not, with its error."""
    return each(registrations, decline_registration, by=by, now=now, note=note)


def cancel_registrations(*, registrations: Iterable[Registration], by: User, now: datetime, note: str = "") -> Outcome:
    """`cancel_registration` by staff for each. Returns what was done and what was not, with its error."""
    return each(registrations, cancel_registration, by=by, now=now, reason=Registration.Reason.STAFF, note=note)
