"""Another number of seats: what becomes of whom, before and when it is done."""

from collections import Counter
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from council.events.models import Event, Registration
from council.events.services import errors, sessions, telling
from council.events.services.publishing import save_event
from council.events.services.seats import change_taken, end, next_in_queue, save_registrations, seat_from_queue, seats_locked
from council.members.models import User

State = Registration.State


@dataclass(frozen=True, kw_only=True)
class CapacityPreview:
    """What another number of seats means: how many people have to give up theirs (`leaving`), who has one, the latest first,
    and who of them is suggested (keys); or who on the waiting list gets one (`gaining`), and whether it is offered first."""

    capacity: int | None
    leaving: int
    seated: list[Registration]
    suggested: frozenset[int]
    gaining: list[Registration]
    still_waiting: int
    offers: bool


def preview_capacity(*, event: Event, capacity: int | None, now: datetime) -> CapacityPreview:
    """What would become of whom with `capacity` seats (None: no limit). Changes nothing."""
    leaving = 0 if capacity is None else max(0, event.taken + event.kept - capacity)
    resized = copy(event)
    resized.capacity = capacity
    gaining = [] if leaving else next_in_queue(resized, now)
    people = event.registrations.seated().select_related("member__user", "member__organisation")
    seated = list(people.order_by("-queued_at", "-pk")) if leaving else []
    return CapacityPreview(
        capacity=capacity,
        leaving=leaving,
        seated=seated,
        suggested=_latest(event, seated, leaving),
        gaining=gaining,
        still_waiting=event.registrations.waiting().count() - len(gaining),
        offers=event.offer_hours is not None,
    )


def _latest(event: Event, seated: list[Registration], count: int) -> frozenset[int]:
    """The keys of the `count` latest of `seated` whose seats would not have to be kept for their role again."""
    quotas = dict(event.quotas.in_force().values_list("role", "seats")) if count else {}
    held = Counter(one.role for one in seated)
    found: list[int] = []
    for one in seated:
        if len(found) < count and held[one.role] > quotas.get(one.role, 0):
            held[one.role] -= 1
            found.append(one.pk)
    return frozenset(found)


def change_capacity(
    *,
    event: Event,
    capacity: int | None,
    by: User | None,
    now: datetime,
    moved_back: Collection[int] = (),
    cancelled: Collection[int] = (),
    note: str = "",
) -> Event:
    """Set the number of seats (None: no limit); more seats go to the waiting list at once.

    With fewer seats than are taken and kept, staff say who goes, exactly as many as must: the registrations with the keys
    `moved_back` return to the waiting list, to the place of the moment when they came, those of `cancelled` end; all are told,
    with `note`. Raises `SeatsTaken` (nobody is named, or those named free too few seats), `ChooseExactly`, `PictureChanged`
    (somebody named has no seat any more), `NoWaitingList`, `TryAgain`."""
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        if moved_back or cancelled:
            _unseat(locked, capacity, set(moved_back), set(cancelled), note, by, now, facts)
        if capacity is not None and capacity < locked.taken + locked.kept:
            raise errors.SeatsTaken(locked.taken, locked.kept)
        if locked.capacity != capacity:
            locked.capacity = capacity
            save_event(locked, by, ["capacity"])
            telling.tell_promoted(seat_from_queue(locked, now), locked, facts)
        return locked


def _unseat(
    event: Event,
    capacity: int | None,
    moved_back: set[int],
    cancelled: set[int],
    note: str,
    by: User | None,
    now: datetime,
    facts: telling.Facts,
) -> None:
    if event.state != Event.State.PUBLISHED:
        raise errors.AlreadyStarted
    must = 0 if capacity is None else max(0, event.taken + event.kept - capacity)
    if len(moved_back | cancelled) != must or moved_back & cancelled:
        raise errors.ChooseExactly(must) if must else errors.PictureChanged
    if moved_back and not event.has_waiting_list:
        raise errors.NoWaitingList
    seated = event.registrations.seated().select_related("member__user").order_by("queued_at", "pk")
    chosen = list(seated.filter(pk__in=moved_back | cancelled))
    if len(chosen) != must:
        raise errors.PictureChanged
    back = [one for one in chosen if one.pk in moved_back]
    gone = [one for one in chosen if one.pk in cancelled]
    end(gone, State.CANCELLED, Registration.Reason.STAFF, note, by, now)
    confirmed = [one for one in back if one.state == State.CONFIRMED]
    offered = [one for one in back if one.state == State.OFFERED]
    for registration in back:
        registration.state = State.WAITLISTED
        registration.confirmed_at = None
        registration.note = note
    save_registrations(back, ["state", "confirmed_at", "note"], by)
    # Without a seat at the event nobody holds a place at its sessions.
    sessions.release(back, by, now)
    change_taken(event, -must)
    telling.tell_ended(telling.CANCELLED, gone, event, facts, reason=Registration.Reason.STAFF)
    telling.tell(telling.MOVED_BACK, confirmed, event, facts, calendar="CANCEL")
    telling.tell(telling.MOVED_BACK, offered, event, facts)
