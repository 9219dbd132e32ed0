"""The planner: finds what is due, writes the ledger and the outbox. Any number may run at once, as often as they like."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from council.events.models import Event, Registration
from council.members.models import Member
from council.messaging.services import OutgoingMessage, cancel_messages, record_heartbeat
from council.reminders.models import EVENT_SOURCE, Reminder, Rule
from council.reminders.schedule import due_at, overtaken, rules_for, useful_until
from council.reminders.services.afterwards import Links
from council.reminders.services.audience import owed_rows
from council.reminders.services.deadlines import plan_deadlines
from council.reminders.services.ledger import Entry, Owed, embedded, write_batch
from council.reminders.services.wording import Facts, event_facts, kind_of, reminder_message

logger = logging.getLogger(__name__)

SOURCE = EVENT_SOURCE
BATCH = 2000
# What is only recorded writes no message: more at a time.
RECORDED_AT_ONCE = 10 * BATCH
# Further from the event than this the confirmation itself has just said it all (README, decision 2).
LATE_WINDOW = timedelta(days=2)
# A tick that comes this late is still on time.
ON_TIME = timedelta(minutes=15)
# An outage that lasts beyond an event leaves its trace in the ledger, if it was shorter than this.
LOOK_BACK = timedelta(days=7)

# Whom a rule of an event is for, as the ledger takes it.
OWED = """
    SELECT %(subject)s, person.user_id, %(version)s, %(due_at)s::timestamptz,
           %(is_missed)s OR person.joined > %(due_at)s AND %(is_far)s, %(is_overdue)s
    FROM ({people}) AS person (user_id, joined)
    WHERE NOT %(has_begun)s OR person.joined <= %(due_at)s
"""
SUPERSEDE = """
    UPDATE reminders_reminder reminder SET state = 'superseded'
    FROM events_event event, messaging_message message
    WHERE event.schedule_version > 0 AND event.ends_at > %(now)s
      AND reminder.source = %(source)s AND reminder.subject = event.id::text AND reminder.state = 'queued'
      AND reminder.schedule_version < event.schedule_version
      AND message.id = reminder.message_id AND message.state IN ('queued', 'cancelled', 'expired', 'failed')
    RETURNING message.id
"""
# Cancelled because the place was given up, and the person has a place again: another registration, or the same one that left
# its state and came back (its sequence rose). The entry goes, and the planner decides anew. Who switched reminders off, whose
# address is suppressed, whom staff gave up on stays as he is.
RETURNED = """
    DELETE FROM reminders_reminder reminder
    USING messaging_message message, events_event event, events_registration seat, members_member person
    WHERE event.state = 'published' AND event.starts_at > %(now)s AND event.starts_at <= %(until)s
      AND reminder.source = %(source)s AND reminder.subject = event.id::text AND reminder.state = 'queued'
      AND reminder.schedule_version = event.schedule_version
      AND message.id = reminder.message_id AND message.state = 'cancelled'
      AND person.user_id = reminder.recipient_id AND seat.member_id = person.id AND seat.event_id = event.id
      AND seat.state IN ('confirmed', 'waitlisted', 'offered', 'pending')
      AND (seat.id::text, seat.sequence::text)
          IS DISTINCT FROM (message.context->>'registration_id', message.context->>'seat_sequence')
"""


@dataclass(frozen=True)
class Due:
    """A rule that has fallen due for an event; `is_missed` when it is only to be recorded."""

    event: Event
    rule: Rule
    at: datetime
    is_missed: bool


def plan_reminders(now: datetime, *, batch: int = BATCH) -> Counter[str]:
    """Write what is due at `now` into the ledger, each reminder with its message in one transaction, `batch` people at a time.

    Due means at or before: a run that comes late, after any outage, does what was left undone. Of an event's reminders for the
    same people that are overdue only the latest is sent, and only within its grace; the others are recorded as missed. Then
    the deadlines of the registry's sources. Returns how many entries were written in each state."""
    written: Counter[str] = Counter()
    written[Reminder.State.SUPERSEDED] += _supersede(now)
    rules = list(Rule.objects.select_related("body").order_by("pk"))
    _forget_given_up(now, rules)
    for due in due_reminders(now, rules):
        facts = None if due.is_missed else event_facts(due.event)
        owed = _owed(due, now)
        while states := write_batch(owed, _Writer(due, facts), RECORDED_AT_ONCE if due.is_missed else batch):
            written.update(states)
    written.update(plan_deadlines(now, rules, batch=batch))
    if written[Reminder.State.MISSED]:
        logger.warning("%d reminders were missed.", written[Reminder.State.MISSED])
    record_heartbeat("planner")
    return +written


