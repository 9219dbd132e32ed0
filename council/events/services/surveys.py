"""Asking those who were at an event, and taking each one's answers once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from council.events.models import Event, Registration, Survey, SurveyParticipation, SurveyQuestion, SurveyResponse
from council.events.services import errors, telling
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages

INVITATION = "survey-invitation"
TEMPLATE = "events/email/survey-invitation"
# Whoever was not asked within so many days after the event (no worker ran) is not asked by mail any more.
INVITE_WITHIN = timedelta(days=3)
HELD = (Event.State.PUBLISHED, Event.State.COMPLETED)


def asked_registrations(survey: Survey) -> QuerySet[Registration]:
    """Whom a survey asks once the event is over: those who were there (`asked_afterwards`)."""
    return Registration.objects.filter(event=survey.event_id).asked_afterwards()


def survey_in_use(event: Event, at: datetime) -> Survey | None:
    """The survey of `event` that has questions and takes answers at the moment `at` (unless the event is cancelled by then)."""
    asks = Exists(SurveyQuestion.objects.filter(survey=OuterRef("pk"), retired=False))
    found = Survey.objects.filter(asks, event=event, is_active=True).first()
    if found is None:
        return None
    found.event = event
    return found if event.ends_at <= at < found.closes_at() else None


def has_answered(survey: Survey, member: Member) -> bool:
    """Whether `member` has answered `survey`."""
    return SurveyParticipation.objects.filter(survey=survey, member=member).exists()


@transaction.atomic
def answer_survey(*, survey: Survey, member: Member, answers: Sequence[dict[str, Any]], now: datetime) -> SurveyResponse:
    """Keep the answers of `member` (snapshots of `SurveyForm`), once. Of an anonymous survey nothing leads from them to him.

    Raises `SurveyClosed` before and after its time, `NotAsked` for one who was not there, `AlreadyAnswered`."""
    # Whether it is anonymous must not change between reading and writing.
    survey = Survey.objects.select_for_update(no_key=True, of=("self",)).select_related("event").get(pk=survey.pk)
    if not survey.is_open(now):
        raise errors.SurveyClosed
    if not asked_registrations(survey).filter(member=member).exists():
        raise errors.NotAsked
    _participation, is_new = SurveyParticipation.objects.get_or_create(survey=survey, member=member)
    if not is_new:
        raise errors.AlreadyAnswered
    return SurveyResponse.objects.create(
        survey=survey,
        member=None if survey.is_anonymous else member,
        answered_on=timezone.localdate(now),
        answers=list(answers),
    )


def open_surveys(member: Member, now: datetime) -> list[Survey]:
    """The surveys that `member` is asked to answer at `now`, with their events, the latest event first."""
    seats = Registration.objects.filter(event=OuterRef("event"), member=member).asked_afterwards()
    answered = SurveyParticipation.objects.filter(survey=OuterRef("pk"), member=member)
    asked = Survey.objects.filter(Exists(seats), ~Exists(answered), is_active=True, event__ends_at__lte=now)
    asked = asked.filter(event__state__in=HELD, event__ends_at__gt=now - timedelta(days=366))
    return [one for one in asked.select_related("event").order_by("-event__ends_at", "pk") if one.is_open(now)]


def invite_to_surveys(*, now: datetime) -> int:
    """The tick: ask those who were at an event that has ended, once. Returns how many messages were written."""
    surveys = Survey.objects.filter(
        Exists(SurveyQuestion.objects.filter(survey=OuterRef("pk"), retired=False)),
        is_active=True,
        invites=True,
        event__state__in=HELD,
        event__ends_at__lte=now,
        event__ends_at__gt=now - INVITE_WITHIN,
    )
    return sum(_invite(one) for one in surveys.select_related("event__venue").order_by("pk") if one.is_open(now))


def _invite(survey: Survey) -> int:
    """The outbox takes each key once, so that a repeated tick writes nothing."""
    facts = telling.event_facts(survey.event)
    asked = asked_registrations(survey).filter(member__user__is_active=True).select_related("member__user")
    answered = SurveyParticipation.objects.filter(survey=survey, member=OuterRef("member"))
    messages = []
    for registration in asked.filter(~Exists(answered)).order_by("pk"):
        member = registration.member
        language = member.language if member.language in facts else "ko"
        messages.append(
            OutgoingMessage(
                kind=INVITATION,
                template=TEMPLATE,
                user=member.user,
                address=member.user.email,
                language=language,
                context={
                    **facts[language],
                    "name": one_line(member.display_name(language)),
                    "survey_url": absolute_url("events:event-survey", language, survey.event.slug),
                    "is_anonymous": survey.is_anonymous,
                    "survey_id": survey.pk,
                    "member_id": member.pk,
                },
                key=f"{INVITATION}:{survey.pk}:{registration.pk}",
                not_after=survey.closes_at(),
            )
        )
    return len(queue_messages(messages)) if messages else 0


def invitation_is_true(context: dict[str, Any]) -> bool:
    """Whether the survey still asks this person, who has not answered yet (asked just before sending)."""
    survey = Survey.objects.filter(pk=int(context["survey_id"]), is_active=True, event__state__in=HELD).first()
    if survey is None or not asked_registrations(survey).filter(member=int(context["member_id"])).exists():
        return False
    return not SurveyParticipation.objects.filter(survey=survey, member=int(context["member_id"])).exists()
