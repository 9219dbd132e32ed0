"""Who gets what, when: for staff, before it happens and afterwards."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from council.events.models import Event, Registration
from council.members.models import Member
from council.messaging.models import Message, Preference
from council.messaging.services import queue_messages
from council.reminders.models import Reminder, Rule
from council.reminders.schedule import due_at, rules_for, useful_until
from council.reminders.services.planning import SOURCE
from council.reminders.services.wording import KIND, TEST_KIND, event_facts, reminder_message


@dataclass(frozen=True)
class PreviewedRule:
    """A rule that holds for an event: when it falls due, until when it would still be sent, for how many it is still to come,
    and how many entries of the ledger are in which state (`sent`, `waiting`, `failed`, …, `missed`, …)."""

    rule: Rule
    due_at: datetime
    useful_until: datetime
    is_past: bool
    expected: int
    outcomes: dict[str, int] = field(default_factory=dict)


def preview(event: Event, now: datetime) -> list[PreviewedRule]:
    """The reminders of `event` as they stand at `now`, the first due first. Nothing is planned for an event that is not
    published or has begun."""
    rules = rules_for(event, Rule.objects.order_by("pk"))
    expected = people(event).exclude(member__user__in=_switched_off()).count() if _is_ahead(event, now) else 0
    outcomes = _outcomes(event)
    lines = []
    for rule in rules:
        at = due_at(rule, event)
        is_past = at <= now
        lines.append(
            PreviewedRule(
                rule=rule,
                due_at=at,
                useful_until=useful_until(rule, event),
                is_past=is_past,
                expected=0 if is_past else expected,
                outcomes=dict(outcomes.get(rule.pk, {})),
            )
        )
    return lines


def people(event: Event) -> QuerySet[Registration]:
    """Who is reminded of `event`: the confirmed, whose log-in is in use. By name; `switched_off` says who wants none."""
    off = Preference.objects.filter(user=OuterRef("member__user"), kind=KIND).values("pk")[:1]
    return (
        Registration.objects.filter(event=event, state=Registration.State.CONFIRMED, member__user__is_active=True)
        .select_related("member__user")
        .annotate(switched_off=Subquery(off))
        .order_by("member__family_name", "member__given_name", "member__family_name_en", "pk")
    )


def entries(event: Event, registrations: list[Registration]) -> dict[int, dict[int, Reminder]]:
    """The ledger of `event`'s present schedule for `registrations`: `{log-in: {rule: entry}}`, each with its message."""
    found: dict[int, dict[int, Reminder]] = {}
    ledger = Reminder.objects.filter(
        source=SOURCE,
        subject=str(event.pk),
        schedule_version=event.schedule_version,
        recipient__in=[registration.member.user_id for registration in registrations],
    ).select_related("message")
    for reminder in ledger:
        found.setdefault(reminder.recipient_id, {})[reminder.rule_id] = reminder
    return found


def send_test(*, event: Event, user: Any) -> Message | None:
    """Queue the reminder of `event` for the staff member `user` alone; each call is one more mail."""
    member = Member.objects.select_related("user").get(user=user)
    written = queue_messages(
        [
            reminder_message(
                event=event,
                member=member,
                facts=event_facts(event),
                key=f"reminder-test:{event.pk}:{uuid.uuid4()}",
                kind=TEST_KIND,
            )
        ]
    )
    return written[0] if written else None


def _is_ahead(event: Event, now: datetime) -> bool:
    return event.state == Event.State.PUBLISHED and not event.has_begun(now)


def _switched_off() -> Any:
    return Preference.objects.filter(kind=KIND).values("user")


def _outcomes(event: Event) -> dict[int, Counter[str]]:
    """`{rule: {outcome: how many}}` of the present schedule: what became of the message, where there is one."""
    rows = (
        Reminder.objects.filter(source=SOURCE, subject=str(event.pk), schedule_version=event.schedule_version)
        .values_list("rule", "state", "message__state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    outcomes: dict[int, Counter[str]] = {}
    for rule, state, message_state, count in rows:
        outcome = message_state or state if state == Reminder.State.QUEUED else state
        outcomes.setdefault(rule, Counter())[outcome] += count
    return outcomes
