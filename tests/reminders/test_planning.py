"""Who is written to when the clock says what. Times are Seoul's."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from council.events.models import Event, Registration
from council.messaging.models import Message
from council.messaging.rendering import render
from council.messaging.services import switch_off
from council.reminders.models import Reminder
from council.reminders.services import plan_reminders
from council.reminders.services.wording import is_still_true
from tests.factories import NOW, EventFactory, MemberFactory, RegistrationFactory, RuleFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("default_rules")]


def seoul(month, day, hour=0, minute=0, second=0):
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZoneInfo("Asia/Seoul")).astimezone(UTC)


STARTS = seoul(11, 16, 10)
LONG_AGO = seoul(10, 1)


def seat(event, confirmed_at=LONG_AGO, **fields):
    return RegistrationFactory(event=event, confirmed_at=confirmed_at, **fields)


@pytest.fixture
def event():
    return EventFactory(starts_at=STARTS)


def ledger():
    """`[(rule, state, version)]`, the oldest entry first."""
    return list(Reminder.objects.order_by("pk").values_list("rule__name", "state", "schedule_version"))


def test_each_default_is_written_when_it_falls_due_and_once(event):
    Event.objects.update(format="hybrid")
    registration = seat(event)
    assert plan_reminders(seoul(11, 9, 8, 59, 59)) == {}
    assert plan_reminders(seoul(11, 9, 9)) == {"queued": 1}
    assert plan_reminders(seoul(11, 9, 9)) == {}
    assert plan_reminders(seoul(11, 15, 16, 59, 59)) == {}
    assert plan_reminders(seoul(11, 15, 17, 0, 30)) == {"queued": 1}
    assert plan_reminders(seoul(11, 16, 8, 59, 59)) == {}
    assert plan_reminders(seoul(11, 16, 9)) == {"queued": 1}
    assert plan_reminders(seoul(11, 16, 9, 1)) == {}
    assert ledger() == [("week-before", "queued", 0), ("day-before", "queued", 0), ("hour-before", "queued", 0)]
    assert {m.address for m in Message.objects.all()} == {registration.member.user.email}
    assert {reminder.message.not_after for reminder in Reminder.objects.all()} == {STARTS}


@pytest.mark.parametrize(("event_format", "count"), [("in-person", 2), ("hybrid", 3), ("online", 3)])
def test_an_hour_before_is_for_those_who_need_the_link(event_format, count):
    seat(EventFactory(starts_at=STARTS, format=event_format))
    for moment in (seoul(11, 9, 9), seoul(11, 15, 17), seoul(11, 16, 9)):
        plan_reminders(moment)
    assert Reminder.objects.count() == count


def test_only_the_confirmed_of_published_events_are_written_to(event):
    confirmed = seat(event)
    for state in set(Registration.State.values) - {"confirmed"}:
        RegistrationFactory(event=event, state=state)
    gone = seat(event).member.user
    gone.is_active = False
    gone.save()
    for state in ("draft", "cancelled", "completed"):
        seat(EventFactory(starts_at=STARTS, state=state))
    assert plan_reminders(seoul(11, 9, 9)) == {"queued": 1}
    assert Reminder.objects.get().recipient == confirmed.member.user


def test_who_switched_reminders_off_is_not_written_to(event):
    registration = seat(event)
    switch_off(user=registration.member.user, kind="event-reminder", now=NOW)
    assert plan_reminders(seoul(11, 9, 9)) == {"opted-out": 1}
    assert not Message.objects.exists()


def test_the_wall_clock_is_the_events():
    seat(EventFactory(starts_at=STARTS, time_zone="America/New_York"))
    due = datetime(2026, 11, 14, 17, tzinfo=ZoneInfo("America/New_York"))
    assert plan_reminders(due - timedelta(days=5)) == {"queued": 1}
    assert plan_reminders(due - timedelta(seconds=1)) == {}
    assert plan_reminders(due) == {"queued": 1}


def test_an_outage_of_three_days_is_caught_up(event):
    """From 8 November to 11 November, 20:00: what fell due on the 9th still goes, once."""
    seat(event)
    assert plan_reminders(seoul(11, 8)) == {}
    assert plan_reminders(seoul(11, 11, 20)) == {"queued": 1}
    assert plan_reminders(seoul(11, 11, 20, 1)) == {}


def test_what_is_overdue_beyond_its_grace_is_missed(event):
    seat(event)
    assert plan_reminders(seoul(11, 12, 9)) == {"missed": 1}
    assert plan_reminders(seoul(11, 12, 9, 1)) == {}
    assert not Message.objects.exists()


def test_of_two_that_are_overdue_the_latest_goes(event):
    """An outage over both: nobody gets two mails at once."""
    Event.objects.update(format="online")
    seat(event)
    assert plan_reminders(seoul(11, 16, 9, 30)) == {"missed": 2, "queued": 1}
    assert ledger() == [("week-before", "missed", 0), ("day-before", "missed", 0), ("hour-before", "queued", 0)]


def test_nothing_goes_once_the_event_has_begun_but_what_was_missed_is_on_record(event):
    seat(event)
    seat(event, confirmed_at=seoul(11, 16, 9, 59))
    assert plan_reminders(STARTS) == {"missed": 2}
    assert plan_reminders(STARTS + timedelta(days=1)) == {}
    assert not Message.objects.exists()


class TestConfirmedLate:
    """Two who were confirmed while some reminders were due already, and one in time."""

    def test_far_ahead_the_confirmation_has_said_it_all(self, event):
        seat(event, confirmed_at=seoul(11, 10, 12))
        assert plan_reminders(seoul(11, 10, 12, 1)) == {"missed": 1}
        assert plan_reminders(seoul(11, 15, 17)) == {"queued": 1}

    def test_on_the_eve_the_last_reminder_is_still_useful(self, event):
        seat(event, confirmed_at=seoul(11, 15, 20))
        assert plan_reminders(seoul(11, 15, 20, 1)) == {"missed": 1, "queued": 1}
        assert ledger() == [("week-before", "missed", 0), ("day-before", "queued", 0)]

    def test_within_the_last_hour_only_the_latest_goes(self, event):
        Event.objects.update(format="hybrid")
        seat(event, confirmed_at=seoul(11, 16, 9, 20))
        assert plan_reminders(seoul(11, 16, 9, 21)) == {"missed": 2, "queued": 1}
        assert Reminder.objects.get(state="queued").rule.name == "hour-before"

    def test_those_who_were_in_time_are_not_touched(self, event):
        seat(event)
        plan_reminders(seoul(11, 9, 9))
        late = seat(event, confirmed_at=seoul(11, 9, 12))
        assert plan_reminders(seoul(11, 9, 12, 1)) == {"missed": 1}
        assert Reminder.objects.get(state="missed").recipient == late.member.user


def sent():
    Message.objects.filter(state="queued").update(state="sent", sent_at=NOW)


def move(event, **fields):
    """As the service does: another time, another version."""
    for name, value in fields.items():
        setattr(event, name, value)
    event.ends_at = event.starts_at + timedelta(hours=3)
    event.schedule_version += 1
    # `save` leaves the counters to the services.
    Event.objects.filter(pk=event.pk).update(schedule_version=event.schedule_version)
    event.save()


class TestMoved:
    def test_unsent_reminders_of_the_old_time_are_superseded(self, event):
        seat(event)
        plan_reminders(seoul(11, 9, 9))
        message = Message.objects.get()
        assert is_still_true(message.context)
        move(event, starts_at=STARTS + timedelta(days=7))
        assert not is_still_true(message.context)
        assert plan_reminders(seoul(11, 9, 9, 5)) == {"superseded": 1}
        message.refresh_from_db()
        assert message.state == "cancelled"
        assert plan_reminders(seoul(11, 16, 9)) == {"queued": 1}
        assert ledger() == [("week-before", "superseded", 0), ("week-before", "queued", 1)]

    def test_forth_and_back_before_anything_was_sent(self, event):
        seat(event)
        plan_reminders(seoul(11, 9, 9))
        move(event, starts_at=STARTS + timedelta(days=7))
        move(event, starts_at=STARTS)
        assert plan_reminders(seoul(11, 9, 9, 10)) == {"superseded": 1, "queued": 1}
        assert ledger() == [("week-before", "superseded", 0), ("week-before", "queued", 2)]
        assert Counter(Message.objects.values_list("state", flat=True)) == {"cancelled": 1, "queued": 1}

    def test_forth_and_back_after_it_was_sent_reminds_nobody_twice(self, event):
        seat(event)
        plan_reminders(seoul(11, 9, 9))
        sent()
        move(event, starts_at=STARTS + timedelta(days=7))
        assert plan_reminders(seoul(11, 9, 9, 10)) == {}
        move(event, starts_at=STARTS)
        assert plan_reminders(seoul(11, 9, 9, 12)) == {"covered": 1}
        assert plan_reminders(seoul(11, 15, 17)) == {"queued": 1}

    def test_by_an_hour_reminds_nobody_twice(self, event):
        seat(event)
        plan_reminders(seoul(11, 9, 9))
        sent()
        move(event, starts_at=STARTS + timedelta(hours=1))
        assert plan_reminders(seoul(11, 9, 9, 2)) == {"covered": 1}
        assert plan_reminders(seoul(11, 11)) == {}

    def test_to_a_later_day_reminds_anew_in_time(self, event):
        seat(event)
        plan_reminders(seoul(11, 9, 9))
        sent()
        move(event, starts_at=STARTS + timedelta(days=7))
        assert plan_reminders(seoul(11, 16, 8, 59)) == {}
        assert plan_reminders(seoul(11, 16, 9)) == {"queued": 1}

    def test_to_a_day_whose_reminder_would_have_been_yesterday_does_not_repeat_it(self, event):
        """Sent on the 9th, moved on the 12th to the 18th: the change was told today, the eve's reminder is still to come."""
        seat(event)
        plan_reminders(seoul(11, 9, 9))
        sent()
        move(event, starts_at=STARTS + timedelta(days=2))
        assert plan_reminders(seoul(11, 12, 12)) == {"covered": 1}
        assert plan_reminders(seoul(11, 17, 17)) == {"queued": 1}

    def test_those_who_were_never_reminded_are_caught_up(self, event):
        """Down from before the first reminder until after the move."""
        seat(event)
        move(event, starts_at=STARTS + timedelta(days=1))
        assert plan_reminders(seoul(11, 11)) == {"queued": 1}

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 60), st.booleans()), min_size=1, max_size=6))
    def test_however_it_is_moved_nobody_is_reminded_twice_in_a_quarter_of_an_hour(self, event, steps):
        """Moves by days, ticks between, mails sent or not: of one name never two at once, never one for a wrong time."""
        Reminder.objects.all().delete()
        Message.objects.all().delete()
        Registration.objects.all().delete()
        seat(event)
        move(event, starts_at=STARTS)
        now = seoul(11, 9, 9)
        for shift, hours, goes in steps:
            plan_reminders(now)
            queued = Message.objects.filter(state="queued")
            assert queued.count() <= 1
            assert all(is_still_true(message.context) for message in queued)
            if goes:
                sent()
            now += timedelta(hours=hours)
            if event.starts_at + timedelta(days=shift) > now:
                move(event, starts_at=event.starts_at + timedelta(days=shift))
            assert plan_reminders(now) is not None
            assert plan_reminders(now) == {}


