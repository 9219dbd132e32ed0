"""The planner: finds what is due, writes the ledger and the outbox. Any number may run at once, as often as they like."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from council.events.models import Event
from council.members.models import Member
from council.messaging.models import Message
from council.messaging.services import cancel_messages, queue_messages
from council.reminders.models import Reminder, Rule
from council.reminders.schedule import due_at, rules_for, useful_until
from council.reminders.services.wording import KIND, Facts, event_facts, reminder_message

logger = logging.getLogger(__name__)

SOURCE = "event"
BATCH = 2000
# What is only recorded writes no message: more at a time.
RECORDED_AT_ONCE = 10 * BATCH
# Further from the event than this the confirmation itself has just said it all (README, decision 2).
LATE_WINDOW = timedelta(days=2)
# A tick that comes this late is still on time.
ON_TIME = timedelta(minutes=15)
# An outage that lasts beyond an event leaves its trace in the ledger, if it was shorter than this.
LOOK_BACK = timedelta(days=7)

# Who has a place and no entry yet, and what the entry says. One statement; whoever comes second finds nothing to insert.
# Sorted, so that two planners wait for each other in the same order.
INSERT = """
    INSERT INTO reminders_reminder (source, subject, recipient_id, rule_id, schedule_version, due_at, state)
    SELECT %(source)s, %(subject)s, seat.user_id, %(rule)s, %(version)s, %(due_at)s,
           CASE WHEN %(is_missed)s OR seat.confirmed_at > %(due_at)s AND %(is_far)s THEN 'missed'
                WHEN EXISTS (
                    SELECT 1 FROM reminders_reminder earlier JOIN reminders_rule its_rule ON its_rule.id = earlier.rule_id
                    WHERE earlier.source = %(source)s AND earlier.subject = %(subject)s
                      AND earlier.recipient_id = seat.user_id AND earlier.state = 'queued' AND its_rule.name = %(rule_name)s
                      AND (earlier.due_at >= %(due_at)s OR %(is_overdue)s)) THEN 'covered'
                WHEN EXISTS (
                    SELECT 1 FROM messaging_preference off
                    WHERE off.user_id = seat.user_id AND off.kind = %(kind)s) THEN 'opted-out'
                ELSE 'queued' END
    FROM (
        SELECT member.user_id, registration.confirmed_at
        FROM events_registration registration
        JOIN members_member member ON member.id = registration.member_id
        JOIN members_user log_in ON log_in.id = member.user_id
        WHERE registration.event_id = %(event)s AND registration.state = 'confirmed' AND log_in.is_active
          AND (NOT %(has_begun)s OR registration.confirmed_at <= %(due_at)s)
          AND NOT EXISTS (
            SELECT 1 FROM reminders_reminder known
            WHERE known.source = %(source)s AND known.subject = %(subject)s AND known.recipient_id = member.user_id
              AND known.rule_id = %(rule)s AND known.schedule_version = %(version)s)
        ORDER BY member.user_id LIMIT %(batch)s
    ) AS seat
    ORDER BY seat.user_id
    ON CONFLICT DO NOTHING
    RETURNING id, recipient_id, state
"""
SUPERSEDE = """
    UPDATE reminders_reminder reminder SET state = 'superseded'
    FROM events_event event, messaging_message message
    WHERE event.schedule_version > 0 AND event.starts_at > %(now)s
      AND reminder.source = %(source)s AND reminder.subject = event.id::text AND reminder.state = 'queued'
      AND reminder.schedule_version < event.schedule_version
      AND message.id = reminder.message_id AND message.state IN ('queued', 'cancelled', 'expired', 'failed')
    RETURNING message.id
"""
LINK = """
    UPDATE reminders_reminder reminder SET message_id = written.message_id
    FROM unnest(%s::bigint[], %s::bigint[]) AS written (reminder_id, message_id) WHERE reminder.id = written.reminder_id
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

    Due means at or before: a run that comes late, after any outage, does what was left undone. Of an event's reminders that
    are overdue only the latest is sent, and only within its grace; the others are recorded as missed. Returns how many entries
    were written in each state."""
    written: Counter[str] = Counter()
    written[Reminder.State.SUPERSEDED] += _supersede(now)
    for due in due_reminders(now):
        facts = None if due.is_missed else event_facts(due.event)
        while True:
            states = _plan_batch(due, facts, now, RECORDED_AT_ONCE if due.is_missed else batch)
            if not states:
                break
            written.update(states)
    if written[Reminder.State.MISSED]:
        logger.warning("%d reminders were missed.", written[Reminder.State.MISSED])
    return +written


def due_reminders(now: datetime) -> Iterator[Due]:
    """Every rule that has fallen due at `now` for a published event that has not begun, and for one that began lately what was
    missed."""
    rules = list(Rule.objects.order_by("pk"))
    reach = max((timedelta(days=rule.amount + 1) for rule in rules), default=timedelta(0))
    ahead = Q(state=Event.State.PUBLISHED, starts_at__gt=now, starts_at__lte=now + reach)
    begun = Q(state__in=(Event.State.PUBLISHED, Event.State.COMPLETED), starts_at__gt=now - LOOK_BACK, starts_at__lte=now)
    for event in Event.objects.filter(ahead | begun).select_related("venue").order_by("starts_at", "pk"):
        fallen = [rule for rule in rules_for(event, rules) if due_at(rule, event) <= now]
        for rule in fallen:
            useful = rule is fallen[-1] and now < useful_until(rule, event)
            yield Due(event, rule, due_at(rule, event), is_missed=not useful)


def _supersede(now: datetime) -> int:
    """Withdraw unsent reminders of events that were moved; the messages are cancelled (and would be by `is_still_true`)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SUPERSEDE, {"now": now, "source": SOURCE})
        messages = [row[0] for row in cursor.fetchall()]
        if messages:
            cancel_messages(ids=messages)
    return len(messages)


@transaction.atomic
def _plan_batch(due: Due, facts: Facts | None, now: datetime, batch: int) -> list[str]:
    """Write one batch; returns the states of the entries that were written."""
    event, rule = due.event, due.rule
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "source": SOURCE,
                "subject": str(event.pk),
                "event": event.pk,
                "rule": rule.pk,
                "rule_name": rule.name,
                "version": event.schedule_version,
                "due_at": due.at,
                "kind": KIND,
                "is_missed": due.is_missed,
                "is_far": event.starts_at - now > LATE_WINDOW,
                "is_overdue": now - due.at > ON_TIME,
                "has_begun": event.has_begun(now),
                "batch": batch,
            },
        )
        entries = cursor.fetchall()
    _write_messages(due, facts, {recipient: pk for pk, recipient, state in entries if state == Reminder.State.QUEUED})
    return [state for _pk, _recipient, state in entries]


def _write_messages(due: Due, facts: Facts | None, reminders: dict[int, int]) -> None:
    """The messages of new ledger entries (`{recipient: entry}`), tied to them."""
    if not reminders or facts is None:
        return
    keys = {
        f"reminder:event:{due.event.pk}:{due.event.schedule_version}:{due.rule.pk}:{recipient}": pk
        for recipient, pk in reminders.items()
    }
    members = Member.objects.filter(user__in=reminders).select_related("user")
    key_of = {pk: key for key, pk in keys.items()}
    messages: list[Message] = queue_messages(
        reminder_message(event=due.event, member=member, facts=facts, key=key_of[reminders[member.user_id]])
        for member in members
    )
    with connection.cursor() as cursor:
        cursor.execute(LINK, [[keys[message.key] for message in messages], [message.pk for message in messages]])
