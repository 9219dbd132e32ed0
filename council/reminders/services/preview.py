"""Who gets what, when: for staff, before it happens and afterwards."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet
from django.utils.functional import Promise

from council import bilingual, programmes
from council.events.models import Event, Registration
from council.members.models import Member, User
from council.messaging.models import Message, Preference
from council.messaging.rendering import Rendered, render
from council.messaging.services import OutgoingMessage, queue_messages
from council.programmes import DeadlineFacts, DeadlineSource
from council.reminders.models import EVENT_SOURCE, Reminder, Rule
from council.reminders.schedule import due_at, rules_for, useful_until
from council.reminders.services.afterwards import Links
from council.reminders.services.audience import audience
from council.reminders.services.deadlines import end_of, window
from council.reminders.services.planning import SOURCE
from council.reminders.services.wording import TEST_KIND, deadline_message, event_facts, kind_of, reminder_message
from council.staff import coordinates

SHOWN = 50
EVENTS_SHOWN = 20
WAITING = (Message.State.QUEUED, Message.State.CLAIMED, Message.State.SENDING)


@dataclass(frozen=True)
class PreviewedRule:
    """A rule that holds for an event: when it falls due, until when it would still be sent, for how many it is still to come,
    how many entries of the ledger are in which state (`sent`, `waiting`, `failed`, …, `missed`, …), and `notes` on lines of its
    text that are left out."""

    rule: Rule
    due_at: datetime
    useful_until: datetime
    is_past: bool
    expected: int
    outcomes: dict[str, int] = field(default_factory=dict)
    notes: list[Promise] = field(default_factory=list)


@dataclass(frozen=True)
class Upcoming:
    """A reminder that is to come: of an event for so many people, or of one person's deadline."""

    due_at: datetime
    what: str
    people: int = 0
    who: str = ""
    event: Event | None = None


def preview(event: Event, now: datetime) -> list[PreviewedRule]:
    """The reminders of `event` as they stand at `now`, the first due first. Nothing is planned before an event that is not
    published or has begun, nothing after one that is cancelled."""
    outcomes = _outcomes(event)
    lines = []
    for rule in _rules(event):
        at = due_at(rule, event)
        is_past = at <= now
        lines.append(
            PreviewedRule(
                rule=rule,
                due_at=at,
                useful_until=useful_until(rule, event),
                is_past=is_past,
                expected=0 if is_past or not _is_ahead(event, rule, now) else _expected(rule, event, now),
                outcomes=dict(outcomes.get(rule.pk, {})),
                notes=Links(rule, event, at).notes(),
            )
        )
    return lines


def people(event: Event) -> QuerySet[Registration]:
    """Who may be reminded of `event`: those with a live registration, whose log-in is in use. By name."""
    return (
        Registration.objects.live()
        .filter(event=event, member__user__is_active=True)
        .select_related("member__user")
        .order_by("member__family_name", "member__given_name", "member__family_name_en", "pk")
    )


def addressed(event: Event, rules: Iterable[Rule], shown: Iterable[Registration], now: datetime) -> dict[int, set[int]]:
    """`{rule: {registration}}`: which of the registrations `shown` each of `rules` is for. One query a rule."""
    keys = [registration.pk for registration in shown]
    return {
        rule.pk: set(audience(rule, event, now).filter(pk__in=keys).order_by().values_list("pk", flat=True)) for rule in rules
    }


def switched_off(shown: Iterable[Registration]) -> set[tuple[int, str]]:
    """`{(log-in, kind)}`: which kinds of reminder those people want none of."""
    users = [registration.member.user_id for registration in shown]
    return set(Preference.objects.filter(user__in=users).values_list("user_id", "kind"))


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


