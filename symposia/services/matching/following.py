"""Rounds of 1:1 meetings move along with their symposium: hours, slots, what people said of when they come, and meetings."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from council.events.models import Event
from symposia.models import MatchingRound, MatchingSlot, MatchingWindow, Meeting
from symposia.services.following import Shift, shift_of
from symposia.services.matching import telling
from symposia.services.matching.moves import lock, move

State = Meeting.State


def follow(event: Event, before: Event, by: Any, now: datetime) -> None:
    """Move the rounds of `event` as it moved since `before`, with its row held, and tell those with confirmed meetings once.

    What was moved by hand already, and rounds of which a meeting took place, stay where they are; so do all where somebody
    meets at another symposium then, or hours were set in the way. What lies outside the symposium is said on the desk's page,
    and is not solved for."""
    shift = shift_of(before, event)
    if shift is None:
        return
    rounds = [lock(one) for one in MatchingRound.objects.filter(symposium=event.pk).order_by("pk")]
    rounds = [one for one in rounds if not one.meetings.filter(state=State.HELD).exists()]
    if not rounds:
        return
    slots, windows = (
        _in_order(model.objects.filter(round__in=rounds, **_were(shift)), shift) for model in (MatchingSlot, MatchingWindow)
    )
    try:
        with transaction.atomic():
            # One after the other, so that none meets where another still is; meetings go along by their foreign keys.
            for row in (*slots, *windows):
                row.starts_at, row.ends_at = shift.moment(row.starts_at), shift.moment(row.ends_at)
                row.save(update_fields=["starts_at", "ends_at"])
    except IntegrityError:
        for one in rounds:
            move(one, "stay", by=by, now=now)
        return
    for one in rounds:
        _follow(one, shift, by, now)
        its = [slot.pk for slot in slots if slot.round_id == one.pk]
        _raise_sequences(one, its, now)
        if event.state == Event.State.PUBLISHED:
            _tell(one, its, now)


def _were(shift: Shift) -> dict[str, datetime]:
    begins, ends = shift.was
    return {"starts_at__gte": begins, "ends_at__lte": ends}


def _in_order(rows: Any, shift: Shift) -> Any:
    """Those of `rows` first that go where none of the others is."""
    later = shift.moment(shift.was[0]) > shift.was[0]
    return list(rows.order_by("-starts_at" if later else "starts_at", "pk"))


def _follow(the_round: MatchingRound, shift: Shift, by: Any, now: datetime) -> None:
    if the_round.requests_until is not None:
        the_round.requests_until = shift.moment(the_round.requests_until)
        the_round._history_user = by  # type: ignore[attr-defined]  # read by the history
        the_round.save(update_fields=["requests_until"])
    first, new_first = shift.first.isoformat(), (shift.first + shift.days).isoformat()
    move(the_round, "follow", by=by, now=now, before=first, after=new_first)


def _raise_sequences(the_round: MatchingRound, slots: list[int], now: datetime) -> None:
    """Calendars, and forms that are open, see that these meetings are elsewhere."""
    moved = Meeting.objects.filter(round=the_round, slot__in=slots)
    moved.filter(state=State.CONFIRMED).update(sequence=F("sequence") + 1, told_at=now)
    moved.filter(state=State.PROPOSED).update(sequence=F("sequence") + 1)


def _tell(the_round: MatchingRound, slots: list[int], now: datetime) -> None:
    coming = Meeting.objects.filter(round=the_round, slot__in=slots, state=State.CONFIRMED, starts_at__gt=now)
    people = {one for pair in coming.values_list("asker", "asked") for one in pair}
    if people:
        telling.tell_schedules(the_round, people, telling.Turn.FOLLOWED, now)
