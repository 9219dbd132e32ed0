"""Celery's doors into the technology forums."""

from celery import shared_task
from django.utils import timezone

from forums.services import meetings, topics
from forums.services.seats import standing_in


@shared_task(name="forums.end_groundless_stand_ins")
def end_groundless_stand_ins() -> int:
    """End stand-ins whose ground is gone: the seat, the company, the event; let the others follow an event that was moved."""
    now = timezone.now()
    return standing_in.end_groundless_stand_ins(now=now) + standing_in.follow_moved_events(now=now)


@shared_task(name="forums.keep_meetings")
def keep_meetings() -> int:
    """Make the meetings of new events, cancel those of cancelled ones, tell latecomers of notices that were sent, and
    everybody of agendas that have changed since."""
    now = timezone.now()
    kept = meetings.keep_meetings(now=now)
    kept += meetings.follow_moved_lectures(now=now)
    return kept + meetings.tell_latecomers(now=now) + meetings.tell_changed_agendas(now=now)


@shared_task(name="forums.send_topic_digests")
def send_topic_digests() -> int:
    """Tell those whose day, or week, has come what is new in what they follow."""
    return topics.send_digests(now=timezone.now())
