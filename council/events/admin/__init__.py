"""Staff's screens of events. Actions and saving call the services; rules live there."""

from council.events.admin.attendance import AttendanceAdmin
from council.events.admin.certificates import CertificateAdmin
from council.events.admin.events import EventAdmin
from council.events.admin.invitations import InvitationAdmin
from council.events.admin.places import SpeakerAdmin, VenueAdmin
from council.events.admin.registrations import RegistrationAdmin
from council.events.admin.series import SeriesAdmin
from council.events.admin.surveys import SurveyAdmin

__all__ = [
    "AttendanceAdmin",
    "CertificateAdmin",
    "EventAdmin",
    "InvitationAdmin",
    "RegistrationAdmin",
    "SeriesAdmin",
    "SpeakerAdmin",
    "SurveyAdmin",
    "VenueAdmin",
]
