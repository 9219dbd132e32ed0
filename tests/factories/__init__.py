"""Test data with boring defaults: a factory a model."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from factory.django import DjangoModelFactory

from council.content.models import Image, NewsItem, Page
from council.content.services import add_image
from council.events.models import (
    AgendaItem,
    Attendance,
    Certificate,
    Event,
    Question,
    Quota,
    Registration,
    Series,
    Speaker,
    Survey,
    SurveyQuestion,
    Venue,
)
from council.events.services.seats import kept_seats
from council.library.models import Agreement, Document
from council.library.services import add_version, publish_agreement
from council.members.models import (
    Body,
    ColleagueInvitation,
    Contact,
    Member,
    Membership,
    Organisation,
    PersonalExport,
    Seat,
    User,
)
from council.reminders.models import Rule

# A Monday, 10:00 in Seoul. Tests give `now` to services; nothing depends on today's date.
NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PASSWORD = "council-demo"


class UserFactory(DjangoModelFactory):
    """A log-in with a confirmed address and a draft member."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        from allauth.account.models import EmailAddress

        confirmed = kwargs.pop("confirmed", True)
        user = User.objects.create_user(*args, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=confirmed)
        return user


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name_ko = factory.Sequence(lambda n: f"시험기업 {n}")
    name_en = factory.Sequence(lambda n: f"Test Company {n}")
    kind = Organisation.Kind.COMPANY


class MemberFactory(DjangoModelFactory):
    """An active member with a log-in."""

    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    family_name = "김"
    given_name = factory.Sequence(lambda n: f"가람{n}")
    family_name_en = "Kim"
    given_name_en = factory.Sequence(lambda n: f"Garam{n}")
    kind = Member.Kind.BUSINESS
    language = "en"
    state = Member.State.ACTIVE

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        # Every user has a member already: fill it.
        member = kwargs.pop("user").member
        # What the database asks of these states.
        if kwargs.get("state") == Member.State.APPLIED:
            kwargs.setdefault("applied_at", NOW)
        if kwargs.get("state") == Member.State.DECLINED:
            kwargs.setdefault("decision_reason", "No room this year.")
        for name, value in kwargs.items():
            setattr(member, name, value)
        member.save()
        return member


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    programme = "forums"
    slug = factory.Sequence(lambda n: f"body-{n}")
    kind = Body.Kind.FORUM
    name_ko = factory.Sequence(lambda n: f"포럼 {n}")
    name_en = factory.Sequence(lambda n: f"Forum {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory)
    body = factory.SubFactory(BodyFactory)


class ContactFactory(DjangoModelFactory):
    """Somebody of an organisation who acts for it, since a month before NOW."""

    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    member = factory.SubFactory(MemberFactory, organisation=factory.SelfAttribute("..organisation"))
    since = NOW - timedelta(days=30)


class SeatFactory(DjangoModelFactory):
    """A free seat of an organisation in a body, without an end."""

    class Meta:
        model = Seat

    organisation = factory.SubFactory(OrganisationFactory)
    body = factory.SubFactory(BodyFactory)


class ColleagueInvitationFactory(DjangoModelFactory):
    """A letter that a contact sent an hour before NOW."""

    class Meta:
        model = ColleagueInvitation

    organisation = factory.SubFactory(OrganisationFactory)
    address = factory.Sequence(lambda n: f"colleague{n}@example.com")
    language = "en"
    sent_at = NOW - timedelta(hours=2)
    letters = 1


class PersonalExportFactory(DjangoModelFactory):
    """A copy of a person's data, ready at NOW, with a small file."""

    class Meta:
        model = PersonalExport

    user = factory.SubFactory(UserFactory)
    state = PersonalExport.State.READY
    requested_at = NOW
    finished_at = NOW
    expires_at = NOW + timedelta(days=7)
    size = 4

    @factory.lazy_attribute
    def file(self):
        return default_storage.save(f"exports/00/{uuid.uuid4().hex}", ContentFile(b"copy"))


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name_ko = "시험회관"
    name_en = "Test Hall"
    address_ko = "경상북도 경산시 시험로 1"
    address_en = "1 Siheom-ro, Gyeongsan"


class EventFactory(DjangoModelFactory):
    """A published public event, two weeks after NOW, three hours long, without a limit."""

    class Meta:
        model = Event

    programme = "forums"
    slug = factory.Sequence(lambda n: f"event-{n}")
    title_ko = factory.Sequence(lambda n: f"기술 교류회 {n}")
    title_en = factory.Sequence(lambda n: f"Technology exchange {n}")
    starts_at = NOW + timedelta(days=14)
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=3))
    state = Event.State.PUBLISHED


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    event = factory.SubFactory(EventFactory)
    title_ko = "발표"
    title_en = "Talk"
    starts_at = factory.LazyAttribute(lambda item: item.event.starts_at)
    ends_at = factory.LazyAttribute(lambda item: item.starts_at + timedelta(hours=1))


