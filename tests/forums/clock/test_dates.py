"""Periods of the Patent Act, Art. 14: the vectors of the design, and an independent reading of the rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.services.clock import dates, law, rules
from forums.services.clock.dates import DateOutOfReach, day_off, period_end, roll
from forums.services.clock.rules import Kind, Right, count

DAY = timedelta(days=1)


def rule_of(slug, right, on):
    (found,) = [one for one in law.RULES if one.slug == slug and right in one.rights and one.holds_on(on)]
    return found


# Event, rule, year of an annuity; the end as counted, and the day up to which one may act.
VECTORS = [
    ("2023-10-05", "examination", "10", 0, "2026-10-05", "2026-10-06"),
    ("2023-02-28", "examination", "10", 0, "2026-02-28", "2026-03-03"),
    ("2023-02-28", "examination", "20", 0, "2026-02-28", "2026-03-03"),
    ("2026-05-25", "office-action", "10", 0, "2026-09-25", "2026-09-28"),
    ("2026-02-28", "registration-fee", "10", 0, "2026-05-31", "2026-06-01"),
    ("2026-02-01", "registration-fee", "30", 0, "2026-05-01", "2026-05-04"),
    ("2026-10-30", "office-action", "20", 0, "2027-02-28", "2027-03-02"),
    ("2017-11-14", "annuity", "10", 4, "2020-11-14", "2020-11-16"),
    # The law before its changes, and after.
    ("2025-07-10", "office-action", "10", 0, "2025-09-10", "2025-09-10"),
    ("2025-07-11", "office-action", "10", 0, "2025-11-11", "2025-11-11"),
    ("2025-07-21", "opposition", "40", 0, "2025-09-21", "2025-09-22"),
    ("2025-07-22", "opposition", "40", 0, "2025-08-21", "2025-08-21"),
    ("2017-02-28", "examination", "10", 0, "2022-02-28", "2022-02-28"),
    ("2017-03-01", "examination", "10", 0, "2020-03-01", "2020-03-02"),
    # Six and twelve months, eighteen, thirty-one, and terms, which do not roll.
    ("2026-06-30", "priority-abroad", "30", 0, "2026-12-31", "2026-12-31"),
    ("2025-05-01", "priority", "10", 0, "2026-05-01", "2026-05-04"),
    ("2024-02-29", "publication", "10", 0, "2025-08-31", "2025-08-31"),
    ("2024-03-31", "national-phase", "10", 0, "2026-10-31", "2026-11-02"),
    ("2006-10-03", "term", "10", 0, "2026-10-03", "2026-10-03"),
    ("2016-02-29", "term", "20", 0, "2026-02-28", "2026-02-28"),
    ("2016-10-03", "term", "40", 0, "2026-10-03", "2026-10-03"),
    ("2026-02-02", "appeal", "10", 0, "2026-05-02", "2026-05-04"),
    ("2025-11-14", "grace", "10", 0, "2026-11-14", "2026-11-16"),
]


@pytest.mark.parametrize(("event", "slug", "right", "year", "raw", "due"), VECTORS)
def test_vectors(event, slug, right, year, raw, due):
    event = date.fromisoformat(event)
    counted = count(rule_of(slug, right, event), event, year=year)
    assert (counted.raw_end.isoformat(), counted.due_on.isoformat()) == (raw, due)


def test_what_lies_between_is_named():
    counted = count(rule_of("office-action", Right.PATENT, date(2026, 10, 30)), date(2026, 10, 30))
    assert [(off.day.isoformat(), off.name_ko, off.name_en) for off in counted.passed] == [
        ("2027-02-28", "일요일", "Sunday"),
        ("2027-03-01", "삼일절", "Independence Movement Day"),
    ]


def test_labour_day_is_off_before_it_became_a_public_holiday():
    assert [day_off(date(year, 5, 1)) is not None for year in (2019, 2024, 2025, 2026)] == [True] * 4
    assert day_off(date(2025, 5, 1)).name_en == "Labour Day"
    # From 2026 on it has a substitute, and so has 17 July.
    assert roll(date(2027, 5, 1))[0] == date(2027, 5, 4)
    assert roll(date(2026, 7, 17))[0] == date(2026, 7, 20)
    assert roll(date(2025, 7, 17))[0] == date(2025, 7, 17)


def test_late_period_and_restoration_of_an_annuity():
    counted = count(rule_of("annuity", Right.PATENT, date(2017, 11, 14)), date(2017, 11, 14), year=4)
    assert (counted.late_until, counted.restorable_until) == (date(2021, 5, 14), date(2021, 8, 17))
    assert count(rule_of("term", Right.PATENT, date(2017, 11, 14)), date(2017, 11, 14)).late_until is None


def test_an_extended_period_is_counted_as_one():
    action = rule_of("office-action", Right.PATENT, date(2026, 10, 30))
    assert [count(action, date(2026, 10, 30), extension=months).raw_end for months in (0, 1, 4)] == [
        date(2027, 2, 28),
        date(2027, 3, 30),
        date(2027, 6, 30),
    ]
    appeal = rule_of("appeal", Right.PATENT, date(2026, 2, 2))
    assert count(appeal, date(2026, 2, 2), extension=60).raw_end == date(2026, 7, 1)


def test_periods_out_of_reach_are_refused():
    with pytest.raises(DateOutOfReach):
        period_end(date(9999, 12, 1), months=12)
    with pytest.raises(DateOutOfReach):
        period_end(date(9999, 12, 31), months=1)
    with pytest.raises(DateOutOfReach):
        period_end(date(9999, 12, 1), days=90)
    for wrong in ({}, {"months": 1, "days": 1}, {"months": -1}):
        with pytest.raises(ValueError, match="months or days"):
            period_end(date(2026, 1, 1), **wrong)


def by_the_calendar(event, months):
    """The same rule read another way: walk day by day from the first day counted; when the number of months that began is
    reached, stop on the eve of the day with the first day's number, or where the month ends without one."""
    first = event + DAY
    day, left = first, months
    while True:
        following = day + DAY
        if following.day == 1:
            # A new month begins: it either has the first day's number or it ends short of it.
            left -= 1
            if left < 0:
                return day
            if left == 0 and first.day == 1:
                return day
        elif left == 0 and following.day == first.day and following > first:
            return day
        day = following


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 60))
def test_months_end_as_read_by_the_calendar(event, months):
    assert period_end(event, months=months) == by_the_calendar(event, months)


