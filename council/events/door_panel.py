"""What attendance adds to an event's page and to staff's links."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.models import Event, Registration
from council.events.permissions import can_manage_event, own_registration
from council.programmes import EventPanel, EventStaffLink, nothing_more


def attendance_panel(event: Event, user: Any, now: datetime) -> dict[str, Any] | None:
    """The code of the reader's seat before and during the event; check-in for staff. None for everybody else."""
    if not user.is_authenticated or event.state in (Event.State.DRAFT, Event.State.CANCELLED):
        return None
    is_staff_here = can_manage_event(user, event)
    own = own_registration(user, event)
    seated = own is not None and own.state == Registration.State.CONFIRMED
    shows_code = seated and event.format != Event.Format.ONLINE and not event.has_ended(now)
    if own is not None:
        own.event = event
    if not is_staff_here and not shows_code:
        return None
    return {"event": event, "registration": own if shows_code else None, "is_staff_here": is_staff_here}


ATTENDANCE_PANEL = EventPanel(
    slug="attendance", template="events/_attendance_panel.html", context=attendance_panel, order=5, version=nothing_more
)
STAFF_LINKS = (
    EventStaffLink(
        slug="checkin", label=_("Check-in"), url=lambda event: reverse("events:checkin", args=[event.slug]), order=1
    ),
    EventStaffLink(
        slug="attendance",
        label=_("Attendance report"),
        url=lambda event: reverse("admin:events_attendance_event", args=[event.pk]),
        order=2,
    ),
)
