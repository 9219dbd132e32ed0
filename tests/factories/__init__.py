"""Test data with boring defaults: a factory a model, a module a room."""

from tests.factories.content import (
    ImageFactory,
    NewsItemFactory,
    PageFactory,
)
from tests.factories.events import (
    AgendaItemFactory,
    AttendanceFactory,
    CertificateFactory,
    EventFactory,
    QuestionFactory,
    QuotaFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
    SpeakerFactory,
    SurveyFactory,
    SurveyQuestionFactory,
    VenueFactory,
)
from tests.factories.library import AgreementFactory, DocumentFactory
from tests.factories.moments import NOW
from tests.factories.people import (
    PASSWORD,
    BodyFactory,
    ColleagueInvitationFactory,
    ContactFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonalExportFactory,
    SeatFactory,
    UserFactory,
    coordinator,
)
from tests.factories.reminders import RuleFactory

__all__ = [
    "NOW",
    "PASSWORD",
    "AgendaItemFactory",
    "AgreementFactory",
    "AttendanceFactory",
    "BodyFactory",
    "CertificateFactory",
    "ColleagueInvitationFactory",
    "ContactFactory",
    "DocumentFactory",
    "EventFactory",
    "ImageFactory",
    "MemberFactory",
    "MembershipFactory",
    "NewsItemFactory",
    "OrganisationFactory",
    "PageFactory",
    "PersonalExportFactory",
    "QuestionFactory",
    "QuotaFactory",
    "RegistrationFactory",
    "RuleFactory",
    "SeatFactory",
    "SeriesFactory",
    "SessionFactory",
    "SpeakerFactory",
    "SurveyFactory",
    "SurveyQuestionFactory",
    "UserFactory",
    "VenueFactory",
    "coordinator",
]
