from council.events.models.agenda import AgendaItem, Speaker, Venue
from council.events.models.event import Event
from council.events.models.feeds import CalendarFeed
from council.events.models.registration import Invitation, Question, Registration
from council.events.models.series import Occurrence, Series

__all__ = [
    "AgendaItem",
    "CalendarFeed",
    "Event",
    "Invitation",
    "Occurrence",
    "Question",
    "Registration",
    "Series",
    "Speaker",
    "Venue",
]
