"""Meetings follow their events: made with them, cancelled with them. An idempotent tick."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from simple_history.utils import bulk_create_with_history

from council.events.models import AgendaItem, Event
from forums.group import SLUG
from forums.models import Forum, ItemClearance, Meeting
from forums.services.errors import ForumsError
from forums.services.meetings import machine

State, Kind = Meeting.State, Meeting.Kind
KINDS = {Event.Kind.SYMPOSIUM: Kind.SYMPOSIUM, Event.Kind.SEMINAR: Kind.IP_SEMINAR, Event.Kind.VISIT: Kind.VISIT}
BATCH = 500


def kind_of(event: Event) -> str:
    """The kind of meeting that an event of a series is."""
    return KINDS.get(Event.Kind(event.kind), Kind.REGULAR)


def keep_meetings(*, now: datetime) -> int:
    """The tick: a meeting for each event of a forum's series, and for each other one that its seats are enrolled in; what was
    cancelled is cancelled; what was changed after its clearance waits for it again, and does not where what waited is gone.
    Returns how many were made or moved."""
    return make_missing(now=now) + _cancel(now) + _reopen(now) + _clear(now)


@transaction.atomic
def make_missing(*, now: datetime) -> int:
    """Make the meetings that are missing, of events ahead. Two at once make each once."""
    forums = Forum.objects.filter(body=OuterRef("body"))
    of_a_series = Q(occurrence__isnull=False) | Q(mode=Event.Mode.STANDING)
    events = Event.objects.filter(Exists(forums), of_a_series, programme=SLUG, meeting=None, ends_at__gt=now)
    events = events.exclude(state__in=[Event.State.CANCELLED, Event.State.COMPLETED])
    # The second of two waits here, and finds what the first has made.
    held = list(
        Forum.objects.select_for_update(no_key=True).filter(pk__in=list(events.values_list("body", flat=True))).order_by("pk")
    )
    missing = events.filter(body__in=[forum.pk for forum in held]).order_by("starts_at", "pk")
    new = [Meeting(event=event, forum_id=event.body_id, kind=kind_of(event), state_at=now) for event in missing]
    bulk_create_with_history(new, Meeting, batch_size=BATCH)
    return len(new)


def _each(meetings: Any, verb: str, now: datetime) -> int:
    done = 0
    for meeting in meetings:
        with transaction.atomic():
            held = machine.lock(meeting)
            try:
                machine.move(held, verb, by=None, now=now)
            except ForumsError:
                continue
            done += 1
    return done


def _cancel(now: datetime) -> int:
    live = machine.MOVES["cancel"].before
    return _each(Meeting.objects.filter(state__in=live, event__state=Event.State.CANCELLED).order_by("pk"), "cancel", now)


def uncleared(event_id: Any) -> Any:
    """Agenda items of the event that nobody has cleared as they are now; what does not take place needs nothing."""
    said = ItemClearance.objects.cleared().filter(item=OuterRef("pk"))
    return AgendaItem.objects.filter(~Exists(said), event=event_id, is_cancelled=False)


def _reopen(now: datetime) -> int:
    changed = Meeting.objects.filter(Exists(uncleared(OuterRef("pk"))), state=State.CLEARED)
    return _each(changed.order_by("pk"), "reopen", now)


def _clear(now: datetime) -> int:
    items = AgendaItem.objects.filter(event=OuterRef("pk"), is_cancelled=False)
    waiting = Meeting.objects.filter(Exists(items), ~Exists(uncleared(OuterRef("pk"))), state=State.SUBMITTED)
    return _each(waiting.order_by("pk"), "clear", now)
