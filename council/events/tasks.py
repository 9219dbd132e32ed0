"""Celery's doors into events."""

from celery import shared_task
from django.utils import timezone

from council.events import services


@shared_task(name="events.complete_past_events")
def complete_past_events() -> int:
    """Mark what has ended as completed."""
    return services.complete_past_events(now=timezone.now())


@shared_task(name="events.pass_seats_on")
def pass_seats_on() -> int:
    """End offers whose time is over, release kept seats whose date has come, and pass the seats on."""
    return services.pass_seats_on(now=timezone.now())


@shared_task(name="events.settle_registrations")
def settle_registrations() -> int:
    """Bring registrations in line with what changed among members and bodies."""
    return services.settle_registrations(now=timezone.now())


@shared_task(name="events.keep_series")
def keep_series() -> int:
    """Make the events of series ahead, and bring them into line."""
    return services.keep_all_series(now=timezone.now())


@shared_task(name="events.invite_to_surveys")
def invite_to_surveys() -> int:
    """Ask those who were at events that have ended how it was."""
    return services.invite_to_surveys(now=timezone.now())
