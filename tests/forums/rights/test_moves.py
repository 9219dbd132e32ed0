"""The table of steps, exhaustively; numbers; events and their corrections."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from council.messaging.models import Message
from forums.models import CaseEvent, CaseMove, Filing, IPCase
from forums.models.rights import CaseState, EventKind, Right
from forums.permissions.rights import Part
from forums.services.errors import ForumsError, NotYours, ReasonMissing, WrongState
from forums.services.rights.errors import (
    DayMissing,
    DayOutOfOrder,
    DayToCome,
    DayTooEarly,
    HappenedAlready,
    NotForThisRight,
    NumberMalformed,
    NumberMissing,
    NumberTaken,
    SignaturesMissing,
    StepInstead,
    YearMissing,
)
from forums.services.rights.moving import move_case, put_back
from forums.services.rights.numbers import check_number, record_filing
from forums.services.rights.recording import correct_event, record_event
from forums.services.rights.steps import TABLE, find_step, possible_steps
from tests.factories import NOW, MemberFactory
from tests.forums.factories.rights import TODAY, IPCaseFactory, contact_of, happened, ip_desk, signed

S = CaseState
# The design's own drawing of a case, by right: what each state leads to.
INVENTION = {
    S.IDEA: {S.AGREEMENT, S.ABANDONED},
    S.AGREEMENT: {S.PRIOR_ART, S.ABANDONED},
    S.PRIOR_ART: {S.READY, S.AGREEMENT, S.ABANDONED},
    S.READY: {S.FILED, S.AGREEMENT, S.ABANDONED},
    S.FILED: {S.PUBLISHED, S.EXAMINATION, S.WITHDRAWN},
    S.PUBLISHED: {S.EXAMINATION, S.WITHDRAWN},
    S.EXAMINATION: {S.OFFICE_ACTION, S.DECIDED, S.WITHDRAWN},
    S.OFFICE_ACTION: {S.RESPONDED, S.REJECTED, S.WITHDRAWN},
    S.RESPONDED: {S.OFFICE_ACTION, S.DECIDED, S.REJECTED, S.WITHDRAWN},
    S.DECIDED: {S.REGISTERED, S.WITHDRAWN},
    S.REGISTERED: {S.MAINTAINED, S.EXPIRED, S.LAPSED, S.ABANDONED},
    S.MAINTAINED: {S.MAINTAINED, S.EXPIRED, S.LAPSED, S.ABANDONED},
    S.RESTORED: {S.MAINTAINED, S.EXPIRED, S.LAPSED, S.ABANDONED},
    S.LAPSED: {S.RESTORED},
    S.REJECTED: {S.DECIDED, S.ABANDONED},
    S.EXPIRED: set(),
    S.WITHDRAWN: set(),
    S.ABANDONED: set(),
}
UNASKED = {
    **INVENTION,
    S.FILED: {S.PUBLISHED, S.OFFICE_ACTION, S.DECIDED, S.WITHDRAWN},
    S.PUBLISHED: {S.OFFICE_ACTION, S.DECIDED, S.WITHDRAWN},
    S.EXAMINATION: {S.WITHDRAWN},
}
MARK = {**UNASKED, S.RESPONDED: {S.OFFICE_ACTION, S.PUBLISHED, S.DECIDED, S.REJECTED, S.WITHDRAWN}}
DRAWN = {Right.PATENT: INVENTION, Right.UTILITY_MODEL: INVENTION, Right.DESIGN: UNASKED, Right.TRADEMARK: MARK}
CONTACT, ATTORNEY, DESK = Part(companies=frozenset({1})), Part(is_attorney=True), Part(is_desk=True)
OWNERS_STEPS = {"agree", "search", "prepare", "reopen", "maintain", "renew"}


def test_the_table_is_what_was_drawn():
    for right in Right:
        drawn = DRAWN[right]
        for state in CaseState:
            case = IPCase(right=right, state=state)
            steps = possible_steps(case, DESK)
            assert {step.after for step in steps} == drawn[state], (right, state)
            # One way of a name: no step is there twice.
            assert len({step.verb for step in steps}) == len(steps)
            assert possible_steps(case, ATTORNEY) == steps
            assert {step.verb for step in possible_steps(case, CONTACT)} == {s.verb for s in steps} & OWNERS_STEPS
            assert possible_steps(case, Part()) == []


@pytest.mark.django_db
def test_every_step_moves_and_nothing_else_does(monkeypatch):
    """Each step of each right from each state: it moves where the table says so, and is refused everywhere else."""
    monkeypatch.setattr("forums.services.rights.moving.recompute", lambda case, now: None)
    desk = ip_desk()
    number = 1000000
    marks = {"examine", "publish", "oppose", "decide", "renew", "maintain"}
    for right, verbs in ((Right.PATENT, {step.verb for step in TABLE}), (Right.TRADEMARK, marks)):
        case = IPCaseFactory(right=right, state="filed")
        for verb in sorted(verbs):
            for state in CaseState:
                step = find_step(verb, right)
                if state == S.EXAMINATION and right == Right.TRADEMARK:
                    continue
                with transaction.atomic():
                    IPCase.objects.filter(pk=case.pk).update(state=state)
                    number += 1
                    given = f"{right}-{number}" if verb == "register" else f"{right}-2026-{number}"
                    facts = {"on": TODAY, "number": given, "year": 4, "reason": "Why."}
                    if step is not None and state in step.before:
                        move = move_case(case=case, verb=verb, by=desk, now=NOW, **facts)
                        case.refresh_from_db()
                        assert (move.before, move.after, case.state) == (state, step.after, step.after)
                        assert case.events.filter(kind=step.event).exists() == (step.event is not None)
                    else:
                        refusal = WrongState if step is not None else NotForThisRight
                        with pytest.raises(refusal):
                            move_case(case=case, verb=verb, by=desk, now=NOW, **facts)
                    transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_joint_patent_from_the_idea_to_its_first_annuity_with_a_missing_signature_in_the_way():
    attorney = MemberFactory()
    case = IPCaseFactory(attorney=attorney)
    contact = contact_of(case)
    owners = [owner.organisation for owner in case.owners.all()]

    def go(verb, by=contact, on=None, **facts):
        return move_case(case=case, verb=verb, by=by.user, now=NOW, on=on, **facts)

    for verb in ("agree", "search", "prepare"):
        go(verb)
    with pytest.raises(NotYours):
        go("file", on=TODAY, number="10-2026-1234567")
    with pytest.raises(SignaturesMissing) as missing, translation.override("en"):
        go("file", attorney, TODAY, number="10-2026-1234567")
    assert missing.value.owners == owners
    assert all(str(owner) in str(missing.value) for owner in owners)
    signed(case)
    numbers = ("20-2026-1234567", "10-2026-123", "10-2025-1234567")
    for wrong, refusal in (("", NumberMissing), *((number, NumberMalformed) for number in numbers)):
        with pytest.raises(refusal):
            go("file", attorney, TODAY, number=wrong)
    with pytest.raises(DayMissing):
        go("file", attorney, number="10-2026-1234567")
    with pytest.raises(DayToCome):
        go("file", attorney, TODAY + timedelta(days=1), number="10-2026-1234567")
    assert CaseEvent.objects.count() == 0
    filed = TODAY - timedelta(days=90)
    go("file", attorney, filed, number="10-2026-1234567")
    with pytest.raises(WrongState):
        go("file", attorney, filed, number="10-2026-1234567")
    with pytest.raises(DayTooEarly):
        go("examine", attorney, filed - timedelta(days=1))
    for verb in ("examine", "object", "respond", "decide"):
        go(verb, attorney, filed + timedelta(days=1))
    go("register", attorney, TODAY, number="10-1234567")
    with pytest.raises(YearMissing):
        go("maintain", on=TODAY)
    go("maintain", on=TODAY, year=4)
    with pytest.raises(HappenedAlready):
        go("maintain", on=TODAY, year=4)
    with pytest.raises(ReasonMissing):
        go("lapse", attorney, TODAY)
    go("maintain", on=TODAY, year=5)
    case.refresh_from_db()
    assert case.state == "maintained"
    assert list(case.filings.values_list("kind", "number")) == [
        ("application", "10-2026-1234567"),
        ("registration", "10-1234567"),
    ]
    assert CaseMove.objects.filter(case=case).count() == 11
    # Whoever did not do it was told; no mail has the title.
    told = Message.objects.filter(kind="ip-case-moved")
    assert {message.address for message in told} == {contact.user.email, attorney.user.email}
    assert not [one for one in Message.objects.all() if "Invention" in repr(one.context) or "발명" in repr(one.context)]


def test_numbers_are_of_their_form_and_kind():
    day = date(2026, 11, 2)
    good = {
        ("application", "10"): "10-2023-9900001",
        ("publication", "30"): "30-2026-0000001",
        ("registration", "40"): "40-1234567",
        ("pct", "10"): "PCT/KR2026/000123",
        ("priority", "10"): "17/123,456",
    }
    for (kind, right), number in good.items():
        assert check_number(kind, right, f" {number} ", day) == number
    bad = [
        ("application", "10", "10-2023-990000"),
        ("application", "10", "10-1823-9900001"),
        ("application", "10", "10-2027-9900001"),
        ("application", "10", "1020239900001"),
        ("application", "10", "20-2023-9900001"),
        ("application", "10", "10-2023-99000011"),
        ("application", "10", "١٠-2023-9900001"),
        ("application", "10", "10-2023-990000١"),
        ("registration", "10", "10-2023-9900001"),
        ("registration", "20", "10-1234567"),
        ("pct", "10", "PCT/KR/000123"),
        ("priority", "10", "x"),
    ]
    for kind, right, number in bad:
        with pytest.raises(ForumsError):
            check_number(kind, right, number, day)


@pytest.mark.django_db
def test_numbers_belong_to_one_case_and_the_database_knows_their_form():
    desk, case, other = ip_desk(), IPCaseFactory(state="filed"), IPCaseFactory(state="filed")
    record = {"kind": "application", "country": "KR", "on": TODAY, "by": desk, "now": NOW}
    record_filing(case=case, number="10-2026-0000001", **record)
    with pytest.raises(NumberTaken):
        record_filing(case=other, number="10-2026-0000001", **record)
    # What was wrong is entered again.
    record_filing(case=case, number="10-2026-0000002", **record)
    assert case.filings.get().number == "10-2026-0000002"
    pct = record_filing(case=case, number="pct/kr2026/000123", **{**record, "kind": "pct"})
    assert (pct.number, pct.country) == ("PCT/KR2026/000123", "WO")
    # The year of a number is that of its day; an international application that came to Korea later counts from the earlier.
    last_year = {**record, "on": TODAY - timedelta(days=365)}
    for kind, number in (("application", "10-2026-0000003"), ("publication", "10-2026-0000003"), ("pct", "PCT/KR2026/000124")):
        with pytest.raises(NumberMalformed, match="2026"):
            record_filing(case=case, number=number, **{**last_year, "kind": kind})
    # What the number looks like says nothing of it: the international application is on record.
    with pytest.raises(NumberMalformed, match="record that first"), translation.override("en"):
        record_filing(case=case, number="10-2026-7000003", **last_year)
    record_event(case=case, kind="pct-filed", on=last_year["on"], by=desk, now=NOW)
    assert record_filing(case=case, number="10-2026-0000003", **last_year).on == last_year["on"]
    record_filing(case=case, number="10-2026-0000002", **record)
    values = {"case": other, "on": TODAY, "recorded_at": NOW}
    for kind, number in (("application", "10-26-1"), ("registration", "10-2026-0000009"), ("application", "30-2026-0000009")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Filing.objects.create(kind=kind, number=number, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.create(kind="application", number="10-2026-0000002", **values)


@pytest.mark.django_db
def test_what_happens_is_in_its_order():
    """A step is not dated before what it follows, and neither is moved past the other afterwards; of one day they may be."""
    desk, case = ip_desk(), IPCaseFactory(state="filed")
    happened(case, EventKind.FILED, date(2026, 1, 5))
    steps = (
        ("examine", date(2026, 2, 2), date(2026, 1, 5), "day of filing"),
        ("object", date(2026, 4, 6), date(2026, 2, 2), "before “Examination requested”, which was on 2 Feb 2026 (Mon)"),
        ("respond", date(2026, 5, 4), date(2026, 4, 6), "before “Office action received”"),
        ("object", date(2026, 6, 1), date(2026, 5, 4), "before “Response filed”"),
        ("respond", date(2026, 7, 6), date(2026, 6, 1), "before “Office action received”, which was on 1 Jun"),
        ("decide", date(2026, 9, 7), date(2026, 7, 6), "before “Response filed”"),
        ("register", date(2026, 10, 5), date(2026, 9, 7), "before “Decision to register received”"),
    )
    for place, (verb, on, last, words) in enumerate(steps):
        go = {"case": case, "verb": verb, "by": desk, "now": NOW + timedelta(hours=place), "number": "10-1234567"}
        with pytest.raises((DayTooEarly, DayOutOfOrder), match=re.escape(words)) as refused, translation.override("en"):
            move_case(**go, on=last - timedelta(days=1))
        assert refused.value.field == "on"
        with transaction.atomic():
            move_case(**go, on=last)
            transaction.set_rollback(True)
        move_case(**go, on=on)
    case.refresh_from_db()
    beside = {"case": case, "by": desk, "now": NOW + timedelta(days=1)}
    for kind, wrong, right in (
        ("priority", date(2026, 1, 6), date(2026, 1, 5)),
        ("published", date(2026, 1, 4), date(2026, 1, 6)),
        ("response-extended", date(2026, 4, 5), date(2026, 4, 7)),
        ("fee-paid", date(2026, 9, 6), date(2026, 9, 8)),
    ):
        extended = {"number": 1} if kind == "response-extended" else {}
        with pytest.raises((DayTooEarly, DayOutOfOrder)):
            record_event(kind=kind, on=wrong, **extended, **beside)
        record_event(kind=kind, on=right, **extended, **beside)
    # The first office action stays between the request and its answer, the filing before everything.
    correct = {"reason": "Typo", "by": desk, "now": NOW + timedelta(days=2)}
    first = case.events.get(kind="office-action", on=date(2026, 4, 6))
    for on, words in ((date(2026, 2, 1), "before “Examination"), (date(2026, 5, 5), "after “Response filed”")):
        with pytest.raises(DayOutOfOrder, match=words), translation.override("en"):
            correct_event(event=first, on=on, **correct)
    second = correct_event(event=first, on=date(2026, 4, 1), **correct)
    assert correct_event(event=second, on=date(2026, 4, 2), **correct).on == date(2026, 4, 2)
    with pytest.raises(DayOutOfOrder, match="after “Application published”"), translation.override("en"):
        correct_event(event=case.events.get(kind="filed"), on=date(2026, 1, 7), **correct)


@pytest.mark.django_db
def test_an_event_is_corrected_by_another_row():
    desk = ip_desk()
    case = IPCaseFactory(state="filed")
    contact = contact_of(case).user
    event = happened(case, EventKind.FILED, date(2026, 1, 5))
    with pytest.raises(NotYours):
        correct_event(event=event, reason="Typo", on=date(2026, 1, 6), by=contact, now=NOW)
    with pytest.raises(ReasonMissing):
        correct_event(event=event, reason=" ", on=date(2026, 1, 6), by=desk, now=NOW)
    right = correct_event(event=event, reason="Typo", on=date(2026, 1, 6), by=desk, now=NOW)
    event.refresh_from_db()
    assert (event.on, event.superseded_by, event.correction) == (date(2026, 1, 5), right, "Typo")
    assert list(CaseEvent.objects.standing()) == [right]
    with pytest.raises(WrongState):
        correct_event(event=event, reason="Again", on=date(2026, 1, 7), by=desk, now=NOW)
    # Never happened at all; of the filing, by which the case is where it is, nobody says so.
    shown = happened(case, EventKind.DISCLOSURE, date(2026, 1, 4))
    assert correct_event(event=shown, reason="Another case", by=desk, now=NOW) is None
    with pytest.raises(StepInstead):
        correct_event(event=right, reason="Another case", by=desk, now=NOW)
    assert list(CaseEvent.objects.standing()) == [right]
    for change in ({"on": date(2026, 2, 1)}, {"kind": "published"}, {"correction": "No"}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            CaseEvent.objects.filter(pk=event.pk).update(**change)
    move_case(case=case, verb="examine", by=desk, now=NOW, on=TODAY)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        CaseMove.objects.update(reason="No")


@pytest.mark.django_db
def test_contacts_tell_of_disclosures_and_the_office_of_the_rest():
    case = IPCaseFactory()
    contact, desk = contact_of(case).user, ip_desk()
    assert record_event(case=case, kind="disclosure", on=TODAY, by=contact, now=NOW).recorded_by == contact
    with pytest.raises(NotYours):
        record_event(case=case, kind="priority", on=TODAY, by=contact, now=NOW)
    with pytest.raises(WrongState):
        record_event(case=case, kind="registered", on=TODAY, by=desk, now=NOW)
    with pytest.raises(NotYours):
        record_event(case=case, kind="disclosure", on=TODAY, by=MemberFactory().user, now=NOW)


@pytest.mark.django_db
def test_a_step_by_mistake_is_taken_back_with_what_it_recorded():
    desk, case = ip_desk(), IPCaseFactory(state="examination")
    contact = contact_of(case).user
    move_case(case=case, verb="object", by=desk, now=NOW, on=TODAY)
    with pytest.raises(NotYours):
        put_back(case=case, reason="Another case", by=contact, now=NOW)
    with pytest.raises(ReasonMissing):
        put_back(case=case, reason=" ", by=desk, now=NOW)
    move = put_back(case=case, reason="Another case", by=desk, now=NOW + timedelta(seconds=1))
    case.refresh_from_db()
    assert (case.state, move.before, move.after) == ("examination", "office-action", "examination")
    assert case.events.get().correction == "Another case"
    # Once, and never a filing.
    with pytest.raises(WrongState):
        put_back(case=case, reason="Again", by=desk, now=NOW)
    ready = IPCaseFactory(state="ready")
    signed(ready)
    move_case(case=ready, verb="file", by=desk, now=NOW, on=TODAY, number="10-2026-7777777")
    with pytest.raises(WrongState):
        put_back(case=ready, reason="Too early", by=desk, now=NOW)
