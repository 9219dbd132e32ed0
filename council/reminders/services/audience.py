"""Whom a rule is for. The one definition: what the preview counts and what the planner writes to come from it."""

from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.utils import timezone

from council.events.models import Event, Registration
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
    confirmed = When(state=Registration.State.CONFIRMED, then=F("confirmed_at"))
    return people.annotate(joined=Case(confirmed, default=F("queued_at")))
