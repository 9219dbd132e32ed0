"""What attendance adds to an event's page and to staff's links."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.models import Attendance, Event, Registration
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
    has_certificate = own is not None and event.has_ended(now) and was_there(own)
    if not is_staff_here and not shows_code and not has_certificate:
        return None
    return {
        "event": event,
        "registration": own if shows_code else None,
        "is_staff_here": is_staff_here,
        "has_certificate": has_certificate,
    }


def was_there(registration: Registration) -> bool:
    """Whether the person is recorded as present at the event, under this registration or an earlier one."""
    present = Attendance.objects.present()
    return present.filter(registration__event=registration.event_id, registration__member=registration.member_id).exists()


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
