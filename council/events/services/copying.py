"""What a new event takes over from another one: agenda, questions, kept seats, each as far from its beginning."""

from datetime import datetime

from council.events.models import AgendaItem, Event, Quota

# Not copied with an item of the agenda.
ITS_OWN = frozenset({"id", "event_id", "sequence", "taken", "updated_at"})


def copy_parts(pattern: Event, event: Event) -> None:
    """Agenda (at the same times of day), questions and kept seats of the pattern."""
    for item in pattern.agenda.filter(is_cancelled=False):
        copied = {
            column.attname: getattr(item, column.attname)
            for column in AgendaItem._meta.concrete_fields
            if column.attname not in ITS_OWN
        }
        new = AgendaItem(event=event, **copied)
        shift_item(new, pattern, pattern.starts_at, event, event.starts_at)
        new.save()
        new.speakers.set(item.speakers.all())
    for question in pattern.questions.filter(retired=False):
        question.pk, question._state.adding, question.event = None, True, event
        question.save()
    _copy_quotas(pattern, event)


def _copy_quotas(pattern: Event, event: Event) -> None:
    """Seats that the pattern keeps for a role, released as long before (on the wall clock), while there are seats for them: the
    series says how many there are. Nobody knows of the event yet, so its row needs no lock."""
    begin = pattern.starts_at.astimezone(pattern.zone).replace(tzinfo=None)
    start = event.starts_at.astimezone(event.zone).replace(tzinfo=None)
    for quota in pattern.quotas.order_by("release_at", "pk"):
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