def upcoming(rule: Rule, user: User, now: datetime) -> list[Upcoming]:
    """What `rule` brings next, the first due first: of events, or of those of a source's deadlines of the coming month that
    `user`, who is staff, looks after."""
    if rule.source != EVENT_SOURCE:
        return _upcoming_deadlines(rule, user, now)
    events = Event.objects.filter(state=Event.State.PUBLISHED, ends_at__gt=now).select_related("venue")
    if rule.event_id is not None:
        events = events.filter(pk=rule.event_id)
    elif rule.programme:
        events = events.filter(programme=rule.programme)
    rules = list(Rule.objects.select_related("body").order_by("pk"))
    found = []
    for event in events.order_by("starts_at", "pk"):
        at = due_at(rule, event)
        if at > now and rule in rules_for(event, rules):
            found.append(Upcoming(at, str(event), _expected(rule, event, now), event=event))
        if len(found) == EVENTS_SHOWN:
            break
    return sorted(found, key=lambda one: one.due_at)


def sample(rule: Rule, user: User, event: Event | None = None, *, now: datetime) -> list[tuple[str, Rendered]]:
    """The mail that `rule` makes, in each language, as it would reach `user`: of `event`, or of one that the rule holds for; of
    a deadline with one of its source's that `user` looks after, or an example."""
    shown = []
    for language in ("ko", "en"):
        message = _sample_message(rule, user, event, language, now)
        if message is not None:
            shown.append((language, render(_unsaved(message))))
    return shown


def notes(rule: Rule, event: Event | None = None) -> list[Promise]:
    """What staff must know of lines that are left out of the text of `rule`, shown with `event` or the one of `sample`."""
    if rule.source != EVENT_SOURCE:
        return []
    event = event or _example_event(rule)
    return Links(rule, event, due_at(rule, event)).notes() if event is not None else []


def send_test(*, event: Event | None, user: User, now: datetime, rule: Rule | None = None) -> Message | None:
    """Queue the reminder of `event` (or of a source's rule) for the staff member `user` alone; each call is one more mail. None
    where there is nothing to show it with."""
    if rule is None:
        member = Member.objects.select_related("user").get(user=user)
        key = f"reminder-test:{uuid.uuid4()}"
        assert event is not None  # noqa: S101 - tells the type checker
        message = reminder_message(event=event, member=member, facts=event_facts(event), key=key, kind=TEST_KIND)
    else:
        found = _sample_message(rule, user, event, "", now, test=True)
        if found is None:
            return None
        message = found
    written = queue_messages([message])
    return written[0] if written else None


def _sample_message(
    rule: Rule, user: User, event: Event | None, language: str, now: datetime, *, test: bool = False
) -> OutgoingMessage | None:
    member = Member.objects.select_related("user").get(user=user)
    member.language = language or member.language
    key = f"reminder-test:{uuid.uuid4()}"
    if rule.source == EVENT_SOURCE:
        event = event or _example_event(rule)
        if event is None:
            return None
        kind = TEST_KIND if test else kind_of(rule)
        links = Links(rule, event, due_at(rule, event))
        facts = event_facts(event)
        return reminder_message(event=event, member=member, facts=facts, key=key, rule=rule, kind=kind, links=links)
    source = programmes.deadline_sources.find(rule.source)
    return _sample_deadline(source, rule, member, key, TEST_KIND if test else "", now) if source else None


def _sample_deadline(source: DeadlineSource, rule: Rule, member: Member, key: str, kind: str, now: datetime) -> OutgoingMessage:
    example = DeadlineFacts(str(source.name), "…", "")
    subject = _looked_after(source, member.user, *_ever(), now).order_by("-deadline").values_list("subject", flat=True).first()
    facts = source.facts([str(subject)], member.language).get(str(subject), example) if subject is not None else example
    return deadline_message(
        source=source,
        rule=rule,
        member=member,
        facts=facts,
        subject="",
        version=0,
        deadline=_ever()[1],
        key=key,
        kind=kind,
    )


def _looked_after(source: DeadlineSource, user: User, since: datetime, until: datetime, now: datetime) -> Any:
    """The deadlines of `source` that `user` may read of: those that the start page counts for him."""
    items = source.due(since, until, now)
    if source.staff_items is None:
        return items if coordinates(user, source.programme) else items.none()
    own = source.staff_items(user, since, until, now)
    return items.none() if own is None else items.filter(subject__in=own.order_by().values("subject"))


def _ever() -> tuple[datetime, datetime]:
    return datetime.fromisoformat("1990-01-01T00:00+00:00"), datetime.fromisoformat("2100-01-01T00:00+00:00")