def due_reminders(now: datetime, rules: Iterable[Rule] | None = None) -> Iterator[Due]:
    """Every rule that has fallen due at `now` for a published event that has not begun or has ended, and for one that began
    lately what was missed."""
    rules = [rule for rule in (Rule.objects.order_by("pk") if rules is None else rules) if rule.source == SOURCE]
    states = (Event.State.PUBLISHED, Event.State.COMPLETED)
    ahead = Q(state=Event.State.PUBLISHED, starts_at__gt=now, starts_at__lte=now + _reach(rules))
    begun = Q(state__in=states, starts_at__gt=now - LOOK_BACK, starts_at__lte=now)
    behind = Q(state__in=states, ends_at__gt=now - _reach_back(rules), ends_at__lte=now)
    for event in Event.objects.filter(ahead | begun | behind).select_related("venue").order_by("starts_at", "pk"):
        fallen = [rule for rule in rules_for(event, rules) if _is_fallen(rule, event, now)]
        gone = overtaken(fallen)
        for rule in fallen:
            useful = rule not in gone and now < useful_until(rule, event)
            yield Due(event, rule, due_at(rule, event), is_missed=not useful)


def _is_fallen(rule: Rule, event: Event, now: datetime) -> bool:
    """Whether `rule` has fallen due at `now`, not so long ago that nobody keeps a record of it any more."""
    if due_at(rule, event) > now:
        return False
    return useful_until(rule, event) > now - LOOK_BACK if rule.is_after else event.starts_at > now - LOOK_BACK


def _reach(rules: Iterable[Rule]) -> timedelta:
    """How far ahead of an event the first reminder falls due."""
    return max((timedelta(days=rule.amount + 1) for rule in rules if not rule.is_after), default=timedelta(0))


def _reach_back(rules: Iterable[Rule]) -> timedelta:
    """How long after its end an event is looked at."""
    after = (timedelta(days=rule.amount + 2, minutes=rule.grace_minutes) + LOOK_BACK for rule in rules if rule.is_after)
    return max(after, default=timedelta(0))


def _supersede(now: datetime) -> int:
    """Give up what is still unsent of moved events; what was sent keeps its entry. Returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SUPERSEDE, {"source": SOURCE, "now": now})
            messages = [row[0] for row in cursor.fetchall()]
        if messages:
            cancel_messages(ids=messages)
    return len(messages)


def _forget_given_up(now: datetime, rules: Iterable[Rule]) -> None:
    """Strike the entries of people whose reminder was cancelled with their place, and who have one again."""
    with connection.cursor() as cursor:
        cursor.execute(RETURNED, {"source": SOURCE, "now": now, "until": now + _reach(rules)})


def _owed(due: Due, now: datetime) -> Owed:
    event, rule = due.event, due.rule
    people, params = embedded(owed_rows(rule, event, now), "who")
    return Owed(
        source=SOURCE,
        rule=rule,
        kind=kind_of(rule),
        can_be_off=True,
        sql=OWED.replace("{people}", people),
        params={
            **params,
            "subject": str(event.pk),
            "version": event.schedule_version,
            "due_at": due.at,
            "is_missed": due.is_missed,
            "is_far": not rule.is_after and event.starts_at - now > LATE_WINDOW,
            "is_overdue": now - due.at > ON_TIME,
            "has_begun": not rule.is_after and event.has_begun(now),
        },
    )


class _Writer:
    """Makes the messages of one rule of one event."""

    def __init__(self, due: Due, facts: Facts | None) -> None:
        self.due, self.facts = due, facts
        self.links = None if facts is None else Links(due.rule, due.event, due.at)

    def __call__(self, entries: list[Entry], people: dict[int, Member]) -> Iterable[OutgoingMessage]:
        event, rule, facts = self.due.event, self.due.rule, self.facts
        if facts is None or self.links is None:
            return
        self.links.load(people)
        seats = {
            row["member__user"]: row
            for row in Registration.objects.live()
            .filter(event=event, member__user__in=people)
            .values("member__user", "state", "sequence", registration_id=F("pk"))
        }
        for entry in entries:
            yield reminder_message(
                event=event,
                member=people[entry.user_id],
                facts=facts,
                key=entry.key,
                rule=rule,
                seat=seats.get(entry.user_id),
                links=self.links,
                not_after=useful_until(rule, event) if rule.is_after else event.starts_at,
            )
