"""The slots and tables of a round, made of its hours and numbers; the states of a round."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from symposia.models import Availability, MatchingRound, MatchingSlot, MatchingTable, Meeting
from symposia.permissions.group import is_desk
from symposia.services.errors import NotYours, WrongState
from symposia.services.matching import telling
from symposia.services.matching.errors import HoursOutside, MeetingsInTheWay, NoSlots
from symposia.services.matching.moves import lock, move

State = MatchingRound.State
# What becomes of a round: verb, from where, to where.
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "open": ((State.DRAFT, State.CLOSED), State.OPEN),
    "close": ((State.OPEN,), State.CLOSED),
}


@transaction.atomic
def lay_out(*, the_round: MatchingRound, by: Any, now: datetime) -> tuple[int, int]:
    """Make the slots of the round's hours and the tables of its number; those that are there stay, with their meetings. Whoever
    chose a slot that goes has the new ones within his times instead, and is told. Returns how many slots and tables there are.

    Raises `HoursOutside`, `MeetingsInTheWay` where one would go at which a meeting stands."""
    held = lock(the_round)
    event = held.symposium.event
    wanted: list[tuple[datetime, datetime]] = []
    length, step = timedelta(minutes=held.slot_minutes), timedelta(minutes=held.slot_minutes + held.pause_minutes)
    for window in held.windows.all():
        if window.starts_at < event.starts_at or window.ends_at > event.ends_at:
            raise HoursOutside
        begins = window.starts_at
        while begins + length <= window.ends_at:
            wanted.append((begins, begins + length))
            begins += step
    there = {(slot.starts_at, slot.ends_at): slot for slot in held.slots.all()}
    going = [slot.pk for times, slot in there.items() if times not in set(wanted)]
    numbers = set(held.tables.values_list("number", flat=True))
    folding = held.tables.filter(number__gt=held.table_count)
    live = Meeting.objects.live().filter(round=held)
    in_the_way = live.filter(slot__in=going) | live.filter(table__in=folding.values("pk"))
    if (count := in_the_way.distinct().count()) > 0:
        raise MeetingsInTheWay(count)
    chosen = _chosen(held) if going else {}
    MatchingSlot.objects.filter(pk__in=going).delete()
    folding.delete()
    fresh = MatchingSlot.objects.bulk_create(
        MatchingSlot(round=held, starts_at=begins, ends_at=ends) for begins, ends in wanted if (begins, ends) not in there
    )
    _carry(chosen, list(there.values()), fresh)
    MatchingTable.objects.bulk_create(
        MatchingTable(round=held, number=number) for number in range(1, held.table_count + 1) if number not in numbers
    )
    if held.takes_answers(now):
        gone = set(going)
        telling.tell_times(held, [person for person, slots in chosen.items() if slots & gone], now)
    return len(wanted), held.table_count


def _chosen(the_round: MatchingRound) -> dict[int, set[int]]:
    """The keys of the slots that each who said when he is there chose, by the key of his availability."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Availability.slots.through.objects.filter(matchingslot__round=the_round)
    for person, slot in rows.values_list("availability", "matchingslot"):
        found[person].add(slot)
    return found


def _carry(chosen: dict[int, set[int]], before: Sequence[MatchingSlot], fresh: Sequence[MatchingSlot]) -> None:
    """Choose of the new slots those that lie within what somebody chose before: where each slot that was there then was his."""
    link = Availability.slots.through
    made = []
    for slot in fresh:
        # Slots of one round do not overlap, and stand in their order.
        then = [one for one in before if one.starts_at < slot.ends_at and one.ends_at > slot.starts_at]
        if not then or slot.starts_at < then[0].starts_at or slot.ends_at > then[-1].ends_at:
            continue
        asked = {one.pk for one in then}
        made += [link(availability_id=person, matchingslot_id=slot.pk) for person, slots in chosen.items() if asked <= slots]
    link.objects.bulk_create(made)


@transaction.atomic
def step_round(*, the_round: MatchingRound, verb: str, by: Any, now: datetime, reason: str = "") -> MatchingRound:
    """Open a round for requests, or close it. Raises `NotYours`, `WrongState`, `NoSlots`."""
    held = lock(the_round)
    if not is_desk(by):
        raise NotYours
    before, after = STEPS[verb]
    if held.state not in before:
        raise WrongState
    if verb == "open" and not (held.slots.exists() and held.tables.exists()):
        raise NoSlots
    move(held, verb, by=by, now=now, before=held.state, after=after, reason=reason)
    held.state = after
    held._history_user = by  # type: ignore[attr-defined]  # read by the history
    held.save(update_fields=["state"])
    return held
