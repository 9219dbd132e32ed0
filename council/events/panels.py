"""What events themselves add to an event's page."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from council.events import services
from council.events.models import Event, Occurrence, Registration, Survey
from council.events.permissions import can_manage_event, visible_events
from council.events.recurrence import describe
from council.members.permissions import member_of
from council.programmes import EventPanel, nothing_more

DATES_SHOWN = 6


def _series(event: Event, user: Any, now: datetime) -> dict[str, Any] | None:
    """The series that `event` belongs to, and its next dates that `user` may see."""
    occurrence = Occurrence.objects.filter(event=event).select_related("series").first()
    if occurrence is None:
        return None
    series = occurrence.series
    dates = services.next_events(series, now).exclude(pk=event.pk).exclude(state=Event.State.CANCELLED)
    visible = visible_events(user, now).values("pk")
    return {
        "series": series,
        "rule": describe(series.rule, series.starts_on),
        "dates": list(dates.filter(pk__in=visible)[:DATES_SHOWN]),
    }


def _survey(event: Event, user: Any, now: datetime) -> dict[str, Any] | None:
    """The survey of `event`: for who is asked, once it is open, and for staff."""
    survey = Survey.objects.filter(event=event).first()
    if survey is None:
        return None
    survey.event = event
    member, is_staff = member_of(user), can_manage_event(user, event)
    seats = Registration.objects.filter(event=event, member=member).asked_afterwards()
    is_asked = member is not None and survey.is_open(now) and seats.exists()
    if not is_asked and not is_staff:
        return None
    return {
        "is_asked": is_asked,
        "has_answered": is_asked and member is not None and services.has_answered(survey, member),
        "url": reverse("events:event-survey", args=[event.slug]),
        "results_url": reverse("admin:events_survey_results", args=[survey.pk]) if is_staff else "",
        "count": survey.responses.count() if is_staff else 0,
    }


SURVEY = EventPanel(slug="survey", template="events/_survey_panel.html", context=_survey, order=5, version=nothing_more)
# The dates of the series are in the version of the page (`versions.py`).
SERIES = EventPanel(slug="series", template="events/_series_panel.html", context=_series, order=10, version=nothing_more)
PANELS = (SURVEY, SERIES)
