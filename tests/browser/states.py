"""What the portal shows beyond one of everything: registrations, memberships, messages in each state."""

import uuid
from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from council.events.models import Event, Registration, Series, SurveyQuestion
from council.events.services import keep_series
from council.library.services import add_version
from council.members.models import Industry, Member, Region, Skill, User
from council.messaging.models import DeliveredMail, Message, SuppressedAddress
from council.messaging.services import deliver, queue_message
from council.reminders.models import Reminder, Rule
from council.reminders.services import plan_reminders
from tests.factories import (
    AttendanceFactory,
    CertificateFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    QuestionFactory,
    RegistrationFactory,
    SeriesFactory,
    SurveyFactory,
    SurveyQuestionFactory,
    UserFactory,
    VenueFactory,
)

State = Registration.State


def fill(now) -> None:
    """More rows for the world of the permission matrix: everything that the administration lists has at least one."""
    Rule.objects.all().delete()
    import_module("council.reminders.migrations.0002_default_rules").add_defaults(apps, None)
    member = Member.objects.get(user__email="member@example.com")
    # A colleague to whom a seat may be handed.
    MemberFactory(organisation=member.organisation)
    for state in State:
        ended = {} if state in Registration.LIVE else {"ended_at": now, "reason": Registration.Reason.SELF, "note": "Note"}
        seat = {"confirmed_at": now} if state == State.CONFIRMED else {}
        event = EventFactory(
            slug=f"own-{state}",
            capacity=2,
            taken=int(state in Registration.SEATED),
            format=Event.Format.HYBRID,
            venue=VenueFactory(),
            online_link="https://meet.example/room",
            starts_at=now + timedelta(days=6),
            contact_name="이든솔",
            contact_email="contact@example.com",
            contact_phone="+82-54-000-0000",
        )
        offer = {"offer_ends_at": now + timedelta(hours=1), "offer_token": uuid.uuid4()} if state == State.OFFERED else {}
        Registration.objects.create(event=event, member=member, state=state, **ended, **seat, **offer)
    past = EventFactory(slug="past", state=Event.State.COMPLETED, starts_at=now - timedelta(days=20))
    seat = Registration.objects.create(event=past, member=member, state=State.CONFIRMED, confirmed_at=past.starts_at)
    AttendanceFactory(registration=seat, door="Hall A")
    AttendanceFactory(registration=None, event=past, name="Walker", organisation="Dalmuri")
    RegistrationFactory(event=past)
    CertificateFactory(registration=seat, code="0000000000PAST00")
    survey_with_answers(past)
    keep_series(series=SeriesFactory(slug="own-dates", holidays=Series.Holidays.MOVE, horizon_days=60), by=None, now=now)
    library(past, member)
    full = EventFactory(slug="full", capacity=0)
    ask_everything(full)
    EventFactory(slug="no-queue", capacity=0, has_waiting_list=False)
    EventFactory(slug="to-approve", mode=Event.Mode.APPROVAL)
    EventFactory(slug="not-open", opens_at=now + timedelta(days=1))
    EventFactory(slug="no-registration", mode=Event.Mode.NONE)
    plan_reminders(now)
    send_something(member.user)
    Reminder.objects.update(due_at=now)
    SuppressedAddress.objects.create(address="gone@example.com", reason="It bounced.")
    Skill.objects.get_or_create(name_ko="금형", name_en="Moulds")
    Industry.objects.get_or_create(code="C29", defaults={"name_ko": "기계", "name_en": "Machinery"})
    Region.objects.get_or_create(code="47", defaults={"name_ko": "경상북도", "name_en": "Gyeongbuk"})


def survey_with_answers(event: Event) -> None:
    """A survey with a question of every kind, and an answer to each."""
    kinds = SurveyQuestion.Kind
    values = {kinds.RATING: 4, kinds.YES_NO: True, kinds.NUMBER: "3", kinds.CHOICE: ["하나"], kinds.CHOICES: ["하나"]}
    survey = SurveyFactory(event=event, intro_ko="소개", intro_en="Introduction")
    answers = []
    for kind in kinds:
        choices = {"options_ko": "하나\n둘", "options_en": "One\nTwo"} if kind in (kinds.CHOICE, kinds.CHOICES) else {}
        question = SurveyQuestionFactory(survey=survey, kind=kind, required=True, **choices)
        answers.append({"question": question.pk, "kind": kind, "value": values.get(kind, "말\nwords")})
    survey.responses.create(answered_on=event.ends_at.date(), answers=answers)


def library(event: Event, member: Member) -> None:
    """Documents in each state: public, with an earlier version and a list, not shown, without a file."""
    document = DocumentFactory(event=event, description_ko="설명", description_en="About it", title_en="")
    add_version(document=document, upload=SimpleUploadedFile("b.txt", b"second"), by=member.user, now=event.ends_at)
    document.readers.create(member=member)
    for number, state in enumerate(("scanning", "refused"), start=3):
        found = {"finding": "Eicar-Test-Signature", "scanned_at": event.ends_at} if state == "refused" else {}
        document.versions.create(
            number=number, state=state, file=f"library/00/{number}", name="a.txt", size=1, uploaded_at=event.ends_at, **found
        )
    DocumentFactory(event=event, classification="public")
    DocumentFactory(event=event, is_published=False)
    DocumentFactory(event=event, text=False)
    for _ in range(20):
        DocumentFactory(event=None, classification="members", text="words")


def ask_everything(event: Event) -> None:
    """A question of every kind, each required."""
    kinds = QuestionFactory._meta.model.Kind
    for kind in kinds:
        choices = {"options_ko": "하나\n둘", "options_en": "One\nTwo"} if kind in (kinds.CHOICE, kinds.CHOICES) else {}
        QuestionFactory(event=event, kind=kind, required=True, label_ko=f"질문 {kind}", label_en=f"Question {kind}", **choices)


def send_something(user: User) -> None:
    """A message that was delivered, and one that waits."""
    for key in ("delivered", "waiting"):
        queue_message(
            kind="application-received",
            template="members/email/application-received",
            user=user,
            address=user.email,
            language="ko",
            context={"name": "김가람", "url": "https://council.example/"},
            key=f"states:{key}",
        )
        if key == "delivered":
            deliver()
    assert DeliveredMail.objects.exists()
    assert Message.objects.exists()


def people_in_each_state(now) -> dict[str, User]:
    """A log-in for each state of a membership, as `/join/` tells them."""
    found = {"nobody yet": UserFactory(email="draft@example.com")}
    found["begun"] = UserFactory(email="begun@example.com")
    Member.objects.filter(user=found["begun"]).update(kind=Member.Kind.CEO, job_title="대표")
    for state in (state for state in Member.State if state != Member.State.DRAFT):
        person = MemberFactory(user__email=f"{state}@example.com", state=state, valid_until=timezone.localdate(now))
        person.applied_at = person.decided_at = now
        person.decision_reason = "Reason\n이유"
        person.save()
        found[state] = person.user
    return found
