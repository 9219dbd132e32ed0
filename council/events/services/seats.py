"""The one serialisation point: whoever changes an event's seats holds its row (council.md, “Events”).

Everything here but `seats_locked` is called with the row held."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from psycopg.errors import DeadlockDetected, ForeignKeyViolation, LockNotAvailable
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
    rendered inside, and no other row is locked but a registration's, which a door may hold (handing a seat over), and what a
    programme has move along with its event (`programmes.event_followers`)."""
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
    except IntegrityError as error:
        # Who registers was merged into another record at this moment (`council.merging`).
        if isinstance(error.__cause__, ForeignKeyViolation):
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
    """The members of the event's body whose term is in force, on its day too, and who have access: those whom a standing event
    enrols. Who sits there for some days only (a stand-in) is not enrolled in what comes after."""
    lasts = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(event.starts_at))
    seats = Membership.objects.in_force(timezone.localdate(now)).filter(lasts, body=event.body_id, member=OuterRef("pk"))
    return Member.objects.with_access(now).filter(Exists(seats), user__is_active=True)


def role_of(member: Member, now: datetime) -> str:
    """What `member` comes as: the kind that the secretariat has checked; nothing for one without members' access."""
    return member.kind if member.has_access(now) else ""


def kept_seats(event: Event) -> dict[str, int]:
    """Free seats that quotas in force keep, by role. One query."""
    held = Registration.objects.seated().filter(event=OuterRef("event"), role=OuterRef("role")).order_by().values("event")
    counted = Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0)
    quotas = event.quotas.in_force().annotate(held=counted).values_list("role", "seats", "held")
    return {role: max(0, seats - taken) for role, seats, taken in quotas}


def change_taken(event: Event, by: int) -> None:
    """Add `by` seats to the counter, after the registrations are saved, and count anew what quotas keep; the CHECK behind it
    refuses more than the capacity. A seat that is taken never raises what is kept: then nothing is asked."""
    kept = sum(kept_seats(event).values()) if by < 0 or event.kept else 0
    if by or kept != event.kept:
        Event.objects.filter(pk=event.pk).update(taken=F("taken") + by, kept=kept)
        event.taken += by
        event.kept = kept


def release_due(event: Event, now: datetime) -> int:
    """Release the quotas whose time has come: their seats are everybody's. Returns how many quotas."""
    released: int = event.quotas.due(now).update(released_at=now)
    if released:
        event.kept = sum(kept_seats(event).values())
        Event.objects.filter(pk=event.pk).update(kept=event.kept)
    return released


class Room:
    """The free seats of an event, to be taken one after another: those kept for one's role first."""

    def __init__(self, event: Event) -> None:
        self.general = event.seats_left
        self.kept = kept_seats(event) if event.kept and event.capacity is not None else {}

    @property
    def is_empty(self) -> bool:
        return self.general is not None and self.general <= 0 and not any(self.kept.values())

    def take(self, role: str) -> bool:
        """Take a seat for one who comes as `role`. Returns False where there is none."""
        if self.kept.get(role):
            self.kept[role] -= 1
        elif self.general is not None:
            if self.general <= 0:
                return False
            self.general -= 1
        return True


def has_room(event: Event, role: str) -> bool:
    """Whether a seat is free for one who comes as `role`. No query where no seats are kept."""
    return not event.is_full or (bool(event.kept) and bool(kept_seats(event).get(role)))


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


def next_in_queue(event: Event, now: datetime) -> list[Registration]:
    """Those who wait and may take a free seat at `now`, in the order of the queue: the eligible, each with a seat that is
    free or kept for the person's role. Changes nothing."""
    room = Room(event)
    if event.state != Event.State.PUBLISHED or event.has_begun(now) or room.is_empty:
        return []
    queue = event.registrations.waiting().filter(member__in=eligible_members(event, now)).select_related("member__user")
    if room.general is None:
        return list(queue)
    # Whoever may take a general seat is among the first of all, whoever may take a kept one among the first of the role.
    found = {one.pk: one for one in queue[: room.general + sum(room.kept.values())]}
    for role, seats in room.kept.items():
        found |= {one.pk: one for one in queue.filter(role=role)[:seats]} if seats else {}
    in_order = sorted(found.values(), key=lambda one: (one.queued_at, one.pk))
    return [one for one in in_order if room.take(one.role)]


def seat_from_queue(event: Event, now: datetime) -> list[Registration]:
    """Give free seats to those who wait and may take them, in order: confirmed, or offered where the event asks first. Quotas
    whose time has come are released before. Returns the promoted in order; telling them is the caller's."""
    if event.kept:
        release_due(event, now)
    promoted = next_in_queue(event, now)
    ends_at = event.offer_ends_at(now)
    for registration in promoted:
        if ends_at is None:
            registration.state = Registration.State.CONFIRMED
            registration.confirmed_at = now
        else:
            registration.state = Registration.State.OFFERED
            registration.offer_ends_at = ends_at
            registration.offer_token = uuid.uuid4()
    save_registrations(promoted, ["state", "confirmed_at", "offer_ends_at", "offer_token"], None)
    change_taken(event, len(promoted))
    return promoted
