"""Events, and what belongs to them."""

import uuid
from datetime import date, time, timedelta

import factory
from django.db.models import F
from factory.django import DjangoModelFactory

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
from council.members.models import Member
from tests.factories.moments import NOW
from tests.factories.people import MemberFactory


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