@given(st.dates(date(2007, 1, 1), date(2060, 12, 31)))
def test_rolling_ends_on_the_first_working_day(day):
    due, passed = roll(day)
    walked = [day + DAY * step for step in range((due - day).days)]
    assert [off.day for off in passed] == walked
    assert all(one.weekday() >= 5 or one in dates._holidays(one.year, "ko") or (one.month, one.day) == (5, 1) for one in walked)
    assert due.weekday() < 5
    assert due not in dates._holidays(due.year, "en_US")
    assert (due.month, due.day) != (5, 1)
    assert (due - day).days < 12


def test_each_day_has_one_version_of_each_rule():
    for right in Right:
        for slug, event in {(one.slug, one.event) for one in law.RULES if right in one.rights}:
            mine = [one for one in law.RULES if (one.slug, one.event) == (slug, event) and right in one.rights]
            assert len({one.version for one in mine}) == len(mine)
            edges = sorted(edge for one in mine for edge in (one.since, one.until) if edge)
            for day in [*edges, *(edge - DAY for edge in edges), date(2026, 11, 23)]:
                assert len([one for one in mine if one.holds_on(day)]) <= 1
            assert len([one for one in mine if one.holds_on(date(2026, 11, 23))]) == 1


def test_what_can_be_late_is_counted_in_order():
    for one in law.RULES:
        made = count(one, date(2024, 1, 31), year=one.yearly)
        line = [made.raw_end, made.due_on, *filter(None, (made.late_until, made.restorable_until))]
        assert line == sorted(line)
        assert bool(one.late_months) == (made.late_until is not None)
        assert law.find_rule(one.slug, one.version, next(iter(one.rights))) is one
    assert law.find_rule("office-action", "of old", Right.PATENT) is None
    assert [one.slug for one in law.rules_for(Right.TRADEMARK, Kind.FILED)] == ["priority-abroad"]
    assert rules.Unit.MONTHS in rules.Unit
