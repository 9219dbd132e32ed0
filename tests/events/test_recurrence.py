"""Dates of a rule: what the calendar gives, what holidays make of it, what the wall clock says."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

import pytest
from dateutil.rrule import rrulestr
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from council.events import recurrence
from council.events.recurrence import (
    KEEP,
    MOVE,
    SKIP,
    RuleError,
    check_rule,
    describe,
    holiday_name,
    planned_dates,
    rule_dates,
    wall_clock,
)

FIRST = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", [date(2026, 9, day) for day in (1, 8, 15, 22, 29)]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", [date(2026, 9, day) for day in (1, 3, 15, 17, 29)]),
        ("FREQ=MONTHLY;BYDAY=-1FR", [date(2026, 9, 25)]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", [date(2026, 9, 1)]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", []),
        ("freq=daily;interval=10", [date(2026, 9, day) for day in (1, 11, 21)]),
    ],
)
def test_dates_are_those_of_the_rule(rule, dates):
    assert list(rule_dates(rule, FIRST, date(2026, 9, 30))) == dates


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=FR,TU",
        "FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY",
    ],
)
def test_dates_asked_for_from_later_on_are_the_same(rule):
    since, until = date(2031, 5, 7), date(2033, 12, 31)
    everything = list(rule_dates(rule, date(2024, 2, 29), until))
    assert list(rule_dates(rule, date(2024, 2, 29), until, since=since)) == [day for day in everything if day >= since]


def test_an_open_ended_series_goes_on_to_the_end_of_the_century():
    assert list(rule_dates("FREQ=YEARLY", date(2026, 9, 1), date(2040, 1, 1)))[-1] == date(2039, 9, 1)
    assert list(rule_dates("FREQ=YEARLY", date(2026, 9, 1), date.max))[-1] == date(2100, 9, 1)
    # Whatever date somebody meant.
    for extreme in (date.max, date(9999, 1, 1), date(2101, 1, 1)):
        assert list(rule_dates("FREQ=DAILY", extreme, date(2027, 1, 1))) == []
        assert planned_dates("FREQ=DAILY", extreme, date.max, MOVE) == []


def test_of_a_long_series_only_what_is_near_is_made():
    since, until = date(2040, 4, 30), date(2040, 5, 8)
    asked_before = recurrence._holidays.cache_info().misses
    planned = planned_dates("FREQ=WEEKLY;BYDAY=MO,SA", date(2001, 1, 1), until, MOVE, since=since)
    # The Monday is a holiday instead of Children's Day, a Saturday: both would move to the Tuesday.
    assert [(one.original, one.held_on, one.collides) for one in planned] == [
        (date(2040, 4, 30), date(2040, 4, 30), False),
        (date(2040, 5, 5), date(2040, 5, 8), False),
        (date(2040, 5, 7), None, True),
    ]
    assert recurrence._holidays.cache_info().misses - asked_before <= 1


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every Tuesday",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYHOUR=3",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20270101",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=1000",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=MONTHLY;BYDAY=",
        "FREQ=WEEKLY\nEXDATE:20261103",
    ],
)
def test_what_is_no_rule_of_a_series_is_refused_in_words(rule):
    with pytest.raises(RuleError) as refused:
        check_rule(rule)
    assert str(refused.value).endswith(".")


# Chuseok 2026 is from Thursday 24 to Saturday 26 September.
CHUSEOK = date(2026, 9, 24)


@pytest.mark.parametrize(
    ("on_holidays", "held_on"), [(SKIP, None), (MOVE, date(2026, 9, 28)), (KEEP, CHUSEOK)], ids=["skip", "move", "keep"]
)
def test_a_holiday_is_skipped_moved_or_kept(on_holidays, held_on):
    dates = planned_dates("FREQ=WEEKLY;BYDAY=TH", date(2026, 9, 17), date(2026, 10, 1), on_holidays)
    assert [(one.original, one.held_on) for one in dates] == [
        (date(2026, 9, 17), date(2026, 9, 17)),
        (CHUSEOK, held_on),
        (date(2026, 10, 1), date(2026, 10, 1)),
    ]
    with translation.override("ko"):
        assert holiday_name(CHUSEOK) == "추석 전날"
    assert dates[1].holiday == holiday_name(CHUSEOK) != ""


def test_a_date_that_would_move_onto_another_is_left_out():
    dates = planned_dates("FREQ=DAILY", date(2026, 9, 23), date(2026, 9, 28), MOVE)
    assert [(one.original.day, one.held_on and one.held_on.day, one.collides) for one in dates] == [
        (23, 23, False),
        (24, None, True),
        (25, None, True),
        (26, None, True),
        (27, 27, False),
        (28, 28, False),
    ]


def test_two_holidays_do_not_move_to_one_day():
    dates = planned_dates("FREQ=WEEKLY;BYDAY=TH,FR", date(2026, 9, 24), date(2026, 9, 25), MOVE)
    assert [one.held_on for one in dates] == [date(2026, 9, 28), None]


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        # Berlin's clocks go back on 25 October 2026 and forward on 28 March 2027.
        (date(2026, 10, 24), time(14), datetime(2026, 10, 24, 12, tzinfo=UTC)),
        (date(2026, 10, 25), time(14), datetime(2026, 10, 25, 13, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_wall_clock_stays_where_it_is(day, at, moment):
    assert wall_clock(day, at, "Europe/Berlin").astimezone(UTC) == moment


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY", "Every week: Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "Every 2 weeks: Tuesday, Thursday"),
        ("FREQ=MONTHLY;BYDAY=2TU", "Every month: second Tuesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month: last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", ""),
        ("FREQ=MONTHLY;BYDAY=5TU", ""),
        ("nonsense", ""),
    ],
)
def test_a_plain_rule_is_told_in_words(rule, words):
    assert describe(rule, FIRST) == words


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY;BYSETPOS=300", 27_500),
        ("FREQ=DAILY;INTERVAL=9;BYMONTHDAY=31;BYMONTH=4", 3_100),
        ("FREQ=WEEKLY;BYSETPOS=9", 3_950),
        ("FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", 1_000),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 80),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", 22),
    ],
)
def test_a_rule_that_gives_nothing_is_looked_through_to_the_end_of_the_century_alone(monkeypatch, rule, most):
    """In steps from one period to the next, not in seconds: the library alone would go on to the year 9999."""
    steps = []
    step = recurrence.Steps._step
    monkeypatch.setattr(recurrence.Steps, "_step", lambda self: (steps.append(1), step(self)))
    assert list(rule_dates(rule, date(2026, 1, 1), date(2200, 1, 1))) == []
    assert len(steps) <= most


PARTS = {
    "DAILY": ("", ";BYMONTH=2", ";BYDAY=MO,FR"),
    "WEEKLY": ("", ";BYDAY=MO,SU;WKST=SU", ";BYDAY=TU,TH", ";BYMONTH=1,7"),
    "MONTHLY": ("", ";BYMONTHDAY=31", ";BYDAY=-1FR", ";BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ";BYDAY=5MO"),
    "YEARLY": ("", ";BYMONTH=3;BYMONTHDAY=31", ";BYDAY=20MO", ";BYDAY=SU;BYSETPOS=-1"),
}


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(frequency, more) for frequency, parts in PARTS.items() for more in parts]),
    st.integers(1, 15),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(0, 3000),
)
def test_no_date_is_lost_by_the_bound(rule, interval, starts_on, days):
    text = f"FREQ={rule[0]};INTERVAL={interval}{rule[1]}"
    until = starts_on + timedelta(days=days)
    begin = datetime.combine(starts_on, time())
    expected = takewhile(lambda moment: moment.date() <= until, islice(rrulestr(text, dtstart=begin), 3001))
    assert list(rule_dates(text, starts_on, until)) == [moment.date() for moment in expected]
