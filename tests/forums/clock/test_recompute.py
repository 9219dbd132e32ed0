"""Deadlines counted from the events of a case: again with the same result, whatever the law becomes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from forums.models import CaseEvent, Deadline, DeadlineMove
from forums.models.rights import CaseState
from forums.permissions.rights import part_in
from forums.services import clock
from forums.services.clock import errors, feeds, law
from forums.services.clock.explaining import explain, name_of, shown, stages
from forums.services.clock.rules import Kind, Right
from forums.services.errors import NotYours, ReasonMissing
from tests.factories import NOW
from tests.forums.factories.rights import IPCaseFactory, contact_of, happened, ip_desk

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


def counted(case, now=NOW):
    clock.recompute(case=case, now=now)
    return {(one.rule, one.serial): one for one in case.deadlines.order_by("due_on", "pk")}


def correct_event(event, on=None):
    """What the part of the rights does when an event was wrong: it says so, and another row says it right."""
    made = happened(event.case, event.kind, on) if on else None
    CaseEvent.objects.filter(pk=event.pk).update(corrected_at=NOW, correction="Wrong day", superseded_by=made)
    return made


def test_kinds_and_rights_are_those_of_the_cases():
    from forums.models.rights import EventKind
    from forums.models.rights import Right as CaseRight

    assert {str(kind) for kind in Kind} == set(EventKind.values)
    assert {str(right) for right in Right} == set(CaseRight.values)


def test_a_patent_from_filing_to_its_annuities():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    filed = happened(case, "filed", date(2023, 10, 5))
    found = counted(case)
    assert {key: one.due_on.isoformat() for key, one in found.items()} == {
        ("priority-abroad", 0): "2024-10-07",
        ("publication", 0): "2025-04-05",
        ("examination", 0): "2026-10-06",
        ("term", 0): "2043-10-05",
    }
    due = found["examination", 0]
    assert (due.raw_end, due.rule_version, due.event, due.counted_from) == (date(2026, 10, 5), "2017", filed, filed.on)
    assert due.passed == [["2026-10-05", "개천절 대체 휴일", "Alternative holiday for National Foundation Day"]]
    # Once more: nothing new, nothing written.
    assert clock.recompute(case=case, now=NOW + timedelta(days=1)) == []
    assert DeadlineMove.objects.count() == 4
    # Asked for in time, allowed, registered, an annuity paid.
    happened(case, "examination-requested", date(2026, 9, 1))
    happened(case, "registration-decided", date(2026, 10, 1))
    happened(case, "registered", date(2026, 10, 20))
    happened(case, "annuity-paid", date(2030, 10, 10), number=5)
    found = counted(case)
    assert found["examination", 0].outcome == "met"
    assert found["examination", 0].outcome_on == date(2026, 9, 1)
    assert (found["registration-fee", 0].due_on, found["registration-fee", 0].outcome) == (date(2027, 1, 4), "met")
    years = [one for (rule, _serial), one in found.items() if rule == "annuity"]
    assert [one.serial for one in years] == list(range(4, 18))
    assert [one.outcome for one in years[:3]] == ["met", "met", ""]
    assert (years[0].raw_end, years[0].due_on) == (date(2029, 10, 20), date(2029, 10, 22))
    assert (years[0].late_until, years[0].restorable_until) == (date(2030, 4, 22), date(2030, 7, 22))


def test_change_of_law_leaves_what_was_counted_alone(monkeypatch):
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    action = happened(case, "office-action", date(2026, 5, 25))
    old = counted(case)["office-action", 0]
    assert (old.due_on, old.rule_version) == (date(2026, 9, 28), "2025-07-11")
    # Six months, from the first of June on, and, told late, from the first of May.
    (rule,) = [one for one in law.rules_for("10", "office-action") if one.version == "2025-07-11"]
    others = tuple(one for one in law.RULES if one is not rule)
    for since in (date(2026, 6, 1), date(2026, 5, 1)):
        newer = replace(rule, version=f"{since}", months=6, since=since)
        monkeypatch.setattr(law, "RULES", (*others, replace(rule, until=since), newer))
        assert clock.recompute(case=case, now=NOW) == []
        assert Deadline.objects.get(pk=old.pk).due_on == date(2026, 9, 28)
    second = happened(case, "office-action", date(2026, 6, 1))
    clock.recompute(case=case, now=NOW)
    assert Deadline.objects.get(event=second).due_on == date(2026, 12, 1)
    # The day itself was wrong: it is another case, and the law of that day counts.
    right = correct_event(action, date(2026, 5, 20))
    clock.recompute(case=case, now=NOW)
    moved = Deadline.objects.get(pk=old.pk)
    assert (moved.event, moved.rule_version, moved.due_on, moved.sequence) == (right, "2026-05-01", date(2026, 11, 20), 1)
    assert [move.kind for move in moved.moves.all()] == ["recounted", "counted"]


def test_what_did_not_happen_makes_its_deadlines_needless():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    action = happened(case, "office-action", date(2026, 8, 3))
    assert counted(case)["office-action", 0].outcome == ""
    correct_event(action)
    assert counted(case)["office-action", 0].outcome == "not-needed"
    assert clock.recompute(case=case, now=NOW) == []


def test_each_answer_meets_one_office_action_and_extensions_count():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    first = happened(case, "office-action", date(2026, 1, 5))
    happened(case, "response-extended", date(2026, 5, 4), number=1)
    happened(case, "response-extended", date(2026, 6, 4), number=9)
    second = happened(case, "office-action", date(2026, 10, 1))
    happened(case, "responded", date(2026, 8, 1))
    clock.recompute(case=case, now=NOW)
    by_event = {one.event_id: one for one in case.deadlines.all()}
    # Four months at most, whatever was granted.
    assert (by_event[first.pk].extension, by_event[first.pk].raw_end) == (4, date(2026, 9, 5))
    assert [by_event[one.pk].outcome for one in (first, second)] == ["met", ""]
    happened(case, "registration-decided", date(2026, 11, 1))
    clock.recompute(case=case, now=NOW)
    assert Deadline.objects.get(event=second).outcome == "not-needed"


def test_disclosure_starts_the_grace_period_unless_it_was_filed_before():
    case = IPCaseFactory(right="10")
    happened(case, "disclosure", date(2025, 11, 14))
    grace = counted(case)["grace", 0]
    assert (grace.raw_end, grace.due_on) == (date(2026, 11, 14), date(2026, 11, 16))
    happened(case, "filed", date(2026, 10, 30))
    assert counted(case)["grace", 0].outcome == "met"
    other = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(other, "filed", date(2025, 11, 13))
    happened(other, "disclosure", date(2025, 11, 14))
    assert ("grace", 0) not in counted(other)


def test_claimed_priority_takes_the_place_of_ones_own():
    case = IPCaseFactory(right="30")
    happened(case, "priority", date(2026, 6, 30))
    assert {key: one.due_on for key, one in counted(case).items()} == {("priority", 0): date(2026, 12, 31)}
    happened(case, "filed", date(2026, 9, 1))
    found = counted(case)
    assert {key[0]: one.outcome for key, one in found.items()} == {"priority": "met", "term": ""}
    pct = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(pct, "priority", date(2024, 3, 31))
    happened(pct, "filed", date(2025, 3, 3))
    happened(pct, "pct-filed", date(2025, 3, 10))
    found = counted(pct)
    assert (found["national-phase", 0].counted_from, found["national-phase", 0].raw_end) == (
        date(2024, 3, 31),
        date(2026, 10, 31),
    )
    assert found["publication", 0].raw_end == date(2025, 9, 30)


def test_states_on_a_day():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(case, "registered", date(2017, 11, 14))
    year = counted(case)["annuity", 4]
    days = ["2020-11-16", "2020-11-17", "2021-05-14", "2021-05-15", "2021-08-17", "2021-08-18"]
    assert [str(year.state_on(date.fromisoformat(day))) for day in days] == [
        "open",
        "late",
        "late",
        "restorable",
        "restorable",
        "missed",
    ]
    seen = shown(year, date(2021, 5, 1))
    assert (seen.until, seen.days_left, seen.is_overdue, name_of(year)) == (date(2021, 5, 14), 13, True, "Annuity of year 4")
    assert [row["when"] for row in stages(year)] == ["16 Nov 2020 (Mon)", "14 May 2021 (Fri)", "17 Aug 2021 (Tue)"]
    # Lapsed, nobody owes what falls due later; restored, he does.
    happened(case, "lapsed", date(2021, 5, 15))
    found = counted(case)
    assert [found["annuity", number].outcome for number in (4, 5)] == ["", "not-needed"]
    happened(case, "restored", date(2021, 7, 1))
    assert counted(case)["annuity", 5].outcome == ""
    happened(case, "abandoned", date(2022, 1, 3))
    assert {one.outcome for one in counted(case).values()} == {"not-needed"}


def test_explanation_names_event_rule_article_end_and_days_off():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(case, "office-action", date(2026, 10, 30))
    happened(case, "response-extended", date(2026, 11, 1), number=1)
    found = counted(case)["office-action", 0]
    assert explain(found) == [
        ("Counted from", "Office action received, 30 Oct 2026 (Fri)"),
        ("Rule", "Response to an office action: 4 months, extended by 1 month"),
        ("Article", "Patent Act, Art. 63(1)"),
        ("End as counted", "30 Mar 2027 (Tue)"),
        ("Days off in between", "None"),
        ("Calculated date", "30 Mar 2027 (Tue)"),
        ("Version of the rule", "for what happened from 11 Jul 2025 (Fri) on"),
    ]


def test_a_correction_holds_whatever_is_counted_anew():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    desk, contact = ip_desk(), contact_of(case)
    assert part_in(contact.user, case, NOW).is_any
    registered = happened(case, "registered", date(2023, 11, 10))
    year = counted(case)["annuity", 4]
    with pytest.raises(NotYours):
        clock.correct(deadline=year, due_on=date(2026, 12, 1), reason="Because", by=contact.user, now=NOW)
    with pytest.raises(ReasonMissing):
        clock.correct(deadline=year, due_on=date(2026, 12, 1), reason=" ", by=desk, now=NOW)
    with pytest.raises(errors.DayOutOfReach):
        clock.correct(deadline=year, due_on=date(2126, 12, 1), reason="Because", by=desk, now=NOW)
    clock.correct(deadline=year, due_on=date(2026, 12, 1), reason="The office says so", by=desk, now=NOW)
    clock.correct(deadline=year, due_on=date(2026, 12, 3), reason="It said it again", by=desk, now=NOW)
    correct_event(registered, date(2023, 11, 13))
    held = counted(case)["annuity", 4]
    assert (held.pk, held.due_on, held.calculated_on) == (year.pk, date(2026, 12, 3), date(2026, 11, 13))
    assert held.late_until == date(2027, 6, 3)
    assert [one.due_on for one in held.corrections.all()] == [date(2026, 12, 3), date(2026, 12, 1)]
    assert [one.ended_by for one in held.corrections.order_by("pk")] == [desk, None]
    clock.end_correction(deadline=held, reason="An error", by=desk, now=NOW)
    assert counted(case)["annuity", 4].due_on == date(2026, 11, 13)
    with pytest.raises(errors.NothingCorrected):
        clock.end_correction(deadline=held, reason="An error", by=desk, now=NOW)


def test_people_settle_acknowledge_and_take_back():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    contact, stranger = contact_of(case).user, contact_of(IPCaseFactory()).user
    happened(case, "registered", date(2023, 10, 20))
    found = counted(case)
    late, ahead = found["annuity", 4], found["annuity", 5]
    assert late.state_on(TODAY) == "late"
    for verb in (clock.acknowledge, lambda **v: clock.settle(outcome="met", on=TODAY, reason="Paid", **v)):
        with pytest.raises(NotYours):
            verb(deadline=late, by=stranger, now=NOW)
    with pytest.raises(errors.NotOverdue):
        clock.acknowledge(deadline=ahead, by=contact, now=NOW)
    made = clock.acknowledge(deadline=late, by=contact, now=NOW)
    assert clock.acknowledge(deadline=late, by=contact, now=NOW) == made
    with pytest.raises(errors.DayAhead):
        clock.settle(deadline=late, outcome="met", on=TODAY + timedelta(days=1), reason="Paid", by=contact, now=NOW)
    clock.settle(deadline=late, outcome="met", on=TODAY, reason="Paid at the counter", by=contact, now=NOW)
    with pytest.raises(errors.SettledAlready):
        clock.settle(deadline=late, outcome="met", on=TODAY, reason="Paid", by=contact, now=NOW)
    assert counted(case)["annuity", 4].outcome == "met"
    clock.reopen(deadline=late, reason="It came back", by=contact, now=NOW)
    with pytest.raises(errors.NotSettledByHand):
        clock.reopen(deadline=late, reason="Again", by=contact, now=NOW)
    held = counted(case)["annuity", 4]
    assert (held.outcome, [move.kind for move in held.moves.all()]) == ("", ["reopened", "met", "acknowledged", "counted"])
    # The event itself comes: what somebody said gives way to it.
    clock.settle(deadline=late, outcome="not-needed", on=TODAY, reason="We let it go", by=contact, now=NOW)
    happened(case, "annuity-paid", TODAY, number=4)
    held = counted(case)["annuity", 4]
    assert (held.outcome, held.is_settled, held.outcome_on) == ("met", False, TODAY)


def test_dates_beyond_the_calendar_are_refused():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(case, "filed", date(9999, 11, 1))
    with pytest.raises(errors.DayOutOfReach):
        clock.recompute(case=case, now=NOW)


def test_recomputing_asks_as_much_for_many_deadlines(django_assert_max_num_queries):
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(case, "filed", date(2015, 3, 2))
    happened(case, "registered", date(2017, 11, 14))
    counted(case)
    assert case.deadlines.count() > 10
    with django_assert_max_num_queries(8):
        clock.recompute(case=case, now=NOW)


def test_each_renewal_of_a_trademark_begins_ten_more_years():
    """From the end of the term before, not from the day on which it was renewed."""
    case = IPCaseFactory(right="40", state=CaseState.REGISTERED)
    happened(case, "registered", date(2016, 3, 10))
    found = counted(case)
    assert found["term", 0].due_on == found["renewal", 0].raw_end == date(2026, 3, 10)
    renewed = happened(case, "renewed", date(2025, 9, 1))
    found = counted(case)
    outcomes = {key: (one.raw_end.isoformat(), one.outcome, one.outcome_event) for key, one in found.items()}
    assert outcomes == {
        ("term", 0): ("2026-03-10", "met", renewed),
        ("renewal", 0): ("2026-03-10", "met", renewed),
        ("term", 1): ("2036-03-10", "", None),
        ("renewal", 1): ("2036-03-10", "", None),
    }
    again = found["renewal", 1]
    again.case = case
    assert (name_of(again), dict(explain(again))["Rule"].endswith(": 20 years")) == (name_of(found["renewal", 0]), True)
    assert clock.recompute(case=case, now=NOW) == []


def test_an_appeal_is_extended_by_days():
    case = IPCaseFactory(right="10", state=CaseState.REJECTED)
    happened(case, "final-rejection", date(2026, 8, 3))
    assert counted(case)["appeal", 0].due_on == date(2026, 11, 3)
    happened(case, "appeal-extended", date(2026, 10, 20), number=30)
    happened(case, "appeal-extended", date(2026, 11, 20), number=40)
    due = counted(case)["appeal", 0]
    # Sixty days at most: 2 January 2027 is a Saturday.
    assert (due.extension, due.raw_end, due.due_on) == (60, date(2027, 1, 2), date(2027, 1, 4))


def test_one_filing_keeps_every_disclosure_and_what_comes_too_late_keeps_nothing():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    for kind, day in (("disclosure", 3), ("disclosure", 4), ("priority", 5), ("priority", 6)):
        happened(case, kind, date(2026, 3, day))
    filed = happened(case, "filed", date(2026, 6, 1))
    clock.recompute(case=case, now=NOW)
    kept = case.deadlines.filter(rule__in=["grace", "priority"])
    assert [(one.outcome, one.outcome_event) for one in kept] == [("met", filed)] * 4
    late = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(late, "disclosure", date(2025, 3, 3))
    happened(late, "filed", date(2026, 3, 4))
    found = counted(late)["grace", 0]
    found.case = late
    assert (found.outcome, found.state_on(TODAY), dict(explain(found))["Recorded after the end"]) == (
        "",
        "missed",
        "Application filed, 4 Mar 2026 (Wed)",
    )


def test_calendars_are_not_filled_with_days_that_are_over():
    case = IPCaseFactory(right="10", state=CaseState.FILED)
    happened(case, "filed", date(2022, 3, 2))
    clock.recompute(case=case, now=NOW)
    names = {one.rule for one in feeds.entries_of(member=contact_of(case), now=NOW)}
    assert names == {"examination", "term"}
