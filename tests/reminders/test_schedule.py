"""When a rule falls due, and which rules hold."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.events.models import Event
from council.reminders.models import Rule
from council.reminders.schedule import due_at, rules_for, useful_until

ZONES = ["Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]


def at(zone, *moment):
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def event(starts_at, zone="Asia/Seoul", **fields):
    return Event(pk=1, programme="forums", starts_at=starts_at, time_zone=zone, **fields)


def days(amount, at_time, **fields):
    return Rule(offset="days-before", amount=amount, at_time=at_time, grace_minutes=60, name="r", **fields)


def hours(amount, **fields):
    return Rule(offset="hours-before", amount=amount, grace_minutes=60, name="r", **fields)


@pytest.mark.parametrize(
    ("zone", "starts", "amount", "clock", "due"),
    [
        ("Asia/Seoul", (2026, 11, 16, 10), 7, time(9), (2026, 11, 9, 9)),
        # Either side of midnight it is another day's eve.
        ("Asia/Seoul", (2026, 11, 16, 23, 59), 1, time(17), (2026, 11, 15, 17)),
        ("Asia/Seoul", (2026, 11, 17, 0, 0), 1, time(17), (2026, 11, 16, 17)),
        ("Asia/Seoul", (2026, 11, 16, 0, 0), 1, time(23, 59), (2026, 11, 15, 23, 59)),
        # Over a year's and a leap February's end.
        ("Asia/Seoul", (2027, 1, 3, 10), 7, time(9), (2026, 12, 27, 9)),
        ("Asia/Seoul", (2028, 3, 1, 10), 1, time(17), (2028, 2, 29, 17)),
        # Clocks there change between the reminder and the event (1 November 2026; 25 October 2026).
        ("America/New_York", (2026, 11, 3, 9), 7, time(9), (2026, 10, 27, 9)),
        ("Europe/Berlin", (2026, 10, 26, 9), 7, time(9), (2026, 10, 19, 9)),
        ("Europe/Berlin", (2027, 3, 29, 9), 1, time(17), (2027, 3, 28, 17)),
    ],
)
def test_days_are_counted_on_the_calendar_of_the_events_zone(zone, starts, amount, clock, due):
    assert due_at(days(amount, clock), event(at(zone, *starts), zone)) == at(zone, *due)


def test_the_same_clock_is_another_moment_in_another_zone():
    starts = at("Asia/Seoul", 2026, 11, 16, 10)
    assert due_at(days(1, time(17)), event(starts)) == datetime(2026, 11, 15, 8, tzinfo=UTC)
    # 10:00 in Seoul is the evening before in New York.
    assert due_at(days(1, time(17)), event(starts, "America/New_York")) == datetime(2026, 11, 14, 22, tzinfo=UTC)


def test_a_time_that_the_change_to_summer_time_skips():
    """02:30 on 14 March 2027 does not exist in New York: 03:30 there, the moment that 02:30 would have been."""
    due = due_at(days(1, time(2, 30)), event(at("America/New_York", 2027, 3, 15, 9), "America/New_York"))
    assert due == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first():
    """01:30 on 1 November 2026 in New York: first in summer time (UTC−4)."""
    due = due_at(days(1, time(1, 30)), event(at("America/New_York", 2026, 11, 2, 9), "America/New_York"))
    assert due == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_hours_are_hours_whatever_clocks_do():
    """Berlin sets its clocks back at 03:00: three hours before 04:00 the clock says 02:00, for the first time."""
    starts = at("Europe/Berlin", 2026, 10, 25, 4)
    assert due_at(hours(3), event(starts, "Europe/Berlin")) == starts - timedelta(hours=3)


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2024, 1, 10), date(2030, 12, 31)),
    begins=st.times(),
    amount=st.integers(0, 60),
    clock=st.times(),
)
def test_a_rule_in_days_falls_on_its_day_in_the_events_zone(zone, day, begins, amount, clock):
    starts = datetime.combine(day, begins.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    due = due_at(days(amount, clock.replace(fold=0)), event(starts, zone))
    local = starts.astimezone(ZoneInfo(zone)).date()
    expected = datetime.combine(local - timedelta(days=amount), clock.replace(fold=0), tzinfo=ZoneInfo(zone))
    assert due == expected.astimezone(UTC)
    # The clock there shows the rule's time, or, where clocks jumped over it, what came instead.
    shown = due.astimezone(ZoneInfo(zone))
    assert shown.replace(tzinfo=None) - expected.replace(tzinfo=None) in (
        timedelta(0),
        timedelta(minutes=30),
        timedelta(hours=1),
        timedelta(hours=24),
    )


@given(amount=st.integers(0, 40), clock=st.times(), grace=st.integers(0, 10**6))
def test_nothing_is_of_use_once_the_event_has_begun(amount, clock, grace):
    rule = Rule(offset="days-before", amount=amount, at_time=clock.replace(fold=0), grace_minutes=grace, name="r")
    one = event(at("Asia/Seoul", 2026, 11, 16, 10))
    assert useful_until(rule, one) <= one.starts_at


def test_grace_ends_before_the_event_or_with_it():
    one = event(at("Asia/Seoul", 2026, 11, 16, 10))
    assert useful_until(days(7, time(9)), one) == at("Asia/Seoul", 2026, 11, 9, 10)
    assert useful_until(hours(1), one) == one.starts_at


def rule(pk, name="day-before", amount=1, **fields):
    defaults = {"offset": "days-before", "at_time": time(17), "grace_minutes": 60}
    return Rule(pk=pk, name=name, amount=amount, **(defaults | fields))


GENERAL = rule(1)
OTHER_NAME = rule(2, name="week-before", amount=7)
PROGRAMMES = rule(3, programme="forums")
ANOTHER_PROGRAMMES = rule(4, programme="symposia")
OWN = rule(5, event_id=1)
ANOTHER_EVENTS = rule(6, event_id=2)


@pytest.mark.parametrize(
    ("rules", "chosen"),
    [
        ([GENERAL, OTHER_NAME], [2, 1]),
        ([GENERAL, PROGRAMMES, ANOTHER_PROGRAMMES], [3]),
        ([OWN, PROGRAMMES, GENERAL, OTHER_NAME], [2, 5]),
        ([GENERAL, OWN, ANOTHER_EVENTS], [5]),
        ([ANOTHER_PROGRAMMES, ANOTHER_EVENTS], []),
        # What is not in use replaces, too: a default is switched off.
        ([GENERAL, rule(7, event_id=1, is_active=False)], []),
        ([GENERAL, PROGRAMMES, rule(7, event_id=1, is_active=False)], []),
        # So does a rule for another format.
        ([GENERAL, rule(7, programme="forums", formats="online")], []),
        ([rule(8, formats="online, hybrid")], []),
        ([rule(8, formats="in-person, hybrid")], [8]),
        # It would fall due once the event has begun.
        ([rule(9, amount=0)], []),
    ],
)
def test_the_closest_rule_of_a_name_holds(rules, chosen):
    one = event(at("Asia/Seoul", 2026, 11, 16, 10), format="in-person")
    assert [rule.pk for rule in rules_for(one, rules)] == chosen
    assert [rule.pk for rule in rules_for(one, reversed(rules))] == chosen
