"""Keeps reminders quiet about the time before the demonstration was loaded."""

from collections.abc import Iterable
from datetime import datetime

from council.events.models import Event, Registration
from council.reminders.models import Reminder, Rule
from council.reminders.services.deadlines import plan_deadlines
from council.reminders.services.planning import BATCH, SOURCE, due_reminders


def settle_reminders(events: Iterable[Event], now: datetime) -> None:
    """Note reminders of `events` that have fallen due by `now` as given: in the story they were. What falls due
    from now on is sent like any other."""
    wanted = {event.pk for event in events}
    due = [one for one in due_reminders(now) if one.event.pk in wanted]
    people: dict[int, list[int]] = {}
    seated = Registration.objects.filter(event__in={one.event.pk for one in due}, state=Registration.State.CONFIRMED)
    for event, user in seated.order_by("pk").values_list("event", "member__user"):
        people.setdefault(event, []).append(user)
    entries = [
        Reminder(
            source=SOURCE,
            subject=str(one.event.pk),
            recipient_id=user,
            rule=one.rule,
            schedule_version=one.event.schedule_version,
            due_at=one.at,
            state=Reminder.State.COVERED,
        )
        for one in due
        for user in people.get(one.event.pk, [])
    ]
    Reminder.objects.bulk_create(entries, batch_size=500, ignore_conflicts=True)


def settle_deadlines(now: datetime) -> None:
    """The same for terms that end soon: what has fallen due by `now` was told in the story."""
    plan_deadlines(now, Rule.objects.all(), batch=BATCH, settled=True)
