"""Celery's door to the planner. Idempotent: a lost, late or repeated tick changes nothing."""

from celery import shared_task
from django.utils import timezone

from council.reminders import services


@shared_task(name="reminders.plan_reminders")
def plan_reminders() -> None:
    services.plan_reminders(timezone.now())
