"""Deadlines of the registry's sources: the same ledger, the same guarantees, set-based."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from council import programmes
from council.members.models import Member
from council.messaging.services import OutgoingMessage, cancel_messages
from council.programmes import DeadlineSource
from council.reminders.models import Reminder, Rule
from council.reminders.services.ledger import Entry, Owed, embedded, write_batch
from council.reminders.services.wording import deadline_message

# A tick that comes this late is still on time; what nobody sent is kept on record for so long.
ON_TIME = timedelta(minutes=15)
LOOK_BACK = timedelta(days=7)
LAST_MOMENT = time(23, 59, 59)

# When each falls due, by the rule and by the next rule that overtakes it. A day counts to its end.
OWED = """
    SELECT subject, user_id, version, due_at,
           due_at + %(grace)s <= %(now)s OR %(is_overtaken)s AND next_due_at <= %(now)s,
           %(now)s - due_at > %(on_time)s
    FROM (
        SELECT item.subject::text AS subject, item.user_id,
               to_char(item.moment AT TIME ZONE %(zone)s, 'YYYYMMDD')::int AS version,
               CASE WHEN %(in_days)s
                    THEN ((item.moment AT TIME ZONE %(zone)s)::date + %(days)s::int + %(at_time)s::time) AT TIME ZONE %(zone)s
                    ELSE item.moment + %(hours)s END AS due_at,
               CASE WHEN %(next_in_days)s
                    THEN ((item.moment AT TIME ZONE %(zone)s)::date + %(next_days)s::int + %(next_at_time)s::time)
                         AT TIME ZONE %(zone)s
                    ELSE item.moment + %(next_hours)s END AS next_due_at,
               item.moment
        FROM (SELECT subject, user_id, {moment} AS moment FROM ({items}) AS given (subject, user_id, deadline)) AS item
    ) AS dated
    WHERE due_at <= %(now)s AND due_at + %(grace)s > %(now)s - %(look_back)s AND (%(is_after)s OR moment > %(now)s)
"""
MOMENT = "deadline"
MOMENT_OF_A_DAY = "(deadline + time '23:59:59') AT TIME ZONE %(zone)s"
# What a source owes to whom, as SQL and its parameters: worked out once for all its rules, which takes longer than asking.
Embedded = tuple[str, dict[str, Any]]
# Written for a deadline that is another day's by now, or nobody's, and not sent yet.
SUPERSEDE = """
    UPDATE reminders_reminder reminder SET state = 'superseded'
    FROM messaging_message message
    WHERE reminder.source = %(source)s AND reminder.state = 'queued' AND message.id = reminder.message_id
      AND message.state IN ('queued', 'cancelled', 'expired', 'failed') AND reminder.schedule_version > %(after)s
      AND reminder.schedule_version <= %(until)s
      AND NOT EXISTS (
        SELECT 1 FROM (SELECT subject, user_id, {moment} AS moment FROM ({items}) AS given (subject, user_id, deadline)) AS item
        WHERE item.subject::text = reminder.subject AND item.user_id = reminder.recipient_id
          AND to_char(item.moment AT TIME ZONE %(zone)s, 'YYYYMMDD')::int = reminder.schedule_version)
    RETURNING message.id
"""


def plan_deadlines(now: datetime, rules: Iterable[Rule], *, batch: int, settled: bool = False) -> Counter[str]:
    """Write what the sources of the registry owe people at `now`. With `settled` it is noted as given, not sent. Returns how
    many entries were written in each state."""
    written: Counter[str] = Counter()
    for source in programmes.deadline_sources.all():
        mine = [rule for rule in rules if rule.source == source.slug and rule.is_active]
        if not mine:
            continue
        since, until = window(mine, now)
        # Of deadlines within the window alone: what is over is not another day's.
        items = embedded(source.due(since, until + timedelta(days=1), now).order_by(), "item")
        written[Reminder.State.SUPERSEDED] += _supersede(source, items, since, until)
        for rule, following in with_next(mine):
            owed = _owed(source, items, rule, following, now, settled=settled)
            while states := write_batch(owed, _Writer(source, rule, now), batch):
                written.update(states)
    return written


def with_next(rules: Iterable[Rule]) -> list[tuple[Rule, Rule | None]]:
    """The rules in the order in which they fall due, each with the one that overtakes it (what comes after the deadline
    overtakes nothing)."""
    before = sorted((rule for rule in rules if not rule.is_after), key=lambda rule: (-_hours(rule), rule.pk))
    after = sorted((rule for rule in rules if rule.is_after), key=lambda rule: (_hours(rule), rule.pk))
    return [*zip(before, [*before[1:], None], strict=True), *((rule, None) for rule in after)]


def window(rules: Iterable[Rule], now: datetime) -> tuple[datetime, datetime]:
    """Within which deadlines must lie for one of `rules` to have fallen due and to be of any concern."""
    since, until = now, now
    for rule in rules:
        reach = timedelta(hours=_hours(rule) + 48)
        if rule.is_after:
            since = min(since, now - reach - timedelta(minutes=rule.grace_minutes) - LOOK_BACK)
        else:
            until = max(until, now + reach)
    return since - timedelta(days=1), until


def end_of(source: DeadlineSource, deadline: Any) -> datetime:
    """The moment of a deadline: a day counts to its end on the source's clock."""
    if isinstance(deadline, datetime):
        return deadline
    return datetime.combine(deadline, LAST_MOMENT, tzinfo=ZoneInfo(source.zone))


