"""What a new event takes over from another one: agenda, questions, kept seats, each as far from its beginning."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from itertools import product

from django.db.models.base import ModelState
from simple_history.utils import bulk_create_with_history

from council.events.models import AgendaItem, Event, Question, Quota

BATCH = 500

# Not copied with an item of the agenda.
ITS_OWN = frozenset({"id", "event_id", "sequence", "taken", "updated_at"})


def copy_parts(pattern: Event, events: Sequence[Event]) -> None:
    """Agenda (at the same times of day), questions and kept seats of the pattern, for new events that nobody knows of."""
    _copy_agenda(pattern, events)
    questions = list(pattern.questions.filter(retired=False))
    copied = []
    for event, question in product(events, questions):
        new = copy(question)
        new.pk, new._state, new.event = None, ModelState(), event
        copied.append(new)
    bulk_create_with_history(copied, Question, batch_size=BATCH)
    quotas = list(pattern.quotas.order_by("release_at", "pk"))
    for event in events if quotas else ():
        _copy_quotas(pattern, event, quotas)


def _copy_agenda(pattern: Event, events: Sequence[Event]) -> None:
    items = list(pattern.agenda.filter(is_cancelled=False).prefetch_related("speakers"))
    columns = [column.attname for column in AgendaItem._meta.concrete_fields if column.attname not in ITS_OWN]
    made = []
    for event, item in product(events, items):
        new = AgendaItem(event=event, **{name: getattr(item, name) for name in columns})
        shift_item(new, pattern, pattern.starts_at, event, event.starts_at)
        made.append(new)
    bulk_create_with_history(made, AgendaItem, batch_size=BATCH)
    spoken = AgendaItem.speakers.through
    spoken.objects.bulk_create(
        (
            spoken(agendaitem_id=new.pk, speaker_id=speaker.pk)
            for (_event, item), new in zip(product(events, items), made, strict=True)
            for speaker in item.speakers.all()
        ),
        batch_size=BATCH,
    )


def _copy_quotas(pattern: Event, event: Event, quotas: Iterable[Quota]) -> None:
    """Seats that the pattern keeps for a role, released as long before (on the wall clock), while there are seats for them: the
    series says how many there are. Nobody knows of the event yet, so its row needs no lock."""
    begin = pattern.starts_at.astimezone(pattern.zone).replace(tzinfo=None)
    start = event.starts_at.astimezone(event.zone).replace(tzinfo=None)
    for quota in quotas:
        if event.capacity is not None and event.kept + quota.seats > event.capacity:
            continue
        before = quota.release_at.astimezone(pattern.zone).replace(tzinfo=None) - begin
        release_at = (start + before).replace(tzinfo=event.zone)
        Quota.objects.create(event=event, role=quota.role, seats=quota.seats, release_at=release_at)
        event.kept += quota.seats
    Event.objects.filter(pk=event.pk).update(kept=event.kept)


def shift_item(item: AgendaItem, old: Event, old_start: datetime, new: Event, new_start: datetime) -> None:
    """Move an agenda item as its event moved, on the wall clock."""
    begin = old_start.astimezone(old.zone).replace(tzinfo=None)
    for name in ("starts_at", "ends_at"):
        since = getattr(item, name).astimezone(old.zone).replace(tzinfo=None) - begin
        moved = new_start.astimezone(new.zone).replace(tzinfo=None) + since
        setattr(item, name, moved.replace(tzinfo=new.zone))
