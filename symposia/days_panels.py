"""What the days add to a symposium's own page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.door_panel import was_there
from council.events.models import Event, Registration
from council.events.permissions import own_registration
from council.events.services import has_answered
from council.events.services.surveys import asked_registrations, survey_in_use
from council.members.permissions import member_of
from symposia.models import Symposium
from symposia.panels import Panel, Tab


def _panel(symposium: Symposium, user: Any, now: datetime) -> dict[str, Any] | None:
    event = symposium.event
    if event.state in (Event.State.DRAFT, Event.State.CANCELLED):
        return None
    is_over = event.has_ended(now)
    own = own_registration(user, event)
    found: dict[str, Any] = {"symposium": symposium, "event": event, "is_over": is_over}
    if own is None:
        return None if is_over else found
    own.event = event
    found["badge"] = not is_over and own.state == Registration.State.CONFIRMED
    found["certificate"] = is_over and was_there(own)
    found["survey"] = is_over and _is_asked(symposium, user, now)
    return found if not is_over or found["certificate"] or found["survey"] else None


def _is_asked(symposium: Symposium, user: Any, now: datetime) -> bool:
    survey, member = survey_in_use(symposium.event, now), member_of(user)
    if survey is None or member is None or has_answered(survey, member):
        return False
    return asked_registrations(survey).filter(member=member).exists()


PANEL = Panel(slug="days", template="symposia/days/_panel.html", context=_panel, order=90)
TAB = Tab(
    slug="days", label=_("Now and next"), url=lambda symposium: reverse("symposia:days-now", args=[symposium.slug]), order=90
)
