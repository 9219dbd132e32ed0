"""What this room tells of organisations and people: the events on an organisation's page, the events in a member's life."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual
from council.events.models import Attendance, Event, Registration
from council.events.shown_agenda import talks
from council.events.versions import with_versions
from council.members.models import Membership, Organisation
from council.members.organisations import OPEN_KINDS
from council.members.permissions import member_of
from council.programmes import LifeEntry, LifeSource, OrganisationPanel

SHOWN = 5
MOST = 200
TONES: dict[str, str] = {Registration.State.DECLINED: "warning"}


def _events_of(organisation: Organisation, user: Any, now: datetime) -> dict[str, Any] | None:
    """Coming events of the forums in which the organisation sits, and those at which its people speak or spoke, as far as the
    reader may see them."""
    reader = member_of(user)
    seats = Membership.objects.sitting(now).filter(member__organisation=organisation, body=OuterRef("body"))
    of_its_bodies = Q(body__kind__in=OPEN_KINDS) & Q(Exists(seats))
    spoke = talks(user, now).filter(event=OuterRef("pk"), speakers__member__organisation=organisation)
    events = Event.objects.visible_to(reader, now).exclude(state=Event.State.CANCELLED)
    coming = with_versions(events.filter(of_its_bodies | Q(Exists(spoke))).upcoming(now)).select_related("venue")[:SHOWN]
    spoken = with_versions(events.filter(Exists(spoke)).past(now)).select_related("venue")[:SHOWN]
    found = {"coming": list(coming), "spoken": list(spoken), "now": now}
    return found if found["coming"] or found["spoken"] else None


def _registrations(member: Any, user: Any) -> Sequence[LifeEntry]:
    """Registrations as they came, and how they ended."""
    entries = []
    rows = Registration.objects.filter(member=member).select_related("event").order_by("-queued_at", "-pk")[:MOST]
    for row in rows:
        url = reverse("admin:events_registration_change", args=[row.pk])
        title = bilingual.text(row.event, "title")
        entries.append(LifeEntry(row.queued_at, _("Registered for an event"), title, "info", None, url))
        if row.ended_at:
            words = " · ".join(str(part) for part in (title, row.get_reason_display()) if part)
            entries.append(LifeEntry(row.ended_at, row.get_state_display(), words, TONES.get(row.state, "neutral"), None, url))
    return entries


def _attendance(member: Any, user: Any) -> Sequence[LifeEntry]:
    """When the person came, and was excused."""
    rows = Attendance.objects.in_force().filter(registration__member=member).select_related("event", "recorded_by")
    titles = {Attendance.Kind.PRESENT: _("Came to an event"), Attendance.Kind.EXCUSED: _("Excused from an event")}
    return [
        LifeEntry(
            row.recorded_at,
            titles[Attendance.Kind(row.kind)],
            bilingual.text(row.event, "title"),
            "success" if row.kind == Attendance.Kind.PRESENT else "neutral",
            row.recorded_by,
        )
        for row in rows.order_by("-recorded_at", "-pk")[:MOST]
    ]


PANEL = OrganisationPanel(slug="events", template="events/_organisation_panel.html", context=_events_of, order=10)
LIFE_SOURCES = (
    LifeSource(slug="registrations", name=gettext_lazy("Registrations"), entries=_registrations, order=50),
    LifeSource(slug="attendance", name=gettext_lazy("Attendance"), entries=_attendance, order=60),
)
