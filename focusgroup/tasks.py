"""Celery's doors into the Focus Group."""

from celery import shared_task
from django.utils import timezone

from focusgroup.services import consultations, taskforces


@shared_task(name="focusgroup.end_task_forces")
def end_task_forces() -> int:
    """Dissolve the task forces whose last day is over."""
    return taskforces.end_task_forces(now=timezone.now())


@shared_task(name="focusgroup.escalate_overdue")
def escalate_overdue() -> int:
    """Tell the secretariat of advice that is three days late."""
    return consultations.escalate_overdue(now=timezone.now())
