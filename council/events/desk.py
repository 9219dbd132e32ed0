"""What about events may need staff's attention."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.events.models import Event, Registration
from council.programmes import DeskNotice
from council.staff import coordinated_programmes


def _events(user: Any) -> QuerySet[Event]:
    return Event.objects.filter(state=Event.State.PUBLISHED, programme__in=coordinated_programmes(user))


def full_with_a_queue(user: Any, now: datetime) -> int:
    """Events ahead whose seats are taken while somebody waits."""
    full = _events(user).filter(starts_at__gt=now, taken__gte=F("capacity") - F("kept"))
    return full.filter(registrations__state=Registration.State.WAITLISTED).distinct().count()


def to_approve(user: Any, now: datetime) -> int:
    """Registrations for events ahead that wait for a decision."""
    return Registration.objects.filter(
        state=Registration.State.PENDING, event__in=_events(user).filter(ends_at__gt=now).values("pk")
    ).count()


def today(user: Any, now: datetime) -> int:
    """Events of today."""
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return _events(user).filter(starts_at__lt=day + timedelta(days=1), ends_at__gt=day).count()


NOTICES = (
    DeskNotice(
        slug="events-to-approve",
        label=_("Registrations that wait for approval"),
        count=to_approve,
        url=lambda: reverse("admin:events_registration_changelist") + "?state__exact=pending",
        urgent=True,
        order=20,
    ),
    DeskNotice(
        slug="events-full",
        label=_("Full events with a waiting list"),
        count=full_with_a_queue,
        url=lambda: reverse("admin:events_event_changelist") + "?when=upcoming&waiting=queue",
        order=40,
    ),
    DeskNotice(
        slug="events-today",
        label=_("Events today"),
        count=today,
        url=lambda: reverse("admin:events_event_changelist") + "?when=today",
        order=60,
    ),
)
