"""Places at agenda items, with the event's row held (`seats_locked`): who has one, who waits, who moves up.

A place belongs to a seat at the event: `release` is called wherever a seat ends."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services import session_letters as letters
from council.members.models import User

State, Reason = AgendaRegistration.State, AgendaRegistration.Reason
BATCH = 500


def change_places(item: AgendaItem, by: int) -> None:
    """Add `by` places to the item's counter; the CHECK behind it refuses more than the capacity."""
    if by:
        AgendaItem.objects.filter(pk=item.pk).update(taken=F("taken") + by)
        item.taken += by


def release(registrations: Sequence[Registration], by: User | None, now: datetime) -> None:
    """End the choices of `registrations`, whose seats at the event end; the places go to those who wait, who are told."""
    held = AgendaRegistration.objects.live().filter(registration__in=[one.pk for one in registrations])
    choices = list(held.select_related("item__event").order_by("pk"))
    end_choices(choices, Reason.SEAT, by, now)
    fill({choice.item_id: choice.item for choice in choices}.values(), now)


def hand_over(before: Registration, after: Registration, by: User | None, now: datetime) -> None:
    """Give the choices of `before` to `after` (with `member.user` loaded), who takes over the seat and is told: places and
    positions in the queues stay as they are. The giver's end, so that his calendar is told of it, too."""
    choices = list(AgendaRegistration.objects.live().filter(registration=before).order_by("queued_at", "pk"))
    if not choices:
        return
    given = [
        AgendaRegistration(
            item_id=one.item_id,
            registration=after,
            state=one.state,
            queued_at=one.queued_at,
            confirmed_at=one.confirmed_at,
        )
        for one in choices
    ]
    for one in choices:
        one.state, one.reason, one.ended_at = State.CANCELLED, Reason.SEAT, now
    bulk_update_with_history(choices, AgendaRegistration, ["state", "reason", "ended_at"], batch_size=BATCH, default_user=by)
    bulk_create_with_history(given, AgendaRegistration, batch_size=BATCH, default_user=by)
    letters.tell_chosen(after, after.event, why=letters.WITH_THE_SEAT)


def end_choices(choices: Sequence[AgendaRegistration], reason: str, by: User | None, now: datetime) -> None:
    """End them (each with its `item`), and give the places back; who waits is not asked yet (`fill`)."""
    items = {choice.item_id: choice.item for choice in choices}
    freed = dict.fromkeys(items, 0)
    for choice in choices:
        freed[choice.item_id] += choice.state == State.CONFIRMED
        choice.state, choice.reason, choice.ended_at = State.CANCELLED, reason, now
    if choices:
        fields = ["state", "reason", "ended_at"]
        bulk_update_with_history(choices, AgendaRegistration, fields, batch_size=BATCH, default_user=by)
    for pk, item in items.items():
        change_places(item, -freed[pk])


def add_choices(registration: Registration, items: Iterable[AgendaItem], by: User | None, now: datetime) -> None:
    """Choose `items` for `registration`: a place where one is free and nobody waits, else a place in the queue."""
    wanted = list(items)
    queued = set(AgendaRegistration.objects.waiting().filter(item__in=wanted).values_list("item", flat=True))
    new = []
    for item in wanted:
        seated = not item.is_full and item.pk not in queued
        state = State.CONFIRMED if seated else State.WAITLISTED
        new.append(AgendaRegistration(item=item, registration=registration, state=state, confirmed_at=now if seated else None))
        change_places(item, int(seated))
    if new:
        bulk_create_with_history(new, AgendaRegistration, batch_size=BATCH, default_user=by)


def fill(items: Iterable[AgendaItem], now: datetime) -> list[AgendaRegistration]:
    """Give free places of `items` (each with its `event`) to those who wait, in order, and tell them. Returns the promoted."""
    promoted: list[AgendaRegistration] = []
    for item in items:
        if item.event.state != Event.State.PUBLISHED or not item.can_be_chosen(now) or item.is_full:
            continue
        queue = item.choices.waiting().filter(registration__state=Registration.State.CONFIRMED)
        moved = list(queue.select_related("registration__member__user")[: item.places_left])
        for choice in moved:
            choice.item = item
            choice.state, choice.confirmed_at = State.CONFIRMED, now
        change_places(item, len(moved))
        promoted += moved
    if promoted:
        bulk_update_with_history(promoted, AgendaRegistration, ["state", "confirmed_at"], batch_size=BATCH)
        letters.tell_promoted(promoted)
    return promoted
