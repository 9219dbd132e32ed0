"""The survey after an event: for whom, when, once, and nobody named where that was promised."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.urls import reverse

from council.events import services
from council.events.models import Attendance, Event, Registration, SurveyParticipation, SurveyQuestion, SurveyResponse
from council.events.services import errors
from council.messaging.models import DeliveredMail, Message
from council.messaging.services import deliver
from tests.factories import (
    NOW,
    AttendanceFactory,
    MemberFactory,
    RegistrationFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
Kind = SurveyQuestion.Kind


@pytest.fixture
def guest(survey):
    return RegistrationFactory(event=survey.event).member


def page_of(survey):
    return reverse("events:event-survey", args=[survey.event.slug])


def field(survey, kind):
    return f"question-{survey.questions.get(kind=kind).pk}"


def filled(survey, **changes):
    values = {
        Kind.RATING: "5",
        Kind.YES_NO: "yes",
        Kind.CHOICE: "1",
        Kind.CHOICES: ["0", "1"],
        Kind.NUMBER: "3.50",
        Kind.LINE: "=1+1",
        Kind.TEXT: "Line one\nLine two",
    }
    return {field(survey, kind): value for kind, value in (values | changes).items()}


def test_a_guest_answers_every_kind_once(client, survey, guest):
    client.force_login(guest.user)
    page = client.get(page_of(survey)).content.decode()
    assert "Your answers are anonymous" in page
    answered = client.post(page_of(survey), filled(survey), follow=True)
    assert answered.redirect_chain == [(page_of(survey), 302)]
    assert "Thank you. Your answers have arrived." in answered.content.decode()
    response = SurveyResponse.objects.get()
    assert [answer["value"] for answer in response.answers] == [
        5,
        True,
        ["토론"],
        ["강연", "토론"],
        "3.5",
        "=1+1",
        "Line one\nLine two",
    ]
    assert client.post(page_of(survey), filled(survey)).status_code == 302
    assert SurveyResponse.objects.count() == 1


def test_nothing_leads_from_an_anonymous_answer_to_the_person(survey, guest):
    response = services.answer_survey(survey=survey, member=guest, answers=[], now=NOW)
    assert (response.member, response.answered_on) == (None, NOW.date())
    assert [one.name for one in SurveyParticipation._meta.concrete_fields] == ["id", "survey", "member"]
    assert SurveyParticipation.objects.get().member == guest


def test_an_answer_with_a_name_is_kept_with_it(survey, guest):
    survey.is_anonymous = False
    survey.save()
    assert services.answer_survey(survey=survey, member=guest, answers=[], now=NOW).member == guest


def test_a_survey_opens_when_the_event_ends_and_closes(survey, guest):
    ends = survey.event.ends_at
    for moment in (ends - timedelta(seconds=1), ends + timedelta(days=30)):
        with pytest.raises(errors.SurveyClosed):
            services.answer_survey(survey=survey, member=guest, answers=[], now=moment)
    assert services.open_surveys(guest, ends - timedelta(seconds=1)) == []
    assert services.open_surveys(guest, ends) == [survey]
    assert services.open_surveys(guest, ends + timedelta(days=30)) == []
    services.answer_survey(survey=survey, member=guest, answers=[], now=ends)
    assert services.open_surveys(guest, ends) == []
    with pytest.raises(errors.AlreadyAnswered):
        services.answer_survey(survey=survey, member=guest, answers=[], now=ends)


@pytest.mark.parametrize("state", [Registration.State.CANCELLED, Registration.State.WAITLISTED, Registration.State.PENDING])
def test_who_had_no_seat_is_not_asked(client, survey, state):
    member = RegistrationFactory(event=survey.event, state=state).member
    with pytest.raises(errors.NotAsked):
        services.answer_survey(survey=survey, member=member, answers=[], now=NOW)
    client.force_login(member.user)
    assert client.get(page_of(survey)).status_code == 404
    assert client.post(page_of(survey), filled(survey)).status_code == 404


def test_staff_see_how_it_looks_and_cannot_answer(client, survey):
    client.force_login(coordinator("forums"))
    page = client.get(page_of(survey)).content.decode()
    assert "Staff cannot answer here." in page
    assert "Send my answers" not in page
    assert client.post(page_of(survey), filled(survey)).status_code == 200
    assert not SurveyResponse.objects.exists()
    client.force_login(coordinator("focus-group"))
    assert client.get(page_of(survey)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.RATING, "6"),
        (Kind.RATING, "good"),
        (Kind.CHOICE, "9"),
        (Kind.CHOICES, ["0", "x"]),
        (Kind.NUMBER, "NaN"),
        (Kind.NUMBER, "1e999"),
        (Kind.TEXT, "x" * 2001),
        (Kind.YES_NO, "maybe"),
    ],
)
def test_a_bad_answer_is_told_beside_its_question_and_the_rest_kept(client, survey, guest, kind, value):
    client.force_login(guest.user)
    response = client.post(page_of(survey), filled(survey, **{kind: value}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field(survey, kind)]
    if kind != Kind.TEXT:
        assert "Line one" in response.content.decode()
    assert not SurveyResponse.objects.exists()


def test_a_required_question_must_be_answered(client, survey, guest):
    survey.questions.filter(kind=Kind.RATING).update(required=True)
    client.force_login(guest.user)
    assert client.post(page_of(survey), filled(survey, **{Kind.RATING: ""})).status_code == 422


def test_an_empty_sheet_is_no_answer(client, survey, guest):
    client.force_login(guest.user)
    refused = client.post(page_of(survey), {})
    assert (refused.status_code, "Answer at least one question." in refused.content.decode()) == (422, True)
    assert client.post(page_of(survey), {field(survey, Kind.RATING): "4"}).status_code == 302


def test_the_page_before_after_and_without_questions(client, survey, guest):
    client.force_login(guest.user)
    with time_machine.travel(survey.event.starts_at, tick=False):
        client.force_login(guest.user)
        assert "opens when the event has ended" in client.get(page_of(survey)).content.decode()
    with time_machine.travel(survey.closes_at(), tick=False):
        client.force_login(guest.user)
        assert "takes no answers any more" in client.get(page_of(survey)).content.decode()
        assert client.post(page_of(survey), filled(survey)).status_code == 409
    survey.questions.all().delete()
    client.force_login(guest.user)
    assert "There is no question yet." in client.get(page_of(survey)).content.decode()


def test_the_events_page_leads_who_is_asked_to_the_survey(client, survey, guest):
    event_page = survey.event.get_absolute_url()
    assert page_of(survey) not in client.get(event_page).content.decode()
    client.force_login(guest.user)
    assert page_of(survey) in client.get(event_page).content.decode()
    assert page_of(survey) in client.get(reverse("portal:my")).content.decode()
    services.answer_survey(survey=survey, member=guest, answers=[], now=NOW)
    assert "You have answered the survey." in client.get(event_page).content.decode()
    assert page_of(survey) not in client.get(reverse("portal:my")).content.decode()
    client.force_login(coordinator("forums"))
    assert "1 answer so far." in client.get(event_page).content.decode()


def test_those_who_had_a_seat_are_asked_once_by_mail(survey, guest):
    korean = RegistrationFactory(event=survey.event, member=MemberFactory(language="ko")).member
    RegistrationFactory(event=survey.event, state=Registration.State.CANCELLED)
    done = RegistrationFactory(event=survey.event).member
    services.answer_survey(survey=survey, member=done, answers=[], now=NOW)
    assert services.invite_to_surveys(now=NOW) == 2
    assert services.invite_to_surveys(now=NOW) == 0
    services.answer_survey(survey=survey, member=guest, answers=[], now=NOW)
    deliver()
    assert list(Message.objects.order_by("pk").values_list("user", "state")) == [
        (guest.user_id, Message.State.CANCELLED),
        (korean.user_id, Message.State.SENT),
    ]
    mail = message_from_bytes(bytes(DeliveredMail.objects.get().source), policy=default)
    assert f"/ko{page_of(survey)}" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("change", ["invites", "is_active", "questions", "late", "cancelled"])
def test_nobody_is_asked_of_a_survey_that_does_not_ask(survey, guest, change):
    now = NOW
    if change == "questions":
        survey.questions.all().delete()
    elif change == "late":
        now = NOW + timedelta(days=4)
    elif change == "cancelled":
        Event.objects.filter(pk=survey.event_id).update(state=Event.State.CANCELLED)
    else:
        setattr(survey, change, False)
        survey.save()
    assert services.invite_to_surveys(now=now) == 0


@pytest.fixture
def five(survey):
    """Five with a seat, by what a door knows of them; and someone else who was checked in."""
    seats = {name: RegistrationFactory(event=survey.event) for name in ("came", "second day", "absent", "excused", "undone")}
    AttendanceFactory(registration=seats["came"])
    AttendanceFactory(registration=seats["second day"], day=survey.event.ends_at.date() + timedelta(days=1))
    AttendanceFactory(registration=seats["excused"], kind=Attendance.Kind.EXCUSED)
    AttendanceFactory(registration=seats["undone"], undone_at=NOW)
    return seats


def asked_by_mail(survey):
    services.invite_to_surveys(now=NOW)
    return set(Message.objects.filter(kind="survey-invitation").values_list("user", flat=True))


def test_where_a_door_checked_people_in_those_who_came_are_asked(client, survey, five):
    came = {five["came"].member.user_id, five["second day"].member.user_id}
    assert asked_by_mail(survey) == came
    for name, seat in five.items():
        is_asked = seat.member.user_id in came
        assert (services.open_surveys(seat.member, NOW) == [survey]) is is_asked, name
        client.force_login(seat.member.user)
        assert client.get(page_of(survey)).status_code == (200 if is_asked else 404), name
        assert (page_of(survey) in client.get(survey.event.get_absolute_url()).content.decode()) is is_asked, name
        if not is_asked:
            with pytest.raises(errors.NotAsked):
                services.answer_survey(survey=survey, member=seat.member, answers=[], now=NOW)
    client.force_login(coordinator("forums"))
    results = client.get(reverse("admin:events_survey_results", args=[survey.pk]))
    assert results.context["asked"] == 2


def test_where_nobody_was_checked_in_everybody_is_asked_but_the_excused(survey, five):
    Attendance.objects.present().update(undone_at=NOW)
    names = {seat.member.user_id: name for name, seat in five.items()}
    assert {names[user] for user in asked_by_mail(survey)} == {"came", "second day", "absent", "undone"}


def test_a_walk_in_says_that_a_door_was_kept(survey, guest):
    AttendanceFactory(event=survey.event, registration=None, name="Walker")
    assert asked_by_mail(survey) == set()


def test_who_is_recorded_later_is_asked_later_and_nobody_twice(survey, guest):
    late = RegistrationFactory(event=survey.event)
    assert asked_by_mail(survey) == {guest.user_id, late.member.user_id}
    AttendanceFactory(registration=late)
    services.invite_to_surveys(now=NOW)
    deliver()
    # The list of the door came before the mail left: who was not there is not asked any more.
    states = dict(Message.objects.filter(kind="survey-invitation").values_list("user", "state"))
    assert states == {guest.user_id: Message.State.CANCELLED, late.member.user_id: Message.State.SENT}


def test_while_the_event_lasts_the_page_is_for_those_with_a_seat(client, survey, guest):
    AttendanceFactory(event=survey.event, registration=RegistrationFactory(event=survey.event))
    with time_machine.travel(survey.event.starts_at, tick=False):
        client.force_login(guest.user)
        assert "opens when the event has ended" in client.get(page_of(survey)).content.decode()