def _hours(rule: Rule) -> int:
    return rule.amount * (24 if rule.offset in Rule.IN_DAYS else 1)


def _offset(rule: Rule | None, prefix: str = "") -> dict[str, Any]:
    """The rule's offset as the statement takes it."""
    sign = 1 if rule is not None and rule.is_after else -1
    amount = rule.amount if rule is not None else 0
    return {
        f"{prefix}in_days": rule is not None and rule.offset in Rule.IN_DAYS,
        f"{prefix}days": sign * amount,
        f"{prefix}at_time": (rule.at_time if rule is not None else None) or time(9),
        f"{prefix}hours": timedelta(hours=sign * amount),
    }


def _about(source: DeadlineSource, statement: str, items: Embedded) -> tuple[str, dict[str, Any]]:
    """`statement` about the `items` of `source`."""
    sql, params = items
    moment = MOMENT_OF_A_DAY if source.is_date else MOMENT
    return statement.replace("{items}", sql).replace("{moment}", moment), {**params, "zone": source.zone}


def _owed(source: DeadlineSource, items: Embedded, rule: Rule, following: Rule | None, now: datetime, *, settled: bool) -> Owed:
    sql, params = _about(source, OWED, items)
    return Owed(
        source=source.slug,
        rule=rule,
        kind=source.kind,
        can_be_off=not programmes.message_kinds.get(source.kind).essential,
        sql=sql,
        params={
            **params,
            **_offset(rule),
            **_offset(following, "next_"),
            "now": now,
            "grace": timedelta(minutes=rule.grace_minutes),
            "is_overtaken": following is not None,
            "on_time": ON_TIME,
            "look_back": LOOK_BACK,
            "is_after": rule.is_after,
        },
        settled=settled,
    )


def _supersede(source: DeadlineSource, items: Embedded, since: datetime, until: datetime) -> int:
    sql, params = _about(source, SUPERSEDE, items)
    params |= {"source": source.slug, "after": source.version(since), "until": source.version(until)}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            messages = [row[0] for row in cursor.fetchall()]
        if messages:
            cancel_messages(ids=messages)
    return len(messages)


class _Writer:
    """Makes the messages of one rule of one source."""

    def __init__(self, source: DeadlineSource, rule: Rule, now: datetime) -> None:
        self.source, self.rule, self.now = source, rule, now

    def __call__(self, entries: list[Entry], people: dict[int, Member]) -> Iterable[OutgoingMessage]:
        source = self.source
        by_language: dict[str, list[str]] = {}
        for entry in entries:
            by_language.setdefault(people[entry.user_id].language, []).append(entry.subject)
        facts = {language: source.facts(subjects, language) for language, subjects in by_language.items()}
        found = source.due(*window([self.rule], self.now), self.now).filter(subject__in={entry.subject for entry in entries})
        moments = {
            (str(subject), user, source.version(deadline)): end_of(source, deadline) for subject, user, deadline in found
        }
        for entry in entries:
            member = people[entry.user_id]
            said = facts[member.language].get(entry.subject)
            deadline = moments.get((entry.subject, entry.user_id, entry.version))
            if said is None or deadline is None:
                continue
            yield deadline_message(
                source=source,
                rule=self.rule,
                member=member,
                facts=said,
                subject=entry.subject,
                version=entry.version,
                deadline=deadline,
                key=entry.key,
            )