def test_a_rule_of_the_event_that_replaces_a_default_does_not_repeat_it(event):
    seat(event)
    plan_reminders(seoul(11, 9, 9))
    sent()
    RuleFactory(event=event, name="week-before", amount=7, at_time=time(8), grace_minutes=10000)
    assert plan_reminders(seoul(11, 9, 9, 1)) == {"covered": 1}


def test_a_default_that_is_switched_off_for_an_event(event):
    seat(event)
    RuleFactory(event=event, name="week-before", is_active=False)
    assert plan_reminders(seoul(11, 9, 9)) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"state": "cancelled", "reason": "self", "ended_at": NOW},
        {"state": "declined", "ended_at": NOW},
        {"state": "waitlisted"},
    ],
)
def test_a_reminder_is_not_true_any_more_without_the_place(event, change):
    registration = seat(event)
    plan_reminders(seoul(11, 9, 9))
    context = Message.objects.get().context
    assert is_still_true(context)
    Registration.objects.filter(pk=registration.pk).update(**change)
    assert not is_still_true(context)


def test_a_reminder_is_not_true_any_more_when_the_event_is_cancelled(event):
    seat(event)
    plan_reminders(seoul(11, 9, 9))
    Event.objects.update(state="cancelled")
    assert not is_still_true(Message.objects.get().context)


