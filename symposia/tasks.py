"""Celery's doors into the symposia."""

from celery import shared_task
from django.utils import timezone

from symposia.services import matching, offers, outcomes, symposium


@shared_task(name="symposia.book_wanted_sessions")
def book_wanted_sessions() -> int:
    """Choose the sessions that people wanted when they registered, for those who have a seat by now."""
    return symposium.book_all_wanted(now=timezone.now())


@shared_task(name="symposia.expire_interests")
def expire_interests() -> int:
    """Expire the interest in technology offers that nobody answered in time."""
    return offers.expire_interests(now=timezone.now())


@shared_task(name="symposia.solve_schedules")
def solve_schedules() -> int:
    """Make the schedules of 1:1 meetings that were asked for, or whose worker died."""
    return matching.solve_due(now=timezone.now)


@shared_task(name="symposia.leave_rounds")
def leave_rounds() -> int:
    """Those who have no place at a symposium any more leave its rounds of 1:1 meetings."""
    return matching.leave_without_place(now=timezone.now())


@shared_task(name="symposia.plan_follow_ups")
def plan_follow_ups() -> int:
    """Note when the two sides of an accepted interest, or of a meeting whose time is over, are asked what came of it."""
    return outcomes.plan_follow_ups(now=timezone.now())
