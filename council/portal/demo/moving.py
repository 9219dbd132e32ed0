"""Brings the demonstration's events to a later day: those that nobody has touched, without a word to anybody."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from council.events.models import AgendaItem, Event
from council.events.services.seats import kept_seats
from council.events.slots import days_of
from council.portal.demo.attending import move_attendance
from council.portal.demo.calendar import schedule
from council.portal.demo.data.event_rows import EventRow
from council.portal.demo.events import EVENTS, agenda_times
from council.portal.demo.store import Store
from council.portal.models import DemoRecord

# What the portal itself changes.
NOT_COMPARED = {"id", "taken", "kept", "sequence", "schedule_version", "created_at", "updated_at", "state"}
TIMES = ["starts_at", "ends_at", "opens_at", "closes_at", "state", "sequence", "schedule_version"]


def fingerprint(event: Event) -> str:
    """Stands for everything that people may change about an event. The end of an event (published → completed) changes nothing.

    `event` of `with_all`."""
    facts: dict[str, Any] = {
        field.attname: getattr(event, field.attname)
        for field in Event._meta.concrete_fields
        if field.attname not in NOT_COMPARED
    }
    facts["state"] = Event.State.PUBLISHED if event.state == Event.State.COMPLETED else event.state
    facts["agenda"] = sorted(
        [item.starts_at, item.ends_at, item.title_ko, item.title_en, item.abstract_ko, item.abstract_en, item.room]
        for item in event.agenda.all()
    )
    facts["questions"] = sorted([one.position, one.label_ko, one.label_en, one.retired] for one in event.questions.all())
    facts["invitations"] = sorted(one.member_id for one in event.invitations.all() if one.member_id)
    facts["registrations"] = sorted([one.pk, one.state, one.note, one.role] for one in event.registrations.all())
    # What people chose of the agenda, and whom staff invited by letter.
    chosen = sorted([one.pk, one.state] for registration in event.registrations.all() for one in registration.choices.all())
    letters = sorted(one.address for one in event.invitations.all() if one.address)
    if chosen or letters:
        facts["people"] = [chosen, letters]
    # What staff did at the door, and what was certified. (The story's own records have nobody who made them.)
    door = sorted([one.pk, one.undone_at] for one in event.attendances.all() if one.recorded_by_id or one.undone_at)
    certified = sorted(one.pk for registration in event.registrations.all() for one in registration.certificates.all())
    if door or certified:
        facts["door"] = [door, certified]
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def with_all(events: QuerySet[Event]) -> QuerySet[Event]:
    """The events with everything that `fingerprint` reads."""
    return events.prefetch_related(
        "agenda", "questions", "invitations", "registrations__certificates", "registrations__choices", "attendances"
    )


def take_fingerprints(store: Store, events: Iterable[Event]) -> None:
    """Note how `events` are now."""
    slugs = {store.records["event", event.slug].object_id: event.slug for event in events}
    records = []
    for event in with_all(Event.objects.filter(pk__in=slugs)):
        record = store.records["event", slugs[event.pk]]
        record.fingerprint = fingerprint(event)
        record.loaded_on = store.today
        records.append(record)
    DemoRecord.objects.bulk_update(records, ["fingerprint", "loaded_on"])


def move_events(store: Store, now: datetime) -> tuple[list[Event], int]:
    """Move the events that were loaded on an earlier day to where they would be had they been loaded today.

    Nobody is told: no service is called. Their `schedule_version` rises, so that reminders of the old time are superseded, and
    `sequence`, so that calendars that follow a feed see the change. Returns those that moved, and how many stay as they are
    because somebody changed them or registered."""
    today = timezone.localdate(now)
    old = {
        record.object_id: record
        for (kind, slug), record in store.records.items()
        if kind == "event" and slug in EVENTS and record.fingerprint and record.loaded_on < today
    }
    # Held as a registration would hold them: nobody registers while an event moves.
    held = list(Event.objects.filter(pk__in=old).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    events = list(with_all(Event.objects.filter(pk__in=held)))
    untouched = [event for event in events if fingerprint(event) == old[event.pk].fingerprint]
    items: list[AgendaItem] = []
    for event in untouched:
        before = days_of(event)
        items += _place(event, EVENTS[old[event.pk].key], now)
        if event.attendances.all():
            move_attendance(event, before)
    bulk_update_with_history(untouched, Event, TIMES, default_change_reason="demo_data")
    AgendaItem.objects.bulk_update(items, ["starts_at", "ends_at"])
    _move_seats(untouched, old)
    take_fingerprints(store, untouched)
    return untouched, len(old) - len(untouched)


def _move_seats(events: list[Event], records: dict[int, DemoRecord]) -> None:
    """Offers end with their event; seats are kept until as many days before it as at first, released ones, too."""
    for event in events:
        row = EVENTS[records[event.pk].key]
        if row.offered.count:
            event.registrations.offered().update(offer_ends_at=event.starts_at)
        for kept in row.keeps:
            release_at = event.starts_at - timedelta(days=kept.days)
            event.quotas.filter(role=kept.role).update(release_at=release_at, released_at=None)
        if row.keeps:
            Event.objects.filter(pk=event.pk).update(kept=sum(kept_seats(event).values()))


def _place(event: Event, row: EventRow, now: datetime) -> list[AgendaItem]:
    """Give an event (and its agenda, returned) the times of today. Nothing is saved."""
    times = schedule(row, timezone.localdate(now))
    later_by = times.starts_at - event.starts_at
    event.starts_at, event.ends_at = times.starts_at, times.ends_at
    event.opens_at, event.closes_at = times.opens_at, times.closes_at
    if row.state == Event.State.PUBLISHED:
        event.state = Event.State.COMPLETED if times.ends_at <= now else Event.State.PUBLISHED
    event.sequence += 1
    event.schedule_version += 1
    items = sorted(event.agenda.all(), key=lambda item: item.pk)
    own = agenda_times(row, times)
    for item, (starts_at, ends_at) in zip(items[: len(own)], own, strict=True):
        item.starts_at, item.ends_at = starts_at, ends_at
    # What a programme's part of the demonstration added moves along.
    for item in items[len(own) :]:
        item.starts_at, item.ends_at = item.starts_at + later_by, item.ends_at + later_by
    return items
