"""Seats kept for a role until a date: what staff set, and how they are released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from council.events.models import Event, Quota, Registration
from council.events.services import errors
from council.events.services.seats import kept_seats


@dataclass(frozen=True, kw_only=True)
class QuotaChanges:
    """What staff changed: quotas to save (new ones too) and to delete."""

    saved: Sequence[Quota] = ()
    deleted: Sequence[Quota] = ()


def missing_for_quotas(event: Event, wanted: Iterable[tuple[str, int]]) -> int:
    """How many seats `event` lacks to keep `wanted` ((role, seats) of every quota that is to be in force), with those that are
    taken. 0 where it works, or where there is no limit."""
    if event.capacity is None:
        return 0
    roles = dict(wanted)
    held = (
        Registration.objects.seated().filter(event=event.pk, role__in=roles).values_list("role", flat=True) if event.pk else []
    )
    taken = list(held)
    kept = sum(max(0, seats - taken.count(role)) for role, seats in roles.items())
    return max(0, event.taken + kept - event.capacity)


def write_quotas(event: Event, changes: QuotaChanges) -> None:
    """Save what staff changed and count anew what is kept. Called with the event's row held; passing seats on is the caller's.
    Raises `KeptSeatsMissing`."""
    for quota in changes.deleted:
        quota.delete()
    for quota in changes.saved:
        quota.event = event
        quota.save()
    kept = sum(kept_seats(event).values())
    if event.capacity is not None and event.taken + kept > event.capacity:
        raise errors.KeptSeatsMissing(event.taken + kept - event.capacity)
    event.kept = kept
    Event.objects.filter(pk=event.pk).update(kept=kept)


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