class TestGaveUpAndCameBack:
    """A reminder is cancelled with the place; who takes a place again is owed one again."""

    @pytest.fixture
    def registration(self, event):
        registration = seat(event)
        plan_reminders(seoul(11, 9, 9))
        Registration.objects.filter(pk=registration.pk).update(state="cancelled", ended_at=NOW)
        return registration

    def cancel_message(self):
        """As the sender does when the fact holds no more."""
        assert not is_still_true(Message.objects.get().context)
        Message.objects.update(state="cancelled")

    def test_before_it_was_sent_it_is_the_same_reminder(self, event, registration):
        seat(event, member=registration.member)
        assert is_still_true(Message.objects.get().context)
        assert plan_reminders(seoul(11, 9, 9, 5)) == {}

    def test_after_it_was_cancelled_it_is_written_again_once(self, event, registration):
        self.cancel_message()
        assert plan_reminders(seoul(11, 9, 9, 5)) == {}
        seat(event, seoul(11, 9, 8), member=registration.member)
        assert plan_reminders(seoul(11, 9, 9, 6)) == {"queued": 1}
        assert plan_reminders(seoul(11, 9, 9, 7)) == {}
        assert Counter(Message.objects.values_list("state", flat=True)) == {"cancelled": 1, "queued": 1}
        assert Reminder.objects.get().message.state == "queued"

    def test_far_ahead_the_new_confirmation_has_said_it_all(self, event, registration):
        self.cancel_message()
        seat(event, seoul(11, 10), member=registration.member)
        assert plan_reminders(seoul(11, 10, 0, 1)) == {"missed": 1}
        assert plan_reminders(seoul(11, 15, 17)) == {"queued": 1}

    def test_the_same_registration_that_came_back(self, event, registration):
        """Moved to the waiting list by staff and confirmed again: its sequence rose."""
        self.cancel_message()
        Registration.objects.filter(pk=registration.pk).update(state="confirmed", sequence=2)
        assert plan_reminders(seoul(11, 9, 9, 5)) == {"queued": 1}

    def test_what_staff_gave_up_is_not_written_again(self, event):
        other = seat(event)
        plan_reminders(seoul(11, 9, 9))
        Message.objects.filter(user=other.member.user).update(state="cancelled")
        assert plan_reminders(seoul(11, 9, 9, 5)) == {}

    def test_who_switched_reminders_off_meanwhile_is_left_alone(self, event, registration):
        self.cancel_message()
        switch_off(user=registration.member.user, kind="event-reminder", now=NOW)
        seat(event, member=registration.member)
        assert plan_reminders(seoul(11, 9, 9, 5)) == {"opted-out": 1}


