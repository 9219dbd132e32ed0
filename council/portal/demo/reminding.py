"""Keeps reminders quiet about the time before the demonstration was loaded."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from council.events.models import Event, Registration
from council.portal.demo.store import Store
from council.reminders.models import Reminder, Rule
from council.reminders.services.deadlines import plan_deadlines
from council.reminders.services.planning import BATCH, SOURCE, due_reminders

# Rules of one event, for staff to look at: before it for those with a seat, after it for those who came.
EVENT_WITH_RULES = "weld-line-symposium"
RULES: dict[str, dict[str, Any]] = {
    "what-to-bring": {
        "offset": Rule.Offset.DAYS_BEFORE,
        "amount": 2,
        "at_time": time(10),
        "subject_ko": "[준비물] {event_title}",
        "subject_en": "What to bring: {event_title}",
        "text_ko": (
            "{name} 님, 안녕하세요.\n\n일시: {event_when}\n장소: {event_place}\n\n"
            "사출품 시편을 가져오시면 현미경으로 함께 살펴봅니다."
        ),
        "text_en": "Dear {name},\n\nwe meet at {event_place}, {event_when}. Bring a specimen, and we look at it together.",
    },
    "thanks": {
        "offset": Rule.Offset.HOURS_AFTER,
        "amount": 2,
        "attendance": Rule.Attendance.ATTENDED,
        "subject_ko": "[감사] {event_title}",
        "subject_en": "Thank you: {event_title}",
        "text_ko": (
            "{name} 님, 함께해 주셔서 감사합니다.\n\n자료는 행사 페이지에 올려 두었습니다.\n"
            "참석 확인서: {certificate_url}\n설문: {survey_url}"
        ),
        "text_en": (
            "Dear {name},\n\nthank you for coming. The papers are on the page of the event.\n"
            "Your certificate: {certificate_url}\nHow was it? {survey_url}"
        ),
    },
}


def load_rules(store: Store) -> None:
    """Two rules of one event, in words of its own."""
    event = store.rows("event", Event).get(EVENT_WITH_RULES)
    if event is None:
        return
    wanted = store.missing("reminder-rule", RULES)
    rules = {name: Rule(event=event, name=name, grace_minutes=24 * 60, **RULES[name]) for name in wanted}
    store.add("reminder-rule", Rule, rules)


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
