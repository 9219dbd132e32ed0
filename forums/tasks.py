"""Celery's doors into the technology forums."""

from celery import shared_task
from django.utils import timezone

from forums.services.seats import standing_in


@shared_task(name="forums.end_groundless_stand_ins")
def end_groundless_stand_ins() -> int:
    """End stand-ins whose ground is gone: the seat, the company, the event."""
    return standing_in.end_groundless_stand_ins(now=timezone.now())