def test_the_mail_in_both_languages():
    event = EventFactory(
        starts_at=STARTS,
        title_ko="사출 금형 포럼",
        title_en="Mould <forum>",
        venue=VenueFactory(),
        format="hybrid",
        online_link="https://meet.example/1",
    )
    korean = seat(event, member=MemberFactory(language="ko", family_name="김", given_name="가람"))
    english = seat(event, member=MemberFactory(family_name_en="Lee", given_name_en="D\x0beun"))
    plan_reminders(seoul(11, 15, 17))
    ko = render(Message.objects.get(user=korean.member.user))
    en = render(Message.objects.get(user=english.member.user))
    assert "사출 금형 포럼" in ko.subject
    assert "2026년 11월 16일(월) 10:00–13:00" in ko.subject
    assert "김가람" in ko.text
    assert "/ko/events/" in ko.text
    assert en.subject == "Reminder: Mould <forum>, 16 Nov 2026 (Mon) 10:00–13:00"
    assert "Dear LEE D eun," in en.text
    assert "Mould &lt;forum&gt;" in en.html
    for mail in (ko.text, en.text, ko.html, en.html):
        assert "https://meet.example/1" in mail
        assert f"/events/{event.slug}/cancel/" in mail
        assert "/unsubscribe/" in mail


def test_many_people_are_written_to_in_batches(event, django_assert_max_num_queries):
    for _ in range(7):
        seat(event)
    with django_assert_max_num_queries(40):
        assert plan_reminders(seoul(11, 9, 9), batch=3) == {"queued": 7}
    assert Message.objects.count() == 7


@pytest.mark.parametrize("people", [1, 30])
def test_the_number_of_questions_does_not_grow_with_the_people(people, event, django_assert_num_queries):
    for _ in range(people):
        seat(event)
    with django_assert_num_queries(18):
        plan_reminders(seoul(11, 9, 9))


@pytest.mark.parametrize("people", [1, 30])
def test_a_tick_with_nothing_to_do_is_cheap(people, event, django_assert_num_queries):
    for _ in range(people):
        seat(event)
    plan_reminders(seoul(11, 9, 9))
    with django_assert_num_queries(10):
        plan_reminders(seoul(11, 9, 9))
