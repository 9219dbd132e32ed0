"""When a rule falls due for an event, and which rules hold for it. Pure functions: nothing is asked or written."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from council.events.models import Event
from council.reminders.models import EVENT_SOURCE, Rule


def due_at(rule: Rule, event: Event) -> datetime:
    """The moment at which `rule` falls due for `event`.

    Days are counted on the calendar of the event's zone, from its first day or after its last, and the time of day is read off
    a clock there: where a change to summer time skips that time it is the moment that the clock would have shown without the
    change, where it comes twice the first. Hours are hours, whatever clocks do. Nothing that comes after falls due before the
    end."""
    if rule.offset == Rule.Offset.HOURS_AFTER:
        return event.ends_at + timedelta(hours=rule.amount)
    if rule.offset == Rule.Offset.HOURS_BEFORE or rule.at_time is None:
        return event.starts_at - timedelta(hours=rule.amount)
    if rule.is_after:
        day = event.days()[1] + timedelta(days=rule.amount)
        return max(datetime.combine(day, rule.at_time, tzinfo=event.zone).astimezone(UTC), event.ends_at)
    day = event.starts_at.astimezone(event.zone).date() - timedelta(days=rule.amount)
    return datetime.combine(day, rule.at_time, tzinfo=event.zone).astimezone(UTC)


def useful_until(rule: Rule, event: Event) -> datetime:
    """Until when a reminder that is overdue is still sent: its grace, and what comes before never after the event has begun."""
    until = due_at(rule, event) + timedelta(minutes=rule.grace_minutes)
    return until if rule.is_after else min(until, event.starts_at)


def rules_for(event: Event, rules: Iterable[Rule]) -> list[Rule]:
    """Those of `rules` that hold for `event`, the first due first.

    A rule of the event replaces its programme's of the same name, and that the general one; a rule that is not in use replaces,
    too, which switches a default off. A rule from before the event that would fall due once it has begun never does."""
    chosen: dict[str, tuple[int, Rule]] = {}
    for rule in rules:
        rank = _rank(rule, event)
        if rank and rank > chosen.get(rule.name, (0, rule))[0]:
            chosen[rule.name] = (rank, rule)
    valid = [rule for _rank, rule in chosen.values() if rule.is_active and rule.is_for_format(event.format)]
    return sorted(
        (rule for rule in valid if rule.is_after or due_at(rule, event) < event.starts_at),
        key=lambda rule: (due_at(rule, event), rule.pk),
    )


def audience_key(rule: Rule) -> tuple[str, ...]:
    """What tells rules for different people apart."""
    return (*sorted(rule.state_list()), rule.role, rule.attendance, str(rule.body_id or ""))


def overtaken(fallen: Iterable[Rule]) -> set[Rule]:
    """Those of the rules of one event that have fallen due (the first due first) which a later one for the same people has
    overtaken. What comes after the event tells each its own thing: nothing of it is overtaken."""
    latest: dict[tuple[str, ...], Rule] = {}
    gone: set[Rule] = set()
    for rule in fallen:
        if rule.is_after:
            continue
        key = audience_key(rule)
        if key in latest:
            gone.add(latest[key])
        latest[key] = rule
    return gone


def _rank(rule: Rule, event: Event) -> int:
    """How close `rule` is to `event`: 3 its own, 2 its programme's, 1 everybody's, 0 another's."""
    if rule.source != EVENT_SOURCE:
        return 0
    if rule.event_id is not None:
        return 3 if rule.event_id == event.pk else 0
    if rule.programme:
        return 2 if rule.programme == event.programme else 0
    return 1
