"""Asking for a seat, giving it back, and staff's decisions about it."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress

from council.events.models import Event, Registration
from council.events.services import errors, telling
from council.events.services.seats import (
    change_taken,
    eligible_members,
    end,
    save_registrations,
    seat_from_queue,
    seats_locked,
    standing_members,
)
from council.members.models import Member, User
from council.staff import coordinates

State = Registration.State
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
    if event.is_full and not event.has_waiting_list:
        return errors.EventFull()
    return None


def register_member(
    *,
    event: Event,
    member: Member,
    now: datetime,
    answers: Sequence[dict[str, Any]] = (),
    token: uuid.UUID | None = None,
    by: User | None = None,
) -> Registration:
    """Register `member` for `event` and tell him. Returns his registration: pending, confirmed or waitlisted.

    Harmless to repeat: who has a live registration gets it back, and so does a form (`token`) that was sent before, whatever
    became of its registration since. `answers` are the snapshots of `RegistrationForm`. Staff of the programme (`by`) register
    others outside the hours and without approval. Raises `EventError`."""
    by_staff = by is not None and by.pk != member.user_id and coordinates(by, event.programme)
    form = uuid.uuid5(token, f"{event.pk}:{member.pk}") if token else None
    facts = telling.event_facts(event)
    person = member.user
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        earlier = list(Registration.objects.filter(event=locked, member=member))
        for registration in earlier:
            if registration.is_live or (form and registration.token == form):
                return registration
        check_open(locked, now, by_staff=by_staff)
        check_member(locked, member, now, by_staff=by_staff)
        promoted: list[Registration] = []
        if locked.mode == Event.Mode.APPROVAL and not by_staff:
            if locked.is_full and not locked.has_waiting_list:
                raise errors.EventFull
            state: str = State.PENDING
        else:
            promoted, state = _seat_or_queue(locked, now)
        registration = Registration(
            event=locked,
            member=member,
            state=state,
            confirmed_at=now if state == State.CONFIRMED else None,
            token=form,
            answers=list(answers),
            # Above the cancelled entry of an earlier attempt in the person's calendar.
            sequence=max((one.sequence + 1 for one in earlier), default=0),
        )
        registration._history_user = by or person  # type: ignore[attr-defined]
        registration.save(force_insert=True)
        change_taken(locked, int(state == State.CONFIRMED))
        kind, calendar = TOLD[State(state)]
        telling.tell(kind, [registration], locked, facts, calendar=calendar)
        telling.tell_promoted(promoted, locked, facts)
        return registration


def _seat_or_queue(event: Event, now: datetime) -> tuple[list[Registration], str]:
    """Whether the next one gets a seat: only after everyone who waits. Returns whom that promoted, and the state."""
    promoted: list[Registration] = []
    if not event.is_full and event.registrations.waiting().exists():
        promoted = seat_from_queue(event, now)
    if not event.is_full:
        return promoted, State.CONFIRMED
    if not event.has_waiting_list:
        raise errors.EventFull
    return promoted, State.WAITLISTED


def _held(event: Event, registration: Registration) -> Registration:
    """The registration as it now is, with its person."""
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

    A registration that has ended is returned as it is. The person can cancel until the event begins, staff until it is closed.
    Raises `EventHasBegun`, `EventOver`, `TryAgain`."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        current = _held(locked, registration)
        if not current.is_live:
            return current
        check_state(locked)
        if reason in (Registration.Reason.SELF, Registration.Reason.REGRETS) and locked.has_begun(now):
            raise errors.EventHasBegun
        had_seat = current.state in Registration.SEATED
        change_taken(locked, -end([current], State.CANCELLED, reason, note, by, now))
        telling.tell(telling.CANCELLED, [current], locked, facts, calendar="CANCEL" if had_seat else "", reason=reason)
        telling.tell_promoted(seat_from_queue(locked, now), locked, facts)
        return current


def approve_registration(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Give a pending registration a seat, or a place on the waiting list when the event is full, and tell the person.

    One that is confirmed or waits already is returned as it is. Raises `NotWaiting` for one that has ended, `EventFull`
    without a waiting list, `EventOver`, `TryAgain`."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        current = _held(locked, registration)
        if current.state != State.PENDING:
            if current.is_live:
                return current
            raise errors.NotWaiting
        check_open(locked, now, by_staff=True)
        promoted, state = _seat_or_queue(locked, now)
        current.state = state
        current.confirmed_at = now if state == State.CONFIRMED else None
        save_registrations([current], ["state", "confirmed_at"], by)
        change_taken(locked, int(state == State.CONFIRMED))
        kind, calendar = TOLD[State(state)]
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
        current = _held(locked, registration)
        if current.state == State.DECLINED:
            return current
        if current.state not in (State.PENDING, State.WAITLISTED):
            raise errors.NotWaiting
        end([current], State.DECLINED, Registration.Reason.STAFF, note, by, now)
        telling.tell(telling.DECLINED, [current], locked, facts)
        return current


Outcome = tuple[list[Registration], list[tuple[Registration, errors.EventError]]]


def _each(registrations: Iterable[Registration], service: Any, **arguments: Any) -> Outcome:
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
    return _each(registrations, approve_registration, by=by, now=now)


def decline_registrations(*, registrations: Iterable[Registration], by: User, now: datetime, note: str = "") -> Outcome:
    """`decline_registration` for each. Returns what was done and what was not, with its error."""
    return _each(registrations, decline_registration, by=by, now=now, note=note)


def cancel_registrations(*, registrations: Iterable[Registration], by: User, now: datetime, note: str = "") -> Outcome:
    """`cancel_registration` by staff for each. Returns what was done and what was not, with its error."""
    return _each(registrations, cancel_registration, by=by, now=now, reason=Registration.Reason.STAFF, note=note)
