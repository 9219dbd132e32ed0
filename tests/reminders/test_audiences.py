"""For whom a rule is, what comes after an event, what staff write themselves, and clocks that change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from council.events.models import Attendance, Event, Registration
from council.messaging.models import Message
from council.messaging.rendering import render
from council.messaging.services import deliver, switch_off
from council.reminders.models import Reminder, Rule
from council.reminders.services import plan_reminders, preview
from council.reminders.services.audience import audience
from council.reminders.services.wording import PLACEHOLDERS, fill, is_still_true, unknown_placeholders
from tests.factories import NOW, BodyFactory, EventFactory, MemberFactory, MembershipFactory, RegistrationFactory, RuleFactory

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=30)
TEXT = {
    "subject_ko": "안내: {event_title}",
    "subject_en": "Note: {event_title}",
    "text_ko": "{name} 님",
    "text_en": "Dear {name}",
}


@pytest.fixture(autouse=True)
def no_rules(db):
    Rule.objects.all().delete()


@pytest.fixture
def event():
    return EventFactory(capacity=None, online_link="https://meet.example/secret", format="hybrid")


def seat(event, state="confirmed", **fields):
    moments = {"confirmed_at": LONG_AGO} if state in Registration.SEATED else {}
    return RegistrationFactory(event=event, state=state, queued_at=LONG_AGO, **moments, **fields)


def users(rule):
    return {reminder.recipient for reminder in Reminder.objects.filter(rule=rule, state="queued")}


def before(event):
    return event.starts_at - timedelta(days=1)


# Audiences.


@pytest.mark.parametrize(
    ("states", "reached"),
    [("", {"confirmed"}), ("waitlisted", {"waitlisted"}), ("pending,offered", {"pending", "offered"})],
)
def test_a_rule_is_for_registrations_in_its_states(event, states, reached):
    people = {state: seat(event, state).member.user for state in Registration.LIVE}
    for state in ("cancelled", "declined"):
        seat(event, state)
    rule = RuleFactory(states=states, amount=1, at_time=time(9), **TEXT)
    plan_reminders(before(event))
    assert users(rule) == {people[state] for state in reached}
    for message in Message.objects.all():
        assert is_still_true(message.context)
        assert (message.context["online_link"] != "") == (reached == {"confirmed"})


def test_who_left_the_state_that_a_rule_is_for_is_not_written_to(event):
    waiting = seat(event, "waitlisted")
    RuleFactory(states="waitlisted", amount=1, at_time=time(9), **TEXT)
    plan_reminders(before(event))
    Registration.objects.filter(pk=waiting.pk).update(state="confirmed", confirmed_at=NOW)
    assert not is_still_true(Message.objects.get().context)


def test_a_rule_is_for_a_role_and_for_members_of_a_body(event):
    body = BodyFactory()
    investor, member, both = (seat(event, role=role) for role in ("investor", "", "investor"))
    for one in (member, both):
        MembershipFactory(member=one.member, body=body)
    MembershipFactory(member=investor.member, body=body, state="resigned")
    by_role = RuleFactory(role="investor", amount=1, at_time=time(9))
    by_body = RuleFactory(body=body, amount=1, at_time=time(9))
    narrow = RuleFactory(role="investor", body=body, amount=1, at_time=time(9))
    plan_reminders(before(event))
    assert users(by_role) == {investor.member.user, both.member.user}
    assert users(by_body) == {member.member.user, both.member.user}
    assert users(narrow) == {both.member.user}


def test_what_the_preview_counts_is_whom_the_planner_writes_to(event):
    body = BodyFactory()
    for state in Registration.State:
        for role in ("", "investor"):
            one = seat(event, state, role=role)
            if role:
                MembershipFactory(member=one.member, body=body)
    off = seat(event).member.user
    switch_off(user=off, kind="event-reminder", now=NOW)
    rules = [
        RuleFactory(amount=1, at_time=time(9)),
        RuleFactory(states="waitlisted,pending", amount=1, at_time=time(9), **TEXT),
        RuleFactory(body=body, role="investor", states="confirmed,offered", amount=1, at_time=time(9), **TEXT),
    ]
    expected = {line.rule.pk: line.expected for line in preview(event, NOW)}
    plan_reminders(before(event))
    assert {rule.pk: len(users(rule)) for rule in rules} == expected == {rules[0].pk: 2, rules[1].pk: 4, rules[2].pk: 2}
    assert audience(rules[0], event, NOW).count() == 3


def test_rules_for_others_do_not_overtake_each_other(event):
    confirmed, waiting = seat(event), seat(event, "waitlisted")
    early = RuleFactory(amount=2, at_time=time(9), grace_minutes=10**5)
    late = RuleFactory(states="waitlisted", amount=1, at_time=time(9), grace_minutes=10**5, **TEXT)
    plan_reminders(before(event))
    assert users(early) == {confirmed.member.user}
    assert users(late) == {waiting.member.user}


# After the event.


def after(event, **fields):
    return RuleFactory(**({"offset": "hours-after", "amount": 2, "at_time": None, "grace_minutes": 24 * 60} | TEXT | fields))


def test_a_rule_falls_due_after_the_end_and_once(event):
    registration = seat(event)
    rule = after(event)
    due = event.ends_at + timedelta(hours=2)
    assert plan_reminders(due - timedelta(seconds=1)) == {}
    Event.objects.update(state="completed")
    assert plan_reminders(due) == {"queued": 1}
    assert plan_reminders(due) == {}
    message = Message.objects.get()
    assert (message.kind, message.not_after) == ("event-follow-up", due + timedelta(days=1))
    assert is_still_true(message.context)
    assert users(rule) == {registration.member.user}


def test_what_comes_after_is_caught_up_within_its_grace_and_then_missed(event):
    seat(event)
    after(event)
    Event.objects.update(state="completed")
    assert plan_reminders(event.ends_at + timedelta(hours=25)) == {"queued": 1}
    seat(event)
    assert plan_reminders(event.ends_at + timedelta(hours=26)) == {"missed": 1}
    assert plan_reminders(event.ends_at + timedelta(days=20)) == {}


def test_nothing_comes_after_what_was_cancelled(event):
    seat(event)
    after(event)
    Event.objects.update(state="cancelled")
    assert plan_reminders(event.ends_at + timedelta(hours=3)) == {}


def test_each_thing_after_an_event_is_told(event):
    """Thanks and questions that fell due in one outage are two letters, not one."""
    seat(event)
    after(event)
    after(event, amount=4)
    assert plan_reminders(event.ends_at + timedelta(hours=5)) == {"queued": 2}


def test_what_comes_after_is_switched_off_by_itself(event):
    registration = seat(event)
    rule = after(event)
    switch_off(user=registration.member.user, kind="event-reminder", now=NOW)
    assert plan_reminders(event.ends_at + timedelta(hours=2)) == {"queued": 1}
    Reminder.objects.all().delete()
    switch_off(user=registration.member.user, kind="event-follow-up", now=NOW)
    assert plan_reminders(event.ends_at + timedelta(hours=2)) == {"opted-out": 1}
    assert [line.rule for line in preview(event, NOW)] == [rule]


def test_a_rule_is_for_those_who_came_or_for_those_who_did_not(event):
    came, undone, excused, absent = (seat(event) for _ in range(4))
    day = event.starts_at.date()
    for one, fields in ((came, {}), (undone, {"undone_at": NOW}), (excused, {"kind": "excused"})):
        Attendance.objects.create(event=event, registration=one, day=day, recorded_at=NOW, **fields)
    thanks, missed = after(event, attendance="attended"), after(event, attendance="absent")
    plan_reminders(event.ends_at + timedelta(hours=2))
    assert users(thanks) == {came.member.user}
    assert users(missed) == {undone.member.user, absent.member.user}


def test_days_after_are_counted_from_the_last_day():
    berlin = ZoneInfo("Europe/Berlin")
    event = EventFactory(
        starts_at=datetime(2026, 10, 23, 9, tzinfo=berlin),
        ends_at=datetime(2026, 10, 24, 17, tzinfo=berlin),
        time_zone="Europe/Berlin",
    )
    seat(event)
    after(event, offset="days-after", amount=1, at_time=time(9))
    # Clocks there go back on the 25th: nine o'clock is an hour later in UTC.
    due = datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert plan_reminders(due - timedelta(seconds=1)) == {}
    assert plan_reminders(due) == {"queued": 1}


def test_a_day_after_what_lasts_whole_days_is_the_day_after_the_last():
    event = EventFactory.build(
        starts_at=datetime(2026, 11, 16, 3, tzinfo=UTC), ends_at=datetime(2026, 11, 17, 8, tzinfo=UTC), all_day=True
    )
    event.clean()
    event.save()
    seat(event)
    after(event, offset="days-after", amount=1, at_time=time(9))
    due = datetime(2026, 11, 18, 0, tzinfo=UTC)
    assert plan_reminders(due - timedelta(seconds=1)) == {}
    assert plan_reminders(due) == {"queued": 1}


# Clocks that change.


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        # Back to winter time on 25 October 2026, on to summer time on 28 March 2027, between the reminder and the event.
        ((2026, 10, 25, 9), datetime(2026, 10, 24, 15, tzinfo=UTC)),
        ((2026, 10, 26, 9), datetime(2026, 10, 25, 16, tzinfo=UTC)),
        ((2027, 3, 28, 9), datetime(2027, 3, 27, 16, tzinfo=UTC)),
        ((2027, 3, 29, 9), datetime(2027, 3, 28, 15, tzinfo=UTC)),
    ],
)
def test_the_eve_at_five_is_five_on_the_clock_in_berlin(starts, due):
    event = EventFactory(starts_at=datetime(*starts, tzinfo=ZoneInfo("Europe/Berlin")), time_zone="Europe/Berlin")
    seat(event)
    RuleFactory(amount=1, at_time=time(17))
    assert plan_reminders(due - timedelta(seconds=1)) == {}
    assert plan_reminders(due) == {"queued": 1}
    assert due.astimezone(ZoneInfo("Europe/Berlin")).hour == 17


# What staff write.


def test_staff_s_own_text_in_both_languages(event):
    korean = seat(event, member=MemberFactory(language="ko", family_name="김", given_name="가람"))
    english = seat(event, member=MemberFactory(family_name_en="Lee", given_name_en="{event_title} <b>"))
    Event.objects.filter(pk=event.pk).update(title_en="Mould {name} <forum>", title_ko="금형 포럼")
    RuleFactory(
        amount=1,
        at_time=time(9),
        subject_ko="[준비물] {event_title}",
        subject_en="What to bring: {event_title}",
        text_ko="{name} 님,\n\n신분증을 지참해 주세요.",
        text_en="Dear {name},\n\nbring your ID. {unknown} {event_url}\n\nPlain & simple",
    )
    plan_reminders(before(event))
    ko = render(Message.objects.get(user=korean.member.user))
    en = render(Message.objects.get(user=english.member.user))
    assert ko.subject == "[준비물] 금형 포럼"
    assert "김가람 님,\n\n신분증을 지참해 주세요." in ko.text
    assert "/ko/events/" in ko.text
    # What a title or a name holds is text: it is neither filled in once more nor made into markup.
    assert en.subject == "What to bring: Mould {name} <forum>"
    assert "Dear LEE {event_title} <b>," in en.text
    assert "{unknown} http://localhost:8000/events/" in en.text
    assert "Plain & simple" in en.text
    assert "&lt;b&gt;" in en.html
    assert "<b>" not in en.html
    assert "/unsubscribe/" in en.text


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{name} {event_title}", []),
        ("{event.title}", ["{event.title}"]),
        ("{name.__class__} {0} {} {name!r} {name:>9}", ["{name.__class__}", "{0}", "{}", "{name!r}", "{name:>9}"]),
        ("{{ name }}", ["{ name }"]),
        ("{% now 'Y' %}", ["{% now 'Y' %}"]),
        ("{ and } and {\n}", ["{ and }"]),
        ("50 % off }{", []),
    ],
)
def test_placeholders_are_words_and_nothing_else(text, unknown):
    assert unknown_placeholders(text, PLACEHOLDERS) == unknown


def test_what_is_filled_in_is_never_read_again():
    assert fill("{name}{x}", {"name": "{event_title}", "event_title": "secret", "x": "y"}, PLACEHOLDERS) == "{event_title}{x}"


@pytest.mark.django_db(transaction=True)
def test_a_reminder_of_ones_own_text_is_delivered():
    soon = datetime.now(UTC) + timedelta(hours=3)
    event = EventFactory(starts_at=soon)
    RegistrationFactory(event=event, confirmed_at=soon - timedelta(days=9))
    Rule.objects.all().delete()
    RuleFactory(offset="hours-before", amount=4, at_time=None, **TEXT)
    assert plan_reminders(datetime.now(UTC)) == {"queued": 1}
    assert deliver() == {"sent": 1}