def _example_event(rule: Rule) -> Event | None:
    """The latest event that `rule` is about, to show what it says."""
    events = Event.objects.select_related("venue").order_by("-starts_at", "-pk")
    if rule.event_id is not None:
        return events.filter(pk=rule.event_id).first()
    return (events.filter(programme=rule.programme) if rule.programme else events).first()


def _unsaved(message: OutgoingMessage) -> Message:
    return Message(
        kind=message.kind, template=message.template, language=message.language, user=message.user, context=message.context
    )


def _upcoming_deadlines(rule: Rule, user: User, now: datetime) -> list[Upcoming]:
    source = programmes.deadline_sources.find(rule.source)
    if source is None:
        return []
    since, until = window([rule], now)
    rows = []
    items = _looked_after(source, user, since, until + timedelta(days=31), now).order_by("deadline", "subject")
    for subject, recipient, deadline in items[: 10 * SHOWN]:
        at = _deadline_due(rule, end_of(source, deadline), source)
        if at > now:
            rows.append((at, str(subject), recipient))
    rows = sorted(rows)[:SHOWN]
    facts = source.facts([subject for _at, subject, _one in rows], bilingual.pick("ko", "en"))
    names = {one.user_id: one for one in Member.objects.filter(user__in=[one for _a, _s, one in rows]).select_related("user")}
    return [
        Upcoming(at, facts[subject].title, who=f"{names[one]} <{names[one].user.email}>", people=1)
        for at, subject, one in rows
        if subject in facts and one in names
    ]


def _deadline_due(rule: Rule, deadline: datetime, source: DeadlineSource) -> datetime:
    sign = 1 if rule.is_after else -1
    if rule.offset not in Rule.IN_DAYS or rule.at_time is None:
        return deadline + sign * timedelta(hours=rule.amount)
    zone = ZoneInfo(source.zone)
    day = deadline.astimezone(zone).date() + sign * timedelta(days=rule.amount)
    return datetime.combine(day, rule.at_time, tzinfo=zone)


def _rules(event: Event) -> list[Rule]:
    return rules_for(event, Rule.objects.filter(source=EVENT_SOURCE).select_related("body").order_by("pk"))


def _expected(rule: Rule, event: Event, now: datetime) -> int:
    off = Preference.objects.filter(kind=kind_of(rule)).values("user")
    return audience(rule, event, now).exclude(member__user__in=off).count()


def _is_ahead(event: Event, rule: Rule, now: datetime) -> bool:
    if rule.is_after:
        return event.state in (Event.State.PUBLISHED, Event.State.COMPLETED)
    return event.state == Event.State.PUBLISHED and not event.has_begun(now)


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


def ledger_outcomes(ledger: QuerySet[Reminder]) -> tuple[list[tuple[Any, int]], datetime | None]:
    """How many entries of `ledger` came to what (what became of the message, where there is one), and when the oldest of those
    that still wait to be sent was due."""
    counts: Counter[str] = Counter()
    oldest: list[datetime] = []

    def note(outcome: str, count: int, due: datetime | None) -> None:
        counts["waiting" if outcome in WAITING else outcome] += count
        if outcome in WAITING and due is not None:
            oldest.append(due)

    rows, sent, bare = ledger.order_by(), Message.State.SENT, Q(message=None)
    by_state = rows.values_list("state").annotate(
        count=Count("pk"), bare=Count("pk", filter=bare), oldest=Min("due_at"), oldest_bare=Min("due_at", filter=bare)
    )
    for state, count, without, due, due_bare in by_state:
        if state == Reminder.State.QUEUED:
            note(state, without, due_bare)
            note(sent, count - without, None)
        else:
            note(str(state), count, due)
    # Of messages most are sent, and are not looked at one by one: the others are few.
    others = [state for state in Message.State if state != sent]
    queued = rows.filter(state=Reminder.State.QUEUED, message__state__in=others)
    for state, count, due in queued.values_list("message__state").annotate(count=Count("pk"), oldest=Min("due_at")):
        note(str(state), count, due)
        counts[sent] -= count
    counts = +counts
    return sorted(counts.items()), min(oldest, default=None)
