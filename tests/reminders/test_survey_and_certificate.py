"""The addresses of survey and certificate in what staff write after an event: for those who have one, left out for others."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.events.models import Attendance, Survey
from council.messaging.models import Message
from council.messaging.rendering import render
from council.reminders.models import Rule
from council.reminders.services import plan_reminders
from council.reminders.services.afterwards import without_missing
from tests.factories import (
    NOW,
    AttendanceFactory,
    CertificateFactory,
    EventFactory,
    MemberFactory,
    RegistrationFactory,
    RuleFactory,
    SurveyFactory,
    SurveyQuestionFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
BOTH = "Thank you.\nSurvey: {survey_url}\nCertificate: {certificate_url}\nSee you."
TEXT = {"subject_ko": "감사", "subject_en": "Thanks", "text_ko": BOTH, "text_en": BOTH}


@pytest.fixture(autouse=True)
def no_rules(db):
    Rule.objects.all().delete()


@pytest.fixture
def event():
    return EventFactory(slug="meeting", starts_at=NOW - timedelta(hours=5), ends_at=NOW - timedelta(hours=2))


@pytest.fixture
def rule(event):
    return RuleFactory(event=event, offset=Rule.Offset.HOURS_AFTER, amount=1, at_time=None, **TEXT)


@pytest.fixture
def survey(event):
    return SurveyQuestionFactory(survey=SurveyFactory(event=event)).survey


def seat(event, language="en"):
    return RegistrationFactory(event=event, member=MemberFactory(language=language))


def own_lines(registration):
    """The lines of the reminder to this person that name an address or say something of their own."""
    text = render(Message.objects.get(user=registration.member.user)).text
    return [line for line in text.splitlines() if line.startswith(("Thank", "Survey", "Certificate", "See you."))]


def test_each_reader_gets_the_addresses_that_are_for_him(event, rule, survey, settings):
    came, korean, absent = seat(event), seat(event, "ko"), seat(event)
    withdrawn = seat(event)
    for one in (came, korean, withdrawn):
        AttendanceFactory(registration=one)
    CertificateFactory(registration=withdrawn, withdrawn_at=NOW)
    plan_reminders(NOW)
    site = settings.SITE_URL
    ask, certificate = f"{site}/events/meeting/survey/", f"{site}/events/meeting/certificate.pdf"
    assert own_lines(came) == ["Thank you.", f"Survey: {ask}", f"Certificate: {certificate}", "See you."]
    in_korean = [line.replace(f"{site}/events", f"{site}/ko/events") for line in own_lines(came)]
    assert own_lines(korean) == in_korean
    assert own_lines(withdrawn) == ["Thank you.", f"Survey: {ask}", "See you."]
    assert own_lines(absent) == ["Thank you.", "See you."]


@pytest.mark.parametrize("lack", ["none", "not in use", "no question", "closed"])
def test_without_a_survey_its_line_is_left_out_and_staff_see_that(client, event, rule, lack):
    if lack != "none":
        survey = SurveyFactory(event=event, is_active=lack != "not in use")
        if lack != "no question":
            SurveyQuestionFactory(survey=survey)
    if lack == "closed":
        Survey.objects.update(open_days=1)
        Rule.objects.update(amount=30)
    came = seat(event)
    AttendanceFactory(registration=came)
    plan_reminders(NOW + timedelta(hours=30) if lack == "closed" else NOW)
    assert [line.partition(":")[0] for line in own_lines(came)] == ["Thank you.", "Certificate", "See you."]
    client.force_login(coordinator("forums"))
    for page in (reverse("admin:reminders_preview", args=[event.pk]), reverse("admin:reminders_rule_preview", args=[rule.pk])):
        source = client.get(page).content.decode()
        assert "This event has no survey that takes answers then: lines with {survey_url} are left out." in source
        assert "Lines with {certificate_url} are left out for readers who were not checked in." in source


def test_staff_see_the_text_as_it_reaches_who_has_both(client, event, rule, survey):
    client.force_login(coordinator("forums"))
    source = client.get(reverse("admin:reminders_rule_preview", args=[rule.pk])).content.decode()
    assert "/events/meeting/survey/" in source
    assert "/ko/events/meeting/certificate.pdf" in source
    assert "Lines with {survey_url} are left out for readers whom the survey does not ask." in source


def test_who_has_which_costs_the_same_for_one_and_thirty(event, rule, survey):
    def planned(people):
        for _ in range(people):
            AttendanceFactory(registration=seat(event))
        with CaptureQueriesContext(connection) as queries:
            plan_reminders(NOW)
        return len(queries)

    assert planned(1) == planned(30)
    assert Message.objects.count() == 31
    assert Attendance.objects.count() == 31


def test_a_line_goes_as_a_whole_and_nothing_else_does():
    text = "a {name}\n{survey_url} {certificate_url}\n\nb {survey_url}\nc"
    assert without_missing(text, {"survey_url": "https://x/"}) == "a {name}\n\nb {survey_url}\nc"
    assert without_missing(text, {}) == "a {name}\n\nc"


def test_before_an_event_there_is_neither(client, event):
    client.force_login(coordinator("forums"))
    data = {"source": "event", "name": "early", "event": event.pk, "offset": "hours-before", "amount": 1, "grace_minutes": 60}
    with time_machine.travel(NOW, tick=False):
        client.force_login(coordinator("forums"))
        source = client.post(reverse("admin:reminders_rule_add"), data | TEXT).content.decode()
    assert source.count("Survey and certificate are there after the event only.") == 2
    assert not Rule.objects.exists()
