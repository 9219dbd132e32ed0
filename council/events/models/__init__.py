from council.events.models.agenda import AgendaItem, Speaker, Venue
from council.events.models.agenda_registration import AgendaRegistration
from council.events.models.announcement import Announcement
from council.events.models.attendance import Attendance, Certificate
from council.events.models.event import Event
from council.events.models.feeds import CalendarFeed
from council.events.models.invitation import Invitation
from council.events.models.quota import Quota
from council.events.models.registration import ROLES, Question, Registration
from council.events.models.series import Occurrence, Series
from council.events.models.survey import Survey, SurveyParticipation, SurveyQuestion, SurveyResponse

__all__ = [
    "ROLES",
    "AgendaItem",
    "AgendaRegistration",
    "Announcement",
    "Attendance",
    "CalendarFeed",
    "Certificate",
    "Event",
    "Invitation",
    "Occurrence",
    "Question",
    "Quota",
    "Registration",
    "Series",
    "Speaker",
    "Survey",
    "SurveyParticipation",
    "SurveyQuestion",
    "SurveyResponse",
    "Venue",
]
