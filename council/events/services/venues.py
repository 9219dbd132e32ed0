"""A venue that staff rename or whose address they correct: a change of place for what is held there."""

from datetime import datetime

from django.db import transaction

from council.events.models import Event, Venue
from council.events.services import telling
from council.events.services.publishing import save_event
from council.events.services.seats import seats_locked
from council.members.models import User

# What letters and calendar entries say of a venue.
TOLD_FIELDS = ("name_ko", "name_en", "address_ko", "address_en")


def change_venue(*, venue: Venue, by: User | None, now: datetime) -> int:
    """Save a venue that staff edited (`venue`: the changed, unsaved instance), with all that follows from another name or
    address: `sequence` of the published events there that are still to end rises, and their live registrants are told of the
    new place, each whose language shows it. Returns how many are told.

    All or nothing: raises `TryAgain` where the seats of one of the events are held for too long."""
    with transaction.atomic():
        before = Venue.objects.select_for_update(no_key=True).filter(pk=venue.pk).first()
        venue.save()
        if before is None or all(getattr(before, name) == getattr(venue, name) for name in TOLD_FIELDS):
            return 0
        held_there = Event.objects.filter(venue=venue.pk, state=Event.State.PUBLISHED, ends_at__gt=now)
        # Always in the same order, so that nobody waits in a circle.
        return sum(_tell(event, before, venue, by, now) for event in held_there.order_by("pk"))


def _tell(event: Event, before: Venue, after: Venue, by: User | None, now: datetime) -> int:
    """Raise the event's sequence and tell its people, where the place reads otherwise than before. Returns how many."""
    event.venue = before
    old = telling.event_facts(event)
    event.venue = after
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        languages = [name for name in facts if facts[name]["event_place"] != old[name]["event_place"]]
        moved_on = locked.state != Event.State.PUBLISHED or locked.has_ended(now) or locked.venue_id != after.pk
        if moved_on or not languages:
            return 0
        locked.sequence += 1
        save_event(locked, by, ["sequence"])
        told = list(locked.registrations.live().select_related("member__user").order_by("queued_at", "pk"))
        told = [one for one in told if telling.language_of(one.member) in languages]
        telling.tell_of_change(locked, told, facts, moved=False, placed=True)
        return len(told)
