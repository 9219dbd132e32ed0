"""What reminders contribute to an event's pages."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.models import Event
from council.programmes import EventPanel, EventStaffLink, nothing_more
from council.reminders.services import preview
from council.staff import coordinates


def preview_url(event: Event) -> str:
    """Staff's page “who gets what, when” of `event`."""
    return reverse("admin:reminders_preview", args=[event.pk])


def _panel(event: Event, user: Any, now: datetime) -> dict[str, Any] | None:
    if not coordinates(user, event.programme):
        return None
    return {"reminders": preview(event, now), "reminders_url": preview_url(event)}


STAFF_LINK = EventStaffLink(slug="reminders", label=_("Who gets what, when"), url=preview_url, order=20)
STAFF_PANEL = EventPanel(slug="reminders", template="reminders/_panel.html", context=_panel, order=90, version=nothing_more)
