"""Seats kept for a role until a date: what staff set, and how they are released."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from council.events.models import Event, Quota, Registration
from council.events.services import errors, telling
from council.events.services.seats import kept_seats, seat_from_queue, seats_locked


@dataclass(frozen=True, kw_only=True)
class QuotaChanges:
    """What staff changed: quotas to save (new ones too) and to delete."""

    saved: Sequence[Quota] = ()
    deleted: Sequence[Quota] = ()


def check_quotas(*, event: Event, quotas: Sequence[Quota], now: datetime) -> None:
    """Raise the `EventError` that tells why `quotas` cannot be all that `event` (as edited) keeps: `ReleasedTooLate`,
    `KeptSeatsMissing`. Where the event is there already, its row is held."""
    if any(quota.release_at > event.starts_at for quota in quotas if event.starts_at):
        raise errors.ReleasedTooLate
    if event.capacity is None:
        return
    seated = Registration.objects.seated().filter(event=event.pk) if event.pk else Registration.objects.none()
    held = Counter(seated.values_list("role", flat=True))
    kept = sum(max(0, quota.seats - held[quota.role]) for quota in quotas if quota.release_at > now)
    if held.total() + kept > event.capacity:
        raise errors.KeptSeatsMissing(held.total() + kept - event.capacity)


def write_quotas(event: Event, changes: QuotaChanges, now: datetime) -> None:
    """Save what staff changed and count anew what is kept; one whose release is put off keeps seats again. Called with the
    event's row held; passing seats on is the caller's. Raises `KeptSeatsMissing`, `RoleKeptAlready`."""
    for quota in changes.deleted:
        quota.delete()
    for quota in changes.saved:
        quota.event = event
        # Somebody else may have kept seats for the role since this was typed.
        if event.quotas.filter(role=quota.role).exclude(pk=quota.pk).exists():
            raise errors.RoleKeptAlready
        quota.released_at = None if quota.release_at > now else quota.released_at or now
        quota.save()
    kept = sum(kept_seats(event).values())
    if event.capacity is not None and event.taken + kept > event.capacity:
        raise errors.KeptSeatsMissing(event.taken + kept - event.capacity)
    event.kept = kept
    Event.objects.filter(pk=event.pk).update(kept=kept)


def set_quotas(*, event: Event, changes: QuotaChanges, now: datetime) -> Event:
    """Change which seats are kept, and give what is kept no more to who waits. Raises `KeptSeatsMissing`, `RoleKeptAlready`,
    `TryAgain`."""
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        write_quotas(locked, changes, now)
        telling.tell_promoted(seat_from_queue(locked, now), locked, telling.facts_of(locked, made_from=event, facts=facts))
        return locked


def move_releases(event: Event, by: timedelta) -> None:
    """An event that is moved takes the release of its kept seats along. Called with its row held."""
    event.quotas.in_force().update(release_at=F("release_at") + by)


def kept_notes(event: Event, now: datetime) -> list[Quota]:
    """What the event's page says: the quotas that keep seats at `now`, each with `free`, how many of them nobody has taken. One
    query at most."""
    if event.capacity is None or event.has_begun(now):
        return []
    free = kept_seats(event) if event.kept else {}
    if not any(free.values()):
        return []
    quotas = [quota for quota in event.quotas.in_force() if quota.release_at > now and free.get(quota.role)]
    for quota in quotas:
        quota.free = free[quota.role]  # type: ignore[attr-defined]
    return quotas
