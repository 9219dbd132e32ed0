"""Places in bodies: given, begun and ended, each with its letter. Terms hold by the day; ticks move the words."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from council.members.models import Membership
from council.members.services.errors import PlaceEndedError
from council.members.services.notices import tell_place
from council.members.services.states import note

BATCH = 500
State = Membership.State


def tell_place_saved(*, place: Membership, before: str | None) -> None:
    """Tell who holds `place`, saved by staff, that it was given or has ended, within the caller's transaction. `before` is the
    state that it had; None for a new one. What changes neither is not told."""
    was_held, is_held = before in Membership.SEATED, place.state in Membership.SEATED
    if is_held and not was_held:
        tell_place(place, "given")
    elif was_held and not is_held:
        tell_place(place, "ended")


@transaction.atomic
def resign_place(*, place: Membership, by: Any, now: datetime, reason: str = "") -> Membership:
    """Give up a place, a term to come, or an application for one; it ends today. Given up already: nothing happens.

    Raises `PlaceEndedError` for one that ended otherwise."""
    place = lock_place(place)
    if place.state == State.RESIGNED:
        return place
    end_place(place, State.RESIGNED, by=by, now=now, reason=f"resign: {reason}" if reason else "resign")
    return place


@transaction.atomic
def dismiss_place(*, place: Membership, by: Any, now: datetime, reason: str = "") -> Membership:
    """End somebody's place from today on, and tell the person. Raises `PlaceEndedError` for one that has ended."""
    place = lock_place(place)
    end_place(place, State.DISMISSED, by=by, now=now, reason=f"dismiss: {reason}" if reason else "dismiss")
    tell_place(place, "ended", reason=reason)
    return place


def lock_place(place: Membership) -> Membership:
    """The place's row, locked for this transaction, as it is now, with its person and body."""
    rows = Membership.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("member__user", "member__organisation", "body").get(pk=place.pk)


def end_place(place: Membership, state: str, *, by: Any, now: datetime, reason: str) -> None:
    """End a locked place today. Its term ends with it, or stands as it was where it never began.

    Raises `PlaceEndedError` for one that has ended."""
    if not place.is_open:
        raise PlaceEndedError(place)
    today = timezone.localdate(now)
    place.state = state
    if (place.starts_on is None or place.starts_on <= today) and (place.ends_on is None or place.ends_on > today):
        place.ends_on = today
    note(place, by=by, reason=reason)
    place.save(update_fields=["state", "ends_on"])


def end_memberships(*, now: datetime) -> int:
    """End the places in bodies whose term is over. Idempotent; returns how many ended."""
    return _in_batches(lambda: _end_batch(timezone.localdate(now)))


def begin_memberships(*, now: datetime) -> int:
    """Let the terms begin whose day has come, and say so. Idempotent; returns how many began.

    They held from their first day on without this: the tick moves the word and writes the letter."""
    return _in_batches(lambda: _begin_batch(timezone.localdate(now)))


def _in_batches(move_some: Callable[[], int]) -> int:
    total = 0
    while moved := move_some():
        total += moved
    return total


def _held(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    # Another tick may be at work: leave it what it holds.
    held = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return held.select_related("member__user", "member__organisation", "body").order_by("pk")[:BATCH]


@transaction.atomic
def _end_batch(today: date) -> int:
    ended = list(_held(Membership.objects.over(today)))
    for place in ended:
        place.state = State.EXPIRED
        note(place, by=None, reason="term over")
        place.save(update_fields=["state"])
    return len(ended)


@transaction.atomic
def _begin_batch(today: date) -> int:
    # Who is nominated anew, or whose last term the other tick has not closed yet, begins a little later.
    others = Membership.objects.filter(member=OuterRef("member"), body=OuterRef("body"), state__in=Membership.LIVE)
    begun = list(_held(Membership.objects.to_begin(today).filter(~Exists(others))))
    for place in begun:
        place.state = State.ACTIVE
        note(place, by=None, reason="term begins")
        place.save(update_fields=["state"])
        tell_place(place, "begun")
    return len(begun)
