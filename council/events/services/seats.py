"""The one serialisation point: whoever changes an event's seats holds its row (council.md, “Events”).

Everything here but `seats_locked` is called with the row held."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from psycopg.errors import DeadlockDetected, LockNotAvailable
from simple_history.utils import bulk_update_with_history

from council.events.models import Event, Invitation, Registration
from council.events.services import sessions
from council.events.services.errors import EventGone, TryAgain
from council.members.models import Member, Membership, User
from council.members.models.people import MemberQuerySet

BARRED = (Member.State.SUSPENDED, Member.State.WITHDRAWN)
BATCH = 500


@contextmanager
def seats_locked(event_id: int) -> Iterator[Event]:
    """One transaction that holds the event's row, and yields it as it now is.

    Raises `TryAgain` when the row could not be had within `LOCK_TIMEOUT_MS`, `EventGone` when it is not there. Nothing is
    rendered and no other row is locked inside."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{settings.LOCK_TIMEOUT_MS}ms"])
            event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
            if event is None:
                raise EventGone
            yield event
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise TryAgain from error
        raise


def eligible_members(event: Event, now: datetime) -> MemberQuerySet:
    """The members who belong to the audience of `event` at `now`, whatever its state (the mirror of `visible_to`)."""
    people = Member.objects.exclude(state__in=BARRED).filter(user__is_active=True)
    if event.audience == Event.Audience.PUBLIC:
        return people
    audience = Q(Exists(Invitation.objects.valid().filter(event=event, member=OuterRef("pk"))))
    with_access = Q(pk__in=Member.objects.with_access(now).values("pk"))
    if event.audience == Event.Audience.MEMBERS:
        audience |= with_access
    if event.audience == Event.Audience.BODY:
        seats = Membership.objects.in_force(timezone.localdate(now)).filter(body=event.body_id, member=OuterRef("pk"))
        audience |= with_access & Q(Exists(seats))
    return people.filter(audience)


def standing_members(event: Event, now: datetime) -> MemberQuerySet:
    """The members of the event's body whose term is in force and who have access: those whom a standing event enrols."""
    seats = Membership.objects.in_force(timezone.localdate(now)).filter(body=event.body_id, member=OuterRef("pk"))
    return Member.objects.with_access(now).filter(Exists(seats), user__is_active=True)


def change_taken(event: Event, by: int) -> None:
    """Add `by` seats to the counter; the CHECK behind it refuses more than the capacity."""
    if by:
        Event.objects.filter(pk=event.pk).update(taken=F("taken") + by)
        event.taken += by


def save_registrations(registrations: Sequence[Registration], fields: list[str], by: User | None) -> None:
    """Save `fields` of all of them, with their history. Another state is another `sequence` in the person's calendar."""
    if "state" in fields:
        fields = [*dict.fromkeys([*fields, "sequence"])]
        for registration in registrations:
            registration.sequence += 1
    if len(registrations) == 1:
        registrations[0]._history_user = by  # type: ignore[attr-defined]
        registrations[0].save(update_fields=fields)
    elif registrations:
        bulk_update_with_history(registrations, Registration, fields, batch_size=BATCH, default_user=by)


def end(registrations: Sequence[Registration], state: str, reason: str, note: str, by: User | None, now: datetime) -> int:
    """End them; those who had a seat give it back. Returns how many seats became free (the counter is the caller's)."""
    seats = 0
    for registration in registrations:
        seats += registration.state in Registration.SEATED
        registration.state = state
        registration.reason = reason
        registration.note = note
        registration.ended_at = now
    save_registrations(registrations, ["state", "reason", "note", "ended_at"], by)
    sessions.release(registrations, by, now)
    return seats


def seat_from_queue(event: Event, now: datetime) -> list[Registration]:
    """Give free seats to the head of the waiting list that is still eligible. Returns the promoted in order; telling them is
    the caller's."""
    if event.state != Event.State.PUBLISHED or event.has_begun(now) or event.is_full:
        return []
    queue = event.registrations.waiting().filter(member__in=eligible_members(event, now))
    promoted = list(queue.select_related("member__user")[: event.seats_left])
    for registration in promoted:
        registration.state = Registration.State.CONFIRMED
        registration.confirmed_at = now
    save_registrations(promoted, ["state", "confirmed_at"], None)
    change_taken(event, len(promoted))
    return promoted
