"""What events themselves add to an event's page."""

from datetime import datetime
from typing import Any

from council.events import services
from council.events.models import Event, Occurrence
from council.events.permissions import visible_events
from council.events.recurrence import describe
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


# The dates of the series are in the version of the page (`versions.py`).
SERIES = EventPanel(slug="series", template="events/_series_panel.html", context=_series, order=10, version=nothing_more)
PANELS = (SERIES,)
