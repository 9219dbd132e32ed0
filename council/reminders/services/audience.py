"""Whom a rule is for. The one definition: what the preview counts and what the planner writes to come from it."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.utils import timezone

from council.events.models import Attendance, Event, Registration
from council.members.models import Membership
from council.reminders.models import Rule


def audience(rule: Rule, event: Event, now: datetime) -> QuerySet[Registration]:
    """The registrations of `event` that `rule` is for: their state, role, body and attendance, their log-in in use. Each with
    `joined`: since when it is in the state that it is in."""
    people = Registration.objects.filter(event=event, state__in=rule.state_list(), member__user__is_active=True)
    if rule.role:
        people = people.filter(role=rule.role)
    if rule.body_id is not None:
        seats = Membership.objects.in_force(timezone.localdate(now)).filter(body=rule.body_id, member=OuterRef("member"))
        people = people.filter(Exists(seats))
    came = Attendance.objects.present().filter(registration=OuterRef("pk"))
    if rule.attendance == Rule.Attendance.ATTENDED:
        people = people.filter(Exists(came))
    elif rule.attendance == Rule.Attendance.ABSENT:
        # Who was excused had a reason, and is not asked for it.
        people = people.exclude(Exists(Attendance.objects.in_force().filter(registration=OuterRef("pk"))))
    confirmed = When(state=Registration.State.CONFIRMED, then=F("confirmed_at"))
    return people.annotate(joined=Case(confirmed, default=F("queued_at")))


def owed_rows(rule: Rule, event: Event, now: datetime) -> QuerySet[Any, tuple[int, datetime]]:
    """The same people as rows for the ledger's statement: log-in, and since when."""
    people: Any = audience(rule, event, now)
    return people.order_by().values_list("member__user_id", "joined")
