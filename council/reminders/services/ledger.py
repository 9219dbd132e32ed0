"""The ledger: who is owed a reminder gets one entry, in one statement, and its message in the same transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from council.members.models import Member
from council.messaging.services import OutgoingMessage, write_messages
from council.reminders.models import Reminder, Rule

# Who is owed one and has no entry yet, and what the entry says. One statement; whoever comes second finds nothing to insert.
# Sorted, so that two planners wait for each other in the same order.
INSERT = """
    INSERT INTO reminders_reminder (source, subject, recipient_id, rule_id, schedule_version, due_at, state)
    SELECT %(source)s, item.subject, item.user_id, %(rule)s, item.version, item.due_at,
           CASE WHEN %(settled)s THEN 'covered'
                WHEN item.is_missed THEN 'missed'
                WHEN EXISTS (
                    SELECT 1 FROM reminders_reminder earlier JOIN reminders_rule its_rule ON its_rule.id = earlier.rule_id
                    WHERE earlier.source = %(source)s AND earlier.subject = item.subject
                      AND earlier.recipient_id = item.user_id AND earlier.state = 'queued' AND its_rule.name = %(rule_name)s
                      AND (earlier.due_at >= item.due_at OR item.is_overdue)) THEN 'covered'
                WHEN %(can_be_off)s AND EXISTS (
                    SELECT 1 FROM messaging_preference off
                    WHERE off.user_id = item.user_id AND off.kind = %(kind)s) THEN 'opted-out'
                ELSE 'queued' END
    FROM (
        SELECT owed.* FROM ({owed}) AS owed (subject, user_id, version, due_at, is_missed, is_overdue)
        WHERE NOT EXISTS (
            SELECT 1 FROM reminders_reminder known
            WHERE known.source = %(source)s AND known.subject = owed.subject AND known.recipient_id = owed.user_id
              AND known.rule_id = %(rule)s AND known.schedule_version = owed.version)
        ORDER BY owed.user_id, owed.subject LIMIT %(batch)s
    ) AS item
    ORDER BY item.user_id, item.subject
    ON CONFLICT DO NOTHING
    RETURNING id, subject, recipient_id, schedule_version, state
"""
LINK = """
    UPDATE reminders_reminder reminder SET message_id = written.message_id
    FROM unnest(%s::bigint[], %s::bigint[]) AS written (reminder_id, message_id) WHERE reminder.id = written.reminder_id
"""

# All that a message asks of a person.
WRITTEN_TO = ("language", "erased_at", "family_name", "given_name", "family_name_en", "given_name_en", "user__email")


@dataclass(frozen=True)
class Owed:
    """Who is owed a reminder by `rule`: `sql` with `params` selects subject, log-in, version, due, is_missed, is_overdue."""

    source: str
    rule: Rule
    kind: str
    can_be_off: bool
    sql: str
    params: Mapping[str, Any]
    # Noted as given without being sent: the story before the portal's first day (demonstration data).
    settled: bool = False


@dataclass(frozen=True)
class Entry:
    """A new entry that is to be sent."""

    pk: int
    subject: str
    user_id: int
    version: int

    @property
    def key(self) -> str:
        """The message's key: an entry has one message."""
        return f"reminder:{self.pk}"


# Makes the messages of new entries, given their people by log-in. What it leaves out is not written to.
Writer = Callable[[list[Entry], dict[int, Member]], Iterable[OutgoingMessage]]


def embedded(queryset: QuerySet[Any], prefix: str) -> tuple[str, dict[str, Any]]:
    """A query as SQL with named parameters that begin with `prefix`, to stand within another statement."""
    sql, params = queryset.query.sql_with_params()
    names = [f"{prefix}{number}" for number in range(len(params))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, params, strict=True))


@transaction.atomic
def write_batch(owed: Owed, write: Writer, batch: int) -> list[str]:
    """Write up to `batch` entries with their messages; returns the states of those that were written."""
    values = {
        "source": owed.source,
        "rule": owed.rule.pk,
        "rule_name": owed.rule.name,
        "kind": owed.kind,
        "can_be_off": owed.can_be_off,
        "settled": owed.settled,
        "batch": batch,
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT.replace("{owed}", owed.sql), dict[str, Any](owed.params) | values)
        rows = cursor.fetchall()
    _write_messages([Entry(*row[:4]) for row in rows if row[4] == Reminder.State.QUEUED], write)
    return [row[4] for row in rows]


def _write_messages(entries: list[Entry], write: Writer) -> None:
    """The messages of new entries, tied to them."""
    if not entries:
        return
    users = {entry.user_id for entry in entries}
    known = Member.objects.filter(user__in=users).select_related("user").only(*WRITTEN_TO)
    people = {member.user_id: member for member in known}
    messages = write_messages(write(entries, people))
    entry_of = {entry.key: entry.pk for entry in entries}
    with connection.cursor() as cursor:
        cursor.execute(LINK, [[entry_of[key] for key in messages], list(messages.values())])
