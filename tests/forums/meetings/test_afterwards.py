"""Quorum, minutes with their revisions and approval, actions carried over, honoraria."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from council.events.models import Attendance, Registration
from council.events.services import cancel_registration
from council.members.models import Seat
from council.messaging.models import Message
from council.reminders.services import plan_reminders
from forums.meeting_papers import minutes_data
from forums.models import ActionItem, Meeting, MinutesRevision, SpeakerFee
from forums.services import meetings as services
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.meetings import errors
from forums.services.meetings.quorum import Quorum
from tests.factories import (
    NOW,
    AttendanceFactory,
    MembershipFactory,
    RegistrationFactory,
    SpeakerFactory,
)
from tests.forums.factories.meetings import ActionItemFactory
from tests.forums.factories.seats import ForumFactory
from tests.forums.meetings.people import meeting_of, small_forum

pytestmark = pytest.mark.django_db
TEXTS = {"text_ko": "", "text_en": "## Agreed\n\nWe go on."}


@pytest.mark.parametrize(
    ("enrolled", "present", "percent", "needed", "is_met"),
    [
        (10, 5, 50, 6, False),
        (10, 6, 50, 6, True),
        (9, 4, 50, 5, False),
        (9, 5, 50, 5, True),
        (0, 0, 50, 1, False),
        (3, 3, 99, 3, True),
    ],
)
def test_the_quorum_is_more_than_its_part(enrolled, present, percent, needed, is_met):
    quorum = Quorum(enrolled, present, percent)
    assert (quorum.needed, quorum.is_met, quorum.missing) == (needed, is_met, max(0, needed - present))


def test_each_seat_counts_once_whoever_comes_for_it():
    forum = small_forum(seats=2)
    meeting, today = forum.meeting, NOW.date()
    # A company's seat with two holders one after the other, an observer, and one whose term was over.
    seat = Seat.objects.create(organisation=forum.members[0].organisation, body=forum.body)
    first = MembershipFactory(body=forum.body, seat=seat, role="delegate", ends_on=today + timedelta(days=30)).member
    MembershipFactory(body=forum.body, seat=seat, role="delegate", starts_on=today + timedelta(days=31))
    MembershipFactory(body=forum.body, role="observer")
    MembershipFactory(body=forum.body, ends_on=today - timedelta(days=1))
    people = [forum.chair, forum.secretary, forum.members[0], first]
    registrations = [RegistrationFactory(event=meeting.event, member=one) for one in people]
    # Chair, one plain seat, the company's; the secretary has none.
    assert services.forecast(meeting, NOW) == Quorum(3, 3, 50)
    cancel_registration(registration=registrations[2], by=None, now=NOW, reason=Registration.Reason.REGRETS)
    assert services.forecast(meeting, NOW) == Quorum(3, 2, 50)
    for one in (registrations[0], registrations[1]):
        AttendanceFactory(registration=one)
    assert services.actual(meeting) == Quorum(3, 1, 50)
    record = AttendanceFactory(registration=registrations[3])
    assert services.actual(meeting).is_met is True
    Attendance.objects.filter(pk=record.pk).update(undone_at=NOW)
    assert services.actual(meeting) == Quorum(3, 1, 50)
    # Who got a place handed over counts for the seat of who handed it over.
    colleague = RegistrationFactory(event=meeting.event, handed_over_by=registrations[3])
    AttendanceFactory(registration=colleague)
    assert services.actual(meeting) == Quorum(3, 2, 50)


def test_minutes_from_the_first_revision_to_the_closed_meeting():
    forum = small_forum(state="noticed", noticed_at=NOW)
    meeting, by, after = forum.meeting, forum.secretary.user, NOW + timedelta(days=15)
    with pytest.raises(errors.NotYetHeld):
        services.record_held(meeting=meeting, by=forum.chair.user, now=NOW)
    services.record_held(meeting=meeting, by=forum.chair.user, now=after)
    with pytest.raises(errors.TextMissing):
        services.write_minutes(meeting=meeting, base=0, by=by, now=after, text_ko=" ", text_en="")
    with pytest.raises(NotYours):
        services.write_minutes(meeting=meeting, base=0, by=forum.members[0].user, now=after, **TEXTS)
    first = services.write_minutes(meeting=meeting, base=0, by=by, now=after, **TEXTS)
    assert services.write_minutes(meeting=meeting, base=0, by=by, now=after, **TEXTS) == first
    with pytest.raises(errors.SomebodySaved):
        services.write_minutes(meeting=meeting, base=0, by=by, now=after, text_ko="", text_en="Other.")
    second = services.write_minutes(
        meeting=meeting, base=1, by=by, now=after, text_ko="만났다.", text_en="## Agreed\n\nWe stop."
    )
    assert [(one.sign, one.text) for one in services.compare(first, second, "en")] == [
        ("…", ""), (" ", "## Agreed"), (" ", ""), ("-", "We go on."), ("+", "We stop."),
    ]  # fmt: skip
    approve = {"meeting": meeting, "by": forum.chair.user, "now": after}
    with pytest.raises(NotYours):
        services.approve_minutes(**{**approve, "by": forum.desk}, revision=2, approved_in=None, reason="By letter.")
    with pytest.raises(errors.LaterRevision):
        services.approve_minutes(**approve, revision=1, approved_in=None, reason="By letter.")
    with pytest.raises(ReasonMissing):
        services.approve_minutes(**approve, revision=2, approved_in=None)
    later = meeting_of(forum.forum, days=40)
    for wrong in (later, meeting_of(forum.forum, days=3), meeting_of(small_other(), days=14.5)):
        with pytest.raises(errors.NotALaterMeeting):
            services.approve_minutes(**approve, revision=2, approved_in=wrong)
    services.approve_minutes(**{**approve, "now": NOW + timedelta(days=41)}, revision=2, approved_in=later)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.approved, meeting.approved_in) == ("minutes-approved", second, later)
    assert (meeting.enrolled, meeting.present) == (4, 0)
    with pytest.raises(errors.ApprovedStay):
        services.write_minutes(meeting=meeting, base=2, by=by, now=after, text_ko="", text_en="Later.")
    # The database keeps it, too.
    for change in (
        lambda: MinutesRevision.objects.filter(pk=second.pk).update(text_en="Forged."),
        lambda: second.delete(),
        lambda: meeting.revisions.create(number=3, text_en="Forged.", at=after),
        lambda: Meeting.objects.filter(pk=meeting.pk).update(approved=first),
        lambda: Meeting.objects.filter(pk=meeting.pk).update(present=4),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    # Open actions go on where there is a later meeting.
    ActionItemFactory(meeting=meeting)
    assert list(ActionItem.objects.carried_to(later)) == list(meeting.actions.all())
    Meeting.objects.exclude(pk=meeting.pk).update(state="cancelled")
    with pytest.raises(errors.NobodyToCarry):
        services.close_meeting(meeting=meeting, by=forum.desk, now=after)
    Meeting.objects.filter(pk=later.pk).update(state="noticed")
    services.close_meeting(meeting=meeting, by=forum.desk, now=after)
    with pytest.raises(WrongState):
        services.close_meeting(meeting=meeting, by=forum.desk, now=after)


def test_approved_minutes_are_printed_as_they_were_approved():
    forum = small_forum(state="minutes-draft", enrolled=4)
    meeting, after = forum.meeting, NOW + timedelta(days=15)
    with time_machine.travel(after, tick=False):
        minutes = meeting.revisions.create(number=1, text_en="We met.", by=forum.desk, at=after)
        came, gone, late = (RegistrationFactory(event=meeting.event, member=one) for one in forum.members[:3])
        records = [AttendanceFactory(registration=one, recorded_at=after) for one in (came, gone)]
        ActionItemFactory(meeting=meeting, title_en="Measure", owner=forum.chair)
        services.approve_minutes(
            meeting=meeting, revision=1, approved_in=None, reason="By letter.", by=forum.chair.user, now=after
        )
        meeting.refresh_from_db()
        printed = minutes_data(meeting, minutes, "en")
    with time_machine.travel(after + timedelta(days=1), tick=False):
        AttendanceFactory(registration=late, recorded_at=timezone.now())
        Attendance.objects.filter(pk=records[1].pk).update(undone_at=timezone.now())
        action = meeting.actions.get()
        action.title_en, action.owner = "Forget it", forum.secretary
        action.save()
        ActionItemFactory(meeting=meeting, title_en="One more")
        assert minutes_data(meeting, minutes, "en") == printed
    assert ("Measure" in repr(printed), str(gone.member) in repr(printed)) == (True, True)


def test_the_report_of_a_lecture_follows_its_day():
    forum = small_forum(kind="ip-seminar")
    event = forum.meeting.event
    fee = services.set_fee(
        meeting=forum.meeting,
        speaker=SpeakerFactory(),
        payee="official",
        hours=Decimal(1),
        amount_krw=1,
        by=forum.desk,
        now=NOW,
    )
    for change, day in (
        ({"ends_at": event.ends_at + timedelta(days=30)}, event.ends_at.date() + timedelta(days=40)),
        ({"state": "cancelled"}, None),
    ):
        type(event).objects.filter(pk=event.pk).update(**change)
        assert (services.follow_moved_lectures(now=NOW), services.follow_moved_lectures(now=NOW)) == (1, 0)
        fee.refresh_from_db()
        assert fee.report_due_on == day


def small_other():
    return ForumFactory()


def test_an_action_reminds_its_owner_a_week_and_a_day_before_and_once_late():
    forum = small_forum(state="held", enrolled=4)
    owner, due_on = forum.members[0], date(2026, 11, 20)
    values = {"meeting": forum.meeting, "due_on": due_on, "now": NOW, "title_en": "Measure"}
    with pytest.raises(errors.OwnerOutside):
        services.add_action(owner=forum.outsider, by=forum.desk, **values)
    with pytest.raises(NotYours):
        services.add_action(owner=owner, by=owner.user, **values)
    action = services.add_action(owner=owner, by=forum.chair.user, **values)

    def told():
        return sorted(Message.objects.filter(user=owner.user, kind__startswith="forum-action").values_list("kind", flat=True))

    nine = NOW.replace(hour=0, minute=30)
    for day, expected in (
        (12, []),
        (13, ["forum-action-due"]),
        (19, ["forum-action-due"] * 2),
        (21, ["forum-action-due"] * 2 + ["forum-action-late"]),
    ):
        for _ in range(2):
            plan_reminders(nine.replace(day=day))
        assert told() == expected, day
    with pytest.raises(NotYours):
        services.finish_action(action=action, by=forum.members[1].user, now=NOW)
    services.finish_action(action=action, by=owner.user, now=NOW, note="22 °C")
    again = services.finish_action(action=action, by=forum.desk, now=NOW + timedelta(days=1))
    assert (again.done_at, again.note) == (NOW, "22 °C")
    assert Message.objects.filter(kind="meeting-action", user=owner.user).count() == 1


@pytest.mark.parametrize(
    ("payee", "hours", "cap"),
    [
        ("official", "1", 400_000), ("official", "0.5", 200_000), ("official", "1.5", 600_000), ("official", "3", 600_000),
        ("school", "1", 1_000_000), ("school", "2.5", 2_500_000), ("other", "8", None),
    ],
)  # fmt: skip
def test_an_honorarium_keeps_to_its_cap_in_code_and_in_the_database(payee, hours, cap):
    forum = small_forum()
    meeting, speaker = forum.meeting, SpeakerFactory()
    assert services.cap_of(payee, Decimal(hours)) == cap
    values = {"meeting": meeting, "speaker": speaker, "payee": payee, "hours": Decimal(hours)}
    with pytest.raises(NotYours):
        services.set_fee(**values, amount_krw=1, by=forum.chair.user, now=NOW)
    if cap is not None:
        with pytest.raises(errors.AboveTheCap, match=f"{cap:,}"):
            services.set_fee(**values, amount_krw=cap + 1, by=forum.desk, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            SpeakerFee.objects.create(**values, amount_krw=cap + 1)
    fee = services.set_fee(**values, amount_krw=cap or 5_000_000, by=forum.desk, now=NOW)
    day = meeting.event.ends_at.date() + timedelta(days=10)
    assert fee.report_due_on == (None if payee == "other" else day)
    fee = services.set_fee(**values, amount_krw=1, by=forum.desk, now=NOW, by_government=True)
    assert (fee.report_due_on, SpeakerFee.objects.count()) == (None, 1)


def test_a_stopped_talk_is_noted_without_what_was_said():
    forum = small_forum(state="noticed", noticed_at=NOW)
    meeting, at = forum.meeting, forum.meeting.event.starts_at + timedelta(minutes=20)
    values = {"meeting": meeting, "at": at, "item": None, "talk": "price", "by": forum.chair.user}
    for wrong in (
        {"now": at - timedelta(minutes=1)},
        {"at": meeting.event.ends_at + timedelta(hours=1), "now": at + timedelta(days=1)},
    ):
        with pytest.raises(errors.NotInTheRoom):
            services.log_stopped(**{**values, **wrong})
    with pytest.raises(NotYours):
        services.log_stopped(**{**values, "by": forum.members[0].user}, now=at)
    stopped = services.log_stopped(**values, now=at)
    assert services.log_stopped(**values, now=at) == stopped
    names = {field.name for field in stopped._meta.concrete_fields}
    assert names == {"id", "meeting", "at", "item", "talk", "by", "recorded_at"}