class SessionFactory(AgendaItemFactory):
    """An agenda item that people sign up for, with two places."""

    title_ko = factory.Sequence(lambda n: f"분과 {n}")
    title_en = factory.Sequence(lambda n: f"Session {n}")
    needs_registration = True
    capacity = 2


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = Speaker

    name_ko = "이든솔"
    name_en = "LEE Deunsol"


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    event = factory.SubFactory(EventFactory)
    label_ko = "식사를 하시겠습니까?"
    label_en = "Will you have lunch?"


class RegistrationFactory(DjangoModelFactory):
    """A confirmed registration, with its seat counted. Tests of registering itself call the service instead."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    member = factory.SubFactory(MemberFactory)
    state = Registration.State.CONFIRMED
    confirmed_at = factory.LazyAttribute(lambda one: NOW if one.state == Registration.State.CONFIRMED else None)
    offer_ends_at = factory.LazyAttribute(
        lambda one: NOW + timedelta(days=1) if one.state == Registration.State.OFFERED else None
    )
    offer_token = factory.LazyAttribute(lambda one: uuid.uuid4() if one.state == Registration.State.OFFERED else None)
    ended_at = factory.LazyAttribute(lambda one: None if one.state in Registration.LIVE else NOW)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        registration = super()._create(model_class, *args, **kwargs)
        if registration.state in Registration.SEATED:
            Event.objects.filter(pk=registration.event.pk).update(taken=F("taken") + 1)
        return registration


class AttendanceFactory(DjangoModelFactory):
    """A registered person who came at the beginning of the event."""

    class Meta:
        model = Attendance

    registration = factory.SubFactory(RegistrationFactory)
    event = factory.LazyAttribute(lambda one: one.registration.event)
    day = factory.LazyAttribute(lambda one: one.event.starts_at.astimezone(one.event.zone).date())
    recorded_at = factory.LazyAttribute(lambda one: one.event.starts_at)


class QuotaFactory(DjangoModelFactory):
    """Two seats kept for investors until a week after NOW, counted."""

    class Meta:
        model = Quota

    event = factory.SubFactory(EventFactory)
    role = Member.Kind.INVESTOR
    seats = 2
    release_at = NOW + timedelta(days=7)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        quota = super()._create(model_class, *args, **kwargs)
        Event.objects.filter(pk=quota.event.pk).update(kept=sum(kept_seats(quota.event).values()))
        quota.event.refresh_from_db()
        return quota


class CertificateFactory(DjangoModelFactory):
    """A certificate of attendance, issued at NOW."""

    class Meta:
        model = Certificate

    registration = factory.SubFactory(RegistrationFactory)
    code = factory.Sequence(lambda n: f"{n:016d}")
    issued_at = NOW
    name_ko = "김가람"
    name_en = "KIM Garam"


class RuleFactory(DjangoModelFactory):
    """A general reminder rule, two days before at noon."""

    class Meta:
        model = Rule

    name = factory.Sequence(lambda n: f"rule-{n}")
    offset = Rule.Offset.DAYS_BEFORE
    amount = 2
    at_time = time(12)
    grace_minutes = 24 * 60


def coordinator(programme: str, **kwargs) -> User:
    """A staff log-in that coordinates `programme` alone."""
    from django.contrib.auth.models import Group

    user = UserFactory(is_staff=True, **kwargs)
    user.groups.add(Group.objects.get_or_create(name=f"coordinators:{programme}")[0])
    return user


class PageFactory(DjangoModelFactory):
    """A published page below /about/."""

    class Meta:
        model = Page

    path = factory.Sequence(lambda n: f"page-{n}")
    title_ko = factory.Sequence(lambda n: f"안내 {n}")
    title_en = factory.Sequence(lambda n: f"Page {n}")
    text_ko = "본문입니다."
    text_en = "The text."
    is_published = True


class NewsItemFactory(DjangoModelFactory):
    """News published an hour before NOW."""

    class Meta:
        model = NewsItem

    slug = factory.Sequence(lambda n: f"news-{n}")
    title_ko = factory.Sequence(lambda n: f"소식 {n}")
    title_en = factory.Sequence(lambda n: f"News {n}")
    text_ko = "본문입니다."
    text_en = "The text."
    published_at = NOW - timedelta(hours=1)


class SeriesFactory(DjangoModelFactory):
    """A series on Tuesdays, 14:00–16:00 in Seoul, from the day after NOW on; events three weeks ahead."""

    class Meta:
        model = Series

    programme = "forums"
    slug = factory.Sequence(lambda n: f"series-{n}")
    title_ko = factory.Sequence(lambda n: f"정기 모임 {n}")
    title_en = factory.Sequence(lambda n: f"Regular meeting {n}")
    starts_on = date(2026, 11, 3)
    rule = "FREQ=WEEKLY;BYDAY=TU"
    starts_time = time(14)
    ends_time = time(16)
    horizon_days = 21


class SurveyFactory(DjangoModelFactory):
    """An anonymous survey after an event that ended a day before NOW."""

    class Meta:
        model = Survey

    event = factory.SubFactory(EventFactory, starts_at=NOW - timedelta(days=1, hours=3), state=Event.State.COMPLETED)


class SurveyQuestionFactory(DjangoModelFactory):
    class Meta:
        model = SurveyQuestion

    survey = factory.SubFactory(SurveyFactory)
    position = factory.Sequence(lambda n: n % 1000)
    label_ko = "얼마나 유익했습니까?"
    label_en = "How useful was it?"


class DocumentFactory(DjangoModelFactory):
    """A document of an event for those with a place at it, with a small text as its file."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    programme = "forums"
    event = factory.SubFactory(EventFactory)
    title_ko = factory.Sequence(lambda n: f"발표 자료 {n}")
    title_en = factory.Sequence(lambda n: f"Slides {n}")

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        if create and extracted is not False:
            upload = SimpleUploadedFile(f"발표 자료 {self.pk}.txt", (extracted or "자료\n").encode())
            add_version(document=self, upload=upload, by=None, now=NOW)


class AgreementFactory(DjangoModelFactory):
    """A confidentiality agreement with its first version published at NOW; `text_ko`, `text_en`: its words."""

    class Meta:
        model = Agreement

    programme = "forums"
    title_ko = factory.Sequence(lambda n: f"비밀유지계약 {n}")
    title_en = factory.Sequence(lambda n: f"Confidentiality agreement {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        texts = {"text_ko": kwargs.pop("text_ko", "비밀을 지킵니다."), "text_en": kwargs.pop("text_en", "I keep it to myself.")}
        agreement = super()._create(model_class, *args, **kwargs)
        publish_agreement(agreement=agreement, by=None, now=NOW, **texts)
        return agreement


class ImageFactory(DjangoModelFactory):
    """A picture of two by two pixels for texts."""

    class Meta:
        model = Image

    alt_ko = factory.Sequence(lambda n: f"회의 사진 {n}")
    alt_en = factory.Sequence(lambda n: f"People at a meeting {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        from tests.library.corpus import png

        image = model_class(**kwargs)
        return add_image(image=image, upload=SimpleUploadedFile("photo.png", png()), by=None, now=NOW)
