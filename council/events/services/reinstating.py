"""What staff put right: a registration that ended by mistake, a role."""

from collections.abc import Iterable
from datetime import datetime

from council.events.models import Registration
from council.events.services import errors, telling
from council.events.services.registering import Outcome, check_member, check_open, each, held, seat_or_queue
from council.events.services.seats import change_taken, kept_seats, save_registrations, seat_from_queue, seats_locked
from council.members.models import User

State = Registration.State


def reinstate_registration(*, registration: Registration, by: User | None, now: datetime) -> Registration:
    """Bring back a registration that was cancelled or declined: with a seat where one is free for it after everyone who waits,
    else on the waiting list at the place of the moment when it came. The person is told.

    One that is live is returned as it is. Raises `AlreadyRegistered` (the person has another that is live), `NotEligible`,
    `EventFull`, `EventCancelled`, `EventOver`, `TryAgain`."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        current = held(locked, registration)
        if current.is_live:
            return current
        check_open(locked, now, by_staff=True)
        check_member(locked, current.member, now, by_staff=True)
        if locked.registrations.live().filter(member=current.member_id).exists():
            raise errors.AlreadyRegistered
        promoted = seat_or_queue(current, locked, now)
        current.reason = current.note = ""
        current.ended_at = None
        save_registrations([current], ["state", "confirmed_at", "reason", "note", "ended_at"], by)
        seated = current.state == State.CONFIRMED
        change_taken(locked, int(seated))
        telling.tell(telling.REINSTATED, [current], locked, facts, calendar="REQUEST" if seated else "")
        telling.tell_promoted(promoted, locked, facts)
        return current


def reinstate_registrations(*, registrations: Iterable[Registration], by: User, now: datetime) -> Outcome:
    """`reinstate_registration` for each, the earliest first. Returns what was done and what was not, with its error."""
    return each(registrations, reinstate_registration, by=by, now=now)


def change_role(*, registration: Registration, role: str, by: User | None, now: datetime) -> Registration:
    """Say as what somebody comes. Who waits may so come to a seat that is kept for the role. Raises `KeptSeatsMissing` when the
    seat that this leaves would have to be kept and is not there, `TryAgain`."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        current = held(locked, registration)
        if current.role == role:
            return current
        current.role = role
        save_registrations([current], ["role"], by)
        kept = sum(kept_seats(locked).values())
        if locked.capacity is not None and locked.taken + kept > locked.capacity:
            raise errors.KeptSeatsMissing(locked.taken + kept - locked.capacity)
        locked.kept = kept
        type(locked).objects.filter(pk=locked.pk).update(kept=kept)
        telling.tell_promoted(seat_from_queue(locked, now), locked, facts)
        return held(locked, current)
