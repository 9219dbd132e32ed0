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
        label=_("Invitations"),
        url=lambda event: reverse("admin:events_invitation_changelist") + f"?event__exact={event.pk}",
        order=6,
    ),
)
