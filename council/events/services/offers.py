"""Seats that are offered for a time: accepting, declining, the end of the time."""

from datetime import datetime

from django.db.models import Q

from council.events.models import Event, Quota, Registration
from council.events.services import errors, telling
from council.events.services.registering import held
from council.events.services.seats import (
    change_taken,
    eligible_members,
    end,
    release_due,
    save_registrations,
    seat_from_queue,
    seats_locked,
)
from council.members.models import User

State = Registration.State
Reason = Registration.Reason


def accept_offer(*, registration: Registration, by: User | None, now: datetime) -> Registration:
    """Take the offered seat, and send the confirmation. Accepted already: returned as it is.

    Raises `OfferOver` when its time is over (the seat then goes to whoever is next, in the same transaction), `NotEligible`,
    `TryAgain`."""
    current = _answer(registration, by, now, accepted=True)
    if current.state != State.CONFIRMED:
        raise errors.OfferOver
    return current


def decline_offer(*, registration: Registration, by: User | None, now: datetime) -> Registration:
    """Give the offered seat to whoever is next. One that is not offered any more (accepted, over) is returned as it is: a seat
    that was accepted is cancelled, not declined. Raises `TryAgain`."""
    return _answer(registration, by, now, accepted=False)


def _answer(registration: Registration, by: User | None, now: datetime, *, accepted: bool) -> Registration:
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        current = held(locked, registration)
        if current.state != State.OFFERED:
            return current
        if _expire(locked, now, facts):
            telling.tell_promoted(seat_from_queue(locked, now), locked, facts)
            current = held(locked, registration)
        if current.state != State.OFFERED:
            return current
        by = by or current.member.user
        if not accepted:
            change_taken(locked, -end([current], State.CANCELLED, Reason.REFUSED, "", by, now))
            telling.tell_ended(telling.CANCELLED, [current], locked, facts, reason=Reason.REFUSED)
            telling.tell_promoted(seat_from_queue(locked, now), locked, facts)
            return current
        if not eligible_members(locked, now).filter(pk=current.member_id).exists():
            raise errors.NotEligible
        current.state = State.CONFIRMED
        current.confirmed_at = now
        save_registrations([current], ["state", "confirmed_at"], by)
        telling.tell(telling.CONFIRMED, [current], locked, facts, calendar="REQUEST")
        return current


def _expire(event: Event, now: datetime, facts: telling.Facts) -> int:
    """End the offers whose time is over and tell the people. Called with the event's row held. Returns how many."""
    over = list(event.registrations.offered().filter(offer_ends_at__lte=now).select_related("member__user"))
    if over:
        change_taken(event, -end(over, State.CANCELLED, Reason.EXPIRED, "", None, now))
        telling.tell_ended(telling.CANCELLED, over, event, facts, reason=Reason.EXPIRED)
    return len(over)


def end_offers_with_the_event(event: Event) -> None:
    """An event that begins earlier than before ends its offers earlier. Called with its row held."""
    late = list(event.registrations.offered().filter(offer_ends_at__gt=event.starts_at))
    for registration in late:
        registration.offer_ends_at = event.starts_at
    save_registrations(late, ["offer_ends_at"], None)


def pass_seats_on(*, now: datetime) -> int:
    """The tick of each minute: offers whose time is over end, quotas whose date has come are released, and the seats go to
    whoever is next, an event a transaction. Returns how many registrations and quotas changed. An event that somebody holds
    waits for the next run."""
    over = Registration.objects.offered().filter(offer_ends_at__lte=now).order_by().values("event")
    due = Quota.objects.due(now).order_by().values("event")
    changed = 0
    for event in Event.objects.filter(Q(pk__in=over) | Q(pk__in=due)).select_related("venue").order_by("pk"):
        facts = telling.event_facts(event)
        try:
            with seats_locked(event.pk) as locked:
                facts = telling.facts_of(locked, made_from=event, facts=facts)
                count = release_due(locked, now) + _expire(locked, now, facts)
                promoted = seat_from_queue(locked, now) if count else []
                telling.tell_promoted(promoted, locked, facts)
                changed += count + len(promoted)
        except (errors.TryAgain, errors.EventGone):
            continue
    return changed
