"""Dates of a forum's series against an independent reading of its rule: day by day, with the calendar's own arithmetic."""

import calendar
from datetime import date, timedelta

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from council.events.recurrence import KEEP, MOVE, SKIP, planned_dates

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREE = holidays.country_holidays("KR", years=range(2024, 2037))
DAY = timedelta(days=1)


def is_of_the_rule(day, begin, interval, *, month_day=None, nth=None, weekday=None):
    """Whether the rule means `day`, read from the calendar alone."""
    if (day.year * 12 + day.month - begin.year * 12 - begin.month) % interval:
        return False
    last = calendar.monthrange(day.year, day.month)[1]
    if month_day is not None:
        return day.day == (month_day if month_day > 0 else last + 1 + month_day)
    if day.weekday() != weekday:
        return False
    return (day.day - 1) // 7 + 1 == nth if nth > 0 else (last - day.day) // 7 + 1 == -nth


def held(days, on_holidays):
    """What becomes of `days`: the days on which there is a meeting, by the rule's date."""
    found, taken = {}, set()
    for day in days:
        if day not in FREE or on_holidays == KEEP:
            found[day] = day
        elif on_holidays == MOVE:
            moved = day
            while moved in FREE or moved.weekday() > 4:
                moved += DAY
            # Nobody wants two of the same meetings on one day.
            if moved not in days and moved not in taken:
                found[day] = moved
            taken.add(moved)
    return found


@settings(max_examples=60, deadline=None)
@given(
    begin=st.dates(date(2024, 1, 1), date(2033, 12, 31)),
    interval=st.sampled_from([1, 2, 3, 6]),
    month_day=st.one_of(st.none(), st.integers(1, 31), st.integers(-5, -1)),
    nth=st.sampled_from([1, 2, 3, 4, 5, -1, -2]),
    weekday=st.integers(0, 6),
    on_holidays=st.sampled_from([SKIP, MOVE, KEEP]),
)
def test_monthly_and_quarterly_dates_are_those_of_the_calendar(begin, interval, month_day, nth, weekday, on_holidays):
    rule = f"FREQ=MONTHLY;INTERVAL={interval};" + (
        f"BYMONTHDAY={month_day}" if month_day is not None else f"BYDAY={nth}{CODES[weekday]}"
    )
    until = begin + timedelta(days=730)
    every = [begin + n * DAY for n in range((until - begin).days + 60)]
    of_the_rule = [day for day in every if is_of_the_rule(day, begin, interval, month_day=month_day, nth=nth, weekday=weekday)]
    expected = {day: on for day, on in held(of_the_rule, on_holidays).items() if day <= until}
    planned = {one.original: one.held_on for one in planned_dates(rule, begin, until, on_holidays) if one.held_on}
    assert planned == expected
