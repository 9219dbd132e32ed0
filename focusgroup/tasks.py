"""Celery's doors into the Focus Group."""

from celery import shared_task
from django.utils import timezone

from focusgroup.services import taskforces


@shared_task(name="focusgroup.end_task_forces")
def end_task_forces() -> int:
    """Dissolve the task forces whose last day is over."""
    return taskforces.end_task_forces(now=timezone.now())
