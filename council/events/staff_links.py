"""Pages about one event that its form in the administration leads to."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.programmes import EventStaffLink

LINKS = (
    EventStaffLink(
        slug="invite",
        label=_("Invite by e-mail"),
        url=lambda event: reverse("admin:events_event_invite", args=[event.pk]),
        order=5,
    ),
    EventStaffLink(
        slug="invitations",
        label=_("Invitations to the event"),
        url=lambda event: reverse("admin:events_invitation_changelist") + f"?event__exact={event.pk}",
        order=6,
    ),
    EventStaffLink(
        slug="write",
        label=_("Write to registrants"),
        url=lambda event: reverse("admin:events_event_write", args=[event.pk]),
        order=7,
    ),
    EventStaffLink(
        slug="registrants-xlsx",
        label=_("Registrants as XLSX"),
        url=lambda event: reverse("admin:events_event_registrants", args=[event.pk, "xlsx"]),
        order=8,
    ),
    EventStaffLink(
        slug="registrants-csv",
        label=_("Registrants as CSV"),
        url=lambda event: reverse("admin:events_event_registrants", args=[event.pk, "csv"]),
        order=9,
    ),
)
